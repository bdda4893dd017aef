"""`voicemail`: record a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.flow.field_types import Seconds, Terminator
from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import NodeRef, Prompt, Text
from ivr_author.flow.node import Node
from ivr_author.ir.ops import Record as RecordOp

DEFAULT_SECONDS = 120
"""A message longer than two minutes is rarely heard to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voicemail(Node):
    """Records a message; silence is `failed`.

    ```yaml
    leave_message: {type: voicemail, mailbox: enrollment, prompt: Please leave a message after the tone., next: thanks}
    ```
    """

    TYPE: ClassVar[str] = "voicemail"
    WAITS: ClassVar[bool] = True

    mailbox: Text
    prompt: Prompt
    max_length: Seconds | None = None
    terminator: Terminator | None = None
    on_failure: NodeRef | None = None
    next: NodeRef
    failed: NodeRef | None = None

    def lower(self, lowering: Lowering) -> None:
        """Speak, then record."""
        end = RecordOp(
            mailbox=self.mailbox.value,
            max_seconds=int(self.max_length or DEFAULT_SECONDS),
            terminator=self.terminator or "#",
            ok=lowering.to(self.next),
            failed=lowering.failed(self.failed, self.on_failure),
        )
        lowering.start(lowering.say("prompt", self.prompt), end)


NODE = Voicemail
