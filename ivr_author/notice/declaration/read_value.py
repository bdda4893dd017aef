"""Typed values of members' data: one reader for a CSV cell, a JSON value and a YAML scalar.

Nothing is guessed: a value is one of its type as written below, or a fault that says what is expected. What the columns
and keys are called is left to `data`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ivr_author.core.dates import is_date
from ivr_author.core.limits import MAX_VALUE_CHARACTERS
from ivr_author.core.spoken import MAX_SPOKEN_MONEY, MAX_SPOKEN_NUMBER
from ivr_author.core.wire import round_cents
from ivr_author.flow.field_types import YEARS
from ivr_author.notice.model import Field, FieldType, Raw

MAX_TEXT_CHARACTERS = 2_000
"""Characters of one `text`: half a page. Longer words are the notice's own and belong into its template."""

MAX_CELL_CHARACTERS = 50_000
"""Characters of a list that is written as JSON in one cell."""

MAX_ROWS = 200
"""Rows of one list; a table that long is no part of a letter."""

MAX_ADDRESS_LINES = 7
"""Lines of a postal address, name and country included; more don't fit the window of an envelope."""

MAX_URL_CHARACTERS = 500
"""A longer address can't be typed from a letter, and fills several text messages."""

_SHOWN = 60
"""Characters of a value that a fault shows."""

_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{1,6})?")
_MONEY = re.compile(r"(-?)(\$?)(-?)((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{1,2})?)")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_DIGITS = re.compile(r"[0-9*#]+(?:[ -][0-9*#]+)*")
_PHONE = re.compile("\\+?[0-9(][0-9 ().\\-/\u00a0\u2010-\u2013]*")
_AREA = re.compile(r"1?([2-9][0-9]{9})")
_SERVICE_NUMBER = re.compile(r"[2-9]11")
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL = re.compile(rf"[\w.!#$%&'*+/=?^`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")
_URL = re.compile(r"(?i:https?)://([^\s/?#@\\<>\"'`{|}^]+)(?:[/?#][^\s\\<>\"`{|}^]*)?")
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*(?::[0-9]{{1,5}})?")
_LINE_END = re.compile("\r\n|[\n\r\u0085\u2028\u2029]")
# No document can hold these (`values.UNPRINTABLE`); those from U+FDD0 on, and the last two of a plane, are nobody's.
_UNREADABLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")

EXPECTED: Mapping[FieldType, str] = {
    FieldType.TEXT: f"words, at most {MAX_TEXT_CHARACTERS:,} characters",
    FieldType.NAME: f"a name on one line, at most {MAX_VALUE_CHARACTERS} characters",
    FieldType.DIGITS: "figures, as 00123456 or 1234-5678",
    FieldType.NUMBER: "a number, as 12 or 1,250.5",
    FieldType.MONEY: "an amount with a point before the cents, as 1234.50 or $1,234.50",
    FieldType.DATE: f"a day from {YEARS[0]} to {YEARS[-1]}, as 2026-12-23",
    FieldType.TIME: "a time of day, as 17:30",
    FieldType.PHONE: "a phone number, as 800-555-0100 or +18005550100",
    FieldType.EMAIL: "an email address, as ana@example.org",
    FieldType.URL: "a web address, as https://example.org/pay",
    FieldType.BOOLEAN: "true or false, yes or no, 1 or 0",
    FieldType.ADDRESS: f"1 to {MAX_ADDRESS_LINES} lines of an address, with line ends or ` | ` between",
    FieldType.LIST: "a list of rows; in a cell it is written as JSON",
}
"""What a value of each type looks like, for faults and for forms."""


@dataclass(frozen=True, slots=True)
class ValueFault:
    """A value that can't be used. `field` leads to it: `amount_due`, `charges[2].amount` (rows count from 1).

    `rule` is `wrong-value`, `missing-value`, `additional-value` (no such field; harmless in a table that serves other
    ends too) or `ambiguous-value` (given twice). `given` shows what came, shortened.
    """

    message: str
    expected: str = ""
    field: str = ""
    rule: str = "wrong-value"
    given: str = ""


class _Wrong(Exception):
    """A value doesn't fit its type; never leaves this module."""

    def __init__(self, why: str, expected: str = "", path: str = "", given: object = None) -> None:
        super().__init__(why)
        self.why, self.expected, self.path, self.given = why, expected, path, given


def read_value(field: Field, given: object) -> Raw | ValueFault:
    """A value of a field's type. None, "" and blanks only are nothing: None if optional, else a fault `missing-value`.

    `given` is a str (a cell, or a scalar as it is written), or what JSON has. text and name stay as typed; of the other
    types blanks around are dropped. A number of the North American plan becomes +18005550100; any other stays as typed.
    """
    try:
        return _read(field, given)
    except _Wrong as wrong:
        expected = wrong.expected or EXPECTED[field.type]
        if wrong.why == _MISSING:
            return ValueFault(wrong.why, expected, field.name + wrong.path, "missing-value")
        culprit = given if wrong.given is None else wrong.given
        return ValueFault(wrong.why, expected, field.name + wrong.path, given=show_value(culprit))


def is_nothing(given: object) -> bool:
    """Whether this stands for a value that was left out. An empty list is a list."""
    return given is None or (isinstance(given, str) and not given.strip())


def show_value(given: object) -> str:
    """A value on one line, shortened, without characters that can't be seen."""
    if isinstance(given, Mapping):
        return "an object"
    if isinstance(given, Sequence) and not isinstance(given, str):
        return f"a list of {len(given)}"
    text = given if isinstance(given, str) else json.dumps(given, default=str)
    cut = text[:_SHOWN]
    shown = "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in cut)
    return shown + ("..." if len(text) > len(cut) else "")


def load_json(text: str) -> Any:
    """What a JSON text stands for. Raises ValueError, also for what Python would let pass: NaN, a key given twice."""
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {show_value(twice)} is given twice")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


_MISSING = "there is no value"


def _read(field: Field, given: object) -> Raw:
    if is_nothing(given):
        if field.optional:
            return None
        raise _Wrong(_MISSING)
    if field.type is FieldType.LIST:
        return _list(field, given)
    if field.type is FieldType.ADDRESS:
        lines = _address(given)
        if not lines and not field.optional:
            raise _Wrong(_MISSING)
        return lines or None
    if field.type in (FieldType.NUMBER, FieldType.MONEY):
        return _amount(field.type, given)
    if field.type is FieldType.BOOLEAN:
        return _boolean(given)
    if isinstance(given, int) and not isinstance(given, bool) and field.type in (FieldType.DIGITS, FieldType.PHONE):
        given = show_value(given)
    return _READERS[field.type](_checked_text(given, MAX_TEXT_CHARACTERS))


def _checked_text(given: object, limit: int) -> str:
    if not isinstance(given, str):
        raise _Wrong(f"`{show_value(given)}` is no text")
    if len(given) > limit:
        raise _Wrong(f"{len(given):,} characters are too many")
    unreadable = _UNREADABLE.search(given)
    if unreadable:
        code = ord(unreadable.group())
        cause = "; the file may not be UTF-8" if 0x7F < code < 0xA0 else ""
        raise _Wrong(f"it holds U+{code:04X}, which can't be printed{cause}")
    return given


def _text(text: str) -> str:
    return text


def _name(text: str) -> str:
    if _LINE_END.search(text) or "\t" in text:
        raise _Wrong("it goes over several lines" if "\t" not in text else "it holds a tab")
    if len(text) > MAX_VALUE_CHARACTERS:
        raise _Wrong(f"{len(text):,} characters are too many")
    return text


def _shaped(pattern: re.Pattern[str], what: str, limit: int = MAX_VALUE_CHARACTERS) -> Callable[[str], str]:
    def read(text: str) -> str:
        bare = text.strip()
        if len(bare) > limit or not pattern.fullmatch(bare):
            raise _Wrong(f"`{show_value(bare)}` is {what}")
        return bare

    return read


def _date(text: str) -> str:
    day = text.strip()
    if not is_date(day) or int(day[:4]) not in YEARS:
        raise _Wrong(f"`{show_value(day)}` is no date")
    return day


def _time(text: str) -> str:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise _Wrong(f"`{show_value(text.strip())}` is no time of day")
    return f"{int(match[1]):02d}:{match[2]}"


def _phone(text: str) -> str:
    typed = text.strip()
    digits = re.sub("[^0-9]", "", typed)
    known = _AREA.fullmatch(digits)
    if not _PHONE.fullmatch(typed) or not (7 <= len(digits) <= 15 or _SERVICE_NUMBER.fullmatch(digits)):
        raise _Wrong(f"`{show_value(typed)}` is no phone number")
    if known and not (typed.startswith("+") and len(digits) == 10):
        return f"+1{known[1]}"
    return typed


def _url(text: str) -> str:
    typed = text.strip()
    match = _URL.fullmatch(typed)
    if match is None or not _HOST.fullmatch(match[1]) or len(typed) > MAX_URL_CHARACTERS or not typed.isprintable():
        raise _Wrong(f"`{show_value(typed)}` is no web address")
    return typed


_READERS: Mapping[FieldType, Callable[[str], Raw]] = {
    FieldType.TEXT: _text,
    FieldType.NAME: _name,
    FieldType.DIGITS: _shaped(_DIGITS, "not made of figures"),
    FieldType.DATE: _date,
    FieldType.TIME: _time,
    FieldType.PHONE: _phone,
    FieldType.EMAIL: _shaped(_EMAIL, "no email address", 254),
    FieldType.URL: _url,
}


def _amount(kind: FieldType, given: object) -> float:
    limit = MAX_SPOKEN_MONEY if kind is FieldType.MONEY else MAX_SPOKEN_NUMBER
    what = "no amount of money" if kind is FieldType.MONEY else "no number"
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise _Wrong(f"`{show_value(given)}` is {what}")
    number = given if not isinstance(given, str) else _written_amount(kind, given.strip(), what)
    if number != number:
        raise _Wrong(f"`{show_value(given)}` is {what}")
    if not -limit < number < limit:
        raise _Wrong(f"`{show_value(given)}` is too large")
    if kind is FieldType.NUMBER:
        return float(number)
    amount = round_cents(number)
    if abs(amount - number) > 1e-9 * max(1.0, abs(number)):
        raise _Wrong(f"`{show_value(given)}` has more than two decimals")
    return amount


def _written_amount(kind: FieldType, text: str, what: str) -> float:
    match = (_MONEY if kind is FieldType.MONEY else _NUMBER).fullmatch(text)
    if match is None or (kind is FieldType.MONEY and match[1] and match[3]):
        raise _Wrong(f"`{show_value(text)}` is {what}")
    return float(text.replace("$", "").replace(",", ""))


def _boolean(given: object) -> bool:
    word = show_value(given).strip().lower() if isinstance(given, bool | int | str) else ""
    if word not in (*_TRUE, *_FALSE):
        raise _Wrong(f"`{show_value(given)}` is neither true nor false")
    return word in _TRUE


def _address(given: object) -> tuple[str, ...]:
    if isinstance(given, str):
        text = _checked_text(given, MAX_TEXT_CHARACTERS)
        lines: Iterable[object] = _LINE_END.split(text) if _LINE_END.search(text.strip()) else text.split(" | ")
    elif isinstance(given, Sequence):
        lines = given
    else:
        raise _Wrong(f"`{show_value(given)}` is no address")
    kept = []
    for number, line in enumerate(lines, 1):
        try:
            checked = _name(_checked_text(line, MAX_TEXT_CHARACTERS)).strip()
        except _Wrong as wrong:
            raise _Wrong(f"line {number}: {wrong.why}") from None
        if checked:
            kept.append(checked)
    if len(kept) > MAX_ADDRESS_LINES:
        raise _Wrong(f"an address of {len(kept)} lines")
    return tuple(kept)


def _list(field: Field, given: object) -> tuple[Mapping[str, Raw], ...]:
    if isinstance(given, str):
        if len(given) > MAX_CELL_CHARACTERS:
            raise _Wrong(f"{len(given):,} characters are too many")
        try:
            given = load_json(given)
        except ValueError as failure:
            raise _Wrong(f"it is no JSON: {failure}") from None
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise _Wrong(f"`{show_value(given)}` is no list")
    if len(given) > MAX_ROWS:
        raise _Wrong(f"{len(given):,} rows", f"at most {MAX_ROWS} rows")
    return tuple(_row(field, row, number) for number, row in enumerate(given, 1))


def _row(field: Field, row: object, number: int) -> Mapping[str, Raw]:
    columns = ", ".join(field.fields)
    if not isinstance(row, Mapping):
        raise _Wrong(f"row {number} is no object", f"an object with {columns}", f"[{number}]", row)
    unknown = next((str(key) for key in row if key not in field.fields), None)
    if unknown is not None:
        raise _Wrong(f"row {number} has no column `{show_value(unknown)}`", f"one of {columns}", f"[{number}]", row)
    read: dict[str, Raw] = {}
    for name, column in field.fields.items():
        value = read_value(column, row.get(name))
        if isinstance(value, ValueFault):
            raise _Wrong(value.message, value.expected, f"[{number}].{value.field}", row.get(name))
        read[name] = value
    return read
