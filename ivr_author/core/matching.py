"""Whether what a caller said holds a phrase of a choice: whole words, whatever their case and punctuation."""

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


def matches(utterance: str, phrase: str) -> bool:
    """Whether the utterance holds the phrase, as whole words or, in scripts without spaces, as a part of the text.

    A phrase without a letter or figure matches nothing.
    """
    said, wanted = words_of(utterance), words_of(phrase)
    return bool(wanted) and any(
        said[start : start + len(wanted)] == wanted for start in range(len(said) - len(wanted) + 1)
    )


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """The words in a text; in scripts that are written without spaces each character is one, with its marks."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    words: list[str] = []
    joins = ""  # what the next character may join: the last "word", the last "sign" (a mark may), or nothing
    # Russian is written with or without the dots of ё, by people and recognisers.
    for character in folded.replace("ё", "е"):
        category = unicodedata.category(character)
        if category == "Cf":
            continue  # joiners and other format characters are unheard
        if category[0] not in "LMN":
            joins = ""  # apostrophes too: "agent" is a word of "l'agent"
        elif joins and category[0] == "M":
            words[-1] += character
        elif any(low <= ord(character) <= high for low, high in _UNSPACED):
            words.append(character)
            joins = "sign"
        elif joins == "word":
            words[-1] += character
        else:
            words.append(character)
            joins = "word"
    return tuple(words)
