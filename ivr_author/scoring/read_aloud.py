"""Figures as they are read aloud: `$1,234.50` has the syllables of its nine words. Words are left to `syllables`.

Flesch (A new readability yardstick, 1948) counts the syllables of figures and signs "according to the way they are
normally read aloud", and leaves out lengthy ones. Numbers are CLDR's own words (unicode-rbnf). Codes, phone numbers and
long runs of figures are read figure by figure, a year by its halves in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from unicode_rbnf import FormatPurpose, RbnfEngine

from ivr_author.speech.spelling import number_words


@dataclass(frozen=True, slots=True)
class Signs:
    """How a language reads the signs beside figures. `cents` comes after `and_` and the number of cents."""

    point: str
    percent: str
    dollar: str
    dollars: str
    cents: str
    and_: str


SIGNS: Mapping[str, Signs] = {
    "en": Signs("point", "percent", "dollar", "dollars", "cents", "and"),
    "es": Signs("punto", "por ciento", "dólar", "dólares", "centavos", "con"),
    "fr": Signs("virgule", "pour cent", "dollar", "dollars", "cents", "et"),
    "pt": Signs("vírgula", "por cento", "dólar", "dólares", "centavos", "e"),
    "ru": Signs("точка", "процентов", "доллар", "долларов", "центов", ""),
}

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_PIECE = re.compile(r"\d+|[^\W\d_]+")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_ORDINAL = re.compile(r"(\d{1,4})(?:st|nd|rd|th)", re.IGNORECASE)
_LONGEST_NUMBER = 4
"""Figures in a row without commas; longer ones are codes, read one by one."""
_MOST_FIGURES = 15
_SMALL = 32


def is_lengthy(word: str) -> bool:
    """Whether a word with figures is a code, a phone number, a date in figures: read figure by figure.

    "If a passage contains several or lengthy figures, your estimate will be more accurate if you don't include these
    figures in your syllable count" (Flesch 1948).
    """
    body = _bare(word)
    if _CLOCK.fullmatch(body) or _ORDINAL.fullmatch(body):
        return False
    if _GROUPED.fullmatch(body) and not _is_code(body):
        return sum(map(str.isdecimal, body)) > _MOST_FIGURES
    return sum(map(str.isdecimal, body)) > _LONGEST_NUMBER


def read_aloud(word: str, language: str) -> tuple[str, ...]:
    """The words that a word with figures is read as, in a language of `SIGNS`; raises `KeyError` for another."""
    signs = SIGNS[language]
    body = _bare(word)
    grouped = _GROUPED.fullmatch(body)
    if grouped is not None and sum(map(str.isdecimal, body)) <= _MOST_FIGURES:
        return tuple(_number(word, body, language, signs))
    clock = _CLOCK.fullmatch(body)
    if clock is not None:
        minutes = (*_say(clock[2], language),) if int(clock[2]) else ()
        return (*_say(clock[1], language), *minutes)
    ordinal = _ORDINAL.fullmatch(body)
    if ordinal is not None and language == "en":
        return tuple(_engine("en").format_number(int(ordinal[1]), FormatPurpose.ORDINAL).text.split())
    return tuple(_pieces(body, language))


def _bare(word: str) -> str:
    return word.lstrip("$+#€£").rstrip("%°")


def _is_code(body: str) -> bool:
    whole = body.partition(".")[0]
    return "," not in body and (len(whole) > _LONGEST_NUMBER or (len(whole) > 1 and whole.startswith("0")))


def _number(word: str, body: str, language: str, signs: Signs) -> Iterator[str]:
    whole, _, decimals = body.replace(",", "").partition(".")
    if word.startswith("$"):
        cents = (*_say(decimals, language), signs.cents) if decimals.strip("0") else ()
        if not cents or int(whole):
            yield from _say(whole, language)
            yield signs.dollar if int(whole) == 1 else signs.dollars
            yield from filter(None, (signs.and_ if cents else "",))
        yield from cents
        return
    yield from _figures(whole, language) if _is_code(body) else _year_or_number(whole, body, language)
    if decimals:
        yield signs.point
        yield from _figures(decimals, language)
    if word.endswith("%"):
        yield from signs.percent.split()


def _year_or_number(whole: str, body: str, language: str) -> tuple[str, ...]:
    if language == "en" and body == whole and len(whole) == 4 and whole[:2] in ("17", "18", "19", "20"):
        return tuple(_engine("en").format_number(int(whole), FormatPurpose.YEAR).text.split())
    return _say(whole, language)


def _pieces(body: str, language: str) -> Iterator[str]:
    """Codes: figures one by one, short runs as numbers, letters as they stand."""
    for piece in _PIECE.findall(body):
        if piece.isdecimal():
            yield from _figures(piece, language) if len(piece) > 2 or piece[0] == "0" else _say(piece, language)
        else:
            yield piece


def _figures(figures: str, language: str) -> Iterator[str]:
    for figure in figures:
        yield from _say(figure, language)


def _say(figures: str, language: str) -> tuple[str, ...]:
    number = int(figures)
    return _small(number, language) if number < _SMALL else _words(number, language)


def _words(number: int, language: str) -> tuple[str, ...]:
    return tuple(_engine(language).format_number(number, FormatPurpose.CARDINAL).text.split())


# The only words that are kept: larger numbers may be a member's.
_small = lru_cache(maxsize=_SMALL * len(SIGNS))(_words)


def _engine(language: str) -> RbnfEngine:
    engine = number_words(language)
    assert engine is not None, "CLDR has number words for every language of SIGNS"
    return engine
