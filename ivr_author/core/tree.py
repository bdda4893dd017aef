"""The tree that a YAML text is read into: every value knows its span. Made by `yaml_source`, read by `flow.fields`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivr_author.core.source import Span

Data = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. `text` is what the author wrote (unescaped); `data` is that by the YAML 1.2 core rules."""

    span: Span
    text: str
    data: Data
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    span: Span
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A map; keys are always text, in the author's order."""

    span: Span
    entries: tuple[tuple[Scalar, Node], ...]

    def get(self, key: str) -> Node | None:
        """The value under a key."""
        for name, value in self.entries:
            if name.text == key:
                return value
        return None

    def key(self, key: str) -> Scalar | None:
        """The key itself, for its span."""
        for name, _ in self.entries:
            if name.text == key:
                return name
        return None

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.entries)


Node = Scalar | Sequence | Mapping
