"""Sentences too long to keep in mind: 15 to 20 words on paper (SSA POMS NL 10605.101), 12 or 8 seconds on the phone.

Whoever listens can't look back, so the limit of speech is lower, and what fills the seconds counts as much as words.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.scoring.advising import Advice, Finding, Reading
from ivr_author.speech.pace import seconds_of

MOST_WORDS = 20
FAR_TOO_MANY = 25
MOST_SPOKEN_WORDS = 12
MOST_SECONDS = 8


def check(reading: Reading) -> Iterator[Finding]:
    """Each sentence over a limit, whole."""
    passage = reading.passage
    for sentence in reading.sentences:
        count, length = len(sentence.words), sentence.end - sentence.start
        if not passage.is_spoken:
            if count > MOST_WORDS:
                message = f"this sentence has {count} words; up to {MOST_WORDS} are easy to read"
                is_serious = count > FAR_TOO_MANY
                yield Finding(sentence.start, length, message, "make two of it", is_serious)
            continue
        seconds = seconds_of(sentence.text, passage.locale)
        if count > MOST_SPOKEN_WORDS or seconds > MOST_SECONDS:
            message = f"this sentence has {count} words and takes {seconds:.0f} seconds to say; "
            message += f"up to {MOST_SPOKEN_WORDS} words and {MOST_SECONDS} seconds are kept in mind"
            is_serious = count > 2 * MOST_SPOKEN_WORDS or seconds > 2 * MOST_SECONDS
            yield Finding(sentence.start, length, message, "make two of it", is_serious)


ADVICE = Advice("long-sentence", "A sentence is too long to be taken in at once", check)
