"""Finds terms in texts: whole words in any form, the longest term first, nothing inside placeholders and addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ivr_author.catalog.bare_text import bare
from ivr_author.catalog.glossary.inflect import compile_phrase, fold, stem_of
from ivr_author.catalog.glossary.model import Glossary, Term
from ivr_author.core.locale import find_locale


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a phrase stands in a folded text."""

    start: int
    end: int


def places_outside(places: Iterable[Place], others: Iterable[Place]) -> list[Place]:
    """Those places that no other one holds, in order; a place that is among the others itself is not outside."""
    wider = sorted(others, key=lambda one: one.start)
    found, begun, furthest = [], 0, -1
    for place in sorted(places):
        while begun < len(wider) and wider[begun].start <= place.start:
            furthest = max(furthest, wider[begun].end)
            begun += 1
        if furthest < place.end:
            found.append(place)
    return found


class Words:
    """A text in one locale, in which phrases are looked for."""

    __slots__ = ("_folded", "_language", "_spaced", "locale")

    def __init__(self, text: str, locale: str) -> None:
        self.locale = locale
        facts = find_locale(locale)
        self._language = facts.id.split("_")[0]
        self._spaced = facts.spaced
        self._folded = fold(bare(text), self._language)

    def places(self, phrase: str) -> list[Place]:
        """Where any form of a phrase stands."""
        stem = stem_of(phrase, self._language, self._spaced)
        if not stem or stem not in self._folded:
            return []
        pattern = compile_phrase(phrase, self._language, self._spaced)
        return [Place(*match.span()) for match in pattern.finditer(self._folded)]

    def terms_of(self, glossary: Glossary) -> list[tuple[Term, Place]]:
        """Where any form of the terms of a glossary stands, term by term."""
        stems = _stems_of(glossary, self._language, self._spaced)
        near = [term for term, stem in stems if stem in self._folded]
        return [(term, place) for term in near for place in self.places(term.source)]

    def places_of_any(self, phrases: Iterable[str]) -> list[Place]:
        """Where any form of one of the phrases stands."""
        return [place for phrase in phrases for place in self.places(phrase)]


@lru_cache(maxsize=64)
def _stems_of(glossary: Glossary, language: str, spaced: bool) -> tuple[tuple[Term, str], ...]:
    stems = ((term, stem_of(term.source, language, spaced)) for term in glossary.terms)
    return tuple((term, stem) for term, stem in stems if stem)


@lru_cache(maxsize=32_768)
def terms_in(glossary: Glossary, source: str, source_locale: str) -> Mapping[Term, int]:
    """The terms that a source text has and how often; a term inside a longer one is not counted."""
    found = Words(source, source_locale).terms_of(glossary)
    if len(found) < 2:
        return Counter(term for term, _ in found)
    # Each place beside those that begin before it, or with it and reach further.
    found.sort(key=lambda one: (one[1].start, -one[1].end))
    counts: Counter[Term] = Counter()
    holder = Place(-1, -1)
    for term, place in found:
        if place.end > holder.end or place == holder:
            counts[term] += 1
            holder = place
    return counts
