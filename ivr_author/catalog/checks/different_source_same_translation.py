"""Different texts have different translations: two choices of a menu that sound alike can't be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz

from ivr_author.catalog.subject import CatalogSubject, Translation
from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule

_ALIKE = 60
"""Percent of likeness from which two texts may well share a translation: they differ by a word or by their order."""

_SHORTEST = 12
"""Letters of a text below which two of them often share words: `Yes` and `OK`."""


def check(subject: CatalogSubject) -> Iterator[Fault]:
    """A translation that stands for two unlike texts: a warning among the choices of one place, else advice."""
    first: dict[tuple[str, str, tuple[str, ...]], Translation] = {}
    for one in subject.translations:
        if one.message is None or not one.state.is_used:
            continue
        locale, segment = one.catalog.locale, one.segment
        known = first.setdefault((locale, segment.kind, one.message.strings), one)
        if known.segment.text == segment.text:
            continue
        is_choice = _are_choices(known, one)
        if is_choice or (segment.kind != "phrase" and _are_unlike(known.segment.text, segment.text)):
            other = known.segment.address
            yield Fault(
                f"`{segment.address}` in `{locale}` has the words of `{other}`, which says something else",
                one.span,
                f"its text is “{segment.text[:60]}”, and there “{known.segment.text[:60]}”",
                Severity.WARNING if is_choice else None,
            )


def _are_choices(one: Translation, other: Translation) -> bool:
    """Whether both are lines of one offer, for different keys."""
    ours, theirs = one.segment.offer, other.segment.offer
    return bool(ours and theirs and ours.place == theirs.place and ours.key and theirs.key and ours.key != theirs.key)


def _are_unlike(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _SHORTEST and fuzz.ratio(one.casefold(), other.casefold()) < _ALIKE


RULE = Rule(
    "different-source-same-translation", Severity.NOTE, "Different texts have the same translation in one locale", check
)
