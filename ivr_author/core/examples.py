"""An ordinary made-up value of each type, and texts filled with them: to be measured and scored, never to be sent."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_author.core.locale import find_locale
from ivr_author.core.placeholders import parse_placeholders
from ivr_author.core.segment import Constants, Types
from ivr_author.core.spoken import speak, speech_format
from ivr_author.core.value_types import Value, ValueType

EXAMPLE_VALUES: Mapping[ValueType, Value] = {
    ValueType.TEXT: "words",
    ValueType.DIGITS: "12345678",
    ValueType.NUMBER: 2.0,
    ValueType.MONEY: 120.55,
    ValueType.DATE: "2026-12-23",
    ValueType.TIME: "14:30",
    ValueType.PHONE: "+18005550123",
    ValueType.BOOLEAN: True,
    ValueType.NAME: "Robin Sample",
    ValueType.KEY: "2",
}


def fill_with_examples(text: str, constants: Constants, types: Types, locale: str, count: float = 1.0) -> str:
    """A text with what its place fills, the language's own name, the count, and example values as the locale speaks
    them."""
    given, kinds = dict(constants), dict(types)
    form = speech_format(locale)
    filled = []
    for piece in parse_placeholders(text)[0]:
        if isinstance(piece, str):
            filled.append(piece)
        elif piece.name in given:
            filled.append(given[piece.name])
        elif piece.name == "language":
            filled.append(find_locale(locale).endonym)
        else:
            kind = kinds.get(piece.name, ValueType.TEXT)
            filled.append(speak(count if piece.name == "count" else EXAMPLE_VALUES[kind], kind, form))
    return "".join(filled)
