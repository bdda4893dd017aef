"""What two texts have in common where it counts: placeholders, numbers, keys; and how they differ word by word.

Judging it is left to callers. The values of numbers in other languages are `values`' to read.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from ivr_author.core.locale import find_locale
from ivr_author.core.placeholders import PlaceholderFault, parse_placeholders, placeholder_names

_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*|[*#]")
# Scripts without spaces between words (Thai, Lao, Burmese, Khmer, Japanese, Chinese): each letter counts as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = re.compile(rf"\{{[a-z0-9_.]+\}}|[{_UNSPACED}]|(?:(?![{_UNSPACED}])[\w'])+")
_TOKEN = re.compile(rf"\{{[^{{}}]*\}}|\d+(?:[.,:/-]\d+)*|[{_UNSPACED}]|(?:(?![{_UNSPACED}])[\w'’])+|\s+|.", re.DOTALL)
# Khmer and Burmese signs that bind the next letter below the one before.
_BINDING = ("\u17d2", "\u1039")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
# The words of sources, which are English; translations are compared by `values`, which takes ten times as long.
_ENGLISH = find_locale("en").lexicon
_NUMBER_WORDS = {
    **{word: str(value) for word, value in _ENGLISH.numbers},
    **dict.fromkeys(_ENGLISH.star, "*"),
    **dict.fromkeys(_ENGLISH.pound, "#"),
    "thousand": "1000",
}


@dataclass(frozen=True, slots=True)
class PlaceholderDifferences:
    """How a translation's placeholders differ from its source's: names it lacks, names it adds, braces gone wrong."""

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    faults: tuple[PlaceholderFault, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.faults)


def compare_placeholders(source: str, translation: str) -> PlaceholderDifferences:
    """The differences, each name as often as it is missing or too many; false when there are none."""
    wanted = Counter(placeholder_names(source))
    given = Counter(placeholder_names(translation))
    return PlaceholderDifferences(
        tuple((wanted - given).elements()),
        tuple((given - wanted).elements()),
        tuple(parse_placeholders(translation)[1]),
    )


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers and keys in a text, sorted, digits of any script and English words alike: `2`, `8:00`, `#`."""
    plain = _PLACEHOLDER.sub(" ", unicodedata.normalize("NFKC", text))
    found = [_plain_digits(number) for number in _NUMBER.findall(plain)]
    found.extend(_NUMBER_WORDS[word] for word in words_in(plain) if word in _NUMBER_WORDS)
    return tuple(sorted(found))


def words_in(text: str) -> list[str]:
    """The words of a text in order, in lower case; a placeholder is one word."""
    return [word.casefold() for word in _WORD.findall(text)]


def unchangeable_parts(text: str, plural: str | None) -> tuple[Iterable[str], ...]:
    """What must be equal before a translation of one text may be offered for another."""
    texts = (text, plural or "")
    return tuple(part for each in texts for part in (tuple(sorted(placeholder_names(each))), numbers_in(each)))


def parts_that_differ(text: str, plural: str | None, other: str, other_plural: str | None) -> str:
    """What is not equal among the unchangeable parts of a text and of another, in words; empty where all is."""
    names = ("placeholders", "numbers or keys", "placeholders of the plural", "numbers or keys of the plural")
    parts = zip(names, unchangeable_parts(text, plural), unchangeable_parts(other, other_plural), strict=True)
    told = []
    for name, before, after in parts:
        gone, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
        if gone or new:
            told.append(f"the {name} differ: {_listed(name, gone)} became {_listed(name, new)}")
    return "; ".join(told)


def _listed(name: str, parts: Counter[str]) -> str:
    written = (f"{{{part}}}" if name.startswith("placeholders") else part for part in parts.elements())
    return ", ".join(f"`{part}`" for part in written) or "nothing"


class RunKind(StrEnum):
    """What became of a stretch of a text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of whole words. All that is kept or removed is the old text; all that is kept or added, the new one."""

    kind: RunKind
    text: str


MOST_WORDS_COMPARED = 20_000
"""Words, spaces and marks of the two texts together; longer ones are a removal and an addition."""


def word_difference(old: str, new: str) -> tuple[Run, ...]:
    """How one text became another, in runs of whole words; of single letters in scripts without spaces."""
    ours, theirs = _tokens(old), _tokens(new)
    if len(ours) + len(theirs) > MOST_WORDS_COMPARED and old != new:
        return (Run(RunKind.REMOVED, old), Run(RunKind.ADDED, new))
    # [kept, removed, added] by turns. What is kept between two changes and is only space would tear them apart.
    parts: list[list[str]] = []
    for step in Indel.opcodes(ours, theirs):
        removed = "".join(ours[step.src_start : step.src_end])
        added = "".join(theirs[step.dest_start : step.dest_end])
        if step.tag != "equal":
            parts = parts or [["", "", ""]]
            parts[-1][1] += removed
            parts[-1][2] += added
        elif parts and removed.isspace() and step.src_end < len(ours) and step.dest_end < len(theirs):
            parts[-1][1] += removed
            parts[-1][2] += added
        else:
            parts.append([removed, "", ""])
    runs = (Run(kind, text) for part in parts for kind, text in zip(RunKind, part, strict=True) if text)
    return tuple(runs)


def show_difference(runs: Sequence[Run], around: int = 40) -> str:
    """The runs on one line as wdiff writes them, `Press [-two-]{+three+}.`, with `around` letters of what is kept."""
    shown = []
    for place, run in enumerate(runs):
        text = " ".join(run.text.split("\n"))
        if run.kind is RunKind.REMOVED:
            text = f"[-{text}-]"
        elif run.kind is RunKind.ADDED:
            text = f"{{+{text}+}}"
        else:
            head = "" if place == 0 and len(runs) > 1 else text[:around]
            tail = "" if place == len(runs) - 1 else text[-around:]
            text = text if len(text) <= len(head) + len(tail) + 1 else f"{head}…{tail}"
        shown.append(text)
    return "".join(shown)


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        if tokens and (unicodedata.category(token[0])[0] == "M" or tokens[-1].endswith(_BINDING)):
            tokens[-1] += token
        else:
            tokens.append(token)
    return tokens


def _plain_digits(number: str) -> str:
    return "".join(str(unicodedata.digit(character, character)) for character in number)
