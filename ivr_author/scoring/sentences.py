"""The sentences and words of a text, with their places. What they weigh is left to `counts`, `metrics` and `advice`.

A prompt such as "Press 1. Press 2." has two sentences. A full stop ends none after an abbreviation of the locale's
lexicon, an initial, or the number of a list's item; in a decimal, an address of the web, a dotted word (`U.S.`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ivr_author.core.lexicon import USUAL_SENTENCE_ENDS
from ivr_author.core.locale import find_locale

WIDE_ENDS = "。｡．！？؟۔।॥።፧။។៕"
"""Marks that end a sentence in any text, whatever its locale, and need no space after them."""

_CLOSERS = "\"'”’»›)\\]}」』）】》*_"
_OPENERS = "\"'“‘«‹([{「『（【《¿¡*_#–—-"
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0df3"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u109d\u135d-\u135f"
    "\u17b4-\u17d3\u180b-\u180d\u200c\u200d\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f"
)
"""Signs that belong to the letter before them, and are no letters to `re`."""

_HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_W = rf"[\w{_MARKS}]"
_WORD = re.compile(
    # An address of the web is one word, up to what can't be in one.
    rf"(?:https?://|www\.)[^\s<>\"“”]+"
    # Contractions, hyphenated words, dotted ones, figures with their separators, and the signs spoken with them.
    rf"|(?:[$€£#+](?=\d))?{_W}++(?:[.'’\-‐‑@&+]{_W}++|(?<=\d)[,:/](?=\d){_W}++)*+[%°]?"
    r"(?:(?:(?<=\.(?:com|edu|gov|mil|net|org))|(?<=\.us))/[^\s<>\"“”]*)?",
    re.IGNORECASE,
)
_ONE_HAN = re.compile(f"[{_HAN}]|[^{_HAN}]+")
_ANY_HAN = re.compile(f"[{_HAN}]")
_LINE_END = re.compile(r"[\r\n\u2028\u2029]\s*+")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\.?")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})")
_LONGEST_TOKEN = 40

_TIMES = frozenset(("a.m.", "p.m.", "a. m.", "p. m.", "am.", "pm."))
_AFTER_TIMES = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:eastern|central|mountain|pacific|[ecmp][sd]?t)\b", re.IGNORECASE
)
_NOT_NAMES = frozenset(
    (
        *("a", "an", "and", "as", "at", "be", "but", "by", "call", "do", "does", "for", "he", "her", "his"),
        *("how", "i", "if", "in", "is", "it", "its", "my", "no", "on", "or", "our", "please", "press", "she"),
        *("so", "that", "the", "their", "then", "there", "these", "they", "this", "those", "to", "we", "what"),
        *("when", "where", "who", "why", "you", "your"),
    )
)
"""English words that no name begins with: after `the U.S.` they begin a sentence."""

_LETTERED = frozenset(
    (
        *("appendix", "category", "class", "exhibit", "form", "grade", "group", "hepatitis", "level", "option"),
        *("part", "phase", "plan", "schedule", "section", "tier", "title", "type", "vitamin"),
    )
)
"""Words that a letter follows as a name, so that it is no initial: `Medicare Part B.`"""

_MAY_CLOSE = frozenset(("etc.", "itd.", "itp.", "atbp.", "elatriye."))
"""Abbreviations that often end a sentence: before a capital letter they do."""

_ALSO_WORDS = frozenset(("no.", "in.", "sat.", "sun.", "mar.", "art.", "fig.", "pt."))
"""Abbreviations that are words too; only before a figure are they taken for the former."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in the text, at `start` to `end`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its mark at the end, if it has one, at `start` to `end` of the text, and its words in order.

    A word of a script without spaces is one character in Chinese and Japanese, and a phrase between spaces elsewhere.
    """

    text: str
    start: int
    end: int
    words: tuple[Word, ...]


def sentences_of(text: str, locale: str, also_ends: str = "") -> tuple[Sentence, ...]:
    """The sentences of a text that have a word, in order. `also_ends`: more marks, which end one before a space."""
    words = tuple(words_of(text))
    found, first = [], 0
    for start, end in _cut(text, locale, also_ends):
        last = first
        while last < len(words) and words[last].start < end:
            last += 1
        if last > first:
            found.append(Sentence(text[start:end], start, end, words[first:last]))
        first = last
    return tuple(found)


def words_of(text: str) -> Iterator[Word]:
    """The words of a text: contractions, hyphenated words, figures and addresses of the web are one word each."""
    has_han = _ANY_HAN.search(text) is not None
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        if "/" in word or word.endswith("."):
            word = word.rstrip(".,;:!?)'’")
        elif has_han and _ANY_HAN.search(word):
            for one in _ONE_HAN.finditer(word):
                yield Word(one.group(), start + one.start(), start + one.end())
            continue
        if word.strip("_"):
            yield Word(word, start, start + len(word))


def _cut(text: str, locale: str, also_ends: str) -> Iterator[tuple[int, int]]:
    """The places of sentences, without the spaces around them; together they hold every word."""
    start = 0
    for line_end in [*_LINE_END.finditer(text), None]:
        stop = len(text) if line_end is None else line_end.start()
        line = start
        for mark in _mark_pattern(find_locale(locale).lexicon.sentence_ends + also_ends).finditer(text, start, stop):
            if _is_end(text, line, mark.start(), mark.end(), stop, locale):
                yield _trim(text, start, mark.end())
                start = mark.end()
        if start < stop:
            yield _trim(text, start, stop)
        start = stop if line_end is None else line_end.end()


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


@lru_cache(maxsize=64)
def _mark_pattern(ends: str) -> re.Pattern[str]:
    marks = re.escape("".join(sorted({*ends, *USUAL_SENTENCE_ENDS, *WIDE_ENDS})))
    return re.compile(f"[{marks}]++[{_CLOSERS}{marks}]*+")


def _is_end(text: str, line: int, start: int, end: int, stop: int, locale: str) -> bool:
    """Whether the marks at `start` to `end` end a sentence; the line is at `line` to `stop`."""
    if end >= stop:
        return True
    marks = text[start:end]
    after = text[end]
    if any(mark in WIDE_ENDS for mark in marks):
        # Khmer writes "and so on" with its own full stop on both sides.
        return not text.startswith("។ល។", start)
    if not after.isspace():
        return _ANY_HAN.match(after) is not None
    following = _next_word(text, end, stop)
    if marks[0] == "." and not marks.startswith(".."):
        return not _is_abbreviated(text, line, start, following, locale)
    return not (marks[0] in "!?….," and following[:1].islower())


def _next_word(text: str, end: int, stop: int) -> str:
    return text[end : min(stop, end + _LONGEST_TOKEN)].lstrip().lstrip(_OPENERS)


def _is_abbreviated(text: str, line: int, dot: int, following: str, locale: str) -> bool:
    """Whether the full stop at `dot` belongs to a word, and the sentence goes on with `following`."""
    before = text[max(line, dot - _LONGEST_TOKEN) : dot].replace("\u00a0", " ").replace("\u202f", " ")
    token = before.rsplit(" ", 1)[-1].lstrip(_OPENERS)
    if not token:
        return False
    if line + len(token) >= dot and _ENUMERATOR.fullmatch(token):
        return True
    lowered = f"{before.lower()}."
    if any(lowered.endswith(time) and not lowered[: -len(time)][-1:].isalpha() for time in _TIMES):
        return not following[:1].isupper() or _AFTER_TIMES.match(following) is not None
    if token in ("a", "p", "A", "P") and following[:2].lower() == "m.":
        return True
    if _DOTTED.fullmatch(token):
        return not _begins_sentence(following)
    if len(token) == 1 and token.isalpha():
        return _is_initial(before, token, following) or _is_inside(lowered, following, locale)
    return _is_known(f"{token.lower()}.", lowered, following, locale) or _is_inside(lowered, following, locale)


def _begins_sentence(following: str) -> bool:
    word = re.match(r"[\w'’]*", following)
    return following[:1].isupper() and word is not None and word.group().lower() in _NOT_NAMES


def _is_initial(before: str, token: str, following: str) -> bool:
    if not token.isupper() or not following[:1].isupper() or _begins_sentence(following):
        return False
    earlier = before[: -len(token)].split()
    return not earlier or (earlier[-1][:1].isupper() and earlier[-1].lower() not in _LETTERED)


def _is_known(token: str, before: str, following: str, locale: str) -> bool:
    """Whether an abbreviation of the locale stands before `following`."""
    if token in _ALSO_WORDS:
        return following[:1].isdigit()
    singles, phrases = _abbreviations(locale)
    if token in _MAY_CLOSE:
        return not following[:1].isupper()
    if token in singles:
        return not _begins_sentence(following)
    return any(before.endswith(phrase) and not before[: -len(phrase)][-1:].isalpha() for phrase in phrases)


def _is_inside(before: str, following: str, locale: str) -> bool:
    """Whether the full stop is one inside an abbreviation of several words: the first of `p. ej.`"""
    after = following.lower().replace("\u00a0", " ").replace("\u202f", " ")
    for phrase in _abbreviations(locale)[1]:
        parts = phrase.split(" ")
        for cut in range(1, len(parts)):
            head = " ".join(parts[:cut])
            if after.startswith(" ".join(parts[cut:])) and before.endswith(head):
                return not before[: -len(head)][-1:].isalpha()
    return False


@lru_cache(maxsize=256)
def _abbreviations(locale: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The abbreviations of one word, and those of several."""
    listed = [one.replace("\u00a0", " ").lower() for one in find_locale(locale).lexicon.abbreviations]
    return frozenset(one for one in listed if " " not in one), tuple(one for one in listed if " " in one)
