"""Text into the units that grammars match: keys one by one, words without case and punctuation.

Scripts written without spaces between words are matched character by character.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Thai, Lao, Tibetan, Myanmar, Khmer; kana; ideographs
_UNSPACED = (
    (0x0E00, 0x0FFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x19E0, 0x19FF),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


def keys_of(text: str) -> tuple[str, ...]:
    """The keys in a text such as `1 2 #`."""
    return tuple(character.upper() for character in text if not character.isspace())


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """The words in a text."""
    kept: list[str] = []
    # Russian is written with or without the dots of ё, by people and recognisers.
    for character in unicodedata.normalize("NFC", text.casefold()).replace("ё", "е"):
        category = unicodedata.category(character)
        if category == "Cf":
            continue
        if category[0] not in "LMN":
            # Apostrophes too: "agent" is a word of "l'agent".
            kept.append(" ")
        elif any(low <= ord(character) <= high for low, high in _UNSPACED):
            kept.append(f" {character} " if category[0] != "M" else character)
        else:
            kept.append(character)
    return tuple("".join(kept).split())


def units_of(text: str, mode: str) -> tuple[str, ...]:
    """The units for a grammar of this mode."""
    return keys_of(text) if mode == "dtmf" else words_of(text)
