"""`send`: a notice by text message or email, in the caller's locale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.expression.model import Literal, Name
from ivr_author.flow.fields import define_choice
from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import ExpressionText, NodeRef, NoticeName, Prompt
from ivr_author.flow.node import Node
from ivr_author.ir.ops import Ask

CHANNELS = ("text", "email")


class SendChannel(str):
    """How a notice goes out from a call."""

    __slots__ = ()


define_choice(SendChannel, CHANNELS, "a channel of calls")


@dataclass(frozen=True, slots=True, kw_only=True)
class Send(Node):
    """Sends a notice; without `to` it goes to the number that the caller calls from.

    ```yaml
    send_link: {type: send, notice: payment_link, channel: text, next: tell_sent, failed: representative}
    ```
    """

    TYPE: ClassVar[str] = "send"

    notice: NoticeName
    channel: SendChannel
    to: ExpressionText | None = None
    prompt: Prompt | None = None
    on_failure: NodeRef | None = None
    next: NodeRef
    failed: NodeRef | None = None

    def lower(self, lowering: Lowering) -> None:
        """Speak, then ask the outside to send."""
        failed = lowering.failed(self.failed, self.on_failure)
        to = self.to.expression if self.to else Name("caller.number")
        end = Ask(
            kind="send",
            name=self.notice.value,
            arguments={"channel": Literal(str(self.channel)), "to": to},
            into={},
            ok=lowering.to(self.next),
            not_found=failed,
            failed=failed,
        )
        lowering.start(lowering.say("prompt", self.prompt), end)


NODE = Send
