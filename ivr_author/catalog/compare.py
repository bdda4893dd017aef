"""What two texts have in common where it counts: placeholders, numbers, keys, words. Judging it is left to callers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ivr_author.core.placeholders import PlaceholderFault, parse_placeholders, placeholder_names

_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*|[*#]")
# A text without spaces is compared character by character.
_WORD = re.compile(
    r"\{[a-z0-9_.]+\}|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]|[\w']+"
)
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_NUMBER_NAMES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_NUMBER_WORDS = {name: str(value) for value, name in enumerate(_NUMBER_NAMES)} | {
    "star": "*",
    "asterisk": "*",
    "pound": "#",
    "hash": "#",
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


def _plain_digits(number: str) -> str:
    return "".join(str(unicodedata.digit(character, character)) for character in number)
