"""Passive voice hides who acts: `your application was denied`, and by whom?

A form of `be` and a participle, with nothing but adverbs between them. What a state is (`you are covered`), what is
required, called, located, due, is left alone: there is no better way to say it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.scoring.advice._english import (
    ADVERBS,
    FORMS_OF_BE,
    IRREGULAR_PARTICIPLES,
    NO_PARTICIPLES,
    PRESENT,
    STATES,
    STATES_NOW,
)
from ivr_author.scoring.advising import Advice, Finding, Reading, are_together, finding_at

_MOST_BETWEEN = 3


def check(reading: Reading) -> Iterator[Finding]:
    """Each passive verb."""
    text = reading.passage.text
    for sentence, words in zip(reading.sentences, reading.lowered, strict=True):
        told = 0
        for place, word in enumerate(words):
            if word not in FORMS_OF_BE or place < told:
                continue
            end = place + 1
            while end < len(words) and end - place <= _MOST_BETWEEN and _is_adverb(words[end]):
                end += 1
            if end < len(words) and words[end] in STATES_NOW and word in PRESENT and "being" not in words[place:end]:
                continue
            if end < len(words) and is_participle(words[end]) and are_together(text, sentence.words, place, end + 1):
                told = end
                first, last = sentence.words[place], sentence.words[end]
                yield finding_at(first, last, "does not say who acts", "name who does it")


def is_participle(word: str) -> bool:
    """Whether a word after `be` is something done, as far as its form tells."""
    if word in STATES or word in NO_PARTICIPLES:
        return False
    if word in IRREGULAR_PARTICIPLES:
        return True
    return len(word) > 4 and word.endswith("ed") and not word.endswith("eed") and word.isalpha()


def _is_adverb(word: str) -> bool:
    return word in ADVERBS or (len(word) > 4 and word.endswith("ly"))


ADVICE = Advice("passive", "A sentence does not say who acts", check)
