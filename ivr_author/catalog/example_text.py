"""A text as somebody gets it, with an ordinary value in every placeholder: to be measured, never to be sent."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_author.catalog.rule import Pair
from ivr_author.core.placeholders import Placeholder, parse_placeholders
from ivr_author.core.spoken import speak, speech_format
from ivr_author.core.value_types import Value, ValueType

_VALUES: Mapping[ValueType, Value] = {
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


def fill(pair: Pair, text: str, locale: str) -> str:
    """One of the pair's texts, with what the place fills and with values as the locale speaks them."""
    constants, types = dict(pair.constants), dict(pair.types)
    pieces = []
    for piece in parse_placeholders(text)[0]:
        if isinstance(piece, Placeholder):
            kind = types.get(piece.name, ValueType.TEXT)
            pieces.append(constants.get(piece.name) or speak(_VALUES[kind], kind, speech_format(locale)))
        else:
            pieces.append(piece)
    return "".join(pieces)
