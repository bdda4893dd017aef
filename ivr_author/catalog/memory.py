"""Translation memory: what was translated before, for the same text or for one like it, in all catalogs of a locale.

Catalogs of other locales are never asked, not even those that a locale falls back to: their words are in another
variety of the language. Reading memories of others (TMX) is left to `exchange`; they come as pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import nlargest
from operator import itemgetter

from rapidfuzz import fuzz, process

from ivr_author.catalog.addresses import nearness
from ivr_author.catalog.compare import parts_that_differ, unchangeable_parts, words_in
from ivr_author.catalog.lookup import State, index_of, state_of
from ivr_author.catalog.model import FUZZY, Catalog, Message
from ivr_author.core.locale import find_locale
from ivr_author.core.plurals import choose_form
from ivr_author.core.segment import Segment

EXACT = 100.0
LEAST_SIMILAR = 60.0
"""Percent of words that two texts share; below it there is nothing in the translation to go on from."""

MOST_CANDIDATES = 50
"""Similar texts that are ranked for one suggestion; the order of those behind them hardly matters."""

MOST_NAMESAKES = 50
"""Translations of the same text that are looked at for the nearest address; a text rarely stands in more places."""

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A translation that was made before, of `source`; `score` is the likeness of that text in percent, 100 for equal.

    `state` is how far that translation is. `differs` says which numbers, keys or placeholders are not those of the text
    that was asked for; such a suggestion says something else. `address` is empty for what came from another memory.
    """

    text: str
    source: str
    score: float
    address: str
    state: State
    is_obsolete: bool = False
    differs: str = ""


class Memory:
    """The translations of some catalogs, by locale; each locale is made ready when it is first asked for.

    `others` are pairs of text and translation from elsewhere, by locale; they rank below the catalogs' own.
    """

    def __init__(self, catalogs: Iterable[Catalog], others: Mapping[str, Pairs] | None = None) -> None:
        self._catalogs: dict[str, list[Catalog]] = defaultdict(list)
        for catalog in catalogs:
            self._catalogs[catalog.locale].append(catalog)
        self._others = others or {}
        self._locales: dict[str, _LocaleMemory] = {}

    def suggest(self, text: str, locale: str, limit: int = 5) -> tuple[Suggestion, ...]:
        """The best translations for a text, best first: those that say the same values, the likest, the surest."""
        if locale not in self._locales:
            pairs = (*_pairs_of(self._catalogs.get(locale, ())), *_other_pairs(self._others.get(locale, ())))
            self._locales[locale] = _LocaleMemory(pairs)
        return self._locales[locale].suggest(text, limit)


class _LocaleMemory:
    def __init__(self, suggestions: Iterable[Suggestion]) -> None:
        self._by_source: dict[str, dict[str, Suggestion]] = defaultdict(dict)
        for one in suggestions:
            known = self._by_source[one.source].get(one.text)
            if known is None or _worth(one) > _worth(known):
                self._by_source[one.source][one.text] = one
        self._letters: dict[str, str] = {}
        self._sources = list(self._by_source)
        self._spelled = [self._spell(source) for source in self._sources]
        self._groups: dict[object, list[int]] = defaultdict(list)
        for number, source in enumerate(self._sources):
            self._groups[unchangeable_parts(source, None)].append(number)

    def suggest(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        scores = self._similar(text)
        if text in self._by_source:
            scores[text] = EXACT
        found = [
            replace(one, score=score, differs=parts_that_differ(source, None, text, None))
            for source, score in scores.items()
            for one in self._by_source[source].values()
        ]
        found.sort(key=lambda one: (bool(one.differs), -one.score, -_worth(one), one.address))
        return tuple(found[:limit])

    def _similar(self, text: str) -> dict[str, float]:
        spelled = self._spell(text, is_kept=False)
        if not spelled:
            return {}
        scores: dict[str, float] = {}
        group = self._groups.get(unchangeable_parts(text, None), [])
        # First among those that say the same values: enough that don't could hide them.
        for numbers in (group, range(len(self._sources))):
            choices = [self._spelled[number] for number in numbers] if numbers is group else self._spelled
            found = process.extract(
                spelled,
                choices,
                scorer=fuzz.ratio,
                processor=None,
                limit=MOST_CANDIDATES,
                score_cutoff=LEAST_SIMILAR,
            )
            for _, score, index in found:
                # Words may be equal where signs or letters' cases are not.
                scores[self._sources[numbers[index]]] = min(score, EXACT - 1)
        return scores

    def _spell(self, text: str, is_kept: bool = True) -> str:
        # One letter for each word, so that the comparison counts words.
        letters = self._letters if is_kept else dict(self._letters_of(text))
        return "".join(letters.setdefault(word, chr(0x10000 + len(letters))) for word in words_in(text))

    def _letters_of(self, text: str) -> Iterator[tuple[str, str]]:
        # Words that nobody has used yet get letters that nothing has.
        unknown = 0x10000 + len(self._letters)
        for word in dict.fromkeys(words_in(text)):
            letter = self._letters.get(word)
            if letter is None:
                letter, unknown = chr(unknown), unknown + 1
            yield word, letter


def fill_missing(
    catalog: Catalog, segments: Iterable[Segment], others: Iterable[Catalog]
) -> tuple[Catalog, tuple[tuple[str, str], ...]]:
    """The catalog with translations of the very same texts from elsewhere where it has none; and what was filled.

    `others` are the other catalogs of the locale. What is filled in is fuzzy and
    names the address it comes from, for the place decides whether it is right; given back as (address, from where).
    """
    index = index_of(catalog)
    known: dict[tuple[str, str], list[tuple[int, Message]]] = defaultdict(list)
    for other, how, is_obsolete in _messages_of((catalog, *others)):
        if how.is_used:
            rank = _RANKS[how] - (_OBSOLETE if is_obsolete else 0)
            known[other.msgid, other.msgid_plural or ""].append((rank, other))
    for text, candidates in known.items():
        known[text] = nlargest(MOST_NAMESAKES, candidates, key=itemgetter(0))
    filled: dict[tuple[str | None, str], Message] = {}
    told: list[tuple[str, str]] = []
    for segment in segments:
        state, message = index.find(segment.address, segment.text, segment.plural)
        candidates = known.get((segment.text, segment.plural), [])
        if state is not State.MISSING or message is None or not candidates:
            continue
        if any(message.strings) or not message.says(segment.text, segment.plural):
            continue
        _, best = max(candidates, key=lambda one: (one[0], nearness(one[1].context or "", segment.address)))
        filled[message.context, message.msgid] = replace(
            message,
            strings=best.strings,
            flags=(FUZZY, *(flag for flag in message.flags if flag != FUZZY)),
            previous_context=best.context,
            previous_msgid=best.msgid,
            previous_plural=best.msgid_plural,
        )
        told.append((segment.address, best.context or ""))
    entries = tuple(filled.get((one.context, one.msgid), one) for one in catalog.entries)
    return replace(catalog, entries=entries), tuple(told)


_RANKS = {State.REVIEWED: 10, State.TRANSLATED: 8, State.DRAFT: 6, State.FUZZY: 2, State.STALE: 0, State.MISSING: 0}
_OBSOLETE = 3
_FOREIGN = 4


def _worth(one: Suggestion) -> int:
    """How sure a translation is: used ones first, what was used once later, what nobody has looked at last."""
    rank = _RANKS[one.state] - (_OBSOLETE if one.is_obsolete else 0)
    return rank - (0 if one.address else _FOREIGN)


def _messages_of(catalogs: Iterable[Catalog]) -> Iterator[tuple[Message, State, bool]]:
    for catalog in catalogs:
        forms = find_locale(catalog.locale).plural_count
        for messages, is_obsolete in ((catalog.entries, False), (catalog.obsolete, True)):
            for message in messages:
                yield message, state_of(message, forms), is_obsolete


def _pairs_of(catalogs: Iterable[Catalog]) -> Iterator[Suggestion]:
    for catalog in catalogs:
        locale = find_locale(catalog.locale)
        for message, state, is_obsolete in _messages_of([catalog]):
            if state is State.MISSING:
                continue
            address, strings = message.context or "", message.strings
            single = choose_form(locale.plural_expression, 1, len(strings)) if len(strings) > 1 else 0
            yield Suggestion(strings[single], message.msgid, EXACT, address, state, is_obsolete)
            if message.msgid_plural:
                yield Suggestion(strings[-1], message.msgid_plural, EXACT, address, state, is_obsolete)


def _other_pairs(pairs: Pairs) -> Iterator[Suggestion]:
    return (Suggestion(translation, text, EXACT, "", State.TRANSLATED) for text, translation in pairs if translation)
