"""A word as a pattern for its forms in a text: simple endings for each language, no dictionary.

A pattern takes too much rather than too little (`prima` takes `primo`): a form that is not known would be a false
alarm, and a form that does not exist is never written. English, Spanish, Portuguese, French, Italian: number, gender,
possessive. Russian, Ukrainian, Polish, Greek: the beginning without its ending, and any ending. Arabic: the clitics
و ف ب ك ل ال before, endings after; broken plurals need a word of their own in the glossary. Korean: particles after.
Scripts without spaces: a part of the text. All others: the word itself. Patterns are for folded texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_ACCENTS_FOLDED = frozenset({"es", "pt", "fr", "it"})
"""Languages whose accents move with the ending (`cotización`, `cotizaciones`); elsewhere they make another word."""

_TABLE = str.maketrans({"ё": "е", "’": "'", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي"})
_ARABIC_SIGNS = re.compile("[\u0640\u064b-\u065f\u0670]")
_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff]")
_ACCENTS = re.compile("[\u0300-\u036f]")

# The signs of Indic scripts belong to words, though `\w` does not take them.
INSIDE = r"[\w\u0300-\u036f\u0900-\u0963\u0a80-\u0ae3]"
"""A letter, or a sign of one: what may not stand beside a whole word."""

_BEGIN, _END = f"(?<!{INSIDE})", f"(?!{INSIDE})"

_SHORTEST_BEGINNING = 3
_BEGINNING_ENDINGS = {
    "ru": "иями ями ами ого его ому ему ыми ими ией ия ие ий ии ию ая яя ое ее ой ей ый ые ую юю ам ям ах ях ов ев "
    "ом ем а я о е ы и у ю ь й",
    "uk": "ями ами ого ому ими ія ії ій ію ння ий а я о е и і у ю ь й ї",
    "pl": "ami ach ego emu ych ymi ów ie ia ą ę a e i o u y",
    "el": "ους ων ος ου ης ες α η ο ι ς",
}
_FLEETING = re.compile(r"(?<=[^аеиоуыэюя])[кнц]$")


def fold(text: str, language: str) -> str:
    """A text as the patterns of a language read it: without case, and without what spells the same word anew."""
    folded = unicodedata.normalize("NFC", _UNSEEN.sub("", text).casefold()).translate(_TABLE)
    if language in _ACCENTS_FOLDED:
        folded = _ACCENTS.sub("", unicodedata.normalize("NFD", folded))
    return _ARABIC_SIGNS.sub("", folded) if language == "ar" else folded


@lru_cache(maxsize=8_192)
def stem_of(phrase: str, language: str, spaced: bool) -> str:
    """What every form of a phrase begins with, to look for before its pattern is made; empty where there is none."""
    words = _words_of(phrase, language)
    if not words:
        return ""
    return _FORMS.get(language, _itself)(words[0])[0] if spaced else words[0]


@lru_cache(maxsize=8_192)
def compile_phrase(phrase: str, language: str, spaced: bool) -> re.Pattern[str]:
    """The pattern of a phrase's forms. To make one takes as long as to read a hundred texts."""
    words = _words_of(phrase, language)
    if not spaced:
        return re.compile(r"\s*".join(map(re.escape, words)))
    joined = r"[\s-]+".join(_FORMS.get(language, _itself)(word)[1] for word in words)
    return re.compile(f"{_BEGIN}{joined}{_END}")


def _words_of(phrase: str, language: str) -> list[str]:
    return [word for word in re.split(r"[\s-]+", fold(phrase, language)) if word]


Forms = tuple[str, str]
"""The part of a word that all its forms begin with, and the pattern of the forms."""


def _itself(word: str) -> Forms:
    return word, re.escape(word)


def _with(word: str, cut: int, endings: str) -> Forms:
    stem = word[: len(word) - cut]
    return stem, f"{re.escape(stem)}(?:{endings})"


def _english(word: str) -> Forms:
    if re.search(r"[^aeiou]y$", word):
        return _with(word, 1, "y|ies|y's|ies'")
    return _with(word, 0, "|s|es|'s|s'|es'")


def _spanish(word: str) -> Forms:
    if len(word) < 3:
        return _itself(word)
    if re.search(r"..[^aeiou]es$", word):
        # A plural (`deducibles`, `solicitudes`), or a word that ends so (`interés`).
        return _with(word, 2, "|e|es|eses|as?|os?")
    if len(word) > 4 and word.endswith("s"):
        word = word[:-1]
    if word.endswith("z"):
        return _with(word, 1, "z|ces")
    if word[-1] in "oa":
        return _with(word, 1, "[oae]s?")
    return _with(word, 0, "s?|es|as?")


def _portuguese(word: str) -> Forms:
    for ending, forms in (("oes", "ao|oes"), ("ao", "ao|oes|aes|aos"), ("ns", "m|ns"), ("m", "m|ns")):
        if len(word) > len(ending) + 1 and word.endswith(ending):
            return _with(word, len(ending), forms)
    if len(word) > 3 and word.endswith("is") and word[-3] in "aeou":
        return _with(word, 2, "l|is")
    if word.endswith("l"):
        return _with(word, 2, "il|is|eis") if word.endswith("il") else _with(word, 1, "l|is")
    return _spanish(word)


def _french(word: str) -> Forms:
    for ending, forms in (
        *(("aux", "al|ale|ales|aux|aux|au"), ("al", "al|ale|ales|aux"), ("eau", "eaux?|elles?")),
        *(("if", "ifs?|ives?"), ("teur", "teurs?|trices?|teuses?"), ("eur", "eurs?|euses?"), ("er", "ers?|eres?")),
    ):
        if len(word) > len(ending) + 1 and word.endswith(ending):
            return _with(word, len(ending), forms)
    if len(word) > 4 and word.endswith("s"):
        word = word[:-1]
    return _with(word, 1, "es?") if word.endswith("e") else _with(word, 0, "|s|x|e|es")


def _italian(word: str) -> Forms:
    return _with(word, 1, "[aeio]") if len(word) > 3 and word[-1] in "aeio" else _itself(word)


def _beginning(endings: str) -> Callable[[str], Forms]:
    longest_first = sorted(endings.split(), key=len, reverse=True)

    def forms(word: str) -> Forms:
        for ending in longest_first:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_BEGINNING:
                word = word.removesuffix(ending)
                break
        stem = _FLEETING.sub("", word)
        word = stem if len(stem) > _SHORTEST_BEGINNING else word
        return word, rf"{re.escape(word)}\w{{0,4}}"

    return forms


def _arabic(word: str) -> Forms:
    # لل is ل with ال; the article keeps its place in the word's own pattern.
    bare = word.removeprefix("ال") if len(word) > 4 else word
    bare = re.sub("(?:ات|ة)$", "", bare) if len(bare) > 3 else bare
    endings = "(?:ة|ات|ت|تا|ين|ون|ان|ا)?(?:ه|ها|ك|كم|هم|هن|نا|ي)?"
    return bare, f"[وف]?(?:لل|[بكل]?(?:ال)?){re.escape(bare)}{endings}"


def _korean(word: str) -> Forms:
    return word, rf"{re.escape(word)}[가-힣]{{0,4}}"


_FORMS: dict[str, Callable[[str], Forms]] = {
    "en": _english,
    "es": _spanish,
    "pt": _portuguese,
    "fr": _french,
    "it": _italian,
    "ar": _arabic,
    "ko": _korean,
    **{language: _beginning(endings) for language, endings in _BEGINNING_ENDINGS.items()},
}
