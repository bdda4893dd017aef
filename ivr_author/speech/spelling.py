"""Numbers as a speaker says them, for recording sheets: by CLDR's rules, else by the number words of the locale."""

from __future__ import annotations

import re
from functools import cache

from unicode_rbnf import RbnfEngine

from ivr_author.core.locale import find_locale

_PHONE = re.compile(r"(?<![\d,])(?:(?:1[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}|[2-9]11|\d(?: \d)+|0\d+|\d{5,})")
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_RENAMED = {"tl": "fil", "nb": "no", "cmn": "zh"}
_UNHEARD = str.maketrans("", "", "\u00ad")


def spell_numbers(text: str, locale: str) -> tuple[tuple[str, str], ...]:
    """Each number of a text with the words for it, in order, each once; phone numbers figure by figure.

    A number has the form in which it is counted: which gender or case the sentence wants, the speaker knows. Where
    nobody told us a language's words, the number is left out.
    """
    found: dict[str, str] = {}
    for written, is_figures in _numbers(text):
        if written not in found:
            words = _figures(written, locale) if is_figures else _count(int(written.replace(",", "")), locale)
            if words:
                found[written] = words
    return tuple(found.items())


def _numbers(text: str) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    place = 0
    for phone in [*_PHONE.finditer(text), None]:
        end = phone.start() if phone else len(text)
        if phone and text[phone.end() : phone.end() + 1].isdigit():
            continue
        found.extend((one[0], False) for one in _WHOLE.finditer(text, place, end))
        if phone:
            found.append((phone[0], True))
            place = phone.end()
    return found


def _figures(written: str, locale: str) -> str:
    words = [_count(int(one), locale) for one in written if one.isdigit()]
    return " ".join(words) if all(words) else ""


@cache
def _count(number: int, locale: str) -> str:
    facts = find_locale(locale)
    engine = number_words(facts.id)
    if engine is not None:
        return engine.format_number(number).text.translate(_UNHEARD)
    return next((word for word, value in facts.lexicon.numbers if value == number), "")


@cache
def number_words(locale: str) -> RbnfEngine | None:
    """CLDR's rules for numbers in words in a locale; None where it has none."""
    language, _, rest = locale.partition("_")
    language = _RENAMED.get(language, language)
    supported = RbnfEngine.get_supported_languages()
    for name in (f"{language}_{rest}", "zh_Hant" if rest in ("TW", "HK", "MO") else "", language):
        if name in supported:
            return RbnfEngine.for_language(name)
    return None
