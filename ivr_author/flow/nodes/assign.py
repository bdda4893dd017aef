"""`assign`: set variables from expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import ExpressionText, NodeRef
from ivr_author.flow.node import Node
from ivr_author.ir.ops import Assign as AssignOp
from ivr_author.ir.ops import Jump


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Node):
    """Sets variables, in order.

    ```yaml
    count_try: {type: assign, set: {tries: tries + 1}, next: ask_case}
    ```
    """

    TYPE: ClassVar[str] = "assign"

    set: Mapping[str, ExpressionText]
    next: NodeRef

    def lower(self, lowering: Lowering) -> None:
        """One step for each variable."""
        steps = tuple(AssignOp(name, text.expression) for name, text in self.set.items())
        lowering.start(steps, Jump(lowering.to(self.next)))


NODE = Assign
