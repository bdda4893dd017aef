"""Values as plain text on their way to and from services, call scripts and web requests: one form for every target."""

from __future__ import annotations

import math
import re

from ivr_author.core.dates import is_date
from ivr_author.core.limits import MAX_VALUE_CHARACTERS
from ivr_author.core.value_types import Value, ValueType

_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_TEXTS = {ValueType.TEXT, ValueType.NAME, ValueType.DIGITS, ValueType.PHONE, ValueType.KEY}
_SHAPES = {ValueType.DIGITS: re.compile(r"[0-9*#]*"), ValueType.PHONE: re.compile(r"\+?[0-9]{3,20}")}


def round_cents(amount: float) -> float:
    """Money to whole cents, half up: the same arithmetic as in ECMAScript, on IEEE doubles."""
    return math.floor(amount * 100 + 0.5) / 100


def to_wire(value: Value, kind: ValueType) -> str:
    """A value as text; unset is empty. Money always has two decimals, numbers no trailing zeros."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if not math.isfinite(value):
        return ""
    if kind is ValueType.MONEY:
        rounded = round_cents(value)
        cents = math.floor(abs(rounded) * 100 + 0.5)
        return f"{'-' if rounded < 0 and cents else ''}{cents // 100}.{cents % 100:02d}"
    return f"{value:.9f}".rstrip("0").rstrip(".") if value != 0 else "0"


class Malformed(ValueError):
    """A text that is no value of its type."""


def from_wire(text: str, kind: ValueType) -> Value:
    """The value that a text stands for; empty text is unset. Raises `Malformed` where the text doesn't fit the type."""
    text = text.strip()
    if text == "":
        return None
    if len(text) > MAX_VALUE_CHARACTERS:
        raise Malformed(f"over {MAX_VALUE_CHARACTERS} characters")
    if kind in _TEXTS:
        shape = _SHAPES.get(kind)
        if shape is not None and not shape.fullmatch(text):
            raise Malformed(f"{text!r} is no {kind}")
        return text
    if kind in (ValueType.NUMBER, ValueType.MONEY):
        if not _NUMBER.fullmatch(text):
            raise Malformed(f"{text!r} is no {kind}; write it as 120.55")
        number = float(text)
        return round_cents(number) if kind is ValueType.MONEY else number
    if kind is ValueType.BOOLEAN:
        if text not in ("true", "false"):
            raise Malformed(f"{text!r} is neither true nor false")
        return text == "true"
    if kind is ValueType.DATE:
        if not is_date(text):
            raise Malformed(f"{text!r} is no date; write it as 2026-12-23")
        return text
    match = _TIME.fullmatch(text)
    if match is None:
        raise Malformed(f"{text!r} is no time of day; write it as 17:30")
    return f"{int(match[1]):02d}:{match[2]}"


def as_type(value: Value, kind: ValueType | None) -> Value:
    """A value as a variable of a type holds it: money in whole cents, a value of another type as unset."""
    if kind in (ValueType.NUMBER, ValueType.MONEY):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        return round_cents(value) if kind is ValueType.MONEY else float(value)
    if kind is ValueType.BOOLEAN:
        return value if isinstance(value, bool) else None
    return value if isinstance(value, str) else None
