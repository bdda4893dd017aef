"""Two words that deny each other: readers must turn the sentence round, and on the phone nobody can."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.scoring.advice._english import NEGATIONS
from ivr_author.scoring.advising import Advice, Finding, Reading, finding_at, word_set

_DENYING = word_set(
    """
    deny denied denies disallow disallowed exclude excluded excludes forbid forbidden impossible inaccurate
    incomplete incorrect ineligible invalid lack lacks lacking prevent prevents prohibit prohibited refuse refused
    refuses unable unclear uncommon unlikely unnecessary unpaid unreasonable unusual unwilling
    """
)
_FAIL = frozenset({"fail", "fails", "failed", "failing"})
_FAR = 6
_BREAK = re.compile(r"[,;:()–—]")
_ONE_BY_ONE = frozenset({"or", "and", "but"})


def check(reading: Reading) -> Iterator[Finding]:
    """Each pair within a clause, from the first word to the second."""
    text = reading.passage.text
    for sentence, words in zip(reading.sentences, reading.lowered, strict=True):
        place = 0
        while place < len(words):
            end = _second(words, place) if words[place] in NEGATIONS else 0
            if end and not _BREAK.search(text, sentence.words[place].end, sentence.words[end].start):
                first, last = sentence.words[place], sentence.words[end]
                yield finding_at(first, last, "denies twice", "say what is so, not what is not")
                place = end
            place += 1


def _second(words: tuple[str, ...], first: int) -> int:
    """The place of the word that denies the first one, or 0."""
    if words[first : first + 2] == ("not", "only") or words[first] == "nor":
        return 0
    for place in range(first + 1, min(first + 1 + _FAR, len(words))):
        word = words[place]
        if word in _ONE_BY_ONE:
            return 0
        if word in _DENYING or (word in NEGATIONS and word not in ("no", "nor")):
            return place
        if word == "no" and place == first + 2:
            return place
        if word in _FAIL and words[place + 1 : place + 2] == ("to",):
            return place
    return 0


ADVICE = Advice("double-negative", "Two words deny each other", check)
