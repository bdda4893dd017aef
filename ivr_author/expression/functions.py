"""The functions and comparisons of expressions, as plain functions over values; runtime.js holds the same ones.

Every function is total: what it can't use gives none (or false, where the answer is yes or no). Values are clean
(see `clean`) before they come here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ivr_author.core.dates import is_date
from ivr_author.core.value_types import Value, ValueType
from ivr_author.expression.model import CALL_DATE

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

TEXTUAL = frozenset({ValueType.TEXT, ValueType.DIGITS, ValueType.PHONE, ValueType.NAME, ValueType.KEY})
NUMERIC = frozenset({ValueType.NUMBER, ValueType.MONEY})
ANY = frozenset(ValueType)

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def clean(value: object) -> Value:
    """A value as expressions know it: numbers are finite doubles without minus zero, anything strange is none."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (float, int)):
        return clean_number(value)
    return None


def clean_number(value: float) -> float | None:
    """A finite double without minus zero, or none."""
    try:
        number = float(value) + 0.0
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def is_equal(left: Value, right: Value) -> bool:
    """Values of different kinds are never equal; none equals none."""
    return type(left) is type(right) and left == right


def is_less(left: Value, right: Value) -> bool:
    """Numbers by size, texts by code point; anything else has no order."""
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    if isinstance(left, float) and isinstance(right, float):
        return left < right
    return False


def is_time(text: str) -> bool:
    """Whether a text is a time of day, as HH:MM."""
    return _TIME.fullmatch(text) is not None


def _ordinal(value: Value) -> int | None:
    return date.fromisoformat(value).toordinal() if isinstance(value, str) and is_date(value) else None


def _today(day: Value) -> Value:
    return None if _ordinal(day) is None else day


def _weekday(day: Value) -> Value:
    ordinal = _ordinal(day)
    return None if ordinal is None else WEEKDAYS[(ordinal + 6) % 7]


def _days_between(first: Value, last: Value) -> Value:
    start, end = _ordinal(first), _ordinal(last)
    return None if start is None or end is None else float(end - start)


def _length(text: Value) -> Value:
    return float(len(text)) if isinstance(text, str) else None


def _starts_with(text: Value, prefix: Value) -> Value:
    return isinstance(text, str) and isinstance(prefix, str) and text.startswith(prefix)


def _round(number: Value) -> Value:
    # Half up, as money is rounded everywhere; Python's own round() goes to even and would differ from ECMAScript.
    return clean_number(math.floor(number + 0.5)) if isinstance(number, float) else None


def _smaller(first: Value, second: Value) -> Value:
    if is_less(second, first):
        return second
    return first if _is_ordered(first, second) else None


def _larger(first: Value, second: Value) -> Value:
    if is_less(first, second):
        return second
    return first if _is_ordered(first, second) else None


def _is_ordered(first: Value, second: Value) -> bool:
    return type(first) is type(second) and isinstance(first, (str, float))


def _absolute(number: Value) -> Value:
    return abs(number) if isinstance(number, float) else None


def _is_set(value: Value) -> Value:
    return value is not None


@dataclass(frozen=True, slots=True)
class Function:
    """A function authors may call. `result` None means: the type of its arguments. `hidden` names are read as well."""

    usage: str
    apply: Callable[..., Value]
    parameters: tuple[frozenset[ValueType], ...]
    result: ValueType | None
    hidden: tuple[str, ...] = ()


_DAY = frozenset({ValueType.DATE})
_ORDERED = NUMERIC | {ValueType.DATE, ValueType.TIME}

FUNCTIONS: dict[str, Function] = {
    "today": Function("today()", _today, (), ValueType.DATE, (CALL_DATE,)),
    "weekday": Function("weekday(date)", _weekday, (_DAY,), ValueType.TEXT),
    "days_between": Function("days_between(from, to)", _days_between, (_DAY, _DAY), ValueType.NUMBER),
    "length": Function("length(text)", _length, (TEXTUAL,), ValueType.NUMBER),
    "starts_with": Function("starts_with(text, beginning)", _starts_with, (TEXTUAL, TEXTUAL), ValueType.BOOLEAN),
    "round": Function("round(number)", _round, (NUMERIC,), None),
    "min": Function("min(a, b)", _smaller, (_ORDERED, _ORDERED), None),
    "max": Function("max(a, b)", _larger, (_ORDERED, _ORDERED), None),
    "abs": Function("abs(number)", _absolute, (NUMERIC,), None),
    "is_set": Function("is_set(value)", _is_set, (ANY,), ValueType.BOOLEAN),
}
