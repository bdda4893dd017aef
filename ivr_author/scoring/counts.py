"""What formulas are made of: sentences, words, syllables and letters of passages, by one of two ways of counting.

`AS_READ`: contractions, hyphenated words, addresses of the web and figures are one word each. Figures have the
syllables that they have when read aloud; lengthy ones (phone numbers, codes) and addresses are words of the sentence
but leave the syllables a word as they are (both after Flesch 1948). A spoken passage has no figures: they count as the
words that are heard. Headings and cells of tables are no sentences, and do not count.

`STATUTORY`: Massachusetts General Laws c. 175 s. 2B, and alike in Connecticut (38a-298) and Ohio (3902.04): what stands
between spaces is one word; a sentence ends with a period, a semicolon or a colon too; a figure is one syllable, as
Connecticut allows, since a statute divides letters only; the fewest syllables that the dictionary gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto

from ivr_author.core.locale import find_locale
from ivr_author.scoring.familiar import is_familiar
from ivr_author.scoring.passage import Passage, PassageKind
from ivr_author.scoring.read_aloud import is_lengthy, read_aloud
from ivr_author.scoring.sentences import Sentence, Word, sentences_of
from ivr_author.scoring.syllables import COUNTED, Syllables, count_syllables

MANY_SYLLABLES = 3
"""From here on a word is a polysyllable (McLaughlin 1969)."""

_NOT_RUNNING = frozenset((PassageKind.HEADING, PassageKind.CELL))
_FIGURE = re.compile(r"\d")
_ADDRESS = re.compile(r"@|://|[^\W\d]/|\.[^\W\d]{2,}")
_LETTER = re.compile(r"[^\W_]")
_STATUTORY_END = re.compile(r"[;:]\s")
_ADDRESS_PART = re.compile(r"[^\W\d_]+|\d+|[.@]")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\.?")


class Counting(Enum):
    """How a formula's source wants its text to be counted."""

    AS_READ = auto()
    STATUTORY = auto()


Read = tuple[Passage, tuple[Sentence, ...]]
"""A passage with its sentences."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The audit of a score. `polysyllables` are words of three syllables and more, `letters` letters and figures.

    `guessed` are words whose syllables a rule told because the dictionary lacks them; `unfamiliar` those that are not
    on Dale's list; `figures` short ones, with their own syllables; `skipped` lengthy figures and addresses, which have
    no syllables here; `longest` the words of the longest sentence. No syllables in a language without rules for them.
    """

    sentences: int = 0
    words: int = 0
    syllables: int = 0
    polysyllables: int = 0
    letters: int = 0
    guessed: int = 0
    unfamiliar: int = 0
    figures: int = 0
    figure_syllables: int = 0
    skipped: int = 0
    longest: int = 0

    @property
    def words_per_sentence(self) -> float:
        """The mean length of sentences; asked for where there are some."""
        return self.words / self.sentences

    @property
    def syllables_per_word(self) -> float:
        """The mean length of words, without lengthy figures and addresses; 1 where there is nothing else."""
        counted = self.words - self.skipped
        return self.syllables / counted if counted else 1.0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.sentences + other.sentences,
            self.words + other.words,
            self.syllables + other.syllables,
            self.polysyllables + other.polysyllables,
            self.letters + other.letters,
            self.guessed + other.guessed,
            self.unfamiliar + other.unfamiliar,
            self.figures + other.figures,
            self.figure_syllables + other.figure_syllables,
            self.skipped + other.skipped,
            max(self.longest, other.longest),
        )


def is_running(passage: Passage) -> bool:
    """Whether a passage is running text: formulas were made for sentences, not for headings and tables."""
    return passage.kind not in _NOT_RUNNING


def count_read(read: Iterable[Read]) -> dict[Counting, Counts]:
    """The counts of passages with their sentences, in each way."""
    as_read = statutory = Counts()
    for passage, sentences in read:
        for sentence in sentences:
            counts = count_sentence(sentence, passage.locale, passage.is_spoken)
            as_read += counts
            statutory += count_by_statute(sentence, counts)
    return {Counting.AS_READ: as_read, Counting.STATUTORY: statutory}


def count_passages(passages: Iterable[Passage]) -> dict[Counting, Counts]:
    """The counts of the running text of passages, in each way."""
    return count_read(read_passages(passages))


def read_passages(passages: Iterable[Passage]) -> list[Read]:
    """The passages of running text, each with its sentences."""
    return [(one, sentences_of(one.text, one.locale)) for one in passages if is_running(one)]


def count_sentence(sentence: Sentence, locale: str, is_spoken: bool = False) -> Counts:
    """The counts of one sentence as it is read."""
    language = language_of(locale)
    if language not in COUNTED:
        number = len(sentence.words)
        return Counts(1, number, letters=sum(map(str.isalnum, sentence.text)), longest=number)
    syllables = polysyllables = letters = guessed = unfamiliar = figures = figure_syllables = skipped = 0
    words = len(sentence.words)
    for place, word in enumerate(sentence.words):
        text = word.text
        is_plain = text.isalpha()
        letters += len(text) if is_plain else sum(map(str.isalnum, text))
        unfamiliar += language == "en" and not _is_easy(word, place)
        if not is_plain and (_FIGURE.search(text) or _ADDRESS.search(text)):
            if not is_spoken and (_ADDRESS.search(text) or is_lengthy(text)):
                skipped += 1
                continue
            heard = _heard(text, language)
            words += len(heard) - 1 if is_spoken else 0
            total = sum(heard)
            polysyllables += sum(one >= MANY_SYLLABLES for one in heard) if is_spoken else total >= MANY_SYLLABLES
            figures += 1
            figure_syllables += total
        else:
            one = count_syllables(text, language) if is_plain else _syllables(text, language)
            total = one.number
            polysyllables += total >= MANY_SYLLABLES
            guessed += one.is_guess
        syllables += total
    return Counts(
        *(1, words, syllables, polysyllables, letters, guessed, unfamiliar),
        *(figures, figure_syllables, skipped, words),
    )


def count_by_statute(sentence: Sentence, counts: Counts) -> Counts:
    """The counts of a sentence as statutes have it, from those as it is read."""
    return replace(
        counts,
        sentences=_pieces(sentence),
        words=_between_spaces(sentence),
        syllables=counts.syllables - counts.figure_syllables + counts.figures + counts.skipped,
        figure_syllables=counts.figures,
        skipped=0,
    )


def language_of(locale: str) -> str:
    """The language of a locale in any spelling; empty for a pseudo-locale, whose words are nobody's."""
    found = find_locale(locale).id
    return "" if found.endswith(("_XA", "_XB")) else found.split("_")[0]


def _syllables(word: str, language: str) -> Syllables:
    if _DOTTED.fullmatch(word):
        return Syllables(sum(map(str.isalpha, word)))
    return count_syllables(word, language)


def _heard(word: str, language: str) -> tuple[int, ...]:
    """The syllables of each word that is heard for one with figures, or for an address: its parts, `dot` and `at`."""
    if _ADDRESS.search(word):
        parts = _ADDRESS_PART.findall(word.removeprefix("https://").removeprefix("http://"))
        counted = [count_syllables(one, language).number if one.isalpha() else len(one) for one in parts]
    else:
        counted = [count_syllables(one, language).number for one in read_aloud(word, language)]
    return tuple(max(1, one) for one in counted) or (1,)


def _is_easy(word: Word, place: int) -> bool:
    text = word.text
    if is_familiar(text):
        return True
    if _FIGURE.search(text) or _ADDRESS.search(text):
        return True
    # Names are familiar (Dale and Chall, 1948); the first word of a sentence has its capital for another reason.
    return place > 0 and text[:1].isupper() and not text.isupper()


def _between_spaces(sentence: Sentence) -> int:
    """How many words stand between spaces: `and/or` is one."""
    return sum(_LETTER.search(piece) is not None for piece in sentence.text.split())


def _pieces(sentence: Sentence) -> int:
    """How many sentences this is where a semicolon and a colon end one."""
    return max(1, sum(_LETTER.search(piece) is not None for piece in _STATUTORY_END.split(sentence.text)))
