"""All texts of a workspace beside their translations in one language, each in the state that a translator knows it by.

Ten thousand texts: what one save leaves as it is, is not looked at again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock

from ivr_author.catalog.check import CATALOG_RULES
from ivr_author.catalog.lookup import State, index_of
from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.rule import TranslationRule
from ivr_author.core.diagnostics import Severity
from ivr_author.core.segment import Segment
from ivr_author.usecases.catalogs import CATALOG_DOMAINS, FLOWS, NOTICES, Domain
from ivr_author.usecases.check import CheckResult
from ivr_author.usecases.translate import OpenText, judge_words
from ivr_author.web.language import gettext
from ivr_author.web.studio import Snapshot
from ivr_author.web.texts import BULLETINS, TEXTS
from ivr_author.workspace.project import Workspace

MOST_JUDGED = 300
"""Translations that are judged for a page where no check has seen them yet; the check behind pages does the rest."""

_JUDGING = frozenset(one.id for one in CATALOG_RULES.values() if isinstance(one, TranslationRule))
_FAILING = (Severity.ERROR, Severity.WARNING)

Words = tuple[str | None, str, tuple[str, ...]]
"""What tells an entry from others, and from itself with other words."""


class Part(StrEnum):
    """How far a text is; each is in one of these."""

    MISSING = "missing"
    CHANGED = "fuzzy"  # its words were changed since, or somebody has doubts
    FAILING = "failing"  # it is used, and a check warns of it
    DRAFT = "draft"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"


STALE_RECORDING = "stale-recording"
"""Besides: its words are not those of its recording any more."""

ALL = "all"
SHOWS = (ALL, *Part, STALE_RECORDING)

_PARTS = {
    State.MISSING: Part.MISSING,
    State.FUZZY: Part.CHANGED,
    State.STALE: Part.CHANGED,
    State.DRAFT: Part.DRAFT,
    State.TRANSLATED: Part.TRANSLATED,
    State.REVIEWED: Part.REVIEWED,
}


@dataclass(frozen=True, slots=True)
class Item:
    """What texts belong to: a flow, a notice, or what several share. `id` is its name in addresses."""

    id: str
    title: str
    domain: Domain
    segments: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class Entry:
    """A text in one language. `key` is its name in addresses, `place` its place among all."""

    key: str
    place: int
    item: Item
    segment: Segment
    state: State
    message: Message | None
    part: Part
    has_stale_recording: bool = False

    @property
    def words(self) -> str:
        """The first form of its translation."""
        return next(filter(None, self.message.strings), "") if self.message is not None else ""

    def opened(self, locale: str) -> OpenText:
        """To be worked at."""
        return OpenText(self.item.domain, locale, self.segment, self.state, self.message)


@dataclass(frozen=True)
class LocaleDesk:
    """One language. `counts`: how many texts of each item are in which part; under the empty name, of all items.

    `places` are those of texts by name, `items` those of the texts of each item, which share some.
    """

    locale: str
    entries: Sequence[Entry]
    counts: Mapping[str, Counter[str]]
    places: Mapping[str, int] = field(default_factory=dict)
    items: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def find(self, key: str) -> Entry | None:
        """The text of this name."""
        place = self.places.get(key)
        return None if place is None else self.entries[place]

    def total(self, item: str) -> int:
        """How many texts an item has."""
        return sum(self.counts[item][part] for part in Part)

    def chosen(self, item: str, show: str, query: str) -> list[Entry]:
        """The texts of an item (or of all) in a part (or in any) that say something, in either language."""
        wanted = query.casefold()
        asked = (self.entries[place] for place in self.items[item]) if item else self.entries
        return [one for one in asked if _is_shown(one, show) and (not wanted or _says(one, wanted))]

    def beside(self, chosen: Sequence[Entry], key: str, step: int) -> Entry | None:
        """The chosen text next to one (or the one before), which need not be chosen itself; from the end, the first."""
        here = self.places.get(key, -1)
        before = bisect_left(chosen, here, key=_place)
        after = before + (before < len(chosen) and chosen[before].place == here)
        if not before and after == len(chosen):
            return None
        if step > 0:
            return chosen[after] if after < len(chosen) else chosen[0]
        return chosen[before - 1] if before else chosen[-1]


def _place(entry: Entry) -> int:
    return entry.place


def _is_shown(entry: Entry, show: str) -> bool:
    if show == STALE_RECORDING:
        return entry.has_stale_recording
    return show == ALL or entry.part == show


def _says(entry: Entry, wanted: str) -> bool:
    segment = entry.segment
    said = (segment.text, segment.plural, segment.address, *(entry.message.strings if entry.message else ()))
    return any(wanted in one.casefold() for one in said)


def items_of(shown: Snapshot) -> list[Item]:
    """Everything that has texts: what flows share, flows, bulletins, what notices share, notices."""
    found = []
    groups = shown.segments_by_group
    titles = {TEXTS: gettext("Built-in sentences"), BULLETINS: gettext("Bulletins")}
    flows = shown.content.flows if shown.content else {}
    for group, segments in groups.items():
        title = titles.get(group) or flows[group].title.value
        found.append(Item(f"flows/{group}", title, FLOWS, segments))
    desk = shown.notices
    own = [one for one in desk.segments("") if one.address.startswith("texts/")]
    found.append(Item("notices/texts", gettext("Built-in words of notices"), NOTICES, own))
    for notice_id in desk.ids:
        file = desk.content.notices.get(notice_id)
        title = file.notice.title.value if file else notice_id
        found.append(Item(f"notices/{notice_id}", title, NOTICES, desk.segments(notice_id)))
    return [one for one in found if one.segments]


@dataclass(frozen=True, slots=True)
class _Given:
    """What a desk was made of: its texts, the catalogs of each domain, and what the last check found."""

    items: Sequence[Item]
    catalogs: Mapping[str, Catalog]
    checked: CheckResult | None

    def is_same(self, other: _Given) -> bool:
        catalogs = all(self.catalogs[name] is one for name, one in other.catalogs.items())
        return catalogs and self.checked is other.checked and self.items == other.items


class Desks:
    """The desks of a studio's languages, each kept until something in it changes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, tuple[_Given, LocaleDesk]] = {}
        self._empty: dict[str, Catalog] = {}
        self._judged: dict[str, _Verdicts] = {}

    def desk_of(self, shown: Snapshot, items: Sequence[Item], locale: str) -> LocaleDesk:
        """The desk of one language."""
        empty = self._empty.setdefault(locale, Catalog(locale))
        catalogs = {
            domain.name: domain.catalogs_of(shown.workspace).get(locale, empty) for domain in CATALOG_DOMAINS.values()
        }
        # The check that ended last: nobody who translates waits for the next one.
        given = _Given(items, catalogs, shown.checker.latest)
        with self._lock:
            known = self._kept.get(locale)
        if known is not None and known[0].is_same(given):
            return known[1]
        maker = _Maker(shown.workspace, locale, given, self._verdicts(locale, given.checked))
        made = maker.again(*known) if known is not None and known[0].items == items else maker.make()
        with self._lock:
            self._kept[locale] = given, made
        return made

    def _verdicts(self, locale: str, checked: CheckResult | None) -> _Verdicts:
        with self._lock:
            known = self._judged.get(locale)
            if known is None or known.checked is not checked:
                known = self._judged[locale] = _Verdicts(locale, checked)
            return known


class _Maker:
    """Makes one desk."""

    def __init__(self, workspace: Workspace, locale: str, given: _Given, verdicts: _Verdicts) -> None:
        self._workspace = workspace
        self._locale = locale
        self._given = given
        self._indices = {name: index_of(catalog) for name, catalog in given.catalogs.items()}
        self._verdicts = verdicts
        self._judged = 0

    def make(self) -> LocaleDesk:
        """From nothing."""
        entries: list[Entry] = []
        places: dict[str, int] = {}
        of_items: dict[str, list[int]] = {}
        for item in self._given.items:
            of_item = of_items[item.id] = []
            for segment in item.segments:
                key = f"{item.domain.name}:{segment.address}"
                # What several notices share is worked at once, and counts for each of them.
                if key not in places:
                    places[key] = len(entries)
                    state, message = self._indices[item.domain.name].find(segment.address, segment.text, segment.plural)
                    entries.append(self._entry(key, len(entries), item, segment, state, message))
                of_item.append(places[key])
        return _counted(self._locale, entries, places, of_items)

    def again(self, before: _Given, desk: LocaleDesk) -> LocaleDesk:
        """From the one before, of the same texts: what did not change is what it was."""
        changed = {name: _changed(before.catalogs[name], catalog) for name, catalog in self._given.catalogs.items()}
        is_checked_anew = before.checked is not self._given.checked
        entries = list(desk.entries)
        for one in desk.entries:
            name = one.item.domain.name
            if one.segment.address in changed[name]:
                segment = one.segment
                state, message = self._indices[name].find(segment.address, segment.text, segment.plural)
            elif is_checked_anew:
                state, message = one.state, one.message
            else:
                continue
            entries[one.place] = self._entry(one.key, one.place, one.item, one.segment, state, message)
        return _counted(self._locale, entries, desk.places, desk.items)

    def _entry(
        self, key: str, place: int, item: Item, segment: Segment, state: State, message: Message | None
    ) -> Entry:
        part = _PARTS[state]
        if message is not None and state.is_used and self._fails(item.domain, segment, message):
            part = Part.FAILING
        recorded = item.domain is FLOWS and segment.address in self._verdicts.recorded
        return Entry(key, place, item, segment, state, message, part, recorded)

    def _fails(self, domain: Domain, segment: Segment, message: Message) -> bool:
        known = self._verdicts.fails(domain, message)
        if known is not None or self._judged == MOST_JUDGED:
            return bool(known)
        self._judged += 1
        judged = judge_words(self._workspace, segment, message.strings, self._locale)
        return any(one.severity in _FAILING for one in judged)


def _changed(before: Catalog, now: Catalog) -> set[str | None]:
    """The addresses at which two catalogs do not hold the same objects."""
    if before is now:
        return set()
    old, new = set(map(id, before.entries)), set(map(id, now.entries))
    gone = (one.context for one in before.entries if id(one) not in new)
    return {*gone, *(one.context for one in now.entries if id(one) not in old)}


def _counted(
    locale: str, entries: Sequence[Entry], places: Mapping[str, int], items: Mapping[str, Sequence[int]]
) -> LocaleDesk:
    counts = {"": _count(entries)}
    for item, of_item in items.items():
        counts[item] = _count([entries[place] for place in of_item])
    return LocaleDesk(locale, entries, counts, places, items)


def _count(entries: Sequence[Entry]) -> Counter[str]:
    counted: Counter[str] = Counter([one.part for one in entries])
    counted[STALE_RECORDING] = sum(one.has_stale_recording for one in entries)
    return counted


class _Verdicts:
    """What the last check found of one language: which translations it warns of, which recordings say other words."""

    def __init__(self, locale: str, checked: CheckResult | None) -> None:
        self.checked = checked
        self.recorded = frozenset(_stale_recordings(locale, checked))
        self._known: dict[str, set[Words]] = {}
        self._failing: dict[str, set[Words]] = {}
        for domain in CATALOG_DOMAINS.values() if checked is not None else ():
            catalog = domain.catalogs_of(checked.workspace).get(locale) if checked is not None else None
            if catalog is not None and checked is not None:
                self._known[domain.name] = set(map(_words, catalog.entries))
                self._failing[domain.name] = set(_failing(catalog, checked))

    def fails(self, domain: Domain, message: Message) -> bool | None:
        """Whether the check warns of a translation; None where it has not seen it."""
        words = _words(message)
        if words not in self._known.get(domain.name, ()):
            return None
        return words in self._failing[domain.name]


def _failing(catalog: Catalog, checked: CheckResult) -> Iterator[Words]:
    lines = {
        one.span.line
        for one in checked.diagnostics
        if one.span is not None and one.span.path == catalog.path and one.rule in _JUDGING and one.severity in _FAILING
    }
    return (_words(one) for one in catalog.entries if one.line in lines)


def _words(message: Message) -> Words:
    return message.context, message.msgid, message.strings


def _stale_recordings(locale: str, checked: CheckResult | None) -> Iterable[str]:
    """The addresses of the texts whose recordings say other words, as the check found them."""
    if checked is None:
        return
    spans = {one.span for one in checked.diagnostics if one.rule == "recording-stale"}
    for take in checked.workspace.takes.get(locale, ()):
        if take.span in spans:
            yield take.recording.address
