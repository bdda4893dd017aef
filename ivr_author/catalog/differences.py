"""How the values of a translation differ from its text's: what is lost, what is new, what has become another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ivr_author.catalog.rule import Pair
from ivr_author.catalog.values import MOST_KEPT, Kind, Value, values_of

MOST_COMPARED = 200
"""Values of one text; a text with more is a table and no sentence."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of the text that the translation lacks, one that only the translation has, or both: one for the other."""

    lost: Value | None
    added: Value | None

    @property
    def kind(self) -> Kind:
        """The kind of value that the text has, else the translation."""
        return (self.lost or self.added or _NOTHING).kind

    @property
    def message(self) -> str:
        """The difference, going on from “the translation”."""
        if self.added is None:
            return f"lacks {(self.lost or _NOTHING).written}"
        if self.lost is None:
            return f"says {self.added.written}, unlike the text"
        return f"says {self.added.written} for {self.lost.written}"


_NOTHING = Value(Kind.NUMBER, "", frozenset())
_FIGURES = frozenset({Kind.NUMBER, Kind.WORD})
_COUNTED = frozenset({Kind.NUMBER, Kind.WORD, Kind.AMOUNT})


def differences_of(pair: Pair, *kinds: Kind) -> Iterator[Difference]:
    """The differences of one form of a translation that are of some kinds."""
    found = compare_values(pair.source, pair.source_locale, pair.text, pair.locale, pair.other)
    return (one for one in found if one.kind in kinds)


@lru_cache(maxsize=MOST_KEPT)
def compare_values(source: str, source_locale: str, text: str, locale: str, other: str = "") -> tuple[Difference, ...]:
    """The differences in the order of the text. `other` is the text's other plural form: what it says may be said, too.

    A value that is told twice in one text and once in the other is no difference, and neither is a number word that
    stands against nothing: languages have duals, and words for two weeks. Two number words against each other are.
    """
    left = list(values_of(source, source_locale))[:MOST_COMPARED]
    right = list(values_of(text, locale))[:MOST_COMPARED]
    lost, added = _unmatched(left, right)
    if not lost and not added:
        return ()
    if other:
        known = values_of(other, source_locale)
        added = [one for one in added if not any(_agree(one, each) for each in known)]
        lost = [one for one in lost if one.readings != {"1"}]
    return tuple(_paired(lost, added))


def _unmatched(left: list[Value], right: list[Value]) -> tuple[list[Value], list[Value]]:
    """What is left of either when each value has found its like: of its own kind first, then told as a number."""
    lost, added = list(left), list(right)
    for agree in (_same, _agree):
        for one in list(lost):
            match = next((each for each in added if agree(one, each) and _may_be_day(one, each, left, right)), None)
            if match is not None:
                lost.remove(one)
                added.remove(match)
    return (
        [one for one in lost if not any(_agree(one, each) and _may_be_day(one, each, left, right) for each in right)],
        [one for one in added if not any(_agree(one, each) and _may_be_day(each, one, left, right) for each in left)],
    )


def _may_be_day(one: Value, other: Value, left: list[Value], right: list[Value]) -> bool:
    """A number may say a day only beside another day of the month: `November 5 to 7`, `del 5 al 7 de noviembre`."""
    if (one.kind is Kind.DATE) == (other.kind is Kind.DATE):
        return True
    day, others = (one, right) if one.kind is Kind.DATE else (other, left)
    months = {reading[:3] for reading in day.readings if len(reading) == len("11-05")}
    said = {reading[:3] for each in others if each.kind is Kind.DATE for reading in each.readings}
    return not months or bool(months & said)


def _same(one: Value, other: Value) -> bool:
    return one.kind is other.kind and _share(one, other)


def _share(one: Value, other: Value) -> bool:
    """Whether they have a reading in common; with a scale on either side (2 million), that of the scale."""
    if one.kind in _COUNTED and len(one.readings) > 1 and len(other.readings) > 1:
        return max(one.readings, key=Decimal) == max(other.readings, key=Decimal)
    return not one.readings.isdisjoint(other.readings)


def _agree(one: Value, other: Value) -> bool:
    if one.kind is other.kind:
        return _share(one, other)
    if not {one.kind, other.kind} & _FIGURES or one.numbers.isdisjoint(other.numbers):
        return False
    return not (one.is_doubtful or other.is_doubtful) or {one.kind, other.kind} <= _COUNTED


def _paired(lost: list[Value], added: list[Value]) -> Iterator[Difference]:
    """Those of one kind first; then a figure with a sure number word, a date with a month."""
    for fits in (_is_of_kind, _may_stand_for):
        for one in list(lost):
            match = next((each for each in added if fits(one, each)), None)
            if match is not None:
                lost.remove(one)
                added.remove(match)
                yield Difference(one, match)
    yield from (Difference(one, None) for one in lost if not one.is_soft)
    yield from (Difference(None, one) for one in added if not one.is_soft)


def _is_of_kind(one: Value, other: Value) -> bool:
    return one.kind is other.kind and not one.is_doubtful and not other.is_doubtful


def _may_stand_for(one: Value, other: Value) -> bool:
    if one.is_doubtful or other.is_doubtful:
        return False
    return bool({one.kind, other.kind} & _FIGURES) and Kind.LINK not in (one.kind, other.kind)
