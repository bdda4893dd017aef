"""What the reader has open in a text, and how the rest of a text that was read before is put behind it, unread.

Where two texts end alike and their readings meet at the same key, with the same maps open, the parser would say the
same of all that follows. Which text that is, and when to ask, is left to `yaml_source`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass
from typing import Any, Protocol

from ivr_author.core.source import Source, Span
from ivr_author.core.tree import Mapping, Node, Scalar, Sequence


class Mark(Protocol):
    """A place as the parser tells it; all count from 0."""

    index: int
    line: int
    column: int


class DraftSpan:
    """A span while it is filled in: to set the fields of a frozen value through its `__init__` takes five times as
    long, and a large file has ten thousand of them. It becomes one by its `__class__`."""

    __slots__ = ("column", "end", "end_column", "end_line", "line", "path", "start")


class DraftScalar:
    """The same for a scalar."""

    __slots__ = ("data", "quoted", "span", "text")


class Open:
    """A list or mapping that is not closed yet; `start` is an offset into the text that the parser was given."""

    __slots__ = ("end", "entries", "first_keys", "is_flow", "is_mapping", "items", "key", "start", "waits_for_value")

    def __init__(self, start: Mark, is_mapping: bool, is_flow: bool) -> None:
        self.start = start
        self.is_mapping = is_mapping
        self.is_flow = is_flow
        self.items: list[Node] = []
        self.entries: list[tuple[Scalar, Node]] = []
        self.first_keys: dict[str, Scalar] = {}
        self.key: Scalar | None = None  # None: the entry is faulty and its value is dropped
        self.waits_for_value = False
        self.end: Span | None = None  # of the last thing in it


@dataclass(frozen=True, slots=True)
class Rest:
    """The end of a text that was read before without a fault, as `tree`.

    `changed`: where the new text begins to be another one. `since`: where it goes on as the old one, in the new text;
    `shift`: how many letters later that is than it was.
    """

    before: Source
    tree: Mapping
    now: Source
    changed: int
    since: int
    shift: int
    marks: int
    """How many letters stand before what the parser is given."""

    def put_behind(self, opened: SequenceOf[Open], key: Span) -> Mapping | None:
        """The whole tree, if the rest can be taken from this key on; `opened` is the maps around it, from the root."""
        text = self.now.text
        line = text.rfind("\n", 0, key.start)
        if line < self.since or text[line + 1 : key.start].strip(" "):
            return None
        old_start = key.start - self.shift
        found: list[tuple[Open, Mapping, int]] = []
        node: Node = self.tree
        for one in opened:
            if not isinstance(node, Mapping) or not self._is_same_block(one, node):
                return None
            index = bisect_right(node.entries, old_start, key=_start_of_key) - 1
            if index < 0:
                return None
            is_last = one is opened[-1]
            following = node.entries[index if is_last else index + 1 :]
            # A key that is given twice is the reader's to tell.
            if one.waits_for_value is is_last or any(other.text in one.first_keys for other, _ in following):
                return None
            found.append((one, node, index))
            last_key, node = node.entries[index]
        if last_key.span.start != old_start:
            return None
        return self._joined(found, key.line - last_key.span.line)

    def _is_same_block(self, one: Open, old: Mapping) -> bool:
        """Whether a map that is open is the old one, and began before anything was changed."""
        start = one.start.index + self.marks
        return (
            one.is_mapping
            and not one.is_flow
            and start == old.span.start < self.changed
            and self.before.text[start] != "{"
        )

    def _joined(self, found: list[tuple[Open, Mapping, int]], lines: int) -> Mapping:
        whole: Mapping | None = None
        for one, old, index in reversed(found):
            entries = one.entries
            if whole is not None:
                assert one.key is not None, "there was no fault"
                entries.append((one.key, whole))
            following = old.entries[index if whole is None else index + 1 :]
            if lines or self.shift:
                shift = _Shift(lines, self.shift)
                following = tuple([(shift.scalar(key), shift.node(value)) for key, value in following])
            span = old.span
            whole = Mapping(
                Span(
                    span.path,
                    span.line,
                    span.column,
                    span.end_line + lines,
                    span.end_column,
                    span.start,
                    span.end + self.shift,
                ),
                (*entries, *following),
            )
        assert whole is not None, "a key stands in a map"
        return whole


@dataclass(frozen=True, slots=True)
class _Shift:
    """Moves what was read by so many lines and letters."""

    lines: int
    letters: int

    def node(self, node: Node) -> Node:
        if isinstance(node, Scalar):
            return self.scalar(node)
        if isinstance(node, Mapping):
            scalar, other = self.scalar, self.node
            return Mapping(
                self.span(node.span),
                tuple(
                    [
                        (scalar(key), scalar(value) if isinstance(value, Scalar) else other(value))
                        for key, value in node.entries
                    ]
                ),
            )
        assert isinstance(node, Sequence), "there is no other kind"
        return Sequence(self.span(node.span), tuple([self.node(item) for item in node.items]))

    def scalar(self, scalar: Scalar) -> Scalar:
        moved: Any = DraftScalar()
        moved.span = self.span(scalar.span)
        moved.text = scalar.text
        moved.data = scalar.data
        moved.quoted = scalar.quoted
        moved.__class__ = Scalar
        result: Scalar = moved
        return result

    def span(self, span: Span) -> Span:
        lines, letters = self.lines, self.letters
        draft: Any = DraftSpan()
        draft.path = span.path
        draft.line = span.line + lines if lines else span.line
        draft.column = span.column
        draft.end_line = span.end_line + lines if lines else span.end_line
        draft.end_column = span.end_column
        draft.start = span.start + letters
        draft.end = span.end + letters
        draft.__class__ = Span
        moved: Span = draft
        return moved


def _start_of_key(entry: tuple[Scalar, Node]) -> int:
    return entry[0].span.start
