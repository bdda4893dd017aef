"""Places in a text, and how they are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.core.source import Source, Span

TEXT = "one: 1\ntwo: zwei\nthree: 3\n"


def test_a_span_of_offsets() -> None:
    span = Source("a.yaml", TEXT).span(12, 16)
    assert span == Span("a.yaml", 2, 6, 2, 10, 12, 16)
    assert str(span) == "a.yaml:2:6"


def test_an_excerpt_has_the_line_before_and_a_caret() -> None:
    source = Source("a.yaml", TEXT)
    assert source.excerpt(source.span(12, 16)) == "1 | one: 1\n2 | two: zwei\n  |      ^^^^"


def test_an_excerpt_of_the_first_line() -> None:
    source = Source("a.yaml", TEXT)
    assert source.excerpt(source.span(0, 3)) == "1 | one: 1\n  | ^^^"


def test_an_excerpt_over_lines_is_clipped_to_the_first() -> None:
    source = Source("a.yaml", TEXT)
    assert source.excerpt(source.span(12, 20)).endswith("\n  |      ^^^^")


def test_an_empty_span_has_one_caret() -> None:
    source = Source("a.yaml", TEXT)
    assert source.excerpt(source.span(6, 6)).endswith("\n  |       ^")


def test_no_excerpt_of_a_line_that_is_not_there() -> None:
    assert Source("a.yaml", "x").excerpt(Span("a.yaml", 9, 1, 9, 1)) == ""


def test_control_characters_do_not_reach_a_terminal() -> None:
    source = Source("a.yaml", "a\x1b[2J\x07b\r\nnext")
    assert source.excerpt(Span("a.yaml", 1, 1, 1, 2)) == "1 | a [2J b\n  | ^"


@pytest.mark.parametrize("lines", [9, 10, 100])
def test_line_numbers_are_aligned(lines: int) -> None:
    source = Source("a.yaml", "x\n" * lines)
    shown = source.excerpt(Span("a.yaml", lines, 1, lines, 2)).split("\n")
    assert len({line.index("|") for line in shown}) == 1


@given(st.text("ab\n", max_size=30), st.data())
def test_offsets_and_positions_agree(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = Source("a", text).span(start, end)
    lines = text.split("\n")
    assert sum(len(line) + 1 for line in lines[: span.line - 1]) + span.column - 1 == start
    assert sum(len(line) + 1 for line in lines[: span.end_line - 1]) + span.end_column - 1 == end
    assert Source("a", text).excerpt(span)


def test_a_very_long_line_is_cut_around_the_place() -> None:
    source = Source("x.yaml", "a: [\n" + "x" * 100_000 + "HERE" + "y" * 100_000)
    before, line, carets = source.excerpt(source.span(100_005, 100_009)).split("\n")
    assert before == "1 | "
    assert len(line) == len("2 | ") + 160
    assert line[carets.index("^") : carets.rindex("^") + 1] == "HERE"
