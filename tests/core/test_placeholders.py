"""Placeholders: names in braces, doubled braces as themselves, and every other brace as a fault at its place."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.core.placeholders import Placeholder, parse_placeholders, placeholder_names


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", ()),
        ("plain", ("plain",)),
        ("{name}", (Placeholder("name"),)),
        ("a {caller.number} b", ("a ", Placeholder("caller.number"), " b")),
        ("{a}{b_2}", (Placeholder("a"), Placeholder("b_2"))),
        ("{{", ("{",)),
        ("}}", ("}",)),
        ("{{name}}", ("{name}",)),
        ("{{{name}}}", ("{", Placeholder("name"), "}")),
        ("{{}} {{{{}}}}", ("{} {{}}",)),
        ("a\nb {x}\n", ("a\nb ", Placeholder("x"), "\n")),
    ],
)
def test_pieces(text: str, pieces: tuple[object, ...]) -> None:
    assert parse_placeholders(text) == (pieces, [])


@pytest.mark.parametrize(
    ("text", "offset", "part"),
    [
        ("a { b", 2, "`{`"),
        ("a } b", 2, "`}`"),
        ("x {}", 2, "`{}`"),
        ("{Name}", 0, "`{Name}`"),
        ("{a b}", 0, "`{a b}`"),
        ("{a.b.c}", 0, "`{a.b.c}`"),
        ("{1a}", 0, "`{1a}`"),
        ("{a!r}", 0, "`{a!r}`"),
        ("{{{", 2, "`{`"),
        ("{a}}", 3, "`}`"),
        ("{é}", 0, "`{é}`"),
    ],
)
def test_faults_have_a_place_and_the_text_stays(text: str, offset: int, part: str) -> None:
    pieces, faults = parse_placeholders(text)
    assert [fault.offset for fault in faults] == [offset]
    assert part in faults[0].message
    assert "".join(piece if isinstance(piece, str) else f"{{{piece.name}}}" for piece in pieces) in (
        text,
        text.replace("{{", "{").replace("}}", "}"),
    )


def test_names_come_in_order_with_repetitions() -> None:
    assert placeholder_names("{b} {a} {{c}} {b} {d e}") == ("b", "a", "b")


@given(st.lists(st.one_of(st.sampled_from(["{", "}", "{{", "}}", "{a}", "{a.b}", "x"]), st.text(max_size=3))))
def test_any_text_is_read(parts: list[str]) -> None:
    text = "".join(parts)
    pieces, faults = parse_placeholders(text)
    assert all(pieces)
    assert not any(isinstance(one, str) and isinstance(two, str) for one, two in pairwise(pieces))
    assert all(text[fault.offset] in "{}" for fault in faults)


@given(st.text())
def test_text_with_doubled_braces_is_itself(text: str) -> None:
    assert parse_placeholders(text.replace("{", "{{").replace("}", "}}")) == ((text,) if text else (), [])
