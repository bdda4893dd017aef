"""`collect`: digits, yes or no, a date, an amount, or words; read back and confirmed if the author wants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.core.entry import EntrySpec
from ivr_author.core.value_types import ValueType
from ivr_author.flow.field_types import Attempts, Count, Seconds, Terminator
from ivr_author.flow.fields import define_choice
from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import NodeRef, Prompt, VariableName
from ivr_author.flow.node import Node

KINDS = ("digits", "yes_no", "date", "amount", "speech")
KIND_OF_TYPE = {
    ValueType.BOOLEAN: "yes_no",
    ValueType.DATE: "date",
    ValueType.MONEY: "amount",
    ValueType.NAME: "speech",
}
"""The kind where the author gives none, by the variable's type; else digits."""


class CollectKind(str):
    """What is collected."""

    __slots__ = ()


define_choice(CollectKind, KINDS, "a kind of entry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect(Node):
    """Collects an entry into a variable.

    ```yaml
    ask_case:
      type: collect
      prompt: Enter your eight-digit case number, then press pound.
      into: case_number
      length: 8
      terminator: "#"
      confirm: "You entered {case_number}. If that is right, press {yes}. To try again, press {no}."
      next: look_up
    ```
    """

    TYPE: ClassVar[str] = "collect"
    WAITS: ClassVar[bool] = True

    prompt: Prompt
    into: VariableName
    kind: CollectKind | None = None
    length: Count | None = None
    min: Count | None = None
    max: Count | None = None
    terminator: Terminator | None = None
    confirm: Prompt | None = None
    timeout: Seconds | None = None
    attempts: Attempts | None = None
    on_failure: NodeRef | None = None
    next: NodeRef

    def effective_kind(self, variable: ValueType | None) -> str:
        """The kind given, else the one that fits the variable's type."""
        return self.kind or KIND_OF_TYPE.get(variable or ValueType.TEXT, "digits")

    def lower(self, lowering: Lowering) -> None:
        """An offer that stores the entry, then the confirmation, if there is one."""
        kind = self.effective_kind(lowering.variable_type(self.into.value))
        constants = lowering.yes_no_constants() if kind == "yes_no" else {}
        accepted = lowering.to(self.next)
        if self.confirm is not None:
            accepted = lowering.part("confirm")
        lowering.offer(
            lowering.say("prompt", self.prompt, constants),
            keys=lowering.flow_keys(),
            entry=self._entry(kind, lowering.variable_type(self.into.value)),
            free_speech=kind == "speech",
            into=self.into.value,
            accepted=accepted,
            timeout=self.timeout,
            attempts=self.attempts,
            on_failure=self.on_failure,
        )
        if self.confirm is not None:
            lowering.confirm(
                lowering.say("confirm", self.confirm, lowering.yes_no_constants()),
                yes=lowering.to(self.next),
                timeout=self.timeout,
                attempts=self.attempts,
                on_failure=self.on_failure,
            )

    def _entry(self, kind: str, variable: ValueType | None) -> EntrySpec:
        if kind == "yes_no":
            return EntrySpec(kind="yes_no", minimum=1, maximum=1, terminator="")
        if kind == "date":
            return EntrySpec(kind="date", minimum=8, maximum=8, terminator=self.terminator or "")
        if kind == "amount":
            return EntrySpec(kind="amount", minimum=1, maximum=self.max or 12, terminator=self.terminator or "#")
        if kind == "speech":
            return EntrySpec(kind="menu", minimum=1, maximum=1, terminator="")
        low, high = self.length or self.min or 1, self.length or self.max or 20
        numeric = variable is ValueType.NUMBER
        return EntrySpec(kind="digits", minimum=low, maximum=high, terminator=self.terminator or "", numeric=numeric)


NODE = Collect
