"""The tree of a template: blocks of words with the conditions and loops around them, as `template` reads it.

A `Unit` is the piece that is translated: one block, or one cell. `resolve` walks the tree with a member's values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ivr_author.core.placeholders import parse_placeholders
from ivr_author.core.source import Span
from ivr_author.notice.model import FieldType
from ivr_author.notice.template.expression import Expression


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills a placeholder: an expression, and the type that says how its value is printed."""

    expression: Expression
    type: FieldType


@dataclass(frozen=True, slots=True)
class Unit:
    """One translatable text with its address; placeholders are `{name}`. With a `plural`, `count` chooses the form."""

    address: str
    text: str
    fillings: Mapping[str, Filling]
    span: Span
    plural: str = ""
    count: Expression | None = None
    comments: tuple[str, ...] = ()

    @property
    def is_words(self) -> bool:
        """Whether there is anything to translate: a cell that holds a value and a comma has no words."""
        return has_words(self.text)


def has_words(text: str) -> bool:
    """Whether a text says anything besides its placeholders."""
    pieces, _ = parse_placeholders(text)
    return any(letter.isalnum() for piece in pieces if isinstance(piece, str) for letter in piece)


@dataclass(frozen=True, slots=True)
class HeadingNode:
    """A heading."""

    level: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class ParagraphNode:
    """A paragraph, also the content of an item or a cell."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class ItemNode:
    """An item of a list."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list; its children are items, also inside conditions and loops."""

    ordered: bool
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class CellNode:
    """A cell; its children resolve to one paragraph at most."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class RowNode:
    """A row of a table."""

    cells: tuple[CellNode, ...]


@dataclass(frozen=True, slots=True)
class TableNode:
    """A table; its children are rows, also inside conditions and loops."""

    align: tuple[str, ...]
    header: RowNode
    children: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class BoxNode:
    """`::: role role` ... `:::`."""

    roles: tuple[str, ...]
    children: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DividerNode:
    """A line across."""


@dataclass(frozen=True, slots=True)
class IfNode:
    """The first branch whose condition holds; a branch without one is `else`."""

    branches: tuple[tuple[Expression | None, tuple[Node, ...]], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ForNode:
    """The children once for each row of a list."""

    target: str
    rows: Expression
    children: tuple[Node, ...]
    otherwise: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SetNode:
    """A name for a value, from here on."""

    name: str
    filling: Filling
    span: Span


Node = (
    HeadingNode
    | ParagraphNode
    | ItemNode
    | ListNode
    | CellNode
    | RowNode
    | TableNode
    | BoxNode
    | DividerNode
    | IfNode
    | ForNode
    | SetNode
)


@dataclass(frozen=True, slots=True)
class Template:
    """The words of one notice. `bodies` has the main text under "", and a channel's own words under its name."""

    notice_id: str
    subject: Unit | None
    bodies: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    included: tuple[str, ...] = ()
    """Names of the snippets that it includes."""

    def body(self, channel: str) -> tuple[Node, ...]:
        """The words for a channel: its own, or the main text."""
        return self.bodies.get(channel, self.bodies.get("", ()))


def walk_nodes(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Every node in source order, through all branches."""
    for node in nodes:
        yield node
        match node:
            case ItemNode() | ListNode() | CellNode() | BoxNode():
                yield from walk_nodes(node.children)
            case RowNode():
                yield from walk_nodes(node.cells)
            case TableNode():
                yield from walk_nodes((node.header, *node.children))
            case IfNode():
                for _, children in node.branches:
                    yield from walk_nodes(children)
            case ForNode():
                yield from walk_nodes((*node.children, *node.otherwise))


def units_of(template: Template) -> Iterator[Unit]:
    """Every unit of a template, the subject first, then in source order, each address once."""
    seen: set[str] = set()
    if template.subject is not None:
        seen.add(template.subject.address)
        yield template.subject
    for body in template.bodies.values():
        for node in walk_nodes(body):
            if isinstance(node, HeadingNode | ParagraphNode) and node.unit.address not in seen:
                seen.add(node.unit.address)
                yield node.unit
