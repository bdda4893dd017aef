"""`menu`: one key or phrase, one choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.core.value_types import ValueType
from ivr_author.flow.field_types import Attempts, Key, Seconds
from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import NodeRef, PhraseText, Prompt
from ivr_author.flow.node import Node, Record
from ivr_author.ir.ops import Constant, Phrase, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Record):
    """One choice of a menu: its key, the line that offers it, the words that mean it, and where it leads."""

    WHAT: ClassVar[str] = "a choice"

    key: Key | None = None
    say: Prompt | None = None
    speech: tuple[PhraseText, ...] = ()
    next: NodeRef

    def part(self, index: int) -> tuple[str, ...]:
        """By its key, so that a choice keeps its translations when choices move."""
        return ("choice", self.key if self.key is not None else f"@{index}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(Node):
    """Offers choices; the prompt and the choices' lines are one offer.

    ```yaml
    main_menu:
      type: menu
      prompt: How can we help you today?
      choices:
        - {key: "1", say: "To ask about a bill, press {key}.", speech: [billing, pay], next: billing}
        - {key: "2", say: "For help with an application, press {key}.", next: application}
    ```
    """

    TYPE: ClassVar[str] = "menu"
    WAITS: ClassVar[bool] = True

    prompt: Prompt | None = None
    choices: tuple[Choice, ...]
    timeout: Seconds | None = None
    attempts: Attempts | None = None
    on_failure: NodeRef | None = None

    def lower(self, lowering: Lowering) -> None:
        """An offer of the choices with the flow's keys."""
        offer = list(lowering.say("prompt", self.prompt))
        keys: dict[str, str] = {}
        phrases: list[Phrase] = []
        for index, choice in enumerate(self.choices, 1):
            place = "/".join(choice.part(index))
            to = lowering.to(choice.next)
            constants = {"key": Constant(choice.key, ValueType.KEY)} if choice.key is not None else {}
            offer.extend(lowering.say(f"{place}/say", choice.say, constants))
            if choice.key is not None:
                keys.setdefault(choice.key, to)
            phrases.extend(Phrase(address, to) for address in lowering.phrases(f"{place}/speech", choice.speech))
        lowering.offer(
            offer,
            keys={**lowering.flow_keys(menu=True), **keys},
            phrases=tuple(phrases),
            timeout=self.timeout,
            attempts=self.attempts,
            on_failure=self.on_failure,
            first_steps=(Visit(lowering.id),),
        )


NODE = Menu
