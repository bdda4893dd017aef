"""What a reader of YAML has open, and the values of a tree while they are filled in. Meaning is left to `yaml_source`.

To set the fields of a frozen value through its `__init__` takes five times as long as through slots, and a large file
has ten thousand of them: a draft becomes the value by its `__class__`, and is a draft to nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from ivr_author.core.source import Span
from ivr_author.core.tree import Node, Scalar


class Mark(Protocol):
    """A place as the parser tells it; all count from 0."""

    index: int
    line: int
    column: int


@dataclass(slots=True)
class Place:
    """A mark of our own."""

    index: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where what the parser is given stands in a text: what is added to its indexes, and to its lines."""

    path: str
    letters: int
    lines: int

    def span(self, start: Mark | None, end: Mark | None) -> Span:
        """The span of two marks of the parser."""
        assert start is not None, "an event that was parsed has its marks"
        assert end is not None, "an event that was parsed has its marks"
        return Span(
            self.path,
            start.line + self.lines,
            start.column + 1,
            end.line + self.lines,
            end.column + 1,
            start.index + self.letters,
            end.index + self.letters,
        )


class DraftSpan:
    """A span while it is filled in."""

    __slots__ = ("column", "end", "end_column", "end_line", "line", "path", "start")


class DraftScalar:
    """The same for a scalar."""

    __slots__ = ("data", "quoted", "span", "text")


class DraftSequence:
    """The same for a list."""

    __slots__ = ("items", "span")


class DraftMapping:
    """The same for a map."""

    __slots__ = ("entries", "span")


class Open:
    """A list or map that is not closed yet; `start` is a place in what the parser was given."""

    __slots__ = ("end", "first_keys", "inside", "is_flow", "is_mapping", "key", "start", "waits_for_value")

    def __init__(self, start: Mark, is_mapping: bool, is_flow: bool) -> None:
        self.start = start
        self.is_mapping = is_mapping
        self.is_flow = is_flow
        self.inside: list[Any] = []  # the items, or the entries
        self.first_keys: dict[str, Scalar] = {}
        self.key: Scalar | None = None  # None: the entry is faulty and its value is dropped
        self.waits_for_value = False
        self.end: Span | None = None  # of the last thing in it

    def add(self, node: Node) -> None:
        """Put in an item of a list, or a value of a map."""
        self.end = node.span
        if not self.is_mapping:
            self.inside.append(node)
        else:
            self.waits_for_value = False
            if self.key is not None:
                self.inside.append((self.key, node))
