"""A catalog brought up to date with the segments of the flows; nothing that a translator wrote is lost.

Matched by address first; what is left, by the very text of an entry whose address is gone; what is left then, by
similar words among those. Each old entry is used once. What a match does to the entry is in `transfer`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from rapidfuzz import fuzz, process

from ivr_author.catalog.compare import unchangeable_parts, words_in
from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.template import in_extraction_order
from ivr_author.catalog.transfer import absorb, make_obsolete, new_message, transfer
from ivr_author.core.locale import find_locale
from ivr_author.core.segment import Segment

LEAST_SIMILAR = 70.0
"""Percent of words that two texts must share; below it, correcting takes longer than translating."""

MOST_CANDIDATES = 5
"""Similar old entries looked at for one new text: the best one may be wanted by another text too."""

MOST_NAMESAKES = 50
"""Old entries with the same text that are looked at for the nearest address; a text rarely stands in more places."""

MOST_COMPARISONS = 10_000_000
"""New texts times lost ones, about a second; beyond it (all rewritten at one stroke) flows are compared one by one."""


class ChangeKind(StrEnum):
    """What happened to an entry."""

    ADDED = "added"
    CHANGED = "changed"  # the text at this address is another one: fuzzy, if it had a translation
    MOVED = "moved"  # the same text, at a new address
    CARRIED = "carried"  # the translation of a similar text, as a start: fuzzy
    REVIVED = "revived"  # the address was obsolete
    REMOVED = "removed"  # obsolete now, or dropped if nobody had written anything into it


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that is not as before; `address` is the new one, or the old one of what was removed."""

    kind: ChangeKind
    address: str
    text: str
    previous_address: str = ""
    previous_text: str = ""
    is_fuzzy: bool = False


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did to one catalog."""

    locale: str
    kept: int
    changes: tuple[Change, ...]

    def count(self, kind: ChangeKind) -> int:
        """How many changes of a kind."""
        return sum(change.kind is kind for change in self.changes)


@dataclass(frozen=True, slots=True)
class _Match:
    """The old entry that a segment gets; no kind means that nothing changed."""

    entry: Message
    kind: ChangeKind | None
    is_doubtful: bool = False


def update_catalog(catalog: Catalog, segments: Iterable[Segment]) -> tuple[Catalog, UpdateReport]:
    """The catalog for these segments, in extraction order. The header and the comments of translators stay."""
    if not catalog.is_intact:
        raise ValueError(f"{catalog.path}: a catalog with syntax faults lacks entries; an update would lose them")
    wanted: dict[tuple[str, str], Segment] = {}
    for segment in in_extraction_order(segments):
        # A flow with faults may say one thing twice; a catalog may not.
        wanted.setdefault((segment.address, segment.text), segment)
    segments = list(wanted.values())
    pool = _Pool(catalog)
    matches: dict[int, _Match] = {}
    for find_matches in (_match_addresses, _match_texts, _match_similar):
        rest = [(place, segment) for place, segment in enumerate(segments) if place not in matches]
        matches.update(find_matches(rest, pool))
    return _assemble(catalog, segments, matches, pool)


class _Pool:
    """The old entries, the living before the obsolete. Two may be equal, so they are told apart by number."""

    def __init__(self, catalog: Catalog) -> None:
        self.messages = (*catalog.entries, *catalog.obsolete)
        self.living = len(catalog.entries)
        self.free = dict.fromkeys(range(len(self.messages)))
        self.by_address: dict[str | None, list[int]] = defaultdict(list)
        self.by_text: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, message in enumerate(self.messages):
            self.by_address[message.context].append(number)
            self.by_text[message.msgid, message.msgid_plural or ""].append(number)

    def take(self, number: int) -> Message:
        del self.free[number]
        return self.messages[number]

    def is_living(self, number: int) -> bool:
        return number < self.living

    def has_other_translations(self, message: Message) -> bool:
        """Whether this text is translated in another way anywhere."""
        namesakes = (self.messages[number] for number in self.by_text[message.msgid, message.msgid_plural or ""])
        return any(other.is_complete and not other.is_fuzzy and other.strings != message.strings for other in namesakes)


def _match_addresses(rest: list[tuple[int, Segment]], pool: _Pool) -> Iterator[tuple[int, _Match]]:
    for place, segment in rest:
        numbers = [number for number in pool.by_address.get(segment.address, ()) if number in pool.free]
        if not numbers:
            continue
        number = max(numbers, key=partial(_worth, pool, segment))
        entry = pool.take(number)
        if not pool.is_living(number):
            kind: ChangeKind | None = ChangeKind.REVIVED
        else:
            kind = None if entry.says(segment.text, segment.plural) else ChangeKind.CHANGED
        yield place, _Match(entry, kind)


def _worth(pool: _Pool, segment: Segment, number: int) -> tuple[bool, ...]:
    """Of several entries at one address: a translation of this text, then a living entry."""
    entry = pool.messages[number]
    is_same, is_filled = entry.says(segment.text, segment.plural), any(entry.strings)
    return is_same and is_filled, pool.is_living(number), is_same, is_filled


def _match_texts(rest: list[tuple[int, Segment]], pool: _Pool) -> Iterator[tuple[int, _Match]]:
    """A node that was moved or renamed: the same text elsewhere, in what no address claims any more."""
    free: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number in pool.free:
        message = pool.messages[number]
        if any(message.strings):
            free[message.msgid, message.msgid_plural or ""].append(number)
    for place, segment in rest:
        numbers = free[segment.text, segment.plural]
        if not numbers:
            continue
        number = max(
            numbers[:MOST_NAMESAKES],
            key=lambda n: (pool.is_living(n), _nearness(pool.messages[n].context or "", segment.address)),
        )
        numbers.remove(number)
        entry = pool.take(number)
        # Where one text has two translations, the place decides which is right, and the place is new.
        yield place, _Match(entry, ChangeKind.MOVED, pool.has_other_translations(entry))


def _match_similar(rest: list[tuple[int, Segment]], pool: _Pool) -> Iterator[tuple[int, _Match]]:
    """The nearest text among the entries that lost their address; the best pairs of all get each other."""
    letters: dict[str, str] = {}

    def spell(text: str, plural: str | None) -> str:
        # One letter for each word, so that the comparison counts words. A placeholder is no likeness: it must be equal.
        words = (word for word in words_in(f"{text}\n{plural or ''}") if not word.startswith("{"))
        return "".join(letters.setdefault(word, chr(0x10000 + len(letters))) for word in words)

    lost = [number for number in pool.free if pool.is_living(number) and any(pool.messages[number].strings)]
    is_by_flow = len(lost) * len(rest) > MOST_COMPARISONS

    def group_of(text: str, plural: str | None, address: str) -> tuple[object, ...]:
        return (*unchangeable_parts(text, plural), address.split("/")[0] if is_by_flow else "")

    groups: dict[tuple[object, ...], list[tuple[int, str]]] = defaultdict(list)
    for number in lost:
        old = pool.messages[number]
        group = group_of(old.msgid, old.msgid_plural, old.context or "")
        groups[group].append((number, spell(old.msgid, old.msgid_plural)))
    pairs: list[tuple[float, int, int]] = []
    for place, segment in rest if lost else ():
        candidates = groups.get(group_of(segment.text, segment.plural, segment.address), [])
        spelled = spell(segment.text, segment.plural)
        found = process.extract(
            spelled,
            [written for _, written in candidates],
            scorer=fuzz.ratio,
            processor=None,
            limit=MOST_CANDIDATES,
            score_cutoff=LEAST_SIMILAR,
        )
        pairs.extend((-score, place, candidates[index][0]) for _, score, index in found if spelled)
    taken: set[int] = set()
    for _, place, number in sorted(pairs):
        if place not in taken and number in pool.free:
            taken.add(place)
            yield place, _Match(pool.take(number), ChangeKind.CARRIED)


def _nearness(one: str, other: str) -> int:
    """How many parts two addresses share, from either end."""
    ours, theirs = one.split("/"), other.split("/")
    from_start = sum(a == b for a, b in zip(ours, theirs, strict=False))
    from_end = sum(a == b for a, b in zip(reversed(ours), reversed(theirs), strict=False))
    return from_start + from_end


def _assemble(
    catalog: Catalog, segments: list[Segment], matches: dict[int, _Match], pool: _Pool
) -> tuple[Catalog, UpdateReport]:
    rule = catalog.plural_rule
    forms = rule.count if rule else find_locale(catalog.locale).plural_count
    changes: list[Change] = []
    entries: dict[tuple[str | None, str], Message] = {}
    for place, segment in enumerate(segments):
        match = matches.get(place)
        message = transfer(segment, match.entry, forms, match.is_doubtful) if match else new_message(segment, forms)
        entries[message.context, message.msgid] = message
        if match is None:
            changes.append(Change(ChangeKind.ADDED, segment.address, segment.text))
        elif match.kind is not None:
            old = match.entry
            changes.append(
                Change(match.kind, segment.address, segment.text, old.context or "", old.msgid, message.is_fuzzy)
            )
    obsolete: dict[tuple[str | None, str], Message] = {}
    # The obsolete entries of before stand first; what goes now is newer, and wins where both say the same.
    for number in sorted(pool.free, key=lambda number: (pool.is_living(number), number)):
        message = pool.messages[number]
        key = (message.context, message.msgid)
        if pool.is_living(number) and key not in entries:
            changes.append(Change(ChangeKind.REMOVED, message.context or "", message.msgid))
        if key in entries:
            entries[key] = absorb(entries[key], message)
        elif pool.is_living(number) and message.is_untouched:
            continue
        elif key in obsolete:
            newer, older = make_obsolete(message), obsolete[key]
            obsolete[key] = absorb(newer, older) if any(newer.strings) else absorb(older, newer)
        else:
            obsolete[key] = make_obsolete(message)
    updated = Catalog(
        catalog.locale,
        catalog.header,
        tuple(entries.values()),
        tuple(obsolete.values()),
        catalog.path,
        catalog.closing_comments,
    )
    kept = sum(match.kind is None for match in matches.values())
    return updated, UpdateReport(catalog.locale, kept, tuple(changes))
