"""Speech as <Say> elements that keep Twilio's limits: long texts are cut at sentence ends, else at spaces.

Used when documents are written, where values are slots, and again in a call where a value turns out to be very long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from ivr_author.targets.twiml.limits import (
    MAX_ENCODED_CHARACTERS,
    MAX_POLLY_CHARACTERS,
    MAX_SAY_CHARACTERS,
    SLOT_CHARACTERS,
    SLOT_ENCODED,
)
from ivr_author.targets.twiml.xml import attributes, comment, escape_attribute

HOLE = "\ufdd0"
"""Stands for a slot while a text is measured: no character, so no author can write it."""

GOES_ON_MARK = "goes on"
GOES_ON = comment(GOES_ON_MARK)
"""Before a <Say> that was cut off the one before it where there was no space (Chinese has none)."""

# An end of a sentence: before a space, or after a mark of a script that needs none.
_SENTENCE_END = re.compile(r"""[.!?…؟۔:;]["'”’»)\]]*(?=\s)|[。！？；｡।॥។။።]["”’」』）]*""")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one <Say>. `goes_on`: it follows the one before without a space."""

    text: str
    goes_on: bool


def character_limit(voice: str) -> int:
    """How many characters one <Say> may have with a voice."""
    return MAX_POLLY_CHARACTERS if voice.startswith("Polly.") else MAX_SAY_CHARACTERS


def fits(text: str, limit: int) -> bool:
    """Whether a text, holes counted with what they may hold, can be one <Say>."""
    holes = text.count(HOLE)
    if len(text) + holes * SLOT_CHARACTERS > limit:
        return False
    return len(quote(text.replace(HOLE, ""))) + holes * SLOT_ENCODED <= MAX_ENCODED_CHARACTERS


def split_speech(text: str, limit: int) -> Iterator[Piece]:
    """The text, white space folded, in pieces of which each can be one <Say>."""
    rest = " ".join(text.split())
    goes_on = False
    while rest:
        cut = len(rest) if fits(rest, limit) else _find_cut(rest, limit)
        yield Piece(rest[:cut].rstrip(), goes_on)
        goes_on = cut < len(rest) and not rest[cut].isspace() and not rest[cut - 1].isspace()
        rest = rest[cut:].lstrip()


def opening_tag(voice: str, language: str) -> str:
    """The start of a <Say>."""
    return f"<Say{attributes(voice=escape_attribute(voice), language=escape_attribute(language))}>"


def _find_cut(text: str, limit: int) -> int:
    """Where to cut: after the last sentence that fits, else at the last space, else between two characters."""
    longest = _longest_prefix(text, limit)
    for pattern in (_SENTENCE_END, _SPACE):
        ends = [match.end() for match in pattern.finditer(text, 0, longest + 1) if match.end() <= longest]
        if ends:
            return ends[-1]
    while longest > 1 and _belongs_to_previous(text[longest]):
        longest -= 1
    return longest


def _longest_prefix(text: str, limit: int) -> int:
    low, high = 1, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle], limit) else (low, middle - 1)
    return low


def _belongs_to_previous(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or character in "\u200d\ufe0f"
