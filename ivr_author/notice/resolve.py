"""A template and a member's values: which branch they take, and the values of its slots in order.

`decide` walks the tree with the values and notes each decision; `assemble` walks it with these notes and builds the
document. Both meet the units in the same order, which is what makes slot numbers right; a test holds them to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ivr_author.notice.channel import CannotRender
from ivr_author.notice.document import (
    Block,
    Box,
    Cell,
    Divider,
    Document,
    Emphasis,
    Foreign,
    Heading,
    Inline,
    Inlines,
    Link,
    ListBlock,
    Paragraph,
    Slot,
    Strong,
    Table,
)
from ivr_author.notice.model import FieldType
from ivr_author.notice.template.expression import CHANNEL, LOOP, Expression
from ivr_author.notice.template.tree import (
    BoxNode,
    CellNode,
    DividerNode,
    ForNode,
    HeadingNode,
    IfNode,
    ItemNode,
    ListNode,
    Node,
    ParagraphNode,
    RowNode,
    SetNode,
    TableNode,
    Template,
    Unit,
)
from ivr_author.notice.translate import Translator
from ivr_author.notice.values import Value

Decisions = tuple[int, ...]
"""For each condition met the branch taken (-1: none), for each loop its rows, for each plural its form."""


@dataclass
class Walk:
    """What one member's values decide: the decisions and the values, both in reading order."""

    decisions: list[int] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)


def decide(template: Template, channel: str, names: Mapping[str, Any], form_of: Callable[[Unit, float], int]) -> Walk:
    """Which branch these values take. Raises `CannotRender` where a value is missing that is printed or reckoned with.

    `names` has every field, None for one that is left out, and `letterhead`; `form_of` gives a plural's form.
    """
    walker = Decider(form_of)
    scope = {**names, CHANNEL: channel}
    if template.subject is not None:
        walker.unit(template.subject, scope)
    walker.nodes(template.body(channel), scope)
    return walker.walk


class Decider:
    """The walk of `decide`; `branches` walks in the same way with values that it chooses on the way."""

    def __init__(self, form_of: Callable[[Unit, float], int]) -> None:
        self.walk = Walk()
        self.form_of = form_of

    def nodes(self, nodes: tuple[Node, ...], scope: dict[str, Any]) -> None:
        """Walk these nodes in order."""
        for node in nodes:
            kind = type(node)
            if kind is ParagraphNode or kind is HeadingNode:
                self.unit(node.unit, scope)  # type: ignore[union-attr]
            else:
                _WALKS[kind](self, node, scope)

    def unit(self, unit: Unit, scope: Mapping[str, Any]) -> None:
        """Note the form of a plural, then the values."""
        if unit.count is not None:
            self.walk.decisions.append(self.form_of(unit, self.evaluate(unit.count, scope, unit)))
        for name, filling in unit.fillings.items():
            value = self.evaluate(filling.expression, scope, unit)
            if value is None:
                raise CannotRender(
                    f"`{name}` has no value, and the notice prints it ({unit.span.path}:{unit.span.line}); give it a "
                    f"value, or put `{{% if {name} %}}` around these words"
                )
            self.walk.values.append(Value(filling.type, value))

    def condition(self, node: IfNode, scope: dict[str, Any]) -> None:
        """Note the branch that is taken, and walk it."""
        place = len(self.walk.decisions)
        self.walk.decisions.append(-1)
        for number, (test, children) in enumerate(node.branches):
            if test is None or self.evaluate(test, scope, node):
                self.walk.decisions[place] = number
                self.nodes(children, scope)
                return

    def loop(self, node: ForNode, scope: dict[str, Any]) -> None:
        """Note how many rows there are, and walk them."""
        rows = self.evaluate(node.rows, scope, node) or ()
        self.walk.decisions.append(len(rows))
        if not rows:
            self.nodes(node.otherwise, scope)
        last = len(rows)
        for number, row in enumerate(rows, start=1):
            place = {"index": float(number), "first": number == 1, "last": number == last, "length": float(last)}
            self.nodes(node.children, {**scope, node.target: row, LOOP: place})

    def set(self, node: SetNode, scope: dict[str, Any]) -> None:
        """Keep a value under a name."""
        scope[node.name] = self.evaluate(node.filling.expression, scope, node)

    def table(self, node: TableNode, scope: dict[str, Any]) -> None:
        """Walk the header, then the rows."""
        self.nodes((node.header,), scope)
        self.nodes(node.children, scope)

    def evaluate(self, expression: Expression, scope: Mapping[str, Any], at: Unit | IfNode | ForNode | SetNode) -> Any:
        """The value of an expression for the words at `at`."""
        try:
            return expression.evaluate(scope)
        except (TypeError, ArithmeticError) as fault:
            raise CannotRender(
                f"`{expression.text}` can't be worked out ({at.span.path}:{at.span.line}): a value that it needs is "
                "missing or zero; ask for it first with `{% if ... %}`"
            ) from fault


_WALKS: dict[type, Callable[[Decider, Any, dict[str, Any]], None]] = {
    ListNode: lambda walker, node, scope: walker.nodes(node.children, scope),
    ItemNode: lambda walker, node, scope: walker.nodes(node.children, scope),
    CellNode: lambda walker, node, scope: walker.nodes(node.children, scope),
    BoxNode: lambda walker, node, scope: walker.nodes(node.children, scope),
    RowNode: lambda walker, node, scope: walker.nodes(node.cells, scope),
    DividerNode: lambda _walker, _node, _scope: None,
    TableNode: Decider.table,
    IfNode: Decider.condition,
    ForNode: Decider.loop,
    SetNode: Decider.set,
}


def assemble(template: Template, channel: str, decisions: Decisions, translator: Translator) -> Document:
    """The document of a branch in a locale."""
    builder = _Builder(iter(decisions), translator)
    subject = builder.content(template.subject) if template.subject is not None else ()
    blocks = tuple(builder.blocks(template.body(channel)))
    missing = tuple(dict.fromkeys(builder.missing))
    return Document(template.notice_id, translator.locale, subject, blocks, tuple(builder.slots), missing)


@dataclass
class _Row:
    cells: tuple[Cell, ...]


@dataclass
class _Item:
    blocks: tuple[Block, ...]


class _Builder:
    def __init__(self, decisions: Iterator[int], translator: Translator) -> None:
        self.decisions = decisions
        self.translator = translator
        self.slots: list[FieldType] = []
        self.missing: list[str] = []

    def content(self, unit: Unit) -> Inlines:
        wording = self.translator.wording(unit)
        form = next(self.decisions) if unit.count is not None else 0
        if wording.is_missing:
            self.missing.append(unit.address)
        first = len(self.slots)
        self.slots.extend(filling.type for filling in unit.fillings.values())
        return _shift(wording.forms[form], first)

    def blocks(self, nodes: tuple[Node, ...]) -> Iterator[Block]:
        for one in self.parts(nodes):
            assert not isinstance(one, _Row | _Item), "rows and items stand in tables and lists only"
            yield one

    def parts(self, nodes: tuple[Node, ...]) -> Iterator[Block | _Row | _Item]:
        for node in nodes:
            match node:
                case ParagraphNode():
                    yield Paragraph(self.content(node.unit), node.unit.address)
                case HeadingNode():
                    yield Heading(node.level, self.content(node.unit), node.unit.address)
                case DividerNode():
                    yield Divider()
                case ListNode():
                    items = tuple(one.blocks for one in self.parts(node.children) if isinstance(one, _Item))
                    if items:
                        yield ListBlock(node.ordered, items)
                case ItemNode():
                    blocks = tuple(self.blocks(node.children))
                    if blocks:
                        yield _Item(blocks)
                case TableNode():
                    header = tuple(self.cell(cell) for cell in node.header.cells)
                    rows = tuple(one.cells for one in self.parts(node.children) if isinstance(one, _Row))
                    if rows:
                        yield Table(node.align, header, rows)
                case RowNode():
                    yield _Row(tuple(self.cell(cell) for cell in node.cells))
                case BoxNode():
                    inside = tuple(self.blocks(node.children))
                    if inside:
                        yield Box(node.roles, inside)
                case IfNode() | ForNode():
                    yield from self.chosen(node)

    def chosen(self, node: IfNode | ForNode) -> Iterator[Block | _Row | _Item]:
        taken = next(self.decisions)
        if isinstance(node, IfNode):
            if taken >= 0:
                yield from self.parts(node.branches[taken][1])
            return
        if not taken:
            yield from self.parts(node.otherwise)
        yield from _join_lists(part for _ in range(taken) for part in self.parts(node.children))

    def cell(self, node: CellNode) -> Cell:
        for block in self.blocks(node.children):
            assert isinstance(block, Paragraph), "a cell has words and nothing else"
            return Cell(block.content, block.address)
        return Cell(())


def _join_lists(parts: Iterator[Block | _Row | _Item]) -> Iterator[Block | _Row | _Item]:
    """A loop around a list of one item means one list, not one for each row."""
    kept: ListBlock | None = None
    for part in parts:
        if kept is not None and isinstance(part, ListBlock) and part.ordered == kept.ordered:
            kept = ListBlock(kept.ordered, kept.items + part.items)
            continue
        if kept is not None:
            yield kept
        kept = part if isinstance(part, ListBlock) else None
        if kept is None:
            yield part
    if kept is not None:
        yield kept


def _shift(content: Inlines, first: int) -> Inlines:
    """A unit's words with its slots numbered within the document."""
    return tuple(_shift_one(one, first) for one in content)


def _shift_one(one: Inline, first: int) -> Inline:
    match one:
        case Slot():
            return Slot(one.index + first, one.type, one.name)
        case Strong():
            return Strong(_shift(one.children, first))
        case Emphasis():
            return Emphasis(_shift(one.children, first))
        case Foreign():
            return Foreign(one.locale, _shift(one.children, first))
        case Link():
            target = one.target
            if isinstance(target, Slot):
                target = Slot(target.index + first, target.type, target.name)
            return Link(target, _shift(one.children, first))
    return one
