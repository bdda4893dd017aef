"""Abbreviations and signs that voices spell, skip, or guess: `e.g.`, `&`, `w/`, `#4`, `Main St.`

Amounts, percents, times, `Dr.`, `a.m.`, `U.S.` and the bare name of a website are read well everywhere, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.scoring.advising import Advice, Finding, Reading

_ABBREVIATIONS = {
    "acct": "account",
    "addl": "additional",
    "apt": "apartment",
    "approx": "about",
    "appt": "appointment",
    "ave": "Avenue",
    "blvd": "Boulevard",
    "dept": "department",
    "e.g": "for example",
    "esp": "especially",
    "est": "about",
    "etc": "and so on",
    "ext": "extension",
    "govt": "government",
    "hr": "hour",
    "hrs": "hours",
    "hwy": "Highway",
    "i.e": "that is",
    "incl": "including",
    "info": "information",
    "ln": "Lane",
    "mgmt": "management",
    "misc": "other",
    "n/a": "none",
    "pkwy": "Parkway",
    "pls": "please",
    "pmt": "payment",
    "rd": "Road",
    "ref": "number",
    "req'd": "needed",
    "sq": "Square",
    "ste": "Suite",
    "vs": "or",
    "yr": "year",
    "yrs": "years",
}
_WORDS_TOO = frozenset({"ave", "est", "ext", "info", "ln", "rd", "ref", "sq", "ste", "apt", "esp", "hr"})
"""Of these only those that end in a full stop; `info` is a word by now."""

_ABBREVIATED = re.compile(
    rf"(?<![\w.@/-])({'|'.join(map(re.escape, _ABBREVIATIONS))})(\.?)(?![\w@]|[./]\w)", re.IGNORECASE
)
_STREET = re.compile(r"(?<=[a-z] )St\.(?=\s+[a-z]|\s*,|\s*$|\s+[A-Z][a-z]+ (?:is|at)\b)|(?<=[A-Z][a-z]{2} )St\.")
_NUMBER_SIGN = re.compile(r"\bNo\.(?=\s?\d)|#(?=\s?\d)|(?<!\w)#(?!\w)")
_WITH = re.compile(r"(?<!\w)w/(?:o\b|in\b)?", re.IGNORECASE)
_DAYS = re.compile(
    r"\b(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun|Jan|Feb|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.(?=\s|,|$)"
)
_SIGNS = {
    "&": "and",
    "/": "or",
    "+": "plus",
    "=": "is",
    "<": "less than",
    ">": "more than",
    "~": "about",
    "|": "",
    "_": "",
    "\\": "",
    "•": "",
    "§": "section",
    "©": "",
    "®": "",
    "™": "",
    "*": "star",
    "@": "at",
    "[": "",
    "]": "",
    "{": "",
    "}": "",
}
_SIGN = re.compile(f"[{re.escape(''.join(_SIGNS))}]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""A member's own, read out to be sure of it; there is no other way to say it."""

_ADDRESS = re.compile(r"https?://\S*[\w/]|(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*[\w/]", re.IGNORECASE)


def check(reading: Reading) -> Iterator[Finding]:
    """Each of them once, an address of the web as one."""
    text = reading.passage.text
    done = 0
    for start, end, suggestion in sorted(_found(text), key=lambda one: (one[0], -one[1])):
        if start >= done:
            done = end
            if suggestion:
                yield Finding(start, end - start, "a voice may spell it, skip it or guess", suggestion)


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each is, and what to say instead; nothing for what is only to be left alone."""
    for match in _EMAIL.finditer(text):
        yield match.start(), match.end(), ""
    for match in _ADDRESS.finditer(text):
        yield match.start(), match.end(), "name the website or the office; nobody can write it down that fast"
    for match in _WITH.finditer(text):
        word = {"w/o": "without", "w/in": "within"}.get(match.group().lower(), "with")
        yield match.start(), match.end(), word
    for match in _ABBREVIATED.finditer(text):
        word = match[1].lower()
        if match[2] or word not in _WORDS_TOO:
            yield match.start(), match.end(), _ABBREVIATIONS[word]
    for match in _NUMBER_SIGN.finditer(text):
        is_number = text[match.end() : match.end() + 2].strip()[:1].isdigit()
        yield match.start(), match.end(), "number" if is_number else "pound"
    for match in _STREET.finditer(text):
        yield match.start(), match.end(), "Street"
    for match in _DAYS.finditer(text):
        yield match.start(), match.end(), "write the word in full"
    for match in _SIGN.finditer(text):
        yield match.start(), match.end(), _SIGNS[match.group()] or "leave it out"


ADVICE = Advice("unspeakable", "A voice can't read an abbreviation or a sign", check, for_printed=False)
