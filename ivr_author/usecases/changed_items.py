"""What changed between two workspaces, item by item and language by language, as people review it.

An item is a text at its address, its translation in one language, a recording, or all that a file says besides. Its
content is the SHA-256 of exactly what is approved: another one lapses, and the same one holds again. Nothing of what
callers hear or members get is left out; where nodes stand on a canvas, schemas and templates of catalogs are no items.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ivr_author.catalog.lookup import AddressIndex, State, index_of
from ivr_author.catalog.model import Catalog, Message
from ivr_author.core.locale import parse_tag
from ivr_author.core.segment import Segment
from ivr_author.notice.template.tree import Unit
from ivr_author.usecases.catalogs import CATALOG_DOMAINS, NOTICES, Domain
from ivr_author.usecases.item_rest import Rest
from ivr_author.usecases.item_side import Side
from ivr_author.workspace.layout import LOCALES, SETTINGS, FileKind, kind_of, manifest_path


class ItemKind(StrEnum):
    """What changed. `FILE`: a file that can't be read as what it should be."""

    WORDS = "words"
    TRANSLATION = "translation"
    RECORDING = "recording"
    FLOW = "flow"
    CALLS = "calls"
    CALENDAR = "calendar"
    BULLETIN = "bulletin"
    SETTINGS = "settings"
    NOTICE = "notice"
    SNIPPET = "snippet"
    LETTERHEAD = "letterhead"
    MEMBERS = "members"
    LANGUAGE_ASSISTANCE = "language assistance"
    GLOSSARY = "glossary"
    FILE = "file"


_KINDS = {
    FileKind.SETTINGS: ItemKind.SETTINGS,
    FileKind.FLOW: ItemKind.FLOW,
    FileKind.CALLS: ItemKind.CALLS,
    FileKind.CALENDAR: ItemKind.CALENDAR,
    FileKind.BULLETIN: ItemKind.BULLETIN,
    FileKind.NOTICE: ItemKind.NOTICE,
    FileKind.NOTICE_TEMPLATE: ItemKind.NOTICE,
    FileKind.SNIPPET: ItemKind.SNIPPET,
    FileKind.LETTERHEAD: ItemKind.LETTERHEAD,
    FileKind.MEMBERS: ItemKind.MEMBERS,
    FileKind.LANGUAGE_ASSISTANCE: ItemKind.LANGUAGE_ASSISTANCE,
    FileKind.GLOSSARY: ItemKind.GLOSSARY,
}


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """One change. `locale` is that of a translation, a recording or a glossary, else empty.

    `item` names it: `flows:billing/due/prompt` as in Translate, or the path of a file. `path` is the file that the
    change stands in, `about` the one whose words it is about (they differ for translations). `before` and `after` are
    the texts, one for each plural form, empty where there are none; `source` those that a translation is of.
    `by_machine`: a draft that nobody has signed for.
    """

    item: str
    locale: str
    kind: ItemKind
    path: str
    about: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    content: str
    source: tuple[str, ...] = ()
    by_machine: bool = False
    segment: Segment | None = None
    message: Message | None = None

    @property
    def is_gone(self) -> bool:
        """Whether it is no longer there."""
        return not self.after

    @property
    def is_words(self) -> bool:
        """Whether it is a text in a language, not a file or a sound."""
        return self.kind in (ItemKind.WORDS, ItemKind.TRANSLATION)

    @property
    def address(self) -> str:
        """The address of a text, without its domain."""
        return self.item.partition(":")[2] if self.is_words else ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from all others."""
        return self.item, self.locale


def item_of(domain: Domain, address: str) -> str:
    """The name of a text."""
    return f"{domain.name}:{address}"


def content_of_words(segment: Segment, unit: Unit | None = None) -> str:
    """The hash of a text as its author wrote it, with what fills its placeholders."""
    return digest_of("words", _texts(segment), _fillings(unit))


def content_of_translation(segment: Segment, strings: Iterable[str]) -> str:
    """The hash of a translation: of the words, and of those that they translate."""
    return digest_of("translation", _texts(segment), tuple(strings))


def digest_of(*parts: object) -> str:
    """The SHA-256 of values of JSON."""
    told = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def changed_items(before: Side | None, now: Side) -> tuple[ChangedItem, ...]:
    """All that changed, file by file, each text with its translations; None: nothing was ever live, so all is new."""
    return Comparison(before).items(now)


@dataclass
class Comparison:
    """Compares one side with others, one after the other: what stayed the same since is not compared again."""

    before: Side | None
    _known: dict[tuple[str, str], _Translated] = field(default_factory=dict)
    _last: tuple[Side, tuple[ChangedItem, ...]] | None = None

    def items(self, now: Side) -> tuple[ChangedItem, ...]:
        """All that changed, in order."""
        if self._last is not None and self._last[0] is now:
            return self._last[1]
        found: list[ChangedItem] = [*_files(self.before, now), *_recordings(self.before, now)]
        for domain in CATALOG_DOMAINS.values():
            found += _words(self.before, now, domain)
            # A language that is no longer there is told once, in ivr.yaml.
            for locale in now.locales:
                part = self._known.setdefault((domain.name, locale), _Translated(domain, locale, self.before))
                found += part.items(now)
        ordered = tuple(sorted(found, key=_Order(self.before, now).place_of))
        self._last = now, ordered
        return ordered


# --- texts -----------------------------------------------------------------------------------------------------------


def _words(before: Side | None, now: Side, domain: Domain) -> Iterator[ChangedItem]:
    earlier = before.words[domain.name] if before is not None else {}
    for address, segment in now.words[domain.name].items():
        old = earlier.get(address)
        unit = now.units.get(address) if domain is NOTICES else None
        if old is not None and _texts(old) == _texts(segment):
            old_unit = before.units.get(address) if before is not None and domain is NOTICES else None
            if _fillings(old_unit) == _fillings(unit):
                continue
        yield ChangedItem(
            item_of(domain, address),
            "",
            ItemKind.WORDS,
            segment.span.path,
            segment.span.path,
            _texts(old) if old is not None else (),
            _texts(segment),
            content_of_words(segment, unit),
            segment=segment,
        )
    for address, old in earlier.items():
        if address not in now.words[domain.name]:
            texts, path = _texts(old), old.span.path
            content = digest_of("gone", "words", texts)
            yield ChangedItem(item_of(domain, address), "", ItemKind.WORDS, path, path, texts, (), content, segment=old)


@dataclass
class _Translated:
    """The changed translations of one domain into one language, and what they were found in."""

    domain: Domain
    locale: str
    before: Side | None
    _now: Side | None = None
    _items: dict[str, ChangedItem] = field(default_factory=dict)

    def items(self, now: Side) -> Iterable[ChangedItem]:
        """Those of now. Only what is not the very same as the last time is looked at."""
        words, catalog = now.words[self.domain.name], self._catalog(now)
        if self._now is None:
            asked = self._all(now)
        else:
            asked = _differing(self._now.words[self.domain.name], words)
            asked |= _changed_entries(self._catalog(self._now), catalog)
            if _rule_of(self._catalog(self._now)) != _rule_of(catalog):
                asked = set(words)
        index = index_of(catalog) if catalog is not None else None
        for address in asked:
            self._items.pop(address, None)
            segment = words.get(address)
            found = self._compare(now, segment, index) if segment is not None else None
            if found is not None:
                self._items[address] = found
        self._now = now
        return self._items.values()

    def _all(self, now: Side) -> set[str]:
        words = now.words[self.domain.name]
        if self.before is not None and self._is_same_catalog(now):
            return {one for one in words if not _is_same_text(self.before.words[self.domain.name].get(one), words[one])}
        return set(words)

    def _is_same_catalog(self, now: Side) -> bool:
        assert self.before is not None, "there is one to compare with"
        sources = [one.workspace.sources.get(self.domain.catalog(self.locale)) for one in (self.before, now)]
        return sources[0] == sources[1] and (self.locale in now.locales) is (self.locale in self.before.locales)

    def _catalog(self, side: Side) -> Catalog | None:
        return self.domain.catalogs_of(side.workspace).get(self.locale) if self.locale in side.locales else None

    def _compare(self, now: Side, segment: Segment, index: AddressIndex | None) -> ChangedItem | None:
        state, message = _find(index, segment)
        strings = message.strings if message is not None and state.is_used else ()
        earlier: tuple[str, ...] = ()
        old = self.before.words[self.domain.name].get(segment.address) if self.before is not None else None
        if old is not None and self.before is not None:
            catalog = self._catalog(self.before)
            held, known = _find(index_of(catalog) if catalog is not None else None, old)
            earlier = known.strings if known is not None and held.is_used else ()
        is_same = old is not None and _texts(old) == _texts(segment)
        # Where the text changed and its translation waits, callers hear the text: that is told there.
        if strings == earlier if is_same else not strings:
            return None
        return ChangedItem(
            item_of(self.domain, segment.address),
            self.locale,
            ItemKind.TRANSLATION,
            self.domain.catalog(self.locale),
            segment.span.path,
            earlier,
            strings,
            content_of_translation(segment, strings),
            _texts(segment),
            state is State.DRAFT and bool(strings),
            segment,
            message,
        )


def _find(index: AddressIndex | None, segment: Segment) -> tuple[State, Message | None]:
    return (State.MISSING, None) if index is None else index.find(segment.address, segment.text, segment.plural)


def _differing(before: Mapping[str, Segment], now: Mapping[str, Segment]) -> set[str]:
    """The addresses whose texts differ, or that only one has."""
    changed = (one for one in (*before, *now) if before.get(one) is not now.get(one))
    return {one for one in changed if before.get(one) != now.get(one)}


def _changed_entries(before: Catalog | None, now: Catalog | None) -> set[str]:
    if before is now:
        return set()
    held = [one.entries if one is not None else () for one in (before, now)]
    ids = [set(map(id, entries)) for entries in held]
    gone = (one.context for one in held[0] if id(one) not in ids[1])
    return {one for one in (*gone, *(one.context for one in held[1] if id(one) not in ids[0])) if one is not None}


def _rule_of(catalog: Catalog | None) -> object:
    return catalog.plural_rule if catalog is not None else None


def _is_same_text(old: Segment | None, segment: Segment) -> bool:
    return old is not None and _texts(old) == _texts(segment)


def _texts(segment: Segment) -> tuple[str, ...]:
    return (segment.text, segment.plural) if segment.plural else (segment.text,)


def _fillings(unit: Unit | None) -> tuple[tuple[str, str], ...]:
    if unit is None:
        return ()
    count = (("count", unit.count.text),) if unit.count is not None else ()
    return (*((name, filling.expression.text) for name, filling in sorted(unit.fillings.items())), *count)


# --- files -----------------------------------------------------------------------------------------------------------


def _files(before: Side | None, now: Side) -> Iterator[ChangedItem]:
    """What changed in files besides words, translations and recordings."""
    sides = [one for one in (now, before) if one is not None]
    entries = [frozenset(_paths_of_entries(one)) for one in sides]
    for path in dict.fromkeys(path for one in sides for path in (*one.workspace.sources, *one.unread)):
        texts = [one.workspace.sources.get(path) for one in sides]
        if len(sides) > 1 and texts[0] is not None and texts[0] == texts[1]:
            continue
        if all(path in known for one, known in zip(sides, entries, strict=True) if one.has(path)):
            continue
        is_there, was_there = now.has(path), before is not None and before.has(path)
        after, earlier = now.rest(path), before.rest(path) if before is not None else Rest("", "")
        if is_there is was_there and after.is_like(earlier):
            continue
        kind = kind_of(path)
        is_read = path in (now if is_there else before or now).workspace.sources
        name = _KINDS.get(kind, ItemKind.FILE) if kind is not None and is_read else ItemKind.FILE
        content = digest_of("file", path, after.text) if is_there else digest_of("gone", path, earlier.text)
        # An empty file is there all the same.
        old, new = ((one.text or "\n",) if there else () for one, there in ((earlier, was_there), (after, is_there)))
        yield ChangedItem(path, _locale_of(path), name, path, path, old, new, content)


def _paths_of_entries(side: Side) -> Iterator[str]:
    """The catalogs and manifests that can be read: their entries are items of their own."""
    for locale in side.locales:
        for domain in CATALOG_DOMAINS.values():
            catalog = domain.catalogs_of(side.workspace).get(locale)
            if catalog is not None and catalog.is_intact:
                yield domain.catalog(locale)
    yield from map(manifest_path, side.workspace.takes)


def _locale_of(path: str) -> str:
    folder, _, rest = path.partition("/")
    return (parse_tag(rest.partition("/")[0]) or "") if folder == LOCALES else ""


# --- recordings ------------------------------------------------------------------------------------------------------


def _recordings(before: Side | None, now: Side) -> Iterator[ChangedItem]:
    earlier = dict(_takes(before)) if before is not None else {}
    today = dict(_takes(now))
    for path, (locale, told) in today.items():
        old = earlier.get(path)
        if old is None or old[1] != told:
            content = digest_of("recording", path, told)
            texts = (old[1][:1] if old is not None else (), told[:1])
            yield ChangedItem(path, locale, ItemKind.RECORDING, path, manifest_path(locale), *texts, content)
    for path, (locale, told) in earlier.items():
        if path not in today:
            content = digest_of("gone", path, told)
            yield ChangedItem(path, locale, ItemKind.RECORDING, path, manifest_path(locale), told[:1], (), content)


def _takes(side: Side) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    """Each recording by its path: the language, and what is said, by whom, when, where, how long, and the sound."""
    for locale, takes in side.workspace.takes.items():
        for take in takes:
            one = take.recording
            told = (one.text, one.by, one.on, one.address, f"{one.seconds:g}", side.sounds.get(one.path, ""))
            yield one.path, (locale, told)


# --- order -----------------------------------------------------------------------------------------------------------


class _Order:
    """ivr.yaml, then file by file: what it says besides words, its words in their order, each with its languages."""

    def __init__(self, before: Side | None, now: Side) -> None:
        sides = [one for one in (now, before) if one is not None]
        paths = sorted({path for one in sides for path in (*one.workspace.sources, *one.unread)})
        self._files = {path: place for place, path in enumerate((SETTINGS, *paths), 0)}
        self._files[SETTINGS] = 0
        self._texts: dict[str, int] = {}
        for one in sides:
            for domain, words in one.words.items():
                for address in words:
                    self._texts.setdefault(f"{domain}:{address}", len(self._texts) + 1)
        self._locales = {locale: place for place, locale in enumerate(("", *(one for s in sides for one in s.locales)))}

    def place_of(self, one: ChangedItem) -> tuple[int, int, int, str]:
        about = self._files.get(one.about, len(self._files))
        return about, self._texts.get(one.item, 0), self._locales.get(one.locale, 0), one.item
