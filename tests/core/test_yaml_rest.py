"""Reading what was edited says what reading it all says, to the last place: the rest is only taken where it is sure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_author.core import yaml_source
from ivr_author.core.source import Source
from ivr_author.core.yaml_rest import Rest
from ivr_author.core.yaml_source import read_edited, read_yaml
from tests.core.test_yaml_patch import FLOW

PIECES = [
    "", " ", "\n", "\n\n", "  ", "x", "a: b\n", "  a: b\n", "title: x\n", "nodes:\n", "  end: 1\n", "- ", ":", ": ",
    "#", "{", "}", "[", "]", '"', "'", "|\n", ">-\n", "|+\n", "? ", "---\n", "...\n", "&a ", "*a", "!t ", "\t", "\r",
    "\0", "<<: 1\n", "\ufeff", "%YAML 1.1\n", "k: |\n", "k: 'open\n",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_is_known() -> None:
    yaml_source._read_once.cache_clear()


def assert_same(before: str, start: int, end: int, piece: str) -> None:
    after = Source("a.yaml", before[:start] + piece + before[end:])
    yaml_source._read_once.cache_clear()
    found = read_edited(Source("a.yaml", before), after, start, start + len(piece))
    yaml_source._read_once.cache_clear()
    assert found == read_yaml(after)


@settings(max_examples=600, deadline=None)
@given(
    start=st.integers(0, len(FLOW)),
    length=st.one_of(st.integers(0, 4), st.integers(0, 200)),
    pieces=st.lists(st.sampled_from(PIECES), max_size=4),
    line_end=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
    at_line=st.booleans(),
)
def test_any_edit_reads_as_the_whole(
    start: int, length: int, pieces: list[str], line_end: str, mark: str, at_line: bool
) -> None:
    text = mark + FLOW.replace("\n", line_end)
    start = min(start, len(text))
    if at_line:
        start = text.rfind("\n", 0, start) + 1
    assert_same(text, start, min(start + length, len(text)), "".join(pieces).replace("\n", line_end))


@pytest.mark.parametrize(
    ("before", "old", "new"),
    [
        ("a: 1\nb: 2\nc: 3\n", "1", "2"),
        ("a: 1\nb: 2\nc: 3\n", "1", "one\n  two"),
        ("a: 1\nb: 2\nc: 3\n", "1", "|\n  one\n\n"),
        ("a: 1\nb: 2\nc: 3\n", "1", "1\nc: 1"),
        ("a: 1\nb: 2\nc: 3\n", "1", "{"),
        ("a: 1\nb: 2\nc: 3\n", "1", '"'),
        ("a: {b: 1,\nc: 2,\nd: 3}\n", "1", "7"),
        ("a:\n  b: 1\n  c: 2\nd:\n  e: 3\n", "1", "12"),
        ("a:\n  b: 1\n  c: 2\nd:\n  e: 3\n", "b: 1", "d: 1\n  x:\n   y: 2"),
        ("a:\n  b: 1\n  c: 2\nd:\n  e: 3\n", "a:\n  b: 1", "a: 1\nx:\n  b: 1"),
        ("a:\n  b: 1\n  c: 2\nd:\n  e: 3\n", "  b: 1\n  c", "   b: 1\n   c"),
        ("a:\n- 1\n- b: 2\n  c: 3\nd: 4\n", "1", "x: 1"),
        ("? a\n: b\nc: d\n", "b", "e"),
        ("a: |\n  b: 1\n  c: 2\nd: 3\n", "|\n", "\n"),
        ("a:\n  b: 1\n  c: 2\nd: 3\n", ":\n", ": |\n"),
    ],
)
def test_edits_that_move_what_follows(before: str, old: str, new: str) -> None:
    start = before.index(old)
    assert_same(before, start, start + len(old), new)


def test_the_rest_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    put_behind = Rest.put_behind

    def spied(*given: object) -> object:
        taken.append(put_behind(*given))  # type: ignore[arg-type]
        return taken[-1]

    monkeypatch.setattr(Rest, "put_behind", spied)
    text = "".join(f"n{number}:\n  a: 1\n  b: 2\n" for number in range(100))
    assert_same(text, text.index("1"), text.index("1") + 1, "12")
    assert len(taken) == 1
    assert taken[0] is not None


def test_texts_that_differ_elsewhere_are_refused() -> None:
    before = Source("a.yaml", "a: 1\nb: 2\nc: 3\n")
    with pytest.raises(ValueError, match="differ elsewhere"):
        read_edited(before, Source("a.yaml", "a: 1\nb: 5\nc: 4\n"), 8, 9)
    with pytest.raises(ValueError, match="differ elsewhere"):
        read_edited(before, Source("a.yaml", "a: 2\nb: 5\nc: 3\n"), 8, 9)
