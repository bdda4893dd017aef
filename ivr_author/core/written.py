"""How values are printed: the figures and dates of `spoken`, with signs and numbers written for the eye."""

from __future__ import annotations

import re

from ivr_author.core.spoken import SpeechFormat, speak
from ivr_author.core.value_types import Value, ValueType

_US_PHONE = re.compile(r"\+?1?([2-9]\d{2})(\d{3})(\d{4})")
_SPACES = re.compile("[\t\n\u000b\f\r\u0085\u2028\u2029]+")


def write_value(value: Value, kind: ValueType, form: SpeechFormat) -> str:
    """A value as it is printed in a locale. Text comes out as typed; only line ends become spaces."""
    if isinstance(value, str):
        if kind is ValueType.PHONE:
            value = write_phone(value)
        if kind in (ValueType.DATE, ValueType.TIME):
            return speak(value, kind, form)
        return _SPACES.sub(" ", value)
    if isinstance(value, float | int) and not isinstance(value, bool) and value < 0:
        positive = speak(-value, kind, form)
        return f"-{positive}" if positive != speak(0.0, kind, form) else positive
    return speak(value, kind, form)


def write_phone(number: str) -> str:
    """A number of the North American plan as `1-800-555-0100`; any other as it was typed."""
    match = _US_PHONE.fullmatch(number)
    return f"1-{match[1]}-{match[2]}-{match[3]}" if match else number
