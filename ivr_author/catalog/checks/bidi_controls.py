"""Marks that turn the direction of writing close where they open; those that override it show another text than is."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity

_EMBEDDINGS = "\u202a\u202b\u202d\u202e"
_ISOLATES = "\u2066\u2067\u2068"
_OVERRIDES = "\u202d\u202e"
_END_EMBEDDING, _END_ISOLATE = "\u202c", "\u2069"
_ALL = frozenset(_EMBEDDINGS + _ISOLATES + _END_EMBEDDING + _END_ISOLATE)


def check(pair: Pair) -> Iterator[Finding]:
    """Overrides and marks without their partner in the same line. U+200E and U+200F have none, and are fine."""
    if not _ALL.intersection(pair.text):
        return
    overrides = [character for character in _OVERRIDES if character in pair.text]
    if overrides:
        named = " and ".join(f"U+{ord(character):04X}" for character in overrides)
        hint = "remove it; U+200E or U+200F keeps figures and signs in their place"
        yield Finding(f"overrides the direction of writing with {named}", hint, Severity.ERROR)
    elif not all(map(_is_balanced, pair.text.split("\n"))):
        yield Finding(
            "has a mark of direction without its partner",
            "close U+202A and U+202B with U+202C, U+2066 to U+2068 with U+2069",
        )


def _is_balanced(line: str) -> bool:
    awaited: list[str] = []
    for character in line:
        if character in _EMBEDDINGS:
            awaited.append(_END_EMBEDDING)
        elif character in _ISOLATES:
            awaited.append(_END_ISOLATE)
        elif character in (_END_EMBEDDING, _END_ISOLATE) and (not awaited or awaited.pop() != character):
            return False
    return not awaited


RULE = TranslationRule("bidi-controls", Severity.WARNING, "Marks of direction override the text or do not close", check)
