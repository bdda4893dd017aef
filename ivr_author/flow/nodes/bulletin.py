"""`bulletin`: the emergency messages that are on now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import BulletinName, NodeRef
from ivr_author.flow.node import Node
from ivr_author.ir.ops import Jump


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin(Node):
    """Speaks the bulletins that are on at the call's time: all that name this flow or none, or `only` those named.

    ```yaml
    news: {type: bulletin, next: main_menu}
    ```
    """

    TYPE: ClassVar[str] = "bulletin"

    only: tuple[BulletinName, ...] | None = None
    next: NodeRef

    def lower(self, lowering: Lowering) -> None:
        """Speak each within its time."""
        only = None if self.only is None else {name.value for name in self.only}
        lowering.start(lowering.bulletins(only), Jump(lowering.to(self.next)))


NODE = Bulletin
