"""Values as plain text on their way to and from services, call scripts and web requests: one form for every target."""

from __future__ import annotations

import math
import re

from ivr_author.core.dates import is_date
from ivr_author.core.limits import MAX_VALUE_CHARACTERS
from ivr_author.core.value_types import Value, ValueType

MAX_NUMBER = 1e15
"""From here on a double does not hold every whole number; nothing is sent rather than something wrong."""

MAX_MONEY = 1e13
"""From here on a double does not hold every cent."""

_SPACE = " \t\n\r\f\v"
# XML, which VoiceXML gets its answers in, has no such characters; those from U+FDD0 on are nobody's characters.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_ADDRESS = re.compile(r"(?:(?:tel|sips?):)?(\+?[0-9]{3,20})(?:[@;?].*)?", re.IGNORECASE | re.DOTALL)
_TEXTS = {ValueType.TEXT, ValueType.NAME, ValueType.DIGITS, ValueType.PHONE, ValueType.KEY}
_SHAPES = {ValueType.DIGITS: re.compile(r"[0-9*#]*"), ValueType.PHONE: re.compile(r"\+?[0-9]{3,20}")}


def round_cents(amount: float) -> float:
    """Money to whole cents, half up: the same arithmetic as in ECMAScript, on IEEE doubles."""
    return math.floor(amount * 100 + 0.5) / 100 if abs(amount) < MAX_MONEY else amount


_WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
"""What Twilio gives for callers without a number: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE, on the keys."""


def number_of(address: str) -> str | None:
    """The phone number in an address, as `+18005550100`, `tel:...` or `sip:+18005550100@host`; None if it has none."""
    match = _ADDRESS.fullmatch(address)
    return match[1] if match and match[1] not in _WITHHELD else None


def to_wire(value: Value, kind: ValueType) -> str:
    """A value as text; unset is empty. Money always has two decimals, numbers no trailing zeros."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if not abs(value) < (MAX_MONEY if kind is ValueType.MONEY else MAX_NUMBER):
        return ""
    if kind is ValueType.MONEY:
        rounded = round_cents(value)
        cents = math.floor(abs(rounded) * 100 + 0.5)
        return f"{'-' if rounded < 0 and cents else ''}{cents // 100}.{cents % 100:02d}"
    return _number_text(value)


def _number_text(number: float) -> str:
    # Not by a format: ECMAScript's toFixed rounds halves otherwise.
    whole = math.floor(abs(number))
    billionths = math.floor((abs(number) - whole) * 1e9 + 0.5)
    if billionths == 1_000_000_000:
        whole, billionths = whole + 1, 0
    decimals = f".{billionths:09d}".rstrip("0") if billionths else ""
    return f"{'-' if number < 0 and (whole or billionths) else ''}{whole}{decimals}"


class Malformed(ValueError):
    """A text that is no value of its type."""


def from_wire(text: str, kind: ValueType) -> Value:
    """The value that a text stands for; empty text is unset. Raises `Malformed` where the text doesn't fit the type."""
    text = text.strip(_SPACE)
    if text == "":
        return None
    if len(text) > MAX_VALUE_CHARACTERS:
        raise Malformed(f"over {MAX_VALUE_CHARACTERS} characters")
    if _UNREADABLE.search(text):
        raise Malformed("it has control characters")
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
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            return None
        return round_cents(value) if kind is ValueType.MONEY else float(value)
    if kind is ValueType.BOOLEAN:
        return value if isinstance(value, bool) else None
    return value if isinstance(value, str) else None
