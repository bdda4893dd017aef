"""Values that fill a notice: how one is printed and spoken, and how it is kept from disturbing what is around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from babel.lists import format_list

from ivr_author.core.locale import find_locale
from ivr_author.core.spoken import speak, speech_format
from ivr_author.core.value_types import ValueType
from ivr_author.core.written import write_value
from ivr_author.notice.model import FieldType, Raw

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"

_ISOLATES = re.compile("[\u2066-\u2069]")
ABBREVIATION = re.compile("([A-Z]{2,5}:) ?$")
"""What names the number after it, as `TTY: 711`; the two belong together, in this order."""

UNPRINTABLE = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]")

_VALUE_TYPES = {
    FieldType.EMAIL: ValueType.TEXT,
    FieldType.URL: ValueType.TEXT,
    FieldType.ADDRESS: ValueType.TEXT,
    FieldType.LIST: ValueType.TEXT,
}
LEFT_TO_RIGHT = frozenset(
    {FieldType.DIGITS, FieldType.NUMBER, FieldType.MONEY, FieldType.PHONE, FieldType.EMAIL, FieldType.URL}
)
_DIRECTED = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


@dataclass(frozen=True, slots=True)
class Value:
    """One value for one slot. For a list `raw` is the printed items (`join`), for an address its lines."""

    type: FieldType
    raw: Raw


def value_type(kind: FieldType) -> ValueType:
    """The type of call variables that a field's type is spoken as."""
    return _VALUE_TYPES.get(kind) or ValueType(kind.value)


@lru_cache(maxsize=4_096)
def printed(value: Value, locale: str) -> str:
    """A value as it is printed in a locale, on one line, without marks of direction of ours. None is nothing.

    What no document can hold (control characters, halves of a pair) becomes U+FFFD: XML and PDF would break on it.
    """
    raw = value.raw
    if raw is None:
        return ""
    if isinstance(raw, tuple):
        raw = _listed(value, locale)
    return UNPRINTABLE.sub("\ufffd", write_value(raw, value_type(value.type), speech_format(locale)))


def spoken(value: Value, locale: str) -> str:
    """A value as a voice says it in a locale."""
    raw = value.raw
    if isinstance(raw, tuple):
        raw = _listed(value, locale)
    return speak(raw, value_type(value.type), speech_format(locale))


def _listed(value: Value, locale: str) -> str:
    """The lines of an address, or the items of a list as the locale joins them: A, B and C."""
    assert isinstance(value.raw, tuple), "asked by those who looked"
    items = [str(item) for item in value.raw]
    known = find_locale(locale).cldr
    if value.type is FieldType.LIST and known:
        return format_list(items, locale=known)
    return ", ".join(items)


def needs_isolation(text: str, locale: str) -> bool:
    """Whether a printed value can change the order of what stands around it, or be changed by it."""
    return find_locale(locale).direction == "rtl" or _DIRECTED.search(text) is not None


def isolated(value: Value, text: str, locale: str) -> str:
    """A printed value between marks of direction, where it needs them: for channels that have no markup for it."""
    if not needs_isolation(text, locale):
        return text
    return contain(text, LRI if value.type in LEFT_TO_RIGHT else FSI)


def contain(text: str, opener: str = FSI) -> str:
    """A text that keeps its own marks of direction to itself (UAX #9, X5a to X6a).

    A closing mark of its own would end our isolate, so there are as many more of ours; what it leaves open, we close.
    """
    open_marks = stray = 0
    for letter in _ISOLATES.findall(text):
        if letter != PDI:
            open_marks += 1
        elif open_marks:
            open_marks -= 1
        else:
            stray += 1
    return opener * (stray + 1) + text + PDI * (open_marks + 1)
