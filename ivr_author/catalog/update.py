"""A catalog brought up to date with the segments of the flows; nothing that a translator wrote is lost.

Matched by address first, where the choices of one node may have changed their keys; what is left, by the very text of
an entry whose address is gone; what is left then, by similar words among those. Each old entry is used once. What a
match does to the entry is in `transfer`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from rapidfuzz import fuzz, process

from ivr_author.catalog.addresses import AddressChoice, Refusal, nearness, node_of
from ivr_author.catalog.change import Change, ChangeKind, UpdateReport
from ivr_author.catalog.compare import unchangeable_parts, words_in
from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.template import in_extraction_order
from ivr_author.catalog.transfer import NOT_TRANSLATED, Transferred, absorb, make_obsolete, new_message, transfer
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

_CONFIRMABLE = (ChangeKind.CHANGED, ChangeKind.CARRIED, ChangeKind.REVIVED, None)


@dataclass(frozen=True, slots=True)
class _Match:
    """The old entry that a segment gets; no kind means that nothing changed."""

    entry: Message
    kind: ChangeKind | None
    is_doubtful: bool = False
    number: int | None = None


def update_catalog(
    catalog: Catalog, segments: Iterable[Segment], still_valid: AddressChoice | None = None
) -> tuple[Catalog, UpdateReport]:
    """The catalog for these segments, in extraction order. The header and the comments of translators stay.

    `still_valid` are texts whose changes, of which the author says so, leave their translations right.
    """
    if not catalog.is_intact:
        raise ValueError(f"{catalog.path}: a catalog with syntax faults lacks entries; an update would lose them")
    wanted: dict[tuple[str, str], Segment] = {}
    for segment in in_extraction_order(segments):
        # A flow with faults may say one thing twice; a catalog may not.
        wanted.setdefault((segment.address, segment.text), segment)
    segments = list(wanted.values())
    pool = _Pool(catalog)
    matches: dict[int, _Match] = {}
    for find_matches in (_match_same, _match_within_nodes, _match_addresses, _match_texts, _match_similar):
        rest = [(place, segment) for place, segment in enumerate(segments) if place not in matches]
        matches.update(find_matches(rest, pool))
    return _assemble(catalog, segments, matches, pool, still_valid)


class _Pool:
    """The old entries, the living before the obsolete. Two may be equal, so they are told apart by number."""

    def __init__(self, catalog: Catalog) -> None:
        self.messages = (*catalog.entries, *catalog.obsolete)
        self.living = len(catalog.entries)
        self.free = dict.fromkeys(range(len(self.messages)))
        self.by_address: dict[str | None, list[int]] = defaultdict(list)
        for number, message in enumerate(self.messages):
            self.by_address[message.context].append(number)

    def take(self, number: int) -> Message:
        del self.free[number]
        return self.messages[number]

    def is_living(self, number: int) -> bool:
        return number < self.living

    def has_other_translations(self, message: Message) -> bool:
        """Whether this text is translated in another way anywhere."""
        found = self._translations.get((message.msgid, message.msgid_plural or ""), set())
        return len(found) > 1 or (bool(found) and message.strings not in found)

    @cached_property
    def _translations(self) -> dict[tuple[str, str], set[tuple[str, ...]]]:
        by_text: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
        for message in self.messages:
            if message.is_complete and not message.is_fuzzy:
                by_text[message.msgid, message.msgid_plural or ""].add(message.strings)
        return dict(by_text)


def _match_same(rest: list[tuple[int, Segment]], pool: _Pool) -> Iterator[tuple[int, _Match]]:
    """The same text at the same address."""
    for place, segment in rest:
        number = _best_at_address(segment, pool)
        if number is not None and pool.messages[number].says(segment.text, segment.plural):
            yield place, _Match(pool.take(number), None if pool.is_living(number) else ChangeKind.REVIVED)


def _match_within_nodes(rest: list[tuple[int, Segment]], pool: _Pool) -> Iterator[tuple[int, _Match]]:
    """Choices that got other keys: each text goes on with its own translation, not with that of its key before."""
    texts: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for _, segment in rest:
        for number in pool.by_address.get(segment.address, ()):
            message = pool.messages[number]
            if number in pool.free and pool.is_living(number) and any(message.strings):
                texts[node_of(segment.address), message.msgid, message.msgid_plural or ""].append(number)
    for place, segment in rest if texts else ():
        numbers = texts.get((node_of(segment.address), segment.text, segment.plural))
        if numbers:
            entry = pool.take(numbers.pop(0))
            yield place, _Match(entry, ChangeKind.MOVED, pool.has_other_translations(entry))


def _match_addresses(rest: list[tuple[int, Segment]], pool: _Pool) -> Iterator[tuple[int, _Match]]:
    """Another text at the same address."""
    for place, segment in rest:
        number = _best_at_address(segment, pool)
        if number is not None:
            kind = ChangeKind.CHANGED if pool.is_living(number) else ChangeKind.REVIVED
            yield place, _Match(pool.take(number), kind, number=number)


def _best_at_address(segment: Segment, pool: _Pool) -> int | None:
    numbers = [number for number in pool.by_address.get(segment.address, ()) if number in pool.free]
    if len(numbers) < 2:
        return numbers[0] if numbers else None
    return max(numbers, key=partial(_worth, pool, segment))


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
    for numbers in free.values():
        # Taken from the end: taking one of very many from the beginning moves all the others.
        numbers.reverse()
    for place, segment in rest:
        numbers = free.get((segment.text, segment.plural), [])
        if not numbers:
            continue
        nearest = max(
            range(1, min(len(numbers), MOST_NAMESAKES) + 1),
            key=lambda back: _closeness(pool, numbers[-back], segment),
        )
        number = numbers.pop(-nearest)
        entry = pool.take(number)
        # Where one text has two translations, the place decides which is right, and the place is new.
        kind = ChangeKind.MOVED if pool.is_living(number) else ChangeKind.REVIVED
        yield place, _Match(entry, kind, pool.has_other_translations(entry))


def _closeness(pool: _Pool, number: int, segment: Segment) -> tuple[bool, int]:
    return pool.is_living(number), nearness(pool.messages[number].context or "", segment.address)


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


def _assemble(
    catalog: Catalog,
    segments: list[Segment],
    matches: dict[int, _Match],
    pool: _Pool,
    still_valid: AddressChoice | None,
) -> tuple[Catalog, UpdateReport]:
    rule = catalog.plural_rule
    forms = rule.count if rule else find_locale(catalog.locale).plural_count
    changes: list[Change] = []
    unconfirmed: list[Refusal] = []
    entries: dict[tuple[str | None, str], Message] = {}
    refused: set[int] = set()
    for place, segment in enumerate(segments):
        match = matches.get(place)
        is_valid = still_valid is not None and segment.address in still_valid
        if match is None:
            entries[segment.address, segment.text] = new_message(segment, forms)
            changes.append(Change(ChangeKind.ADDED, segment.address, segment.text, plural=segment.plural))
            if is_valid:
                unconfirmed.append(Refusal(segment.address, NOT_TRANSLATED))
            continue
        done = transfer(segment, match.entry, forms, is_doubtful=match.is_doubtful, is_valid=is_valid)
        entries[segment.address, segment.text] = done.message
        if done.unconfirmed:
            unconfirmed.append(Refusal(segment.address, done.unconfirmed))
        if done.refused and match.number is not None and not match.entry.is_fuzzy:
            # The text may come back; its translation then comes back with it.
            refused.add(match.number)
        kind = ChangeKind.CONFIRMED if done.is_confirmed and match.kind in _CONFIRMABLE else match.kind
        if kind is not None:
            changes.append(_change(kind, segment, match.entry, done))
    obsolete = _retire(pool, entries, refused, changes)
    closing = catalog.closing_comments
    updated = Catalog(catalog.locale, catalog.header, tuple(entries.values()), obsolete, catalog.path, closing)
    # What was confirmed within an entry that is otherwise as before is told too.
    kept = len(matches) - sum(change.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED) for change in changes)
    # Who names all of a flow does not ask for what nobody has translated.
    told = (
        one
        for one in unconfirmed
        if one.reason != NOT_TRANSLATED or (still_valid is not None and still_valid.is_named(one.address))
    )
    return updated, UpdateReport(catalog.locale, kept, tuple(changes), tuple(told))


def _change(kind: ChangeKind, segment: Segment, old: Message, done: Transferred) -> Change:
    was_for_earlier = old.is_fuzzy and old.previous_msgid is not None
    return Change(
        kind,
        segment.address,
        segment.text,
        old.context or "",
        (old.previous_msgid if was_for_earlier else old.msgid) or "",
        done.message.is_fuzzy,
        segment.plural,
        (old.previous_plural if was_for_earlier else old.msgid_plural) or "",
        done.refused,
        done.lapsed,
    )


def _retire(
    pool: _Pool, entries: dict[tuple[str | None, str], Message], refused: set[int], changes: list[Change]
) -> tuple[Message, ...]:
    """What no text claims, and what was refused, as obsolete entries; or as a comment of the entry that says it."""
    obsolete: dict[tuple[str | None, str], Message] = {}
    # The obsolete entries of before stand first; what goes now is newer, and wins where both say the same.
    for number in sorted((*pool.free, *refused), key=lambda number: (pool.is_living(number), number)):
        message = pool.messages[number]
        key = (message.context, message.msgid)
        if pool.is_living(number) and key not in entries and number not in refused:
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
    return tuple(obsolete.values())
