"""Any text is split into words and tags and joined again; the tags of Markdown are those that notices are set by."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ivr_author.exchange.pieces import Kind, Pieces, join_pieces, lasting_tags, split_like, split_text, tags_of
from ivr_author.notice.template.markdown import parse_inline

TRICKY = st.lists(
    st.sampled_from([*"*_[]()\\{}&\n\r\t\x07\ufffe a1<", "**", "{name}", "{{", "}}", "](https://a.example)", "&nbsp;"]),
    max_size=14,
).map("".join)


def shown(pieces: Pieces) -> str:
    """The pieces with their tags in a form that is easy to compare: <2 bold words>."""
    return "".join(
        piece
        if isinstance(piece, str)
        else f"<{piece.number} {piece.kind} {shown(piece.content)}>"
        if piece.is_pair
        else f"<{piece.number} {piece.kind}>"
        for piece in pieces
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Press {key}.", "Press <1 placeholder>."),
        ("Pay **{amount}** *now*.", "Pay <1 bold <2 placeholder>> <3 italic now>."),
        ("__Pay__ _now_", "<1 bold Pay> <2 italic now>"),
        ("***all***", "<1 italic <2 bold all>>"),
        ('[pay **here**](https://a.example/x "t").', "<1 link pay <2 bold here>>."),
        ("[{name}]({url})", "<1 link <2 placeholder>>"),
        ("one\\\ntwo", "one<1 line>two"),
        (r"2 \* 3 &amp; {{x}}", "2 <1 literal> 3 <2 literal> <3 literal>x<4 literal>"),
        ("a * b ** c [d] (e) \\q", "a * b ** c [d] (e) \\q"),
        ("bell \x07", "bell <1 character>"),
        ("{Not a name} {", "{Not a name} {"),
    ],
)
def test_tags_are_found(text: str, expected: str) -> None:
    assert shown(split_text(text, True)) == expected


def test_a_prompt_has_no_markdown() -> None:
    assert shown(split_text("Press * or **{key}**", False)) == "Press * or **<1 placeholder>**"


@given(TRICKY | st.text(max_size=20), st.booleans())
@settings(max_examples=200)
@example("*a [b*](c) d", True)
@example("[a](<{url}>)", True)
def test_any_text_is_joined_again(text: str, has_markdown: bool) -> None:
    pieces = split_text(text, has_markdown)
    assert join_pieces(pieces) == text
    numbers = [tag.number for tag in tags_of(pieces)]
    assert numbers == list(range(1, len(numbers) + 1))


@given(TRICKY)
@settings(max_examples=200)
def test_markdown_is_what_notices_are_set_by(text: str) -> None:
    found = [tag.kind for tag in tags_of(split_text(text.replace("{", ""), True))]
    tokens = [token.type for token in parse_inline(text.replace("{", ""))]
    for kind, name in ((Kind.BOLD, "strong_open"), (Kind.ITALIC, "em_open"), (Kind.LINK, "link_open")):
        assert found.count(kind) == tokens.count(name)


@given(TRICKY, TRICKY)
@settings(max_examples=100)
def test_a_translation_has_the_numbers_of_its_source(text: str, translation: str) -> None:
    source = split_text(text, True)
    pieces = split_like(translation, True, source)
    assert join_pieces(pieces) == translation
    numbers = [tag.number for tag in tags_of(pieces)]
    assert len(set(numbers)) == len(numbers)
    texts = {tag.number: tag.text for tag in tags_of(source)}
    assert all(texts.get(tag.number, tag.text) == tag.text for tag in tags_of(pieces))


def test_tags_may_change_places() -> None:
    source = split_text("{a} and **{b}**", True)
    assert shown(split_like("**{b}** und {a} und {a}", True, source)) == (
        "<2 bold <3 placeholder>> und <1 placeholder> und <4 placeholder>"
    )


def test_what_must_last() -> None:
    text = "**{a}** _b_ [c](tel:1)\\\nd {{ \\* e\nf"
    assert dict(lasting_tags(text, True)) == {"**…**": 1, "{a}": 1, "*…*": 1, "[…](tel:1)": 1, "line end": 1}
