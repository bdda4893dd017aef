"""Reads notice.md.j2 into its one tree: Markdown blocks with the conditions and loops around them.

The text is laid out once with all branches (`layout`), parsed as Markdown once (`markdown`), and the tags are put
around the blocks by their lines. A condition inside a paragraph makes whole paragraphs, one for each way it can go,
because half a sentence can't be translated. The words of a block become a unit in `units`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ivr_author.core.diagnostics import Diagnostic, error, has_errors, sort_diagnostics
from ivr_author.core.source import Source, Span
from ivr_author.flow.fields import ID, ID_HINT
from ivr_author.notice.model import FieldType, Letterhead, Notice
from ivr_author.notice.template.expression import CHANNEL, LETTERHEAD, LOOP, Expression, Refused, Scope, read_expression
from ivr_author.notice.template.layout import Layout, lay_out
from ivr_author.notice.template.markdown import Block, parse_blocks
from ivr_author.notice.template.scan import Piece
from ivr_author.notice.template.tags import Group, match_tags, split_target
from ivr_author.notice.template.tree import (
    BoxNode,
    CellNode,
    DividerNode,
    Filling,
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
)
from ivr_author.notice.template.units import UnitMaker

MAX_LOOPS = 2
"""Loops inside each other: people and their plans. More would be a report, not a letter."""

_ALIGN = {"left": "start", "right": "end", "center": "center"}


def read_template(
    notice: Notice, source: Source, snippets: Mapping[str, Source], letterhead: Letterhead | None
) -> tuple[Template | None, list[Diagnostic]]:
    """The words of a notice, and what is wrong with them; no template where anything is."""
    reader = _Reader(notice, lay_out(source, snippets))
    types = {name: kind for name, (kind, _) in letterhead.values().items()} if letterhead else {}
    scope = Scope(notice.fields, types)
    subject = reader.units.subject(notice.subject, scope) if notice.subject else None
    bodies = reader.read(scope)
    faults = sort_diagnostics([*reader.layout.faults, *reader.faults, *reader.units.faults])
    if has_errors(faults):
        return None, faults
    return Template(notice.id, subject, bodies, tuple(dict.fromkeys(reader.layout.included))), faults


@dataclass
class _Reader:
    notice: Notice
    layout: Layout
    faults: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.units = UnitMaker(self.notice, self.layout)

    def fault(self, rule: str, message: str, span: Span, hint: str = "") -> None:
        self.faults.append(error(rule, message, span, hint))

    def read(self, scope: Scope) -> dict[str, tuple[Node, ...]]:
        """The main text under "", and each channel's own words under its name."""
        lines = self.layout.lines
        groups, faults = match_tags(self.layout.events)
        if faults:
            # Without its tags nothing in the text is in its place; more faults would only be their echo.
            self.faults.extend(faults)
            return {}
        blocks, unclosed = parse_blocks(lines)
        for line in unclosed:
            self.fault("template-syntax", "this box is never closed", self.layout.span(line, line + 1), "add `:::`")
        own = [group for group in groups if group.word == "block"]
        bodies: dict[str, tuple[Node, ...]] = {}
        inside: set[int] = set()
        for group in own:
            start, end = group.lines[0], group.lines[-1]
            name = group.tags[0].text.strip()
            if name not in self.notice.channels:
                hint = f"this notice has {', '.join(self.notice.channels)}; add `{name}` to its channels, or remove it"
                self.fault("unknown-channel", f"`{name}` is not a channel of this notice", group.tags[0].span, hint)
            elif name in bodies:
                self.fault("template-syntax", f"`{name}` has words of its own twice", group.tags[0].span, "join them")
            bodies[name] = self.arrange(_between(blocks, start, end), group.branches[0], scope, start, end)
            inside.update(range(start, end))
        rest = [block for block in blocks if block.start not in inside]
        others = [group for group in groups if group.word != "block"]
        main = self.arrange(rest, others, scope, 0, len(lines))
        return {"": main, **bodies}

    # --- tags around blocks -------------------------------------------------------------------------------------------

    def arrange(self, blocks: list[Block], groups: list[Group], scope: Scope, low: int, high: int) -> tuple[Node, ...]:
        """The blocks of lines [low, high) with the tags of these lines around them or handed down into them."""
        blocks, groups, handed = self._hand_down(blocks, groups, low, high)
        nodes: list[Node] = []
        place = low
        for group in groups:
            first, last = group.lines[0], group.lines[-1]
            nodes.extend(self._nodes(_between(blocks, place, first), handed, scope))
            place = last
            if group.word == "set":
                made, scope = self._set(group, scope)
                nodes.extend(made)
            elif group.word == "block":
                self.fault("template-syntax", "a channel's own words stand inside a condition", group.tags[0].span)
            else:
                nodes.extend(self._group(group, blocks, handed, scope))
        nodes.extend(self._nodes(_between(blocks, place, high), handed, scope))
        return tuple(nodes)

    def _hand_down(
        self, blocks: list[Block], groups: list[Group], low: int, high: int
    ) -> tuple[list[Block], list[Group], dict[int, list[Group]]]:
        """Groups whose tags stand inside a block go to it. A list that a condition cuts is two lists."""
        handed: dict[int, list[Group]] = {}
        kept: list[Group] = []
        for group in groups:
            holder = None
            for number, block in enumerate(blocks):
                if not any(block.start < line < block.end for line in group.lines):
                    continue
                before = blocks[number - 1].end if number else low
                after = blocks[number + 1].start if number + 1 < len(blocks) else high
                if block.kind == "item":
                    before = block.start + 1
                if all(before <= line <= after for line in group.lines):
                    holder = block
                    break
                if block.kind != "list":
                    hint = "put the whole of it inside, or end it before"
                    message = f"`{group.word}` begins inside a {block.kind} and ends outside"
                    self.fault("template-syntax", message, group.tags[0].span, hint)
                    holder = block
                    break
            if holder is not None:
                handed.setdefault(id(holder), []).append(group)
                continue
            kept.append(group)
            for line in group.lines:
                blocks = [part for block in blocks for part in _cut(block, line)]
        return blocks, kept, handed

    def _group(
        self, group: Group, blocks: list[Block], handed: dict[int, list[Group]], scope: Scope
    ) -> tuple[Node, ...]:
        if group.word == "for":
            return self._for(group, blocks, scope)
        if group.word == "trans":
            return self._trans(group, blocks, scope)
        branches = []
        for number, inner in enumerate(group.branches):
            tag, start, end = group.tags[number], group.lines[number], group.lines[number + 1]
            test = None if tag.word == "else" else self.expression(tag, scope)
            branches.append((test, self.arrange(_between(blocks, start, end), inner, scope, start, end)))
        return (IfNode(tuple(branches), group.tags[0].span),)

    def _for(self, group: Group, blocks: list[Block], scope: Scope) -> tuple[Node, ...]:
        tag = group.tags[0]
        target, rows_text = split_target(tag)
        if not ID.fullmatch(target) or target in (LETTERHEAD, CHANNEL, LOOP):
            self.fault("template-syntax", "a loop is written `{% for row in rows %}`", tag.span, ID_HINT)
            return ()
        rows = self.expression(replace(tag, text=rows_text, inner=tag.inner), scope)
        if rows is None:
            return ()
        if rows.type is not FieldType.LIST or not rows.columns:
            hint = "loop over a field of type list, without filters"
            self.fault("template-not-allowed", f"`{rows.text}` is no list of rows", tag.span, hint)
            return ()
        if len(scope.rows) >= MAX_LOOPS:
            self.fault("template-not-allowed", f"more than {MAX_LOOPS} loops inside each other", tag.span)
            return ()
        if target in scope.rows:
            message = f"`{target}` is the row of the loop around this one already"
            self.fault("template-not-allowed", message, tag.span, "give the row another name")
            return ()
        within = replace(scope, rows={**scope.rows, target: rows.columns})
        parts = []
        for number, inner in enumerate(group.branches):
            start, end = group.lines[number], group.lines[number + 1]
            inside = within if number == 0 else scope
            parts.append(self.arrange(_between(blocks, start, end), inner, inside, start, end))
        return (ForNode(target, rows, parts[0], parts[1] if len(parts) > 1 else (), tag.span),)

    def _trans(self, group: Group, blocks: list[Block], scope: Scope) -> tuple[Node, ...]:
        inner = [_between(blocks, start, end) for start, end in zip(group.lines, group.lines[1:], strict=False)]
        tag = group.tags[0]
        aliases, within = self.units.aliases(tag, scope)
        if len(inner) == 1:
            with self.units.renaming(aliases):
                return self.arrange(inner[0], group.branches[0], within, group.lines[0], group.lines[-1])
        if [len(part) for part in inner] != [1, 1] or inner[0][0].kind != inner[1][0].kind or inner[0][0].children:
            hint = "write one paragraph before `{% pluralize %}` and one after it"
            self.fault("template-syntax", "a plural is one paragraph in two forms", tag.span, hint)
            return ()
        one, many = inner[0][0], inner[1][0]
        with self.units.renaming(aliases):
            unit = self.units.plural(one, many, group.tags, within)
        if unit is None:
            return ()
        return (HeadingNode(one.level, unit) if one.kind == "heading" else ParagraphNode(unit),)

    def _set(self, group: Group, scope: Scope) -> tuple[tuple[Node, ...], Scope]:
        tag = group.tags[0]
        name, equals, text = tag.text.partition("=")
        name = name.strip()
        if not equals or not ID.fullmatch(name) or name in scope.names():
            hint = "write `{% set rest = total - paid %}` with a name that is not yet used"
            self.fault("template-syntax", f"`{name}` can't be set here", tag.span, hint)
            return (), scope
        value = self.expression(replace(tag, text=text), scope)
        if value is None:
            return (), scope
        if value.type is None:
            self.fault("template-not-allowed", "a whole row can't be kept", tag.span, "name one of its columns")
            return (), scope
        node = SetNode(name, Filling(value, value.type), tag.span)
        return (node,), replace(scope, others={**scope.others, name: value.type})

    def expression(self, tag: Piece, scope: Scope) -> Expression | None:
        """The expression of a tag; None after noting what is wrong with it."""
        try:
            return read_expression(tag.text, scope)
        except Refused as refused:
            self.fault(refused.rule, refused.message, tag.span, refused.hint)
            return None

    # --- blocks -------------------------------------------------------------------------------------------------------

    def _nodes(self, blocks: list[Block], handed: dict[int, list[Group]], scope: Scope) -> list[Node]:
        return [node for block in blocks for node in self._node(block, handed.get(id(block), []), scope)]

    def _node(self, block: Block, groups: list[Group], scope: Scope) -> tuple[Node, ...]:
        match block.kind:
            case "divider":
                return (DividerNode(),)
            case "heading":
                return self.units.leaves(block, scope, lambda unit: HeadingNode(block.level, unit))
            case "paragraph":
                return self.units.leaves(block, scope, ParagraphNode)
            case "list":
                return (ListNode(block.ordered, self._children(block, groups, scope)),)
            case "item":
                return (ItemNode(self._children(block, groups, scope)),)
            case "box":
                span = self.layout.span(block.start, block.start + 1)
                return (BoxNode(block.roles, self._children(block, groups, scope), span),)
            case "row":
                return (self._row(block, scope),)
        header, *rows = block.children
        align = tuple(_ALIGN.get("".join(cell.align), "start") for cell in header.children)
        children = self.arrange(rows, groups, scope, header.end, block.end)
        span = self.layout.span(block.start, block.end)
        return (TableNode(align, self._row(header, scope), children, span),)

    def _children(self, block: Block, groups: list[Group], scope: Scope) -> tuple[Node, ...]:
        # Tags directly before a list or after it may be its own, so its range is as wide as they reach.
        reached = [line for group in groups for line in group.lines]
        low, high = min([block.start, *reached]), max([block.end, *reached])
        return self.arrange(block.children, groups, scope, low, high)

    def _row(self, block: Block, scope: Scope) -> RowNode:
        return RowNode(tuple(CellNode(self.units.leaves(cell, scope, ParagraphNode)) for cell in block.children))


def _between(blocks: list[Block], start: int, end: int) -> list[Block]:
    return [block for block in blocks if start <= block.start < end]


def _cut(block: Block, line: int) -> list[Block]:
    """A list as two, where a line runs between its items."""
    if block.kind != "list" or not block.start < line < block.end:
        return [block]
    before = [item for item in block.children if item.start < line]
    after = [item for item in block.children if item.start >= line]
    if not before or not after:
        return [block]
    return [
        Block("list", items[0].start, items[-1].end, children=items, ordered=block.ordered) for items in (before, after)
    ]
