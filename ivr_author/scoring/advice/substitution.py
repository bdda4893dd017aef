"""Plainer words for long ones: the 237 pairs of the federal plain-language guidelines, but for what health plans mean.

`plainlanguage.csv` is "Use simple words and phrases" of plainlanguage.gov (GSA; a work of the United States government,
CC0) as it is. What is not told of it, and why, stands here.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ivr_author.scoring import advice as shelf
from ivr_author.scoring.advising import Advice, Finding, Reading, word_set

TERMS = word_set(
    """
    address benefit combined component establish expiration identify maintain maximum minimum monitor option
    permit provide request require requirement subject
    """
)
"""Words that health coverage, its letters or phone menus use in a sense that the plainer word has not.

A mailing `address`, `benefits`, the `out-of-pocket maximum`, an `option` of a menu, to `request a hearing`, a work
`permit`, the date of `expiration`, combined income, to `identify` a caller; and whoever provides care is a `provider`.
"""

PLAIN_ENOUGH = word_set(
    """
    accurate aircraft appropriate attempt contains delete employ equitable evident exhibit females forward
    function however identical immediately initial interface objective observe operate perform previous previously
    proceed reflect remain represents substantial therefore type vice warrant
    """
) | {
    "/ (slash)",
    "a number of",
    "is responsible for",
    "it is",
    "liaison",
    "limited number",
    "on a regular basis",
    "said, some, such",
    "similar to",
    "successfully complete",
    "the use of",
    "there are",
    "there is",
    "this activity, command",
    "your office",
}
"""Words and phrases that are plain themselves, often are a word of another kind (`your type of plan`, `exhibit A`), or
are for letters between federal offices. `It is` and `there are` begin many a plain sentence."""

_ROWS = {
    "a and/or b": ("and/or", "or"),
    "assist, assistance": ("assist", "help"),
    "addressees are requested": ("addressees are requested", "please"),
    "for example,\\_\\_\\_\\_\\_\\_etc.": ("", ""),
    "not later than 10 may": ("not later than", "by"),
    "not later than 1600": ("", ""),
    "utilize, utilization": ("utilize", "use"),
    "time period": ("time period", "time, period"),
    "minimize": ("minimize", "lessen, keep low"),
}
"""Rows that are examples or name two words: what to look for, and what to say."""

_MORE = {
    "assistance": "help",
    "utilization": "use",
    "approximately": "about",
    "shall": "must, will",
}
"""Not in the list: forms that endings don't make, and `shall` (Federal Plain Language Guidelines, III.a.1.iv)."""

_STANDING_TERMS = (
    *("language assistance", "premium assistance", "financial assistance", "medical assistance", "public assistance"),
    *("cash assistance", "assistance program", "assistance programs", "limited english proficiency"),
    *("participating provider", "participating providers", "participating pharmacy", "participating pharmacies"),
    *(
        "federally facilitated",
        "elected official",
        "elected officials",
        "designated representative",
        "retained earnings",
    ),
)
"""Names in which a word stays as it is."""

_AND_OR = ("and", "or")
"""The words of `and/or`: a slash parts words."""

_DOUBLED = frozenset({"permit", "submit"})


@dataclass(frozen=True, slots=True)
class _Pair:
    words: tuple[str, ...]
    say: str


def check(reading: Reading) -> Iterator[Finding]:
    """Each word or phrase of the table, the longest where several begin at one word."""
    table, terms = _table()
    for sentence, words in zip(reading.sentences, reading.lowered, strict=True):
        skip = 0
        for place, word in enumerate(words):
            if place < skip:
                continue
            pairs = table.get(word)
            if pairs is None:
                continue
            found = next((pair for pair in pairs if words[place : place + len(pair.words)] == pair.words), None)
            if found is None or _is_term(words, place, terms):
                continue
            end = place + len(found.words)
            first, last = sentence.words[place], sentence.words[end - 1]
            said = reading.passage.text[first.start : last.end]
            if found.words == _AND_OR and said.lower() != "and/or":
                continue
            skip = end
            message = "has a plainer word" if found.say else "can be left out"
            yield Finding(first.start, last.end - first.start, message, found.say)


def _is_term(words: tuple[str, ...], place: int, terms: frozenset[tuple[str, ...]]) -> bool:
    return any(
        words[max(0, start) : start + size] in terms
        for size in (2, 3)
        for start in range(place - size + 1, place + 1)
        if start >= 0
    )


@cache
def _table() -> tuple[Mapping[str, tuple[_Pair, ...]], frozenset[tuple[str, ...]]]:
    found: dict[str, list[_Pair]] = defaultdict(list)
    for phrase, say in pairs().items():
        for words in _forms(_AND_OR if phrase == "and/or" else tuple(phrase.split())):
            found[words[0]].append(_Pair(words, say))
    table = {word: tuple(sorted(listed, key=lambda one: -len(one.words))) for word, listed in found.items()}
    return table, frozenset(tuple(one.split()) for one in _STANDING_TERMS)


@cache
def pairs() -> Mapping[str, str]:
    """What is looked for, and what to say instead; an empty text where it can be left out."""
    rows = csv.DictReader(files(shelf).joinpath("plainlanguage.csv").read_text(encoding="utf-8").splitlines())
    found = dict(_MORE)
    for row in rows:
        phrase, say = row["dont_say"].lower(), row["say"]
        if phrase in TERMS or phrase in PLAIN_ENOUGH:
            continue
        phrase, say = _ROWS.get(phrase, (phrase, say))
        if phrase:
            found[phrase] = re.sub(r"^\((?:omit|either one)\),? ?", "", say)
    return found


def _forms(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A phrase as it is; a single word with the endings of a verb or a plural, too."""
    yield words
    if len(words) > 1 or words[0].endswith(("ly", "ed", "s", "-art")) or not words[0].isalpha():
        return
    word = words[0]
    stem = word[:-1] if word.endswith("e") else f"{word}{word[-1]}" if word in _DOUBLED else word
    plural = f"{word[:-1]}ies" if word.endswith("y") and word[-2] not in "aeiou" else f"{word}s"
    past = f"{word[:-1]}ied" if word.endswith("y") and word[-2] not in "aeiou" else f"{stem}ed"
    for form in (plural, past, f"{stem}ing"):
        yield (form,)


ADVICE = Advice("substitution", "A long word has a plainer one", check)
