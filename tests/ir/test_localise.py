"""Messages in the words of every locale: fallbacks as the lookup decides, plural forms, slots by type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivr_author.core.locale import find_locale
from ivr_author.core.source import Span
from ivr_author.core.value_types import ValueType
from ivr_author.ir.localise import localise
from ivr_author.ir.ops import Constant, Hangup, Reference, Say
from ivr_author.ir.program import Block, LocalText, Message, Program, Slot
from ivr_author.ir.speech import spoken_text

PLACE = Span("flows/main.yaml", 1, 1, 1, 1)


@dataclass(frozen=True)
class Words:
    """A translation."""

    locale: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class FakeLookup:
    """Translations of a dict; English where there is none."""

    known: Mapping[tuple[str, str], Words]

    def translate(self, address: str, text: str, plural: str, locale: str) -> Words:
        """The text in a locale."""
        return self.known.get((address, locale), Words("en", (text, plural) if plural else (text,)))


def program_of(*messages: Message, says: tuple[Say, ...] = (), **variables: ValueType) -> Program:
    block = Block("main/a", "main/a", says, Hangup("flow"), PLACE)
    return Program(
        "Health Connector",
        "en",
        ("es", "ru"),
        "UTC",
        {"main": "main/a"},
        {"main/a": block},
        variables,
        {message.address: message for message in messages},
    )


def test_every_message_is_there_in_every_locale() -> None:
    program = localise(program_of(Message("a", "Hello", PLACE), Message("b", "Bye", PLACE)), FakeLookup({}))
    assert set(program.speech) == {(address, locale) for address in "ab" for locale in ("en", "es", "ru")}
    assert set(program.formats) == {"en", "es", "ru"}
    assert program.speech["a", "ru"] == LocalText("en", (("Hello",),))


def test_a_fallback_keeps_its_own_locale_and_plural_rule() -> None:
    message = Message("a", "{count} letter", PLACE, "{count} letters", "n")
    lookup = FakeLookup({("a", "ru"): Words("ru", ("{count} а", "{count} б", "{count} в"))})
    program = localise(program_of(message, n=ValueType.NUMBER), lookup)
    assert program.speech["a", "ru"].plural == find_locale("ru").plural_expression
    assert program.speech["a", "es"].locale == "en"
    assert program.speech["a", "es"].plural == find_locale("en").plural_expression
    assert len(program.speech["a", "es"].forms) == 2
    assert program.speech["a", "es"].count == "n"


def test_slots_have_the_type_of_their_variable_or_constant() -> None:
    say = Say("a", {"key": Constant("1", ValueType.KEY), "number": Reference("_callback", ValueType.PHONE)})
    message = Message("a", "{balance} {key} {number} {unknown} {{x}}", PLACE)
    program = localise(program_of(message, says=(say,), balance=ValueType.MONEY), FakeLookup({}))
    parts = [part for part in program.speech["a", "en"].forms[0] if isinstance(part, Slot)]
    assert parts == [
        Slot("balance", ValueType.MONEY),
        Slot("key", ValueType.KEY),
        Slot("number", ValueType.PHONE),
        Slot("unknown", ValueType.TEXT),
    ]


def test_constants_become_words_and_references_other_slots() -> None:
    star = Message("texts/star", "the star", PLACE)
    say = Say("a", {"key": Constant("*", ValueType.KEY), "number": Reference("_callback", ValueType.PHONE)})
    message = Message("a", "Press {key}{key} for {number}.", PLACE)
    lookup = FakeLookup({("texts/star", "es"): Words("es", ("el asterisco",))})
    program = localise(program_of(message, star, says=(say,)), lookup)
    # A text is in English here, and so is the name of the key in it.
    assert spoken_text(program, say, "es").forms == (
        ("Press the starthe star for ", Slot("_callback", ValueType.PHONE), "."),
    )
    named = Say("texts/star", {}, "es")
    assert spoken_text(program, named, "en").plain() == "el asterisco"


def test_a_faulty_brace_stays_and_nothing_fails() -> None:
    program = localise(program_of(Message("a", "a { b {B} {", PLACE)), FakeLookup({}))
    assert program.speech["a", "en"].plain() == "a { b {B} {"
