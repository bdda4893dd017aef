"""`return`: leave a subflow by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import ReturnName
from ivr_author.flow.node import Node
from ivr_author.ir.ops import Hangup
from ivr_author.ir.ops import Return as ReturnOp


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(Node):
    """Goes back to the flow that entered this one.

    ```yaml
    done: {type: return, name: found}
    ```
    """

    TYPE: ClassVar[str] = "return"

    name: ReturnName

    def lower(self, lowering: Lowering) -> None:
        """One op; a call that nobody entered from ends politely."""
        ended = lowering.block("ended", (lowering.text("goodbye"),), Hangup("flow"))
        lowering.start((), ReturnOp(self.name.value, ended))


NODE = Return
