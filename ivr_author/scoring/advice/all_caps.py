"""Words in capitals: slower to read, taken for shouting, and spelled out letter by letter by some voices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.scoring.advice._acronyms import KNOWN_ACRONYMS, is_emphasised
from ivr_author.scoring.advising import Advice, Finding, Reading, are_together, finding_at

_CAPITALS = re.compile(r"[A-Z][A-Z'’-]*[A-Z]")


def check(reading: Reading) -> Iterator[Finding]:
    """Each run of words in capitals that is no acronym: an ordinary word, or several words in a row."""
    text = reading.passage.text
    for sentence in reading.sentences:
        words = sentence.words
        place = 0
        while place < len(words):
            end = place
            while end < len(words) and _CAPITALS.fullmatch(words[end].text):
                end += 1
            run = words[place:end]
            if run and _is_shouted([one.text for one in run], reading) and are_together(text, words, place, end):
                said = text[run[0].start : run[-1].end]
                yield finding_at(run[0], run[-1], "is all in capitals", said.capitalize())
            place = end + 1 if end == place else end


def _is_shouted(run: list[str], reading: Reading) -> bool:
    ordinary = [one for one in run if one not in KNOWN_ACRONYMS and one not in reading.names]
    if any(is_emphasised(one) for one in ordinary):
        return True
    return len(ordinary) > 2 or any(len(one) > 6 for one in ordinary)


ADVICE = Advice("all-caps", "Words are written in capitals", check)
