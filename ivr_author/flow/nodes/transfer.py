"""`transfer`: to a number or SIP address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.flow.field_types import PhoneOrSip
from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import NodeRef, Prompt
from ivr_author.flow.node import Node, Record
from ivr_author.ir.ops import Transfer as TransferOp


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferExits(Record):
    """Where the call goes if it is not connected; a missing one goes where `failed` goes, or to `on_failure`."""

    WHAT: ClassVar[str] = "`next` of a transfer"

    busy: NodeRef | None = None
    no_answer: NodeRef | None = None
    failed: NodeRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Node):
    """Connects the caller; does not return if that works.

    ```yaml
    vendor: {type: transfer, to: "+18005550110", next: {busy: call_me_back, no_answer: call_me_back}}
    ```
    """

    TYPE: ClassVar[str] = "transfer"

    to: PhoneOrSip
    prompt: Prompt | None = None
    on_failure: NodeRef | None = None
    next: TransferExits = TransferExits()

    def lower(self, lowering: Lowering) -> None:
        """Speak, then connect."""
        failed = lowering.failed(self.next.failed, self.on_failure)
        busy = lowering.to(self.next.busy) if self.next.busy else failed
        no_answer = lowering.to(self.next.no_answer) if self.next.no_answer else failed
        lowering.start(lowering.say("prompt", self.prompt), TransferOp(self.to, busy, no_answer, failed))


NODE = Transfer
