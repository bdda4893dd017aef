"""Whether what a caller said holds a phrase of a choice: whole words, whatever their case and punctuation."""

from __future__ import annotations

import unicodedata


def matches(utterance: str, phrase: str, spaced: bool) -> bool:
    """Whether the utterance holds the phrase, as whole words or, in scripts without spaces, as a part of the text.

    A phrase without a letter or figure matches nothing.
    """
    said, wanted = _words(utterance), _words(phrase)
    if not wanted:
        return False
    if not spaced:
        return "".join(wanted) in "".join(said)
    return f" {' '.join(wanted)} " in f" {' '.join(said)} "


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    folded = folded.replace("ё", "е")  # Russian is written with or without the dots, by people and recognisers
    # Marks are parts of letters in Indic, Arabic and Vietnamese text; joiners and other format characters are unheard.
    kept = (
        character if unicodedata.category(character)[0] in "LMN" else " "
        for character in folded
        if _is_heard(character)
    )
    return "".join(kept).split()


def _is_heard(character: str) -> bool:
    return unicodedata.category(character) != "Cf"
