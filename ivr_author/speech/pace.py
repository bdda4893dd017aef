"""How long a text takes to say, told from its letters and figures alone, so that it is the same on every machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ivr_author.core.locale import find_locale

PAUSE_MILLISECONDS = 500
"""Between blocks; listeners need it to tell one matter from the next."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds for a letter, with its share of pauses between words and sentences, and for a figure on its own.

    Letters are those of Unicode; marks above and below them are none. `is_latin`: written in Latin letters.
    """

    letter: float
    figure: float = 0.65
    is_latin: bool = True


MEASURED: Mapping[str, Pace] = {
    "en": Pace(0.079, 0.77),
    "es": Pace(0.101, 0.79),
    "fr": Pace(0.075, 0.49),
    "ru": Pace(0.077, 0.47, is_latin=False),
}
"""Fitted to one half of the 669 recordings of six words or more in Debian's asterisk-core-sounds-{en,es,fr,ru} (voices
of the United States, Mexico, Canada and Russia), by the least sum of relative errors. On the other half the mean error
is 9, 11, 9 and 6 %; `tests/speech/test_pace.py` holds them to it."""

ASSUMED: Mapping[str, Pace] = {
    "am": Pace(0.2, is_latin=False),
    "ar": Pace(0.115, is_latin=False),
    "cmn": Pace(0.25, is_latin=False),
    "el": Pace(0.085, is_latin=False),
    "fa": Pace(0.115, is_latin=False),
    "gu": Pace(0.165, is_latin=False),
    "he": Pace(0.115, is_latin=False),
    "hi": Pace(0.16, is_latin=False),
    "ht": Pace(0.105),
    "it": Pace(0.085),
    "ja": Pace(0.2, is_latin=False),
    "km": Pace(0.115, is_latin=False),
    "ko": Pace(0.2, is_latin=False),
    "lo": Pace(0.115, is_latin=False),
    "my": Pace(0.115, is_latin=False),
    "pl": Pace(0.088),
    "pt": Pace(0.09),
    "th": Pace(0.115, is_latin=False),
    "ur": Pace(0.115, is_latin=False),
    "vi": Pace(0.088),
    "yue": Pace(0.25, is_latin=False),
    "zh": Pace(0.25, is_latin=False),
}
"""No recordings were measured. Each lies between two guesses at the same notices: what espeak-ng takes, scaled as the
measured voices are; and 1.2 times what English takes, which is what French and Russian do."""

UNKNOWN = Pace(0.09)

LATER_FIGURE = 0.6
"""A further figure of one number takes so much of a first: nobody dwells in the middle of 711 or 2026."""

SYMBOL = 0.4
"""A sign that is spoken as a word (`$`, `%`) takes so much of a figure."""

_NUMBER = re.compile(r"\d(?:[\d ,.:()/-]*\d)?")
_SYMBOL = re.compile(r"[$€£%&@#*+=]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def seconds_of(text: str, locale: str) -> float:
    """How long a voice speaks a text whose values are filled in. What is spoken in pieces takes the sum of theirs."""
    pace = pace_of(locale)
    letters = sum(map(str.isalpha, text))
    # A name in Latin letters is read as words, not letter by letter.
    foreign = 0 if pace.is_latin else len(_LATIN.findall(text))
    numbers = [sum(map(str.isdigit, number)) for number in _NUMBER.findall(text)]
    figures = sum(1 + LATER_FIGURE * (count - 1) for count in numbers) + SYMBOL * len(_SYMBOL.findall(text))
    return (letters - foreign) * pace.letter + foreign * MEASURED["en"].letter + figures * pace.figure


def pace_of(locale: str) -> Pace:
    """The pace of a locale's language."""
    language = find_locale(locale).id.split("_")[0]
    return MEASURED.get(language) or ASSUMED.get(language, UNKNOWN)


def is_measured(locale: str) -> bool:
    """Whether the pace was fitted to people's recordings, not assumed."""
    return find_locale(locale).id.split("_")[0] in MEASURED
