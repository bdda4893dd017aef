"""`callback`: register a call back to a number that is confirmed first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.core.entry import EntrySpec
from ivr_author.core.value_types import ValueType
from ivr_author.expression.model import Call, Name
from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import ExpressionText, NodeRef, Prompt, QueueName
from ivr_author.flow.node import Node
from ivr_author.ir.ops import Ask, Assign, Branch, Jump, Reference

NUMBER = "_callback"
"""The hidden variable that holds the number while it is confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback(Node):
    """Offers to call back the number that the caller calls from, or another one that is read back first.

    ```yaml
    call_me_back: {type: callback, queue: billing, next: goodbye, failed: voicemail}
    ```
    """

    TYPE: ClassVar[str] = "callback"
    WAITS: ClassVar[bool] = True

    queue: QueueName | None = None
    number: ExpressionText | None = None
    prompt: Prompt | None = None
    ask: Prompt | None = None
    on_failure: NodeRef | None = None
    next: NodeRef
    failed: NodeRef | None = None

    def lower(self, lowering: Lowering) -> None:
        """Confirm the known number, or ask for one and confirm that; then register."""
        lowering.declare(NUMBER, ValueType.PHONE)
        number = self.number.expression if self.number else Name("caller.number")
        register = Ask(
            kind="callback",
            name=self.queue.value if self.queue else "",
            arguments={"number": Name(NUMBER)},
            into={},
            ok=lowering.block("done", (lowering.text("callback_done"),), Jump(lowering.to(self.next))),
            not_found=lowering.failed(self.failed, self.on_failure),
            failed=lowering.failed(self.failed, self.on_failure),
        )
        constants = {**lowering.yes_no_constants(), "number": Reference(NUMBER, ValueType.PHONE)}
        confirmation = lowering.say("prompt", self.prompt, constants) or (lowering.text("callback_offer", constants),)
        ask = lowering.say("ask", self.ask) or (lowering.text("callback_ask"),)
        lowering.offer(
            ask,
            keys=lowering.flow_keys(offer="ask_offer"),
            entry=EntrySpec(kind="digits", minimum=10, maximum=10, terminator="#"),
            into=NUMBER,
            accepted=lowering.part("confirm"),
            on_failure=self.on_failure,
            name="ask",
        )
        lowering.confirm(
            confirmation,
            yes=lowering.block("register", (), register),
            on_failure=self.on_failure,
            retry=lowering.part("ask_retry"),
        )
        known = Branch(((Call("is_set", (Name(NUMBER),)), lowering.part("confirm")),), lowering.part("ask_offer"))
        lowering.start((Assign(NUMBER, number), lowering.reset_tries()), known)


NODE = Callback
