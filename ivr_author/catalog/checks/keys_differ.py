"""A translation tells the caller to press the same keys as its text. What a menu offers is `menu-keys`' to see."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.keys import KeyDifference, compare_keys, keys_of
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity

HINT = "tell the same key, as a placeholder, a figure, or the word for it"


def check(pair: Pair) -> Iterator[Finding]:
    """Keys that are lost, new, another, or told in another order."""
    if pair.offer is not None or pair.kind == "phrase":
        return
    source = keys_of(pair.source, pair.source_locale, pair.constants)
    told = keys_of(pair.text, pair.locale, pair.constants)
    difference = compare_keys(source, told)
    if difference:
        yield finding(difference)
    elif source.told != told.told and sorted(source.told) == sorted(told.told):
        order = ", ".join(told.told)
        message = f"tells the keys in another order than the text: {order}"
        yield Finding(message, "see that each key still stands for the same thing", Severity.WARNING)


def finding(difference: KeyDifference) -> Finding:
    """A difference of keys; what may be a word that we don't know is a note only."""
    lost, added = (" and ".join(keys) for keys in (difference.lost, difference.added))
    if added and lost:
        return Finding(f"tells key {added} for key {lost}", HINT)
    if added:
        return Finding(f"tells key {added}, unlike the text", HINT)
    if difference.has_unknown:
        message = f"has no word for a key that we know, where the text tells key {lost}"
        return Finding(message, HINT, Severity.NOTE)
    return Finding(f"does not tell key {lost}", HINT)


RULE = TranslationRule(
    "keys-differ", Severity.ERROR, "A translation tells the caller to press other keys than its text", check
)
