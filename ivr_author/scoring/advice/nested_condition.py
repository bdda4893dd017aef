"""Conditions inside conditions: `unless ... not`, `if ... unless`. Who must think twice decides wrongly."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.scoring.advice._english import NEGATIONS
from ivr_author.scoring.advising import Advice, Finding, Reading

_OTHERS = frozenset({"if", "except", "unless", "provided"})
_MOST_CONDITIONS = 2


def check(reading: Reading) -> Iterator[Finding]:
    """Each sentence with `unless` and something else that turns it round, or with more than two conditions."""
    for sentence, words in zip(reading.sentences, reading.lowered, strict=True):
        conditions = [place for place, word in enumerate(words) if word in ("if", "unless")]
        if not conditions:
            continue
        if "unless" in words:
            first = words.index("unless")
            turned = [word for place, word in enumerate(words) if place != first and word in NEGATIONS | _OTHERS]
            if turned:
                message = f"“unless” with “{turned[0]}” must be thought through twice"
                yield Finding(sentence.start, sentence.end - sentence.start, message, "say when it is so, with “if”")
                continue
        if len(conditions) > _MOST_CONDITIONS:
            message = f"{len(conditions)} conditions stand in one sentence"
            yield Finding(sentence.start, sentence.end - sentence.start, message, "make a list of them")


ADVICE = Advice("nested-condition", "A sentence has a condition inside a condition", check)
