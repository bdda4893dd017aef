"""Reading what was edited says what reading it all says, to the last place: the rest is only taken where it is sure."""

from __future__ import annotations

from textwrap import indent

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_author.core import yaml_known, yaml_source
from ivr_author.core.limits import MAX_FILE_BYTES
from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping
from ivr_author.core.yaml_source import read_edited, read_yaml
from tests.core.test_yaml_patch import FLOW

PIECES = [
    "", " ", "\n", "\n\n", "  ", "x", "a: b\n", "  a: b\n", "title: x\n", "nodes:\n", "  end: 1\n", "- ", ":", ": ",
    "#", "{", "}", "[", "]", '"', "'", "|\n", ">-\n", "|+\n", "? ", "?\n", "---\n", "...\n", "&a ", "*a", "!t ", "\t",
    "\r", "\0", "<<: 1\n", "\ufeff", "%YAML 1.1\n", "k: |\n", "k: 'open\n",
]  # fmt: skip

# Each can be read by itself; many can't behind another one.
ENTRIES = [
    "a: 1", "b:", "c: x # about it", '"d": "q"', "e: |\n    text\n", "f: >-\n  folded\n\n    text", "é: 😀", "a: 2",
    "t: 'one\n\n   two'", "? k", "?\n  k", ": v", ":\n  v: 1", "- i", "-", "- a: 1\n  b: 2", "- - i", "h: [x,\n y]",
    "k: {a: 1,\n  b: 2,\n    ? c\n , d: 3}", "g: {a: [1, 2],\n  ?\n   b\n   : 2\n  }", "# about the next", "",
    "i: long\n    text", "b: {}", "---", "...",
]  # fmt: skip


@pytest.fixture(params=["libyaml", "pure"])
def each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With PyYAML's C extension and without it."""
    if request.param == "pure":
        monkeypatch.setattr(yaml_source, "_new_parser", yaml.SafeLoader)


@pytest.fixture(autouse=True)
def _nothing_is_known() -> None:
    yaml_known._kept.clear()


def assert_same(before: str, start: int, end: int, piece: str) -> None:
    after = Source("a.yaml", before[:start] + piece + before[end:])
    yaml_known._kept.clear()
    found = read_edited(Source("a.yaml", before), after, start, start + len(piece))
    # As text, because one that is not a number is not itself.
    told = repr((found.tree(), list(found.faults)))
    yaml_known._kept.clear()
    assert told == repr(read_yaml(after))


@settings(max_examples=400, deadline=None)
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


@st.composite
def readable_texts(draw: st.DrawFn) -> str:
    """Entries at any depth, each of which is only taken where the text can be read with it."""
    text = draw(st.sampled_from(["", "\ufeff", "---\n", "# about it all\n", "%YAML 1.1\n---\n"]))
    for entry, depth in draw(st.lists(st.tuples(st.sampled_from(ENTRIES), st.integers(0, 3)), min_size=3, max_size=12)):
        longer = text + indent(f"{entry}\n", " " * depth)
        tree, faults = read_yaml(Source("a.yaml", longer))
        if isinstance(tree, Mapping) and not faults:
            text = longer
    return text


@settings(max_examples=300, deadline=None)
@given(text=readable_texts(), data=st.data())
def test_any_edit_of_any_text_reads_as_the_whole(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.one_of(st.integers(start, min(start + 3, len(text))), st.integers(start, len(text))))
    assert_same(text, start, end, "".join(data.draw(st.lists(st.sampled_from([*PIECES, *ENTRIES]), max_size=2))))


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
def test_edits_that_move_what_follows(before: str, old: str, new: str, each_parser: None) -> None:
    start = before.index(old)
    assert_same(before, start, start + len(old), new)


# Each is read wrongly without the guard that it is named by.
GUARDS = {
    "all of the line of the key is as it was": ("a: 1\n?\n  b\n: 2\nc: 3\n", "\n  ", "\n "),
    "the map is not in braces": ("x: {b: 1, ?\n a\n : 1,\n c: 2}\n", "?", ""),
    "the map is not another one": ("a:\n  b: 1\n  c: 2\nd: 3\n", "1", "1\nx:\n  b: 1"),
    "the map began before the change, so in that line": ("a:\n  b: # c\n    d: 1\n    e: 2\n", "c\n", "\n\n"),
    "it was a map": ('x:\n  "a\n  k: 1\n  z: "\ny: 3 # "\n', "a", 'a": 0'),
    "the key was one": ("a: 1\nb: [2,\nc: 3]\nd: 4\n", "b: [2,", "x: 2"),
    "the key was not the first": ("a: [1,\nb: 2]\nc:\n  d: 3\n", "[1,", "\n x: 1"),
    "no key of what follows is taken": ("a: 1\nb: 2\nc: 3\n", "a", "b"),
    "no key of what stands above is taken": ("a: 1\nb: 2\nc: 3\n", "2", "2\na: 4"),
    "nor that of the map around": ("a:\n  b: 1\n  c: 2\nd: 3\n", "2", "2\na: 4"),
    "the document is the first one": ("a: 1\nb: 2\nc: 3\n", "2", "2\n---\nd: 3"),
    "reading does not begin in braces": ("x: {a: 1,\n   b: 2,\n   c: 3}\nd: 4\n", "3", "5"),
    "reading does not begin behind a question mark": ("a: 1\n?\n   b\n'c': >-\n   d\n", "'c", "c"),
    "reading begins at what still is a key": ("a:\n-: 1\nb: 2\n", ": 1", " 1"),
    "what the change leaves of a line end is looked at": ("a: 1\r\nb: 2\r\n", "\nb", "b"),
    "what the change brings is looked at": ("a: 1\nb: 2\nc: 3\n", "2", "\0"),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_what_stands_around_is_only_taken_where(guard: str, each_parser: None) -> None:
    before, old, new = GUARDS[guard]
    start = before.index(old)
    assert_same(before, start, start + len(old), new)


def test_a_text_that_becomes_too_large_is_refused() -> None:
    text = f"a: 1\n# {'x' * (MAX_FILE_BYTES - 14)}\nb: 2\n"
    assert read_yaml(Source("a.yaml", text))[1] == []
    assert_same(text, 3, 4, "100")


@pytest.mark.parametrize("at", [0, 50, 99])
def test_what_stands_around_is_not_read_again(at: int, each_parser: None) -> None:
    text = "nodes:\n" + "".join(f"  n{number}:\n    a: 1\n    b: 2\n" for number in range(100))
    before = Source("a.yaml", text)
    tree, _ = read_yaml(before)
    start = text.index(": 1", text.index(f"n{at}:")) + 2
    after = Source("a.yaml", text[:start] + "one" + text[start + 1 :])
    reading = read_edited(before, after, start, start + 3)
    assert isinstance(tree, Mapping)
    assert isinstance(reading.words, Mapping)
    old, new = tree.entries[0][1], reading.words.entries[0][1]
    assert isinstance(old, Mapping)
    assert isinstance(new, Mapping)
    assert [number for number in range(100) if old.entries[number] is not new.entries[number]] == [at]
    found = reading.tree(), list(reading.faults)
    yaml_known._kept.clear()
    assert found == read_yaml(after)


def test_texts_that_differ_elsewhere_are_refused() -> None:
    before = Source("a.yaml", "a: 1\nb: 2\nc: 3\n")
    for path, text in (("a.yaml", "a: 1\nb: 5\nc: 4\n"), ("a.yaml", "a: 2\nb: 5\nc: 3\n"), ("b.yaml", before.text)):
        with pytest.raises(ValueError, match="differ elsewhere"):
            read_edited(before, Source(path, text), 8, 9)


def test_only_the_last_texts_are_kept() -> None:
    for number in range(100):
        read_yaml(Source("a.yaml", f"a: {number}\n"))
    assert len(yaml_known._kept) == yaml_known.MOST_KEPT
    oldest = next(iter(yaml_known._kept))
    read_yaml(oldest)
    read_yaml(Source("a.yaml", "a: again\n"))
    assert oldest in yaml_known._kept
