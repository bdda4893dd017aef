"""A translation ends as its text does, in the mark of its own script: voices pause there, and readers stop."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity
from ivr_author.core.locale import find_locale

_CLOSING = "\"'”’»›」』)）]】*_~ \u00a0\u202f\u200b\u200e\u200f\n\t"
"""What may stand after the mark: quotes, brackets, Markdown."""

_COLONS = ":：፡፦"
_QUESTIONS = frozenset("?？؟;；፧")
_OWN_MARKS = {"。": ".", "！": "!", "？": "?", "؟": "?", "።": ".", "၊": ",", "။": ".", "។": "."}
"""The marks of a script that go before Latin ones. Hindi and Gujarati are written with either."""

_UNMARKED = frozenset(("th", "lo"))
"""Languages that end a sentence with a space."""


def check(pair: Pair) -> Iterator[Finding]:
    """A mark that is missing, of another script, or that the source has not. Labels and phrases end as they like."""
    language = pair.locale.split("_")[0]
    if pair.kind != "prompt" or language in _UNMARKED:
        return
    ours, theirs = find_locale(pair.source_locale).lexicon, find_locale(pair.locale).lexicon
    source, text = pair.source.rstrip(_CLOSING), pair.text.rstrip(_CLOSING)
    if not source or not text or _ends_in(source, ours.abbreviations) or _ends_in(text, theirs.abbreviations):
        return
    end, own_end = source[-1], text[-1]
    is_sentence = end in ours.sentence_ends
    own = next((mark for mark, latin in _OWN_MARKS.items() if mark in theirs.sentence_ends and latin == own_end), "")
    if own and not text.isascii():
        yield Finding(f"ends with `{own_end}`", f"end it with `{own}`, the mark of the script")
    elif is_sentence and own_end not in theirs.sentence_ends and own_end not in _COLONS:
        # Where a value stands last, a mark may be left out so that nobody takes it for a part of the value.
        severity = Severity.NOTE if own_end == "}" else None
        named = (
            "no mark"
            if _is_letter(own_end) or own_end.isdigit() or own_end == "}"
            else f"`{own_end}`, which ends no sentence"
        )
        hint = f"end it with one of {' '.join(theirs.sentence_ends)}"
        yield Finding(f"ends with {named}, and its text with `{end}`", hint, severity)
    elif own_end in theirs.sentence_ends and (_is_letter(end) or end.isdigit() or end == "}"):
        yield Finding(
            f"ends with `{own_end}`, and its text has no mark there", "end it as the text does", Severity.NOTE
        )
    elif is_sentence and own_end in theirs.sentence_ends and (end in _QUESTIONS) != (own_end in _QUESTIONS):
        what = "asks" if own_end in _QUESTIONS else "does not ask"
        yield Finding(f"{what}, unlike its text", "check that it says the same", Severity.NOTE)
    elif language == "es" and text.endswith("?") and "¿" not in text:
        yield Finding("asks without `¿`", "begin the question with `¿`")


def _is_letter(character: str) -> bool:
    # The vowel signs of Khmer and Hindi are marks.
    return unicodedata.category(character)[0] in "LM"


def _ends_in(text: str, abbreviations: tuple[str, ...]) -> bool:
    if not text.endswith("."):
        return False
    folded = text.casefold()
    return any(folded.endswith(one) and not folded.removesuffix(one)[-1:].isalpha() for one in abbreviations)


RULE = TranslationRule("sentence-end", Severity.WARNING, "A translation does not end as its text does", check)
