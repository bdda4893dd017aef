"""What CLDR knows of a locale, in our own terms; the only import of Babel's locale data."""

from __future__ import annotations

import re
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from babel.messages.plurals import PLURALS
from babel.plural import to_gettext

_PATTERN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*")
_HEADER = re.compile(r"nplurals=(\d+); plural=\((.*)\);")
# Spaces that don't break, and marks of direction: CLDR sets type with them, a voice or a comparison stumbles on them.
_ODD_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_MARKS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SLOTS = {
    "d": "{day}",
    "y": "{year}",
    "m": "{minute}",
    **dict.fromkeys("hK", "{hour12}"),
    **dict.fromkeys("Hk", "{hour24}"),
    **dict.fromkeys("abB", "{period}"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Names, plural rule and patterns of a locale; `name` is the identifier that CLDR knows it by."""

    name: str
    english_name: str
    endonym: str
    direction: str
    plural_count: int
    plural_expression: str
    months: tuple[str, ...]
    date: str
    time: str
    am: str
    pm: str


def find_facts(name: str) -> Facts | None:
    """The facts of a locale or of the nearest wider one (`nl_SR`, `nl`); None where CLDR knows neither."""
    parts = name.split("_")
    for length in range(len(parts), 0, -1):
        try:
            return _facts(Locale.parse("_".join(parts[:length])))
        except (UnknownLocaleError, ValueError):
            continue
    return None


def plural_category(name: str, number: int) -> str:
    """CLDR's word for the plural form of a whole number (`one`, `few`); empty for a locale that it does not know."""
    try:
        return Locale.parse(name).plural_form(number) if name else ""
    except (UnknownLocaleError, ValueError):
        return ""


def name_in(name: str, other: str) -> str:
    """What a locale's language is called in another locale; empty where CLDR doesn't say."""
    try:
        return Locale.parse(name).get_display_name(Locale.parse(other)) or ""
    except (UnknownLocaleError, ValueError):
        return ""


def _facts(locale: Locale) -> Facts:
    count, expression = _plural(locale)
    months = locale.months["format"]["wide"]
    periods = locale.day_periods["format"]
    words = {**periods.get("abbreviated", {}), **periods.get("wide", {})}
    return Facts(
        name=str(locale),
        english_name=locale.get_display_name("en") or str(locale),
        endonym=locale.get_language_name(str(locale)) or str(locale),
        direction="rtl" if locale.character_order == "right-to-left" else "ltr",
        plural_count=count,
        plural_expression=expression,
        months=tuple(_plain(months[number]) for number in range(1, 13)),
        date=_template(locale.date_formats["long"].pattern),
        time=_template(locale.time_formats["short"].pattern),
        am=_plain(words.get("am", "AM")),
        pm=_plain(words.get("pm", "PM")),
    )


def _plural(locale: Locale) -> tuple[int, str]:
    for name in (str(locale), locale.language):
        if name in PLURALS:
            count, expression = PLURALS[name]
            return count, expression[1:-1] if expression.startswith("(") else expression
    match = _HEADER.fullmatch(to_gettext(locale.plural_form))
    assert match is not None, "Babel writes the header in one form"
    return int(match[1]), match[2]


def _template(pattern: str) -> str:
    return _plain(_PATTERN.sub(_slot, pattern))


def _slot(match: re.Match[str]) -> str:
    if match[1] is not None:
        return match[1].replace("''", "'") or "'"
    letter = match[2]
    if letter in "ML":
        return "{month}" if len(match[0]) > 2 else "{month_number}"
    # The era, a weekday: what we have no slot for is left out.
    return _SLOTS.get(letter, "")


def _plain(text: str) -> str:
    return _ODD_SPACES.sub(" ", _MARKS.sub("", text)).strip()
