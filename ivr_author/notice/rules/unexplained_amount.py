"""An amount stands in words that say what it is (CDC Clear Communication Index: numbers are explained).

In a table the column's header or the row's first words say it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.placeholders import Placeholder, parse_placeholders
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.model import FieldType
from ivr_author.notice.rules._words import AMOUNT
from ivr_author.notice.subject import NoticeSubject, template_of, units_in
from ivr_author.notice.template.tree import (
    CellNode,
    HeadingNode,
    Node,
    ParagraphNode,
    RowNode,
    TableNode,
    Unit,
    walk_nodes,
)

_EXPLAINING = frozenset({FieldType.TEXT, FieldType.NAME})


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Paragraphs, headings and items of nothing but amounts; cells of such under no header and beside no words."""
    hint = "say what the amount is: `Your premium: {{ amount_due }}`"
    for file in subject.files:
        for body in template_of(file).bodies.values():
            for unit in _bare(body):
                yield Fault("this amount stands alone, without a word of what it is", unit.span, hint)


def _bare(nodes: tuple[Node, ...]) -> Iterator[Unit]:
    explained: set[int] = set()
    for node in walk_nodes(nodes):
        if isinstance(node, TableNode):
            # The header row is walked after its table; what stands in it is a title, not an amount.
            heads = [_says(cell) for cell in node.header.cells]
            for row in walk_nodes(node.children):
                if isinstance(row, RowNode):
                    explained.update(_explained(row, heads))
        elif isinstance(node, HeadingNode | ParagraphNode) and id(node) not in explained and _is_bare(node.unit):
            yield node.unit


def _explained(row: RowNode, heads: list[bool]) -> Iterator[int]:
    """The paragraphs of a row that its words or their column's header explain."""
    has_label = any(_says(cell) for cell in row.cells)
    for number, cell in enumerate(row.cells):
        if has_label or (number < len(heads) and heads[number]):
            yield from (id(node) for node in walk_nodes(cell.children))


def _says(cell: CellNode) -> bool:
    return any(_has_words(unit) for unit in units_in(cell.children))


def _is_bare(unit: Unit) -> bool:
    has_field = any(one.type is FieldType.MONEY for one in unit.fillings.values())
    return (has_field or AMOUNT.search(unit.text) is not None) and not _has_words(unit)


def _has_words(unit: Unit) -> bool:
    for piece in parse_placeholders(unit.text)[0]:
        if isinstance(piece, Placeholder):
            filling = unit.fillings.get(piece.name)
            if filling is not None and filling.type in _EXPLAINING:
                return True
        elif any(letter.isalpha() for letter in AMOUNT.sub("", piece)):
            return True
    return False


RULE = Rule("unexplained-amount", Severity.WARNING, "An amount stands without words that say what it is", check)
