"""`lookup`: ask a declared HTTP service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import ExpressionText, NodeRef, Prompt, ServiceName, VariableName
from ivr_author.flow.node import Node, Record
from ivr_author.ir.ops import Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupExits(Record):
    """Where each result leads; a missing one goes where `failed` goes, or to `on_failure`."""

    WHAT: ClassVar[str] = "`next` of a lookup"

    ok: NodeRef
    not_found: NodeRef | None = None
    failed: NodeRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup(Node):
    """Asks a service of ivr.yaml and keeps the answer; a time-out is `failed`.

    ```yaml
    look_up:
      type: lookup
      service: billing.balance
      with: {case: case_number}
      next: {ok: say_balance, not_found: ask_case, failed: representative}
    ```
    """

    TYPE: ClassVar[str] = "lookup"

    service: ServiceName
    with_: Mapping[str, ExpressionText] | None = None
    into: Mapping[str, VariableName] | None = None
    prompt: Prompt | None = None
    on_failure: NodeRef | None = None
    next: LookupExits

    def lower(self, lowering: Lowering) -> None:
        """Speak, ask, and store: fields named in `into`, else those that the flow has a variable for."""
        failed = lowering.failed(self.next.failed, self.on_failure)
        into = {one: name.value for one, name in (self.into or {}).items()}
        end = Ask(
            kind="lookup",
            name=self.service.value,
            arguments={name: text.expression for name, text in (self.with_ or {}).items()},
            into=into or lowering.same_named_fields(self.service.value),
            ok=lowering.to(self.next.ok),
            not_found=lowering.to(self.next.not_found) if self.next.not_found else failed,
            failed=failed,
        )
        lowering.start(lowering.say("prompt", self.prompt), end)


NODE = Lookup
