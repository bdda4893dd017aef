"""A translation has its limits: the characters that fit, and the seconds that a caller listens."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity
from ivr_author.core.examples import fill_with_examples
from ivr_author.speech.pace import seconds_of

MOST_TIMES = 2.0
"""A Spanish voice takes 1.6 times what an English one does for the same matter, and other languages lie between."""

MOST_SECONDS_MORE = 3.0
"""Of a short text even twice the time is nothing."""


def check(pair: Pair) -> Iterator[Finding]:
    """Against the limits of the place; where it has none, against the text itself (advice)."""
    filled = fill_with_examples(pair.text, pair.constants, pair.types, pair.locale)
    if 0 < pair.max_characters < len(filled):
        told = f"has {len(filled)} characters with ordinary values, and at most {pair.max_characters} fit"
        has_values = filled != pair.text
        yield Finding(told, "say it in fewer words", Severity.WARNING if has_values else Severity.ERROR)
    if not pair.is_spoken or pair.kind != "prompt":
        return
    seconds = seconds_of(filled, pair.locale)
    if pair.max_seconds:
        if seconds > pair.max_seconds:
            told = f"takes about {seconds:.0f} seconds to say, and at most {pair.max_seconds:g} are allowed"
            yield Finding(told, "say it in fewer words")
        return
    filled_source = fill_with_examples(pair.source, pair.constants, pair.types, pair.source_locale)
    source = seconds_of(filled_source, pair.source_locale)
    if seconds > source * MOST_TIMES and seconds > source + MOST_SECONDS_MORE:
        told = f"takes about {seconds:.0f} seconds to say, and its text takes {source:.0f}"
        yield Finding(told, "see whether it can be said in fewer words", Severity.NOTE)


RULE = TranslationRule(
    "too-long", Severity.WARNING, "A translation has more characters or seconds than its place", check
)
