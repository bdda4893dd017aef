"""The syllables of a word in the languages whose formulas count them. Figures are left to `read_aloud`.

English by its dictionary (the shorter of several pronunciations, as the statutes want), and by a rule for words that
it lacks: of the dictionary's own words the rule has 92 % right, and 99 % of their syllables in all. The others are
written as they are spoken, so rules do: the vowels that stand together, and the marks that part them. Nothing is kept
between words: a name or a number of a member leaves no trace.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr_author.scoring.dictionary import english_syllables


@dataclass(frozen=True, slots=True)
class Syllables:
    """How many syllables a word has, and whether a rule had to guess what the dictionary lacks."""

    number: int
    is_guess: bool = False


def count_syllables(word: str, language: str) -> Syllables:
    """The syllables of one word without figures, in a language with rules (`COUNTED`), in any case and any apostrophes.

    Raises `KeyError` for other languages.
    """
    return _COUNTERS[language](word)


# --- English ----------------------------------------------------------------------------------------------------------

_LETTERS = re.compile(r"[^\W\d_]")
_ENGLISH_VOWELS = re.compile("[aeiouy]+")
_SILENT = re.compile(r"[^aeiouy]e$|[^aeiouydt]ed$|[^aeiouysxzcg]es$|(?<=[a-z])e(?:ly$|ment|ful|less|ness)")
_SPOKEN_AFTER_ALL = re.compile(r"[^aeiouyrlw]le$|(?:sh|ch|[^aeiouyrlw]l)es$")
_PARTED = re.compile(
    r"(?<![cstgx])i[ao]|(?<=[bdfhklmnprvwz])iou|[aeiouy]ing|(?<![qg])ua|ue[tl]|[iy]e[rt]$|eo(?!u)|ii|ism|creat|react"
)
_SPELLED_OUT = frozenset(("ID", "IDs", "OK"))
"""Short forms that are read letter by letter, though the dictionary has a word of the same letters."""

_ABBREVIATED = {"dr": 2}
"""Titles that the dictionary also knows as another word (`dr` for a drive)."""

_MOST_SPELLED = 5
"""Capitals in a row, longer ones are a word that is shouted."""


_COUNTED = tuple(Syllables(number) for number in range(32))


def _english(word: str) -> Syllables:
    known = english_syllables()
    # Most words stand in the dictionary as they stand in the text.
    plain = known.get(word)
    if plain is not None and word not in _ABBREVIATED:
        return _COUNTED[plain]
    # Short forms such as TTY are in no dictionary; a word in capitals is.
    is_short_form = word.isupper() and 1 < len(word) <= _MOST_SPELLED and word.lower() not in known
    if is_short_form or word in _SPELLED_OUT:
        return Syllables(sum(3 if letter in "Ww" else 1 for letter in _LETTERS.findall(word.removesuffix("s"))))
    lowered = word.lower().replace("’", "'").strip("'")
    found = _ABBREVIATED.get(lowered) or known.get(lowered)
    if found is not None:
        return Syllables(found)
    parts = re.split(r"[^a-z']+", lowered)
    if len(parts) > 1:
        counted = [_english_part(part, known) for part in parts if part]
        return Syllables(sum(one.number for one in counted), any(one.is_guess for one in counted))
    return _english_part(lowered, known)


def _english_part(word: str, known: Mapping[str, int]) -> Syllables:
    found = known.get(word)
    if found is not None:
        return Syllables(found)
    stem = word.removesuffix("'s")
    if stem != word and stem in known:
        return Syllables(known[stem] + (re.search(r"(?:[sxz]|ch|sh|ce|ge|se)$", stem) is not None))
    return Syllables(_guess_english(word), True)


def _guess_english(word: str) -> int:
    letters = word.replace("'", "")
    number = len(_ENGLISH_VOWELS.findall(letters)) + len(_PARTED.findall(letters)) - len(_SILENT.findall(letters))
    return max(1, number + (_SPOKEN_AFTER_ALL.search(letters) is not None))


# --- Spanish ----------------------------------------------------------------------------------------------------------

_SPANISH_SILENT = re.compile("(?<=q)u|(?<=g)u(?=[eiéí])")
_SPANISH_NUCLEI = re.compile(
    # A strong vowel with weak ones around it; weak ones together; a strong one, or an accented weak one, stands alone.
    r"[iuüy]?[aeoáéó](?:[iuü](?![aeoáéóíú])|y(?![aeiouáéíóú]))?|[íú]|[iuü]{1,2}(?:y\b)?|y(?![aeiouáéíóú])"
)


def _spanish(word: str) -> Syllables:
    return Syllables(max(1, len(_SPANISH_NUCLEI.findall(_SPANISH_SILENT.sub("", word.lower())))))


# --- Portuguese -------------------------------------------------------------------------------------------------------

_PORTUGUESE_SILENT = re.compile("(?<=q)u(?=[aeoiáéóíâêô])|(?<=g)u(?=[aeiáéíâê])")
_PORTUGUESE_NUCLEI = re.compile(
    # Before nh, and before a consonant that closes the syllable, i and u stand alone (rainha, sair, ainda).
    "ã[oe]|õe|[aeoáéóâêô][iu](?!nh|[lrzmn](?![aeiouáéíóúâêôãõ]))|[iu]{2}|[aeiouáéíóúâêôàãõü]"
)
_PORTUGUESE_ACCENT = re.compile("[áéíóúâêôãõ]")
_PORTUGUESE_RISING = re.compile("[iu][aeo]s?$")


def _portuguese(word: str) -> Syllables:
    lowered = _PORTUGUESE_SILENT.sub("", word.lower())
    number = len(_PORTUGUESE_NUCLEI.findall(lowered))
    # História has its accent elsewhere, so its end is one syllable; that of economia is two.
    if _PORTUGUESE_RISING.search(lowered) and _PORTUGUESE_ACCENT.search(lowered[:-2]):
        number -= 1
    return Syllables(max(1, number))


# --- French -----------------------------------------------------------------------------------------------------------

_FRENCH_SILENT = re.compile(
    "(?<=q)u|(?<=g)u(?=[eiéèêyaào])|(?<=[aeou])y(?=[aeéèo])|(?<=g)e(?=[aoâô])|(?<=[^aeiouyàâéèêëîïôûùœ])es?$|(?<=[éiu])es?$"
)
_FRENCH_NUCLEI = re.compile("eau|œu|oeu|[bcdfgptv][lr]i(?=[eaoé])|i?(?:[aeo][iîuû]|[aâàeèêéoôœ])|iu|u[iy]|[ïëiîuùûüy]")
_FRENCH_ILL = re.compile("(?<=[aeou])ill|(?<=i)ll")


def _french(word: str) -> Syllables:
    number = 0
    for part in re.split(r"[^\w]+", word.lower()):
        sounded = _FRENCH_SILENT.sub("", _FRENCH_ILL.sub("l", part))
        number += len(_FRENCH_NUCLEI.findall(sounded))
    return Syllables(max(1, number))


# --- Russian ----------------------------------------------------------------------------------------------------------

_RUSSIAN_VOWELS = re.compile("[аеёиоуыэюя]")


def _russian(word: str) -> Syllables:
    return Syllables(len(_RUSSIAN_VOWELS.findall(word.lower())))


_COUNTERS: Mapping[str, Callable[[str], Syllables]] = {
    "en": _english,
    "es": _spanish,
    "fr": _french,
    "pt": _portuguese,
    "ru": _russian,
}

COUNTED = frozenset(_COUNTERS)
"""The languages whose syllables are counted."""
