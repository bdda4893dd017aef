"""`subflow`: enter another flow and come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import FlowName, NodeRef
from ivr_author.flow.node import Node
from ivr_author.ir.ops import Enter


@dataclass(frozen=True, slots=True, kw_only=True)
class Subflow(Node):
    """Enters another flow, which comes back by one of the names in its `returns`.

    ```yaml
    next_visit: {type: subflow, flow: visit, next: {found: tell, lost: representative}}
    ```
    """

    TYPE: ClassVar[str] = "subflow"

    flow: FlowName
    on_failure: NodeRef | None = None
    next: Mapping[str, NodeRef]

    def lower(self, lowering: Lowering) -> None:
        """One op of the same meaning; a return that is not named here goes to `on_failure`."""
        returns = {name: lowering.to(ref) for name, ref in self.next.items()}
        for name in lowering.returns_of(self.flow.value):
            if name not in returns:
                returns[name] = lowering.failed(None, self.on_failure)
        lowering.start((), Enter(lowering.entry_of(self.flow.value), returns))


NODE = Subflow
