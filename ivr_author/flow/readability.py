"""`readability:` of a flow or a notice: the school grade that its words may need, and what is excused from it, by whom.

Judging the words is left to the rule `reading-grade`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ivr_author.core.source import Span
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar
from ivr_author.flow.fields import Reader, define, given
from ivr_author.flow.model import Text
from ivr_author.flow.node import Record

MAX_GRADE = 20
"""School grades that a text can be asked to stay below; 12 is the end of high school, 20 a doctorate."""


class Grade(int):
    """A school grade."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver(Record):
    """Words that are excused: a text by its address (`renewal/what_you_will_pay`), or the file; why, and by whom."""

    WHAT: ClassVar[str] = "a waiver"

    text: Text | None = None
    reason: Text
    by: Text
    until: date | None = None
    span: Span = given()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readability(Record):
    """How easy the words must be, and which are excused."""

    WHAT: ClassVar[str] = "`readability`"

    grade_at_most: Grade | None = None
    waivers: tuple[Waiver, ...] = ()
    span: Span = given()


def _read_grade(node: TreeNode, reader: Reader) -> Grade:
    data = node.data if isinstance(node, Scalar) and not node.quoted else None
    if isinstance(data, int) and not isinstance(data, bool) and 1 <= data <= MAX_GRADE:
        return Grade(data)
    raise reader.skip("wrong-value", f"this must be a whole number from 1 to {MAX_GRADE}", node.span)


define(Grade, _read_grade, lambda: {"type": "integer", "minimum": 1, "maximum": MAX_GRADE})
