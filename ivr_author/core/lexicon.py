"""The words of a language that checks, scores and recording sheets must know. The facts stand in `core.locales`.

All words are in lower case, in NFKC, with straight apostrophes, as they stand in texts; a script without spaces has
them as parts of a text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

USUAL_SENTENCE_ENDS = ".!?…"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a language calls numbers and keys, and how it denies and ends. An empty field: not known, nothing is said.

    `numbers` are words for whole numbers with their values, with every form that a text may use (`uno`, `una`), the
    usual one first. Those of them that mean other things as well (`one`, Vietnamese `năm` for five and year) are
    `doubtful`: numbers only where a number is expected. `idioms` hold number words and say no number (`one of`).
    `scales` multiply the number before them (`million`).

    `star` and `pound` name the keys * and #. `press` are beginnings of the verbs for a key (`oprim`, `marqu`), which
    comes after them, or before them where `key_first`. `digits` are beginnings of the nouns that make a number before
    them a count and no key (`dígit`).

    `am` and `pm` say in which half of the day an hour is, `clock` that a number is an hour, `minutes` what words
    beside an hour add to it (`half past`, `y media`). `dollars` and `percent` are beginnings of the words beside an
    amount and a share. `first` is the first day of a month. `weekdays` are beginnings of Monday to Sunday, with `/`
    between several (`среда/среду`).

    `negations` are words that deny; in Korean, beginnings of words. `sentence_ends` are the marks that end a sentence
    in the script. `abbreviations` end with a full stop that ends no sentence (`sr.`, `p. ej.`).
    """

    numbers: tuple[tuple[str, int], ...] = ()
    doubtful: tuple[str, ...] = ()
    idioms: tuple[str, ...] = ()
    star: tuple[str, ...] = ()
    pound: tuple[str, ...] = ()
    press: tuple[str, ...] = ()
    key_first: bool = False
    digits: tuple[str, ...] = ()
    am: tuple[str, ...] = ()
    pm: tuple[str, ...] = ()
    clock: tuple[str, ...] = ()
    minutes: tuple[tuple[str, int], ...] = ()
    dollars: tuple[str, ...] = ()
    percent: tuple[str, ...] = ()
    scales: tuple[tuple[str, int], ...] = ()
    first: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    sentence_ends: str = USUAL_SENTENCE_ENDS
    abbreviations: tuple[str, ...] = ()


def number_words(*rows: str, joins: tuple[str, ...] = (), unit_first: bool = False) -> tuple[tuple[str, int], ...]:
    """Words and values from rows such as `20 twenty, twenty-one/twenty one`: a number, then words for it and the next.

    `joins` stand between a ten and its unit (`-` for `thirty-five`), after the unit where `unit_first`: with them the
    numbers up to 99 that no row has are made.
    """
    found = tuple(pair for row in rows for pair in _of_row(row))
    given = {value for _, value in found}
    tens = [(word, value) for word, value in found if value in range(20, 100, 10)]
    units = [(word, value) for word, value in found if value in range(1, 10)]
    made = tuple(
        (f"{unit}{join}{ten}" if unit_first else f"{ten}{join}{unit}", tens_value + unit_value)
        for ten, tens_value in tens
        for unit, unit_value in units
        for join in joins
        if tens_value + unit_value not in given
    )
    return found + made


def _of_row(row: str) -> Iterator[tuple[str, int]]:
    start, _, rest = row.partition(" ")
    for place, forms in enumerate(rest.split(", ")):
        for form in forms.split("/"):
            yield form, int(start) + place
