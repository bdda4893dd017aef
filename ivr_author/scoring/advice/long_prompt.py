"""More than 8 seconds of speech before there is anything to do: callers have stopped listening by then."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.scoring.advising import Advice, Finding, Reading
from ivr_author.speech.pace import seconds_of

MOST_SECONDS = 8

_CHOICE = re.compile(r"\b(?:press|enter|say|dial|stay on the line|hold)\b", re.IGNORECASE)


def check(reading: Reading) -> Iterator[Finding]:
    """What is spoken before the first sentence with a choice, where it is too long; of several sentences only."""
    text = reading.passage.text
    before = len(reading.sentences)
    for place, sentence in enumerate(reading.sentences):
        if _CHOICE.search(sentence.text):
            before = place
            break
    if before < 2:
        # One sentence is told as a long sentence.
        return
    start, end = reading.sentences[0].start, reading.sentences[before - 1].end
    seconds = seconds_of(text[start:end], reading.passage.locale)
    if seconds > MOST_SECONDS:
        message = f"{seconds:.0f} seconds pass without a choice; {MOST_SECONDS} are as long as callers listen"
        yield Finding(start, end - start, message, "say less, or offer the choice first", seconds > 2 * MOST_SECONDS)


ADVICE = Advice("long-prompt", "A prompt speaks long before it offers anything", check, for_printed=False)
