"""`language`: the caller chooses the locale; each choice is spoken in its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.flow.field_types import Attempts, Key, Seconds
from ivr_author.flow.lowering import Lowering
from ivr_author.flow.model import LocaleName, NodeRef, Prompt
from ivr_author.flow.node import Node, Record
from ivr_author.ir.ops import SetLocale


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChoice(Record):
    """One language: its key, its locale, and words of its own instead of the workspace's `language_choice`."""

    WHAT: ClassVar[str] = "a language choice"

    key: Key
    locale: LocaleName
    say: Prompt | None = None

    def part(self, index: int) -> tuple[str, ...]:
        """By its key."""
        return ("choice", self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language(Node):
    """Sets the call's locale; after the last attempt the call goes on in the source locale.

    ```yaml
    language:
      type: language
      choices:
        - {key: "1", locale: en}
        - {key: "2", locale: es}
      next: main_menu
    ```
    """

    TYPE: ClassVar[str] = "language"
    WAITS: ClassVar[bool] = True

    prompt: Prompt | None = None
    choices: tuple[LanguageChoice, ...]
    timeout: Seconds | None = None
    attempts: Attempts | None = None
    next: NodeRef

    def lower(self, lowering: Lowering) -> None:
        """An offer in which every line has a locale of its own."""
        to = lowering.to(self.next)
        offer = list(lowering.say("prompt", self.prompt))
        keys: dict[str, str] = {}
        for choice in self.choices:
            locale = lowering.known_locale(choice.locale.value)
            constants = lowering.language_constants(choice.key, locale)
            if choice.say is None:
                offer.append(lowering.text("language_choice", constants, locale))
            else:
                offer.extend(lowering.say(f"choice/{choice.key}/say", choice.say, constants, locale))
            keys.setdefault(choice.key, lowering.block(f"set_{locale}", (), SetLocale(locale, to)))
        source = lowering.source_locale
        lowering.offer(
            offer,
            keys=keys,
            timeout=self.timeout,
            attempts=self.attempts,
            given_up=lowering.block(f"set_{source}", (), SetLocale(source, to)),
        )


NODE = Language
