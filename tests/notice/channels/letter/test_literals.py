"""Nothing but string literals gets into a program, and each is the text it was made of."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ivr_author.notice.channels.letter.compiler import compile_pdf
from ivr_author.notice.channels.letter.literals import LONG_RUN, escape, escape_words, quote, write_target
from ivr_author.notice.values import UNPRINTABLE
from tests.notice.channel_cases import value

SPACES = "\t\n\u000b\f\r\u001c\u001d\u001e\u001f\u0085\u2028\u2029"


def expected(text: str) -> str:
    folded = "".join(" " if letter in SPACES else letter for letter in text).replace("\ufeff", "\u2060")
    return UNPRINTABLE.sub("\ufffd", folded)


@settings(max_examples=60, deadline=None)
@example('\\"} #panic("x") {"')
@example("\\u{41} \\n \\\\ $x$ *a* _b_ `c` <d> @e // f /* g */ ~ -- ... '")
@example("\\")
@example('"')
@example("\ufeff\u2066\u202e\0\x7f\ud800")
@given(st.text(max_size=60))
def test_literal_is_the_text_itself(text: str) -> None:
    wanted = "".join(f"{ord(letter)}, " for letter in expected(text))
    check = f"#assert.eq({quote(text)}.codepoints().map(str.to-unicode), ({wanted}))"
    compile_pdf(f'#set document(title: "-")\n{check}', 0)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_literal_ends_where_we_end_it(text: str) -> None:
    assert re.fullmatch(r'(?:[^"\\\n]|\\["\\])*', escape(text))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 500,
        "x" * LONG_RUN,
        "https://www.example.org/" + "k" * 90,
        "ب" * 60,
        "e\u0301" * 40,
        "\u200d".join("b" * 40),
    ],
)
def test_long_word_gets_places_to_break_and_stays_the_same(text: str) -> None:
    pieces = escape_words(text).split('";w;"')
    assert "".join(pieces) == text
    if "\u200d" not in text:
        assert max(map(len, pieces)) <= 8
    assert not any(piece.startswith(("\u0301", "\u200d")) for piece in pieces)


@pytest.mark.parametrize(
    "text", ["a" * (LONG_RUN - 1), "short words " * 20, "សេវាជំនួយភាសាឥតគិតថ្លៃមានសម្រាប់អ្នក", "您" * 80, "ภาษาไทย" * 9]
)
def test_other_words_break_where_their_script_does(text: str) -> None:
    assert escape_words(text) == text


@pytest.mark.parametrize(
    ("target", "written"),
    [
        ("https://www.example.org/a?b=c", "https://www.example.org/a?b=c"),
        ("mailto:help@example.org", "mailto:help@example.org"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ('https://example.org/"', ""),
        ("https://example.org/" + "a" * 3000, ""),
        ("", ""),
    ],
)
def test_link_leads_only_where_it_may(target: str, written: str) -> None:
    assert write_target(value("url", target), "en") == written
