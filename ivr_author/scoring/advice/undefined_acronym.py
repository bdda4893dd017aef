"""Short forms that nobody explained: at the first use in a file, the words stand in full, then the short form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.scoring.advice._acronyms import KNOWN_ACRONYMS, is_emphasised
from ivr_author.scoring.advising import Advice, Finding, Reading

_ACRONYM = re.compile(r"(?<![\w&@./’'-])([A-Z][A-Z&]{1,5})s?(?![\w&@]|[./-]\w)")
_ROMAN = re.compile(r"[IVX]+")
_EXPLAINS_ITSELF = re.compile(r"\s*\((?:[A-Za-z’'-]+\s+){1,8}[A-Za-z’'-]+\)")
_CITATION = re.compile(r"\d+\s+$")
_SHOUTED = re.compile(r"[A-Z]{2,}\W+[A-Z]{2,}")
_WORD_BEFORE = re.compile(r"([A-Za-z’'-]+)[^A-Za-z’']*\(\s*$")


def check(reading: Reading) -> Iterator[Finding]:
    """The first use of each acronym that is neither known, nor a name here, nor explained at its place or before."""
    text = reading.passage.text
    seen = {*KNOWN_ACRONYMS, *reading.names, *reading.explained}
    for match in _ACRONYM.finditer(text):
        acronym = match[1]
        if acronym in seen or _ROMAN.fullmatch(acronym) or is_emphasised(acronym):
            continue
        if _CITATION.search(text, max(0, match.start() - 6), match.start()) and text[match.end() + 1 :][:1].isdigit():
            # `45 CFR 155.305` is an address in the law, and reads like one.
            continue
        seen.add(acronym)
        if not (_is_explained(text, match) or _is_shouted(text, match)):
            message = "is not explained before it is used"
            yield Finding(match.start(), match.end() - match.start(), message, f"write it in full, then ({acronym})")


def acronyms_in(text: str) -> frozenset[str]:
    """The short forms that a text has; in later passages of the same file they are old friends, or were told here."""
    return frozenset(_ACRONYM.findall(text))


def _is_explained(text: str, acronym: re.Match[str]) -> bool:
    """`Advance Premium Tax Credit (APTC)`, or `APTC (a tax credit that lowers your bill)`."""
    before = text[max(0, acronym.start() - 60) : acronym.start()]
    return _WORD_BEFORE.search(before) is not None or _EXPLAINS_ITSELF.match(text, acronym.end()) is not None


def _is_shouted(text: str, acronym: re.Match[str]) -> bool:
    """Whether it is one of several words in capitals, which are told as such."""
    around = text[max(0, acronym.start() - 20) : acronym.end() + 20]
    return len(_SHOUTED.findall(around)) > 0 and len(re.findall(r"\b[A-Z]{2,}\b", around)) > 2


ADVICE = Advice("undefined-acronym", "A short form is used before it is explained", check)
