"""Sentences too long to keep in mind: 15 to 20 words on paper (SSA POMS NL 10605.101), 12 or 8 seconds on the phone.

Whoever listens can't look back, so the limit of speech is lower, and what fills the seconds counts as much as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.scoring.advising import Advice, Finding, Reading
from ivr_author.scoring.sentences import words_of
from ivr_author.speech.pace import seconds_of

MOST_WORDS = 20
FAR_TOO_MANY = 25
MOST_SPOKEN_WORDS = 12
MOST_SECONDS = 8


# Read figure by figure, or found in a book: nobody can say it in fewer words.
_NUMBER = re.compile(r"\d(?:[ ,]{1,2}\d(?!\d)){3,}|\d{4,}|\b\d+ (?:CFR|USC|U\.S\.C\.|CMR|C\.F\.R\.) \d[\w.]*")
_DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}(?:, \d{4})?\b"
)


def check(reading: Reading) -> Iterator[Finding]:
    """Each sentence over a limit, whole."""
    passage = reading.passage
    for sentence in reading.sentences:
        count, length = len(sentence.words), sentence.end - sentence.start
        if count > (MOST_SPOKEN_WORDS if passage.is_spoken else MOST_WORDS):
            count = _count(sentence.text)
        if not passage.is_spoken:
            if count > MOST_WORDS:
                message = f"this sentence has {count} words; up to {MOST_WORDS} are easy to read"
                yield Finding(sentence.start, length, message, "make two of it", count > FAR_TOO_MANY)
            continue
        seconds = seconds_of(_NUMBER.sub("", sentence.text), passage.locale)
        if count > MOST_SPOKEN_WORDS or seconds > MOST_SECONDS:
            message = f"this sentence has {count} words and takes {seconds:.0f} seconds to say; "
            message += f"up to {MOST_SPOKEN_WORDS} words and {MOST_SECONDS} seconds are kept in mind"
            is_serious = count > 2 * MOST_SPOKEN_WORDS or seconds > 2 * MOST_SECONDS
            yield Finding(sentence.start, length, message, "make two of it", is_serious)


def _count(text: str) -> int:
    """The words of a sentence, a date and a long number as one."""
    return sum(1 for _ in words_of(_DATE.sub("0", _NUMBER.sub("0", text))))


ADVICE = Advice("long-sentence", "A sentence is too long to be taken in at once", check)
