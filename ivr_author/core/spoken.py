"""How values are spoken: one table a locale (`SpeechFormat`), read by `speak` here and by runtime/spoken.js there.

Policy, the same in every locale: amounts and numbers have their figures in US style (`$1,234.50`), because that is how
the letter in the caller's hand shows them and a comma for a decimal point would change the amount; dates have month
names, in the locale's own order, because 12/11 is two days; figures are Latin; spaces are plain ones, because marks of
direction and spaces that don't break are read out by some voices and break comparisons; a minus is a word, because
voices skip the sign. Digit strings are spaced apart so that a voice reads figure by figure. Names of keys come from
the workspace's texts, not from here.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ivr_author.core import cldr
from ivr_author.core.dates import is_date
from ivr_author.core.locale import find_locale
from ivr_author.core.locale_profile import SpeechWords
from ivr_author.core.value_types import Value, ValueType
from ivr_author.core.wire import round_cents

MAX_SPOKEN_NUMBER = 1e15
"""From here on a double does not hold every whole number; nothing is said rather than something wrong."""

MAX_SPOKEN_MONEY = 1e13
"""From here on a double does not hold every cent."""

_UNHEARD = re.compile("[\u00ad\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_SPACE = re.compile("[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DIGITS = re.compile(r"[0-9*#]+")
_PHONE = re.compile(r"\+?[0-9]+")


@dataclass(frozen=True, slots=True)
class SpeechFormat:
    """How one locale speaks values. Slots in braces, as in `SpeechWords`; `money` and `minus` hold {value}."""

    months: tuple[str, ...]
    date: str
    first_day: str
    time: str
    am: str
    pm: str
    yes: str
    no: str
    minus: str = "-{value}"
    money: str = "${value}"
    group: str = ","
    decimal: str = "."
    digit_gap: str = " "
    phone_gap: str = ", "

    def to_json(self) -> dict[str, Any]:
        """The table as plain JSON values, in one order."""
        return {**dataclasses.asdict(self), "months": list(self.months)}

    @classmethod
    def from_json(cls, table: Mapping[str, Any]) -> SpeechFormat:
        """The format of such a table."""
        return cls(**{**table, "months": tuple(table["months"])})


_NEUTRAL = SpeechWords(
    yes="yes",
    no="no",
    minus="-{value}",
    months=tuple(str(number) for number in range(1, 13)),
    date="{year}-{month}-{day}",
    first_day="1",
    time="{hour24}:{minute}",
    am="AM",
    pm="PM",
    phone_gap=", ",
)


@cache
def speech_format(tag: str) -> SpeechFormat:
    """How a locale (in any spelling) speaks: its own words first, then CLDR's, then neutral ones."""
    locale = find_locale(tag)
    facts = cldr.find_facts(locale.cldr) if locale.cldr else None
    known: dict[str, Any] = dataclasses.asdict(_NEUTRAL)
    if facts is not None:
        known.update({name: getattr(facts, name) for name in ("months", "date", "time", "am", "pm")})
    known.update({name: word for name, word in dataclasses.asdict(locale.words).items() if word})
    return SpeechFormat(**known)


def speak(value: Value, kind: ValueType, form: SpeechFormat) -> str:
    """A value as it is spoken. Unset is nothing; a value that does not fit its type is spoken as the text it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return form.yes if value else form.no
    if not isinstance(value, str):
        return _speak_money(value, form) if kind is ValueType.MONEY else _speak_number(value, form)
    text = fold_text(value)
    match kind:
        case ValueType.DATE:
            return _speak_date(text, form)
        case ValueType.TIME:
            return _speak_time(text, form)
        case ValueType.DIGITS:
            return form.digit_gap.join(text) if _DIGITS.fullmatch(text) else text
        case ValueType.PHONE:
            return _speak_phone(text, form)
        case _:
            return text


def fold_text(text: str) -> str:
    """A text on one line with single plain spaces, without what no voice can say: controls, marks of direction."""
    return _SPACE.sub(" ", _UNHEARD.sub("", text)).strip(" ")


def _speak_number(number: float, form: SpeechFormat) -> str:
    size = abs(number)
    if not size < MAX_SPOKEN_NUMBER:
        return ""
    whole = math.floor(size)
    millionths = math.floor((size - whole) * 1e6 + 0.5)
    if millionths == 1_000_000:
        whole, millionths = whole + 1, 0
    spoken = _group(whole, form)
    if millionths:
        spoken += form.decimal + f"{millionths:06d}".rstrip("0")
    return _sign(spoken, number < 0 and bool(whole or millionths), form)


def _speak_money(amount: float, form: SpeechFormat) -> str:
    if not abs(amount) < MAX_SPOKEN_MONEY:
        return ""
    rounded = round_cents(amount)
    cents = math.floor(abs(rounded) * 100 + 0.5)
    spoken = f"{_group(cents // 100, form)}{form.decimal}{cents % 100:02d}"
    return _sign(form.money.replace("{value}", spoken), rounded < 0, form)


def _group(whole: int, form: SpeechFormat) -> str:
    return f"{whole:,}".replace(",", form.group)


def _sign(spoken: str, is_negative: bool, form: SpeechFormat) -> str:
    return form.minus.replace("{value}", spoken) if is_negative else spoken


def _speak_date(text: str, form: SpeechFormat) -> str:
    match = _DATE.fullmatch(text)
    if match is None or not is_date(text):
        return text
    year, month, day = (int(part) for part in match.groups())
    slots = {
        "{year}": str(year),
        "{month}": form.months[month - 1],
        "{month_number}": str(month),
        "{day}": form.first_day if day == 1 else str(day),
    }
    return _fill(form.date, slots)


def _speak_time(text: str, form: SpeechFormat) -> str:
    match = _TIME.fullmatch(text)
    if match is None:
        return text
    hour = int(match[1])
    slots = {
        "{hour24}": str(hour),
        "{hour12}": str((hour + 11) % 12 + 1),
        "{minute}": match[2],
        "{period}": form.am if hour < 12 else form.pm,
    }
    return _fill(form.time, slots)


def _fill(template: str, slots: Mapping[str, str]) -> str:
    for slot, words in slots.items():
        template = template.replace(slot, words)
    return template


def _speak_phone(text: str, form: SpeechFormat) -> str:
    number = re.sub(r"[ ().-]", "", text)
    if not _PHONE.fullmatch(number):
        return text
    groups = [form.digit_gap.join(group) for group in _phone_groups(number.lstrip("+"))]
    # "+1" is left out: callers here give and hear their number without it. Another country's code is kept.
    plus = f"+{form.digit_gap}" if number.startswith("+") and not number.startswith("+1") else ""
    return plus + form.phone_gap.join(groups)


def _phone_groups(digits: str) -> list[str]:
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    if len(digits) == 10:
        return [digits[:3], digits[3:6], digits[6:]]
    # Threes; a last figure on its own would be lost, so it joins the group before.
    cuts = list(range(0, len(digits) - 1, 3)) or [0]
    return [digits[start:end] for start, end in zip(cuts, [*cuts[1:], len(digits)], strict=True)]
