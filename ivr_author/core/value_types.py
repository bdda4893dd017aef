"""The types of call variables and service answers."""

from __future__ import annotations

from enum import StrEnum


class ValueType(StrEnum):
    """A value's type; it decides how the value is checked, compared and spoken. `KEY` is internal: a phone key."""

    TEXT = "text"
    DIGITS = "digits"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    PHONE = "phone"
    BOOLEAN = "boolean"
    NAME = "name"
    KEY = "key"


Value = str | float | bool | None
"""text, digits, phone, name, key: str; number, money: float; date: "YYYY-MM-DD"; time: "HH:MM"; boolean: bool."""

AUTHOR_TYPES = tuple(kind for kind in ValueType if kind is not ValueType.KEY)
