"""Walks over a template's expressions, for those who ask what it reads."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.notice.template.expression import CHANNEL, Expression
from ivr_author.notice.template.tree import (
    ForNode,
    HeadingNode,
    IfNode,
    ParagraphNode,
    SetNode,
    Template,
    Unit,
    walk_nodes,
)


def text_of(template: Template, channel: str) -> str:
    """Which text a channel has: its own name, or "" for the main text, which all that have it share.

    Where the words ask which channel they are for, each channel has a text of its own.
    """
    asks = any((CHANNEL,) in one.reads for one in expressions_of(template))
    return channel if channel in template.bodies or asks else ""


def expressions_of(template: Template) -> Iterator[Expression]:
    """Every expression of a template: of conditions, loops, `set`, and of what is printed."""
    if template.subject is not None:
        yield from _of_unit(template.subject)
    for body in template.bodies.values():
        for node in walk_nodes(body):
            match node:
                case IfNode():
                    yield from (test for test, _ in node.branches if test is not None)
                case ForNode():
                    yield node.rows
                case SetNode():
                    yield node.filling.expression
                case HeadingNode() | ParagraphNode():
                    yield from _of_unit(node.unit)


def _of_unit(unit: Unit) -> Iterator[Expression]:
    if unit.count is not None:
        yield unit.count
    yield from (filling.expression for filling in unit.fillings.values())
