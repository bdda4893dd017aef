"""Values worth trying for the names in conditions, so that a search for paths meets both sides of each comparison.

Help, not proof: every candidate comes from a constant nearby; what no constant decides gets a few plain values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from ivr_author.core.dates import is_date
from ivr_author.core.value_types import Value, ValueType
from ivr_author.expression.evaluate import evaluate
from ivr_author.expression.functions import NUMERIC, TEXTUAL, WEEKDAYS, clean_number, is_time
from ivr_author.expression.model import (
    BUILTIN_NAMES,
    CALL_DATE,
    Call,
    Compare,
    Expr,
    In,
    Literal,
    Name,
    functions_used,
    names,
    walk,
)

MAX_CANDIDATES = 24
"""Values for one name; combinations of several names grow with the product."""

MAX_TRIED_LENGTH = 200
"""Characters of a text made up to test length(); longer entries don't come from a telephone."""

DEFAULT_DAY = "2026-01-15"
"""The day of the call where nobody fixes one; a Thursday, far from the turn of a month."""

_PLAIN: dict[ValueType, tuple[Value, ...]] = {
    ValueType.NUMBER: (1.0, 0.0),
    ValueType.MONEY: (120.55, 0.0),
    ValueType.DATE: (DEFAULT_DAY,),
    ValueType.TIME: ("12:00",),
    ValueType.BOOLEAN: (True, False),
    ValueType.DIGITS: ("12345678",),
    ValueType.PHONE: ("+18005550199",),
    ValueType.KEY: ("1",),
    ValueType.NAME: ("Alex",),
    ValueType.TEXT: ("something",),
}


def interesting_values(
    exprs: Iterable[Expr], types: Mapping[str, ValueType], day: str = DEFAULT_DAY
) -> dict[str, list[Value]]:
    """For each name that is read (`call.date` for today()) values that matter, none last where it can be unset."""
    collector = _Collector({**types, **BUILTIN_NAMES, CALL_DATE: ValueType.DATE}, day)
    for expr in exprs:
        collector.read(expr)
    return {name: collector.finish(name) for name in collector.found}


class _Collector:
    def __init__(self, types: Mapping[str, ValueType], day: str) -> None:
        self.types = types
        self.day = day
        self.found: dict[str, list[Value]] = {}

    def finish(self, name: str) -> list[Value]:
        kind = self.types.get(name, ValueType.TEXT)
        plain = (self.day,) if kind is ValueType.DATE else _PLAIN[kind]
        values = [*self.found[name], *plain] if not self.found[name] or kind is ValueType.BOOLEAN else self.found[name]
        unique = _unique(values)[:MAX_CANDIDATES]
        return unique if name in (CALL_DATE, "call.time", "locale") else [*unique, None]

    def read(self, expr: Expr) -> None:
        for name in names(expr):
            self.found.setdefault(name, [])
        if "today" in functions_used(expr):
            self.found.setdefault(CALL_DATE, [self.day])
        for part in walk(expr):
            match part:
                case Compare(left=left, right=right):
                    self._relate(left, right)
                    self._relate(right, left)
                case In(operand=operand, options=options):
                    for item in options.items:
                        self._relate(operand, item)
                case Call(function="starts_with", arguments=(Name(name=name), Literal(value=str(prefix)))):
                    self._add(name, prefix + "1", *_PLAIN[self.types.get(name, ValueType.TEXT)])
                case Call(function="min" | "max", arguments=(first, second)):
                    self._relate(first, second)
                    self._relate(second, first)

    def _relate(self, side: Expr, other: Expr) -> None:
        """Find values that put `side` below, at and above what `other` comes to."""
        other_value = self._estimate(other)
        if other_value is None:
            return
        match side:
            case Name(name=name):
                self._add(name, *_around(other_value, self.types.get(name, ValueType.TEXT)))
            case Call(function="today"):
                self._add(CALL_DATE, *_around(other_value, ValueType.DATE))
            case Call(function="length", arguments=(Name(name=name),)) if isinstance(other_value, float):
                self._add(name, *_texts_around(other_value, self.types.get(name, ValueType.TEXT)))
            case Call(function="weekday", arguments=(day,)):
                self._add(_day_name(day), *_days_around_weekday(other_value, self.day))
            case Call(function="days_between", arguments=(start, end)) if isinstance(other_value, float):
                self._add(_day_name(end), *_days_apart(self._estimate(start), other_value))
                if isinstance(end, (Literal, Call)):
                    self._add(_day_name(start), *_days_apart(self._estimate(end), -other_value))
            case _ if isinstance(other_value, float):
                for name in names(side):
                    if self.types.get(name) in NUMERIC:
                        self._add(name, *_around(self._solve(side, name, other_value), self.types[name]), 0.0)

    def _solve(self, side: Expr, name: str, wanted: float) -> Value:
        """The value of one name that makes `side` come to `wanted`, as far as `side` is a straight line in it."""
        # A wide base, so that round() does not bend the line.
        base = 1000.0
        start, end = self._estimate(side, {name: 0.0}), self._estimate(side, {name: base})
        if not isinstance(start, float) or not isinstance(end, float) or start == end:
            return wanted
        return clean_number((wanted - start) * base / (end - start))

    def _estimate(self, expr: Expr, fixed: Mapping[str, Value] = MappingProxyType({})) -> Value:
        """What an expression comes to when every name in it has its plainest value, but for the fixed ones."""
        plain = {name: _PLAIN[self.types.get(name, ValueType.TEXT)][0] for name in names(expr)}
        dates = {name: self.day for name in plain if self.types.get(name) is ValueType.DATE}
        return evaluate(expr, {**plain, **dates, CALL_DATE: self.day, **fixed})

    def _add(self, name: str, *values: Value) -> None:
        if name:
            self.found.setdefault(name, []).extend(values)


def _day_name(expr: Expr) -> str:
    match expr:
        case Name(name=name):
            return name
        case Call(function="today"):
            return CALL_DATE
        case _:
            return ""


def _unique(values: Iterable[Value]) -> list[Value]:
    """Each once; true and 1 are different values though Python calls them equal."""
    return list({(type(value), value): value for value in values}.values())


def _around(value: Value, kind: ValueType) -> list[Value]:
    """The value itself first, then its neighbours of the same type; nothing if it is of another type."""
    match value:
        case bool():
            return [value, not value] if kind is ValueType.BOOLEAN else []
        case float():
            step = 0.01 if kind is ValueType.MONEY else 1.0
            numbers = (value, value - step, value + step)
            return [clean_number(round(number, 6)) for number in numbers] if kind in NUMERIC else []
        case str():
            return _texts_beside(value, kind)
        case _:
            return []


def _texts_beside(text: str, kind: ValueType) -> list[Value]:
    if kind is ValueType.DATE:
        return [text, *_shift(text, -1), *_shift(text, 1)] if is_date(text) else []
    if kind is ValueType.TIME:
        return _times_around(text) if is_time(text) else []
    if kind in (ValueType.DIGITS, ValueType.PHONE, ValueType.KEY) and text[-1:].isdigit():
        last = int(text[-1])
        return [text, *(text[:-1] + str(digit) for digit in (last - 1, last + 1) if 0 <= digit <= 9)]
    return [text, text[:-1], text + "s"] if kind in TEXTUAL else []


def _times_around(text: str) -> list[Value]:
    minutes = int(text[:2]) * 60 + int(text[3:])
    near = (minutes, minutes - 1, minutes + 1)
    return [f"{minute // 60:02d}:{minute % 60:02d}" for minute in near if 0 <= minute < 24 * 60]


def _shift(day: str, days: float) -> list[Value]:
    try:
        return [(date.fromisoformat(day) + timedelta(days=days)).isoformat()]
    except (OverflowError, ValueError):
        return []


def _days_apart(start: Value, days: float) -> list[Value]:
    if not isinstance(start, str):
        return []
    return [found for apart in (days, days - 1, days + 1) for found in _shift(start, round(apart))]


def _days_around_weekday(value: Value, day: str) -> list[Value]:
    if value not in WEEKDAYS or not is_date(day):
        return []
    ahead = (WEEKDAYS.index(str(value)) - date.fromisoformat(day).weekday()) % 7
    return [*_shift(day, ahead), *_shift(day, ahead + 1)]


def _texts_around(length: float, kind: ValueType) -> list[Value]:
    filler = "1" if kind in (ValueType.DIGITS, ValueType.PHONE, ValueType.KEY) else "a"
    counts = (int(length), int(length) - 1, int(length) + 1)
    return [filler * count for count in counts if 0 <= count <= MAX_TRIED_LENGTH]
