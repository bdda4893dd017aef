"""Asides in brackets: one in a sentence can be followed, a second one makes readers begin again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.scoring.advising import Advice, Finding, Reading

# A number to call beside a number, an area code, and a short form being explained are no asides.
_NO_ASIDE = re.compile(r"\((?:TTY|TDD|711|\d[\d\s-]*|[A-Z&]{2,6}s?)\b[^()]*\)")
# What hangs on a word is its ending: child(ren), plan(s).
_ASIDE = re.compile(r"(?<!\w)\([^()]+\)")


def check(reading: Reading) -> Iterator[Finding]:
    """Every aside of a sentence after the first."""
    text = reading.passage.text
    if text.count("(") < 2:
        return
    for sentence in reading.sentences:
        asides = [
            one for one in _ASIDE.finditer(text, sentence.start, sentence.end) if not _NO_ASIDE.fullmatch(one.group())
        ]
        for aside in asides[1:]:
            message = f"{len(asides)} asides in brackets stand in one sentence"
            yield Finding(aside.start(), aside.end() - aside.start(), message, "give it a sentence of its own")


ADVICE = Advice("parentheses", "A sentence has more than one aside in brackets", check)
