"""Comparing texts for people: what stayed is folded, what changed is marked by words, and nothing is made up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ivr_author.catalog.compare import RunKind, show_difference
from ivr_author.usecases.line_difference import line_difference

LINES = [f"line {number}: some words" for number in range(1, 21)]


def text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def test_lines_that_stayed_are_folded_and_words_marked() -> None:
    new = [*LINES]
    new[9] = "line 10: other words"
    rows = line_difference(text(LINES), text(new))
    assert [(row.kind, row.folded) for row in rows] == [
        ("fold", 6), *[("same", 0)] * 3, ("changed", 0), *[("same", 0)] * 3, ("fold", 7),
    ]  # fmt: skip
    assert (rows[4].old, rows[4].new) == (10, 10)
    assert show_difference(rows[4].runs) == "line 10: [-some-]{+other+} words"


def test_new_gone_and_unlike_lines_are_whole() -> None:
    rows = line_difference("a: Welcome to us\nb: Press one\n", "b: Press one\nnext: 90210\nlast: x\n")
    assert [(row.kind, row.old, row.new) for row in rows] == [
        ("removed", 1, 0), ("same", 2, 1), ("added", 0, 2), ("added", 0, 3),
    ]  # fmt: skip


def test_another_value_of_the_same_key_is_a_change() -> None:
    [row] = line_difference("  prompt: Thank you for calling.\n", "  prompt: Hello!\n")
    assert (row.kind, show_difference(row.runs)) == ("changed", "  prompt: [-Thank you for calling.-]{+Hello!+}")


def test_equal_texts_have_no_rows() -> None:
    assert line_difference("a\nb\n", "a\r\nb") == []
    assert line_difference("", "") == []


@given(*[st.lists(st.sampled_from(["a b", "a c", "b", "", "c d e"]), max_size=8)] * 2)
def test_rows_are_both_texts(old: list[str], new: list[str]) -> None:
    rows = line_difference(text(old), text(new), around=100)
    if text(old).splitlines() == text(new).splitlines():
        assert rows == []
        return
    for mine, numbers, left_out in (
        (old, [row.old for row in rows if row.old], RunKind.ADDED),
        (new, [row.new for row in rows if row.new], RunKind.REMOVED),
    ):
        lines = text(mine).splitlines()
        assert numbers == list(range(1, len(lines) + 1))
        is_old = left_out is RunKind.ADDED
        told = [row for row in rows if (row.old if is_old else row.new)]
        assert ["".join(run.text for run in row.runs if run.kind is not left_out) for row in told] == lines
