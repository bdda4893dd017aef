"""Moves what was read to where it stands after an edit above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ivr_author.core.source import Span
from ivr_author.core.tree import Mapping, Node, Scalar, Sequence
from ivr_author.core.yaml_drafts import DraftScalar, DraftSpan


@dataclass(frozen=True, slots=True)
class Move:
    """By so many lines and letters; columns stay."""

    lines: int
    letters: int

    def entry(self, entry: tuple[Scalar, Node]) -> tuple[Scalar, Node]:
        """An entry of a map."""
        key, value = entry
        return self._scalar(key), self.node(value)

    def node(self, node: Node) -> Node:
        """Any value."""
        if isinstance(node, Scalar):
            return self._scalar(node)
        if isinstance(node, Mapping):
            scalar, other = self._scalar, self.node
            return Mapping(
                self._span(node.span),
                tuple(
                    [
                        (scalar(key), scalar(value) if isinstance(value, Scalar) else other(value))
                        for key, value in node.entries
                    ]
                ),
            )
        assert isinstance(node, Sequence), "there is no other kind"
        return Sequence(self._span(node.span), tuple([self.node(item) for item in node.items]))

    def end(self, span: Span) -> Span:
        """A span that begins where it did, and ends elsewhere."""
        return Span(
            span.path,
            span.line,
            span.column,
            span.end_line + self.lines,
            span.end_column,
            span.start,
            span.end + self.letters,
        )

    def _scalar(self, scalar: Scalar) -> Scalar:
        draft: Any = DraftScalar()
        draft.span = self._span(scalar.span)
        draft.text = scalar.text
        draft.data = scalar.data
        draft.quoted = scalar.quoted
        draft.__class__ = Scalar
        moved: Scalar = draft
        return moved

    def _span(self, span: Span) -> Span:
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
