"""Text into the units that grammars match: keys one by one, words without case and punctuation."""

from __future__ import annotations

from ivr_author.core.matching import words_of


def keys_of(text: str) -> tuple[str, ...]:
    """The keys in a text such as `1 2 #`."""
    return tuple(character.upper() for character in text if not character.isspace())


def units_of(text: str, mode: str) -> tuple[str, ...]:
    """The units for a grammar of this mode."""
    return keys_of(text) if mode == "dtmf" else words_of(text)
