"""How far the translations of a locale are, counted against the segments of today. Showing it is left to the faces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ivr_author.catalog.compare import words_in
from ivr_author.catalog.lookup import State, index_of
from ivr_author.catalog.model import Catalog
from ivr_author.core.segment import Segment

COLUMNS = (
    *("locale", "reviewed", "translated", "draft", "fuzzy", "stale", "missing"),
    *("of", "percent", "words to do", "words", "obsolete"),
)


@dataclass(frozen=True, slots=True)
class CatalogStats:
    """Counts of segments by state; words are those of the source, placeholders left out."""

    locale: str
    reviewed: int
    translated: int
    draft: int
    fuzzy: int
    stale: int
    missing: int
    obsolete: int
    words: int
    words_used: int

    @property
    def used(self) -> int:
        """Segments that callers and members get in this locale, drafts too."""
        return self.reviewed + self.translated + self.draft

    @property
    def total(self) -> int:
        """All segments."""
        return self.used + self.fuzzy + self.stale + self.missing

    @property
    def percent(self) -> int:
        """Used segments in percent, rounded down, so that 100 means all."""
        return 100 * self.used // self.total if self.total else 100

    def row(self) -> tuple[str, ...]:
        """The cells under `COLUMNS`."""
        used = (self.reviewed, self.translated, self.draft)
        counts = (*used, self.fuzzy, self.stale, self.missing, self.total)
        words = (self.words - self.words_used, self.words, self.obsolete)
        return (self.locale, *map(str, counts), f"{self.percent}%", *map(str, words))


def count_catalog(catalog: Catalog, segments: Iterable[Segment]) -> CatalogStats:
    """The counts of one locale."""
    index = index_of(catalog)
    states: Counter[State] = Counter()
    words: Counter[State] = Counter()
    for segment in segments:
        state, _ = index.find(segment.address, segment.text, segment.plural)
        states[state] += 1
        words[state] += sum(not word.startswith("{") for word in words_in(segment.text))
    return CatalogStats(
        catalog.locale,
        states[State.REVIEWED],
        states[State.TRANSLATED],
        states[State.DRAFT],
        states[State.FUZZY],
        states[State.STALE],
        states[State.MISSING],
        len(catalog.obsolete),
        words.total(),
        sum(count for state, count in words.items() if state.is_used),
    )


def sum_stats(catalog: Catalog, parts: Iterable[CatalogStats]) -> CatalogStats:
    """The counts of one locale from those of groups of its segments; obsolete entries belong to no group."""
    counts = [(0,) * 8, *((*_states(one), one.words, one.words_used) for one in parts)]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    reviewed, translated, draft, fuzzy, stale, missing, words, words_used = sums
    states = reviewed, translated, draft, fuzzy, stale, missing
    return CatalogStats(catalog.locale, *states, len(catalog.obsolete), words, words_used)


def _states(one: CatalogStats) -> tuple[int, ...]:
    return one.reviewed, one.translated, one.draft, one.fuzzy, one.stale, one.missing
