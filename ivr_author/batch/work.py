"""What a worker does: makes the notices of some members from a parcel that holds all it needs, and reads no files.

So a batch stays one batch when the workspace is edited meanwhile, and workers of a cluster need no disk of ours.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ivr_author import __version__
from ivr_author.batch.orders import Order
from ivr_author.batch.rows import CellFault
from ivr_author.batch.runner import CannotRun
from ivr_author.catalog.lookup import Translations
from ivr_author.catalog.model import Catalog
from ivr_author.core.source import Source
from ivr_author.notice.channel import CannotRender
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.channels.letter.bundle import CannotBundle, Item, bundle_letters
from ivr_author.notice.channels.letter.compiler import engine_version
from ivr_author.notice.channels.letter.fonts import fonts_digest
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.declaration.data import MemberReader
from ivr_author.notice.declaration.read_value import ValueFault
from ivr_author.notice.model import Letterhead, Notice, Raw
from ivr_author.notice.render import Options, Renderer
from ivr_author.notice.template.read import read_template

LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What all notices of a batch are made of. `versions` are ours, that workers must have too.

    `is_bundled`: the letters of a chunk are one file; `is_duplex`: each begins on a front side there.
    """

    notice: Notice
    source: Source
    snippets: Mapping[str, Source]
    letterhead: Letterhead
    catalogs: Mapping[str, Catalog]
    source_locale: str
    channel: str
    versions: Mapping[str, str]
    is_bundled: bool = False
    is_duplex: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A file to be written."""

    suffix: str
    raw: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Made:
    """A member's notice: its parts (none in a bundle), the channel's facts, and a hash of the member's values."""

    parts: tuple[Part, ...]
    facts: Mapping[str, Any]
    data: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a member gets none."""

    faults: tuple[CellFault, ...]


@dataclass(frozen=True, slots=True)
class ChunkMade:
    """What became of each order, in their order; and the bundle, if they are bundled."""

    each: tuple[Made | Refused, ...]
    bundle: Part | None = None


def versions_of(channel: str) -> dict[str, str]:
    """The versions that decide the bytes of a channel; raises CannotRender where letters lack their fonts."""
    versions = {"ivr_author": __version__}
    if channel == LETTER:
        versions |= {"engine": engine_version(), "fonts": fonts_digest()}
    return versions


def pack(parcel: Parcel) -> bytes:
    """A parcel to be sent along with each chunk."""
    return zlib.compress(pickle.dumps(parcel), 6)


def make_chunk(packed: bytes, orders: tuple[Order, ...]) -> ChunkMade:
    """The notices of some members. Raises CannotRun where this worker would make them differently."""
    return _unpack(packed).make_all(orders)


class _Maker:
    """A parcel, unpacked: one renderer, which remembers the branches that it has seen."""

    def __init__(self, parcel: Parcel) -> None:
        self._check_versions(parcel)
        self._parcel = parcel
        self._reader = MemberReader(parcel.notice.fields)
        template, _faults = read_template(parcel.notice, parcel.source, parcel.snippets, parcel.letterhead)
        translations = Translations(parcel.catalogs, parcel.source_locale)
        self._renderer = Renderer(NoticeFile(parcel.notice, template, parcel.source), parcel.letterhead, translations)
        self._suffixes = CHANNELS[parcel.channel].suffixes

    def make_all(self, orders: tuple[Order, ...]) -> ChunkMade:
        """The notices of some members, each a file of its own, or all in one."""
        if self._parcel.is_bundled:
            return self._bundle(orders)
        return ChunkMade(tuple(self._make(order) for order in orders))

    def _make(self, order: Order) -> Made | Refused:
        read = self._read(order)
        if isinstance(read, Refused):
            return read
        options = Options(large_print=order.large_print)
        try:
            rendering = self._renderer.render(self._parcel.channel, order.locale, read, order.key, options)
        except CannotRender as failure:
            return Refused((CellFault(str(failure)),))
        parts = tuple(_part(self._suffixes[name], raw) for name, raw in rendering.parts.items())
        return Made(parts, rendering.facts, _digest_of(read))

    def _bundle(self, orders: tuple[Order, ...]) -> ChunkMade:
        """One file of all letters that can be made."""
        each: dict[int, Made | Refused] = {}
        items: dict[int, Item] = {}
        hashes: dict[int, str] = {}
        for place, order in enumerate(orders):
            read = self._read(order)
            try:
                if isinstance(read, Refused):
                    each[place] = read
                else:
                    items[place] = self._item(order, read)
                    hashes[place] = _digest_of(read)
            except CannotRender as failure:
                each[place] = Refused((CellFault(str(failure)),))
        bundle = None
        while items and bundle is None:
            try:
                rendering = bundle_letters(list(items.values()), odd=self._parcel.is_duplex)
            except CannotBundle as failure:
                # Where no letter is at fault alone, their company is, and nobody can be left out.
                faults = failure.faults or dict.fromkeys(range(len(items)), str(failure))
                places = list(items)
                for number, message in faults.items():
                    each[places[number]] = Refused((CellFault(message),))
                    del items[places[number]]
                continue
            bundle = _part(self._suffixes["pdf"], rendering.parts["pdf"])
            starts = rendering.facts["starts"]
            ends = (*starts[1:], rendering.facts["pages"] + 1)
            for place, start, end in zip(items, starts, ends, strict=True):
                each[place] = Made((), {"pages": end - start, "first_page": start}, hashes[place])
        return ChunkMade(tuple(each[place] for place in range(len(orders))), bundle)

    def _item(self, order: Order, values: Mapping[str, Raw]) -> Item:
        decisions, member = self._renderer.decide(self._parcel.channel, order.locale, values, order.key)
        options = Options(large_print=order.large_print)
        return self._renderer.prepared(self._parcel.channel, order.locale, decisions, options), member

    def _read(self, order: Order) -> Mapping[str, Raw] | Refused:
        # A table may serve other ends too: columns that are no fields are left out.
        known = {name: value for name, value in order.given.items() if self._reader.find_place(name)}
        values, faults = self._reader.read(known)
        return Refused(tuple(_cell_fault(fault) for fault in faults)) if faults else values

    def _check_versions(self, parcel: Parcel) -> None:
        try:
            own = versions_of(parcel.channel)
        except CannotRender as failure:
            raise CannotRun(f"a worker cannot make letters: {failure}") from None
        for name, version in parcel.versions.items():
            if own.get(name) != version:
                raise CannotRun(f"a worker has another {name} ({own.get(name)}) than the batch ({version})")


@lru_cache(maxsize=2)
def _unpack(packed: bytes) -> _Maker:
    parcel = pickle.loads(zlib.decompress(packed))  # noqa: S301 - of our own making, between processes of one batch
    assert isinstance(parcel, Parcel), "a batch sends parcels"
    return _Maker(parcel)


def _part(suffix: str, raw: bytes) -> Part:
    return Part(suffix, raw, hashlib.sha256(raw).hexdigest())


def _cell_fault(fault: ValueFault) -> CellFault:
    return CellFault(fault.message, fault.field, fault.given, fault.expected)


def _digest_of(values: Mapping[str, Raw]) -> str:
    """SHA-256 over the values as canonical JSON: names in order, no blanks, UTF-8."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=dict)
    return hashlib.sha256(text.encode()).hexdigest()
