"""The built-in grammars of Appendix P: boolean, date, digits, currency, number, phone, time; keys in full.

Spoken forms are digits as such, and yes and no in the languages whose words are in the table below.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl

from ivr_author.core.matching import words_of
from ivr_author.targets.voicexml.interpreter.expansion import Expansion, Grammar, OneOf, Repeat, Row, Unit
from ivr_author.targets.voicexml.interpreter.signals import Thrown

_DIGIT_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_YES_NO = {
    "en": (("yes", "yeah", "yes please"), ("no", "no thanks")),
    "es": (("sí", "si"), ("no",)),
    "pt": (("sim",), ("não",)),
    "fr": (("oui",), ("non",)),
    "de": (("ja",), ("nein",)),
}
_MOST = 64
_Value = Callable[[tuple[str, ...]], object]


@dataclass(frozen=True, slots=True)
class _Builtin:
    keys: Expansion
    words: Expansion
    value: _Value


def parse_type(reference: str) -> tuple[str, dict[str, str]]:
    """`digits?minlength=3;maxlength=5` into its name and parameters."""
    name, _, query = reference.partition("?")
    return name.strip(), dict(parse_qsl(query.replace(";", "&"), keep_blank_values=True))


@lru_cache(maxsize=512)
def builtin_grammar(reference: str, mode: str, language: str) -> Grammar:
    """The grammar for a field's type; an unknown one is error.unsupported.builtin."""
    name, parameters = parse_type(reference)
    build = _BUILDERS.get(name)
    if build is None:
        raise Thrown("error.unsupported.builtin", f"there is no built-in grammar {name}")
    built = build(parameters, language.split("-")[0].lower())
    expansion = built.keys if mode == "dtmf" else built.words
    return Grammar(mode=mode, root="builtin", rules={"builtin": expansion}, value=built.value, language=language)


def _any_of(units: str | tuple[str, ...]) -> Expansion:
    return OneOf(tuple(Unit(unit) for unit in units))


def _phrases(phrases: tuple[str, ...]) -> Expansion:
    return OneOf(tuple(Row(tuple(Unit(word) for word in words_of(phrase))) for phrase in phrases))


_KEY = _any_of("0123456789")
# "1234" is one word, "one two" are two; both are digits.
_SPOKEN_DIGIT = OneOf((_any_of(_DIGIT_WORDS), Unit("oh"), _KEY))


def _number(parameters: dict[str, str], name: str) -> int | None:
    text = parameters.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise Thrown("error.unsupported.builtin", f"{name}={text}")
    return int(text)


def _digits_text(units: tuple[str, ...]) -> str:
    words = dict(zip(_DIGIT_WORDS, "0123456789", strict=True)) | {"oh": "0"}
    return "".join(words.get(unit, unit) for unit in units)


def _digits(parameters: dict[str, str], _language: str) -> _Builtin:
    length = _number(parameters, "length")
    least = _number(parameters, "minlength") if length is None else length
    most = _number(parameters, "maxlength") if length is None else length
    least, most = 1 if least is None else least, _MOST if most is None else most
    if most < least:
        raise Thrown("error.unsupported.builtin", f"digits: at least {least}, at most {most}")
    return _Builtin(Repeat(_KEY, least, most), Repeat(_SPOKEN_DIGIT, least, most), _digits_text)


def _boolean(parameters: dict[str, str], language: str) -> _Builtin:
    yes, no = parameters.get("y", "1").upper(), parameters.get("n", "2").upper()
    if yes == no:
        raise Thrown("error.unsupported.builtin", f"boolean: yes and no are both {yes}")
    yes_words, no_words = _YES_NO.get(language, _YES_NO["en"])
    affirmative = {tuple(words_of(phrase)) for phrase in yes_words} | {(yes,)}
    return _Builtin(
        _any_of((yes, no)), OneOf((_phrases(yes_words), _phrases(no_words))), lambda units: units in affirmative
    )


def _date(_parameters: dict[str, str], _language: str) -> _Builtin:
    eight = Repeat(_KEY, 8, 8)
    return _Builtin(eight, Repeat(_SPOKEN_DIGIT, 8, 8), _digits_text)


def _decimal(_parameters: dict[str, str], _language: str) -> _Builtin:
    fraction = Repeat(Row((Unit("*"), Repeat(_KEY, 0, _MOST))), 0, 1)
    keys = OneOf((Row((Repeat(_KEY, 1, _MOST), fraction)), Row((Unit("*"), Repeat(_KEY, 1, _MOST)))))
    point = Repeat(Row((Unit("point"), Repeat(_SPOKEN_DIGIT, 1, _MOST))), 0, 1)
    words = Row((Repeat(_SPOKEN_DIGIT, 1, _MOST), point))
    return _Builtin(
        keys, words, lambda units: _digits_text(tuple("." if unit in ("*", "point") else unit for unit in units))
    )


def _phone(_parameters: dict[str, str], _language: str) -> _Builtin:
    extension = Repeat(Row((Unit("*"), Repeat(_KEY, 1, _MOST))), 0, 1)
    keys = Row((Repeat(_KEY, 1, _MOST), extension))
    words = Repeat(_SPOKEN_DIGIT, 1, _MOST)
    return _Builtin(keys, words, lambda units: _digits_text(tuple("x" if unit == "*" else unit for unit in units)))


def _time(_parameters: dict[str, str], _language: str) -> _Builtin:
    def value(units: tuple[str, ...]) -> str:
        digits = _digits_text(units)
        return digits + ("?" if 1 <= int(digits[:2]) <= 12 else "h")

    return _Builtin(Repeat(_KEY, 4, 4), Repeat(_SPOKEN_DIGIT, 4, 4), value)


_BUILDERS: dict[str, Callable[[dict[str, str], str], _Builtin]] = {
    "boolean": _boolean,
    "currency": _decimal,
    "date": _date,
    "digits": _digits,
    "number": _decimal,
    "phone": _phone,
    "time": _time,
}
