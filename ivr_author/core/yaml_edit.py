"""Structural edits of a YAML text: a value set, an entry put in, taken out, renamed or moved, and nothing else touched.

Each change is tried on a window of the text, the entries around it, in the form nearest to the author's first; the
first that reads back as exactly the wanted tree is taken. The text is then read once more as a proof, as far as needed.

What belongs to an entry: its lines, and the comment lines right above it that begin at its column, no blank line
between. A value that is replaced by one of another shape loses the comments inside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping, Node
from ivr_author.core.tree import Sequence as TreeSequence
from ivr_author.core.yaml_change import (
    Change,
    Insert,
    Path,
    Remove,
    Rename,
    Set,
    applied,
    is_same,
    node_at,
    with_entries,
)
from ivr_author.core.yaml_layout import begins_its_line, entry_lines, is_flow, window_above
from ivr_author.core.yaml_source import read_edited, read_yaml
from ivr_author.core.yaml_ways import ways_to_change


class CannotEdit(ValueError):
    """The text does not allow the change; the message says why."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The text after the changes, and its tree."""

    source: Source
    tree: Node


@dataclass
class _Window:
    """A run of entries of a block map that is edited on its own; `prefix` is the map's path."""

    prefix: Path
    first: int
    count: int
    start: int
    end: int
    text: str
    tree: Node
    is_rebuilt: bool = False
    """Whether its map has other entries than before, so that places in it are no longer those of the whole text."""


def edit_yaml(source: Source, changes: Iterable[Change], tree: Node | None = None) -> Edited:
    """The text after these changes, each on what the ones before it left.

    `tree`: that of the source, if it is known. Raises `CannotEdit` where the text has faults of syntax, where a path
    leads nowhere, and where no way of writing a change reads back as it should.
    """
    if tree is None:
        tree, faults = read_yaml(source)
        if tree is None or faults:
            raise CannotEdit(faults[0].message if faults else "the file can't be read")
    windows: list[_Window] = []
    for change in changes:
        if any(one.is_rebuilt for one in windows):
            source, tree = _joined(source, tree, windows)
            windows = []
        window = _window_for(source, tree, change)
        joined = next((one for one in windows if _is_same_place(one, window)), None)
        if joined is None and any(one.start < window.end and window.start < one.end for one in windows):
            source, tree = _joined(source, tree, windows)
            windows = []
            window = _window_for(source, tree, change)
        if joined is None:
            windows.append(window)
        _change_window(joined or window, change, "\r\n" if "\r\n" in source.text else "\n")
    if windows:
        source, tree = _joined(source, tree, windows)
    return Edited(source, tree)


def _is_same_place(one: _Window, other: _Window) -> bool:
    """Whether a later change can go on in a window: it lies inside its only entry, so that no place has moved."""
    return one.count == other.count == 1 and (one.start, one.end, one.prefix) == (other.start, other.end, other.prefix)


def _window_for(source: Source, tree: Node, change: Change) -> _Window:
    change = _lifted(tree, change)
    container, low, high = _touched(tree, change)
    text, node, prefix = source.text, tree, Path()
    found: tuple[Path, Mapping, int, int] | None = None
    for step in [*container, None]:
        if not isinstance(node, Mapping) or is_flow(node, text):
            break
        index = next((i for i, (key, _) in enumerate(node.entries) if key.text == step), None)
        first, last = (low, high) if step is None else (index, index)
        if first is None or last is None or not node.entries:
            break
        first, last = max(0, first), min(last, len(node.entries) - 1)
        if not all(begins_its_line(text, node.entries[one][0].span.start) for one in {first, last}):
            break
        found = prefix, node, first, last
        if step is None or index is None:
            break
        prefix, node = (*prefix, step), node.entries[index][1]
    if found is None:
        return _Window((), 0, -1, 0, len(text), text, tree)
    prefix, mapping, first, last = found
    start = window_above(text, mapping.entries[first][0].span.start)
    end = entry_lines(text, *mapping.entries[last])[1]
    if last + 1 < len(mapping.entries):
        end = min(end, window_above(text, mapping.entries[last + 1][0].span.start))
    part = text[start:end]
    small, faults = read_yaml(Source(source.path, part))
    expected = Mapping(mapping.span, mapping.entries[first : last + 1])
    if small is None or faults or not is_same(expected, small):
        return _Window((), 0, -1, 0, len(text), text, tree)
    return _Window(prefix, first, last - first + 1, start, end, part, small)


def _lifted(tree: Node, change: Change) -> Change:
    """The only entry of a block can't be taken out alone: its collection becomes an empty one."""
    if isinstance(change, Remove) and change.path:
        parent = node_at(tree, change.path[:-1])
        if isinstance(parent, Mapping) and len(parent.entries) == 1:
            return Set(change.path[:-1], {})
        if isinstance(parent, TreeSequence) and len(parent.items) == 1:
            return Set(change.path[:-1], [])
    return change


def _touched(tree: Node, change: Change) -> tuple[Path, int, int]:
    """The collection that a change is made in, and its entries from and to which the text may be touched."""
    if node_at(tree, change.path) is None:
        raise CannotEdit(f"there is nothing at {'/'.join(map(str, change.path))}")
    if isinstance(change, Insert):
        return change.path, change.at - 2, change.at
    if change.path:
        container = node_at(tree, change.path[:-1])
        if isinstance(container, Mapping):
            at = next(i for i, (key, _) in enumerate(container.entries) if key.text == change.path[-1])
            reach = 1 if isinstance(change, Remove) else 0
            if isinstance(change, Remove | Set | Rename):
                return change.path[:-1], at - reach, at + reach
    return change.path, 0, 1_000_000


def _change_window(window: _Window, change: Change, end: str) -> None:
    change = _lifted(window.tree, _local(change, window))
    expected = applied(window.tree, change)
    if expected is None:
        raise CannotEdit(f"this can't be changed at {'/'.join(map(str, change.path))}")
    if expected is window.tree:
        return
    for text in ways_to_change(window.text, window.tree, change, end):
        tree, faults = read_yaml(Source("", text))
        if tree is not None and not faults and is_same(expected, tree):
            window.text, window.tree = text, tree
            window.is_rebuilt = not isinstance(change, Set) and len(change.path) <= 1
            return
    raise CannotEdit(f"this can't be written at {'/'.join(map(str, change.path)) or 'the top'}")


def _local(change: Change, window: _Window) -> Change:
    """The change by its path inside the window."""
    rest = change.path[len(window.prefix) :]
    if isinstance(change, Insert) and not rest and window.count >= 0:
        return replace(change, path=rest, at=change.at - window.first)
    return replace(change, path=rest)


def _joined(source: Source, tree: Node, windows: Sequence[_Window]) -> tuple[Source, Node]:
    """The whole text with what the windows became, proven by reading it."""
    text, expected = source.text, tree
    for window in sorted(windows, key=lambda one: one.start, reverse=True):
        text = text[: window.start] + window.text + text[window.end :]
        if window.count < 0:
            expected = window.tree
        elif isinstance(window.tree, Mapping):
            expected = with_entries(expected, window.prefix, window.first, window.count, window.tree.entries)
    edited = Source(source.path, text)
    untouched = len(source.text) - max(window.end for window in windows)
    start = min(window.start for window in windows)
    reading = read_edited(source, edited, start, len(text) - untouched)
    if reading.faults or reading.words is None or not is_same(expected, reading.words):
        raise CannotEdit("the text around it does not allow this change")
    found = reading.tree()
    assert found is not None, "it has words"
    return edited, found
