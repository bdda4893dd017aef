"""The words of a language that checks, scores and recording sheets must know. The facts stand in `core.locales`.

All words are in lower case, in NFKC, as they stand in texts; a script without spaces has them as parts of a text.
"""

from __future__ import annotations

from dataclasses import dataclass

USUAL_SENTENCE_ENDS = ".!?…"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a language calls numbers and keys, and how it denies and ends.

    `numbers` are words for whole numbers with their values, with every form that a text may use (`uno`, `una`); enough
    for 0 to 31 and the tens. `star` and `pound` name the keys * and #. `press` are beginnings of the verbs before a
    key (`oprim`, `presion`, `marqu`). `negations` are words that deny. `sentence_ends` are the marks that end a
    sentence in the script. `abbreviations` end with a full stop that ends no sentence (`sr.`, `p. ej.`).
    An empty field: not known, so nothing is said about it.
    """

    numbers: tuple[tuple[str, int], ...] = ()
    star: tuple[str, ...] = ()
    pound: tuple[str, ...] = ()
    press: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    sentence_ends: str = USUAL_SENTENCE_ENDS
    abbreviations: tuple[str, ...] = ()
