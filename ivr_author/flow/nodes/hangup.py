"""`hangup`: speak, optionally, and end the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import Prompt
from ivr_author.flow.node import Node
from ivr_author.ir.ops import Hangup as HangupOp


@dataclass(frozen=True, slots=True, kw_only=True)
class Hangup(Node):
    """Ends the call.

    ```yaml
    goodbye: {type: hangup, prompt: Thank you for calling. Goodbye.}
    ```
    """

    TYPE: ClassVar[str] = "hangup"

    prompt: Prompt | None = None

    def lower(self, lowering: Lowering) -> None:
        """Speak and hang up."""
        lowering.start(lowering.say("prompt", self.prompt), HangupOp("flow"))


NODE = Hangup
