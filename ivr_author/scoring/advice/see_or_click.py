"""Words for a screen or a page in what is only heard: nobody on the phone can click, or look below."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.scoring.advising import Advice, Finding, Reading

_SCREEN_WORDS = {
    "click": "say what to press, or leave it out",
    "clicking": "say what to press, or leave it out",
    "tap": "say what to press, or leave it out",
    "scroll": "leave it out",
    "hyperlink": "name the website",
    "attached": "say where it is",
    "enclosed": "say where it is",
}
_SCREEN = re.compile(
    r"\b(?P<link>(?:visit|follow|use|open|on)\s+(?:the|this|our)\s+link)\b"
    r"|\b(?P<place>(?:see|listed|shown|described|printed|explained|given|number|numbers|address|website|information|"
    r"steps|options|details|dates|list)\s+(?:above|below))\b"
    r"|\b(?P<end>above|below)(?=\s*[.:;!?,]|\s*$)"
    r"|\b(?P<page>(?:on|see|turn to|go to)\s+(?:the\s+(?:next|other|back|last|first)\s+page|page\s+\d+))\b",
    re.IGNORECASE,
)


def check(reading: Reading) -> Iterator[Finding]:
    """Each word or phrase that sends a listener to something that is seen."""
    for sentence, words in zip(reading.sentences, reading.lowered, strict=True):
        for word, lowered in zip(sentence.words, words, strict=True):
            hint = _SCREEN_WORDS.get(lowered)
            if hint is not None and not word.text.isupper():
                message = "is for who has a screen or a page before them"
                yield Finding(word.start, word.end - word.start, message, hint)
    for match in _SCREEN.finditer(reading.passage.text):
        message = "sends a listener to something to look at"
        hint = "name the website" if match["link"] else "say it here, or say where it is"
        yield Finding(match.start(), match.end() - match.start(), message, hint)


ADVICE = Advice("see-or-click", "A listener is sent to something to click or to look at", check, for_printed=False)
