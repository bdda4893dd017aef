"""A text as values and keys are looked for in it: one spelling of digits, spaces and marks, and its number words.

What the words are is `core.lexicon`'s to say; what they mean at their place, `values` and `keys`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ivr_author.core.lexicon import Lexicon
from ivr_author.core.locale import NO_SPACES, find_locale

HOLE = "\ufffc"
"""Stands where a placeholder stood."""

TAKEN = "\ufffb"
"""Stands where a value stood that has been read."""

KEYS = "0123456789*#"
_KEY_MARKS = {key: chr(0xE000 + place) for place, key in enumerate(KEYS)}
MARKED_KEYS = {mark: key for key, mark in _KEY_MARKS.items()}
"""Private characters that stand where a placeholder of a key stood, and their keys."""

_PLACEHOLDER = re.compile(r"\{\{|\}\}|%?\{([A-Za-z][A-Za-z0-9_.]*)\}")
_GROUP_SPACE = re.compile("(?<=[0-9])[\u00a0\u202f\u2009](?=[0-9]{3}(?![0-9]))")
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# A word is what stands between these: Python's \w cuts words in scripts that have vowel signs.
_WORD = re.compile(r"""[^\s.,;:!?()\[\]{}"“”„«»…/|*#%$_<>=+~^\-،؛؟。、「」।॥።፣၊။។\ue000-\ue00b\ufff9-\ufffd]+""")
PROCLITICS = {"ar": "وفبلك"}
"""Letters that a language writes in front of a word without a space."""


_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_TABLE = str.maketrans({**dict.fromkeys("’‘ʼ", "'"), **dict.fromkeys("‐‑‒–—−", "-"), "٪": "%", "٫": ".", "٬": ","})


def plain_text(text: str, constants: tuple[tuple[str, str], ...] = ()) -> str:
    """The text in lower case and one spelling. A placeholder is a hole, or the mark of the key that it always is."""
    marks = {name: _KEY_MARKS[value] for name, value in constants if value in _KEY_MARKS}

    def fill(match: re.Match[str]) -> str:
        return marks.get(match[1], HOLE) if match[1] else " "

    if "{" in text or "}" in text:
        text = _PLACEHOLDER.sub(fill, text)
    if not text.isascii():
        text = _GROUP_SPACE.sub("", _UNSEEN.sub("", text))
        text = unicodedata.normalize("NFKC", text).translate(_TABLE)
        text = _FOREIGN_DIGIT.sub(_as_ascii, text)
    return text.lower()


def _as_ascii(digit: re.Match[str]) -> str:
    return str(unicodedata.decimal(digit[0]))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, or a phrase of the lexicon: where it stands, and the number that it says, if it says one."""

    text: str
    start: int
    end: int
    number: int | None = None
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Phrases:
    by_word: dict[str, tuple[tuple[tuple[str, ...], int | None], ...]]
    pattern: re.Pattern[str] | None
    values: dict[str, int]
    doubtful: frozenset[str]
    proclitics: str
    idioms_with_digits: tuple[str, ...]
    counted: tuple[str, ...]


def is_spaced(locale: str) -> bool:
    """Whether the language separates words by spaces."""
    return locale.split("_")[0] not in NO_SPACES


def mask_idioms(text: str, locale: str) -> tuple[str, tuple[str, ...]]:
    """The text without the phrases that have figures and count nothing (`24 heures sur 24`), and these phrases."""
    found = tuple(idiom for idiom in _phrases_of(locale).idioms_with_digits if idiom in text)
    for idiom in found:
        text = text.replace(idiom, TAKEN)
    return text, found


def words_of(text: str, locale: str) -> Iterator[Word]:
    """The words of a plain text in order, number words of several words as one; idioms are left out.

    In a language without spaces: only the number words.
    """
    return _words_of(text, locale, with_others=True)


def number_words_of(text: str, locale: str) -> Iterator[Word]:
    """The number words alone. Texts are asked for these again and again, and hardly a word is one."""
    return _words_of(text, locale, with_others=False)


def _words_of(text: str, locale: str, with_others: bool) -> Iterator[Word]:
    phrases = _phrases_of(locale)
    if phrases.pattern is not None:
        for match in phrases.pattern.finditer(text):
            value = phrases.values.get(match[0])
            if value is not None:
                is_doubtful = match[0] in phrases.doubtful and not _is_count(text, match.end(), value, phrases)
                yield Word(match[0], match.start(), match.end(), value, is_doubtful)
        return
    words = list(_WORD.finditer(text))
    place = 0
    while place < len(words):
        match = words[place]
        found = _longest(phrases, text, words, place)
        if found is None:
            if with_others:
                yield Word(match[0], match.start(), match.end())
            place += 1
            continue
        parts, value = found
        last = words[place + len(parts) - 1]
        if value is not None:
            is_doubtful = " ".join(parts) in phrases.doubtful and not _is_count(text, last.end(), value, phrases)
            yield Word(text[match.start() : last.end()], match.start(), last.end(), value, is_doubtful)
        place += len(parts)


def _is_count(text: str, end: int, value: int, phrases: _Phrases) -> bool:
    """Whether a noun for figures follows, which leaves no doubt about a number; a word for one may be an article."""
    return value != 1 and text[end : end + 20].lstrip().startswith(phrases.counted)


def _longest(
    phrases: _Phrases, text: str, words: list[re.Match[str]], place: int
) -> tuple[tuple[str, ...], int | None] | None:
    word = words[place][0].strip("'")
    if word not in phrases.by_word and "'" not in word and not (word and word[0] in phrases.proclitics):
        return None
    for first in _spellings(word, phrases):
        for parts, value in phrases.by_word.get(first, ()):
            others = words[place + 1 : place + len(parts)]
            if tuple(other[0] for other in others) == parts[1:] and _is_one(text, words[place], others):
                return parts, value
    return None


def _spellings(word: str, phrases: _Phrases) -> Iterator[str]:
    yield word
    if "'" in word:
        yield word.rpartition("'")[2]
    if word[:1] and word[0] in phrases.proclitics:
        yield word[1:]


def _is_one(text: str, first: re.Match[str], others: list[re.Match[str]]) -> bool:
    """Whether words follow each other with nothing but a space or a hyphen between them."""
    end = first.end()
    for other in others:
        if text[end : other.start()].strip(" -"):
            return False
        end = other.end()
    return True


@cache
def _phrases_of(locale: str) -> _Phrases:
    lexicon = find_locale(locale).lexicon
    values = dict(lexicon.numbers)
    doubtful = frozenset(" ".join(_WORD.findall(word)) for word in lexicon.doubtful)
    with_digits = tuple(idiom for idiom in lexicon.idioms if any(letter.isdigit() for letter in idiom))
    idioms = [idiom for idiom in lexicon.idioms if idiom not in with_digits]
    pattern = None
    by_word: dict[str, list[tuple[tuple[str, ...], int | None]]] = defaultdict(list)
    if not is_spaced(locale):
        longest_first = sorted([*values, *idioms], key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
    else:
        for phrase, value in [*values.items(), *((idiom, None) for idiom in idioms)]:
            parts = tuple(_WORD.findall(phrase))
            by_word[parts[0]].append((parts, value))
    return _Phrases(
        {word: tuple(sorted(found, key=lambda one: -len(one[0]))) for word, found in by_word.items()},
        pattern,
        values,
        doubtful if pattern is None else frozenset(lexicon.doubtful),
        PROCLITICS.get(locale.split("_")[0], ""),
        with_digits,
        lexicon.digits,
    )


def lexicon_of(locale: str) -> Lexicon:
    """What is known of the language's words."""
    return find_locale(locale).lexicon
