"""`branch`: the first condition that holds, else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import ExpressionText, NodeRef
from ivr_author.flow.node import Node, Record
from ivr_author.ir.ops import Branch as BranchOp


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Record):
    """A condition and where it leads."""

    WHAT: ClassVar[str] = "a branch"

    if_: ExpressionText
    next: NodeRef

    def part(self, index: int) -> tuple[str, ...]:
        """By its place."""
        return ("branch", str(index))


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch(Node):
    """Goes where the first condition that holds leads.

    ```yaml
    which_bill:
      type: branch
      branches:
        - {if: "balance > 0 and not paid", next: overdue}
      else: all_paid
    ```
    """

    TYPE: ClassVar[str] = "branch"

    branches: tuple[Case, ...]
    else_: NodeRef

    def lower(self, lowering: Lowering) -> None:
        """One op of the same meaning."""
        cases = tuple((case.if_.expression, lowering.to(case.next)) for case in self.branches)
        lowering.start((), BranchOp(cases, lowering.to(self.else_)))


NODE = Branch
