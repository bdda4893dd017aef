"""The pass that looks every message up in every locale, once: Program -> Program with `speech` and `formats`."""

from __future__ import annotations

import dataclasses
from typing import Protocol

from ivr_author.core.locale import find_locale
from ivr_author.core.placeholders import parse_placeholders
from ivr_author.core.spoken import speech_format
from ivr_author.core.value_types import ValueType
from ivr_author.ir.ops import Say
from ivr_author.ir.program import LocalText, Message, Part, Program, Slot


class Words(Protocol):
    """A translation as a catalog found it: the locale it is in, and its plural forms in that locale's order."""

    @property
    def locale(self) -> str:
        """The locale that the text is in."""

    @property
    def forms(self) -> tuple[str, ...]:
        """Its one form, or that locale's plural forms."""


class Lookup(Protocol):
    """Where translations come from (`catalog.lookup`), seen from the waist."""

    def translate(self, address: str, text: str, plural: str, locale: str) -> Words:
        """The text in a locale, or in the nearest locale that has it."""


def localise(program: Program, lookup: Lookup) -> Program:
    """Every message in every locale of the program, with the fallbacks that the lookup decides."""
    constants = _constant_types(program)
    speech: dict[tuple[str, str], LocalText] = {}
    for message in program.messages.values():
        types = {**program.variables, **constants.get(message.address, {})}
        for locale in program.all_locales():
            words = lookup.translate(message.address, message.text, message.plural, locale)
            speech[message.address, locale] = _local_text(message, words, types)
    formats = {locale: speech_format(locale) for locale in program.all_locales()}
    return dataclasses.replace(program, speech=speech, formats=formats)


def _constant_types(program: Program) -> dict[str, dict[str, ValueType]]:
    types: dict[str, dict[str, ValueType]] = {}
    for block in program.blocks.values():
        for step in block.steps:
            if isinstance(step, Say):
                found = types.setdefault(step.address, {})
                found.update({name: constant.type for name, constant in step.constants.items()})
    return types


def _local_text(message: Message, words: Words, types: dict[str, ValueType]) -> LocalText:
    forms = tuple(_parts(form, types) for form in words.forms)
    if len(forms) == 1:
        return LocalText(words.locale, forms)
    return LocalText(words.locale, forms, find_locale(words.locale).plural_expression, message.count)


def _parts(text: str, types: dict[str, ValueType]) -> tuple[Part, ...]:
    # An unknown placeholder is a diagnostic of `check`; here it must not fail, so it is spoken as nothing.
    pieces, _ = parse_placeholders(text)
    return tuple(
        piece if isinstance(piece, str) else Slot(piece.name, types.get(piece.name, ValueType.TEXT)) for piece in pieces
    )
