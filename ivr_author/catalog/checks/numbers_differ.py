"""A translation says the numbers of its text, by value, in figures or words of any script."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.differences import Difference, differences_of
from ivr_author.catalog.keys import keys_of
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.catalog.values import Kind, Value
from ivr_author.core.diagnostics import Severity

HINT = "say the numbers of the text; a figure may be a word and a word a figure"


def check(pair: Pair) -> Iterator[Finding]:
    """Numbers and shares that are lost, new or other; keys are told by `keys-differ` and `menu-keys`."""
    found = list(differences_of(pair, Kind.NUMBER, Kind.PERCENT, Kind.WORD))
    if not found:
        return
    keys = {
        *keys_of(pair.source, pair.source_locale, pair.constants).told,
        *keys_of(pair.text, pair.locale, pair.constants).told,
    }
    for one in found:
        if not any(value is not None and value.readings <= keys for value in (one.lost, one.added)):
            yield Finding(one.message, HINT, _severity(one))


def _severity(difference: Difference) -> Severity | None:
    if difference.lost is None and _is_aside(difference.added):
        # A measure in other units, for readers who know those.
        return Severity.NOTE
    both = (difference.lost, difference.added)
    return Severity.ERROR if all(value is not None and not value.is_soft for value in both) else None


def _is_aside(value: Value | None) -> bool:
    return value is not None and value.is_aside


RULE = TranslationRule(
    "numbers-differ", Severity.WARNING, "A translation says other numbers than its text, or lacks one", check
)
