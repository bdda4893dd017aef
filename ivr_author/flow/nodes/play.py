"""`play`: speak, then go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import NodeRef, Prompt
from ivr_author.flow.node import Node
from ivr_author.ir.ops import Jump


@dataclass(frozen=True, slots=True, kw_only=True)
class Play(Node):
    """Speaks.

    ```yaml
    welcome: {type: play, prompt: Thank you for calling the Health Connector., next: main_menu}
    ```
    """

    TYPE: ClassVar[str] = "play"

    prompt: Prompt
    next: NodeRef

    def lower(self, lowering: Lowering) -> None:
        """Speak and jump."""
        lowering.start(lowering.say("prompt", self.prompt), Jump(lowering.to(self.next)))


NODE = Play
