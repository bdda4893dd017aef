"""`queue`: to agents, by queue and locale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import NodeRef, Prompt, QueueName
from ivr_author.flow.node import Node, Record
from ivr_author.ir.ops import Hours, Jump
from ivr_author.ir.ops import Queue as QueueOp


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueExits(Record):
    """Where the call goes if no agent can take it; a missing one goes to `on_failure`."""

    WHAT: ClassVar[str] = "`next` of a queue"

    full: NodeRef | None = None
    closed: NodeRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue(Node):
    """Hands the caller to agents, who see the locale and the variables; does not return if they take the call.

    ```yaml
    representative: {type: queue, queue: billing, prompt: Please hold., next: {full: call_me_back, closed: after_hours}}
    ```
    """

    TYPE: ClassVar[str] = "queue"

    queue: QueueName
    prompt: Prompt | None = None
    on_failure: NodeRef | None = None
    next: QueueExits = QueueExits()

    def lower(self, lowering: Lowering) -> None:
        """Speak and enqueue; a queue with a calendar is asked for its hours first."""
        other = lowering.failed(None, self.on_failure)
        full = lowering.to(self.next.full) if self.next.full else other
        closed = lowering.to(self.next.closed) if self.next.closed else other
        speech = lowering.say("prompt", self.prompt)
        if not lowering.has_queue(self.queue.value):
            lowering.start(speech, Jump(other))
            return
        end = QueueOp(self.queue.value, full, closed)
        calendar = lowering.queue_calendar(self.queue.value)
        if calendar is None:
            lowering.start(speech, end)
        else:
            enqueue = lowering.block("enqueue", speech, end)
            lowering.start((), Hours(calendar, enqueue, closed, closed))


NODE = Queue
