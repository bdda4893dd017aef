"""Notices as a page shows them: what a member gets by every channel, the letters there can be, the translations.

Nothing is written and nothing is sent. How it looks is left to the faces.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import RLock
from typing import Any

from ivr_author.catalog.lookup import Found, Translations
from ivr_author.catalog.model import Catalog
from ivr_author.catalog.stats import CatalogStats, count_catalog
from ivr_author.core.segment import Segment
from ivr_author.notice.branches import Branch, Branches, channels_by_text, find_branches
from ivr_author.notice.channel import CannotRender, Drop, Member, Rendering
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.channels.letter.compiler import count_pages
from ivr_author.notice.channels.letter.letter import preview_pages, timestamp_of, write_program
from ivr_author.notice.content import NoticeContent, NoticeFile
from ivr_author.notice.document import Document
from ivr_author.notice.model import Raw
from ivr_author.notice.render import Options, Renderer
from ivr_author.notice.segments import segments_of_notice, segments_of_texts
from ivr_author.notice.writing.holes import write_form
from ivr_author.notice.writing.plain import write_text
from ivr_author.usecases.keep_letters import LetterStore
from ivr_author.workspace.project import Workspace

LETTER = "letter"
PICTURE_PPI = 144
"""Sharp on screens with two dots a pixel, at the width of half a page."""

MOST_BRANCHES_SHOWN = 200
"""Letters of one text that are looked for; a longer list is not read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown: for whom, in which locale, in which print."""

    locale: str
    values: Mapping[str, Raw]
    key: str = ""
    large_print: bool = False

    @property
    def options(self) -> Options:
        """The same for the renderer."""
        return Options(large_print=self.large_print)


@dataclass(frozen=True, slots=True)
class Output:
    """What a member gets by one channel, or in `message` why nothing.

    `missing`: addresses of texts without a translation. `drops`: what the channel leaves out.
    """

    channel: str
    rendering: Rendering | None
    message: str = ""
    missing: tuple[str, ...] = ()
    drops: tuple[Drop, ...] = ()

    def text(self, part: str) -> str:
        """A part as text; empty where there is none."""
        return self.rendering.parts.get(part, b"").decode() if self.rendering else ""


class NoticeDesk:
    """The notices of a workspace at one moment. What is worked out for one page serves the next, of any thread."""

    def __init__(self, workspace: Workspace, letters: LetterStore) -> None:
        self.content: NoticeContent = workspace.notices
        self.workspace = workspace
        self._letters = letters
        self._translations: Translations = workspace.notice_translations()
        self._lock = RLock()
        self._renderers: dict[str, Renderer] = {}
        self._branches: dict[str, tuple[Branches, ...]] = {}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every notice, readable or not."""
        return tuple(sorted({*self.content.notices, *self.content.unreadable}))

    def reason(self, notice_id: str) -> str:
        """What keeps a notice that is there from being shown: `declaration`, `words`, `letterhead`, or nothing."""
        file = self.content.notices.get(notice_id)
        if file is None:
            return "declaration"
        if file.template is None:
            return "words"
        return "letterhead" if self.content.letterhead is None else ""

    # --- what a member gets -------------------------------------------------------------------------------------------

    def outputs(self, notice_id: str, wanted: Wanted) -> dict[str, Output]:
        """What a member gets by each channel of a notice without a `reason`."""
        return {channel: self.output(notice_id, channel, wanted) for channel in self._file(notice_id).notice.channels}

    def output(self, notice_id: str, channel: str, wanted: Wanted) -> Output:
        """What a member gets by one channel."""
        missing: tuple[str, ...] = ()
        drops: tuple[Drop, ...] = ()
        try:
            with self._lock:
                document, member, prepared = self._prepare(notice_id, channel, wanted)
                missing, drops = document.missing, tuple(CHANNELS[channel].drops(document))
                if channel != LETTER:
                    rendering = CHANNELS[channel].fill(prepared, member)
            if channel == LETTER:
                key = _key(write_program(prepared, member), timestamp_of(member))
                pdf = self._letters.get(key, lambda: CHANNELS[LETTER].fill(prepared, member).parts["pdf"])
                rendering = Rendering({"pdf": pdf}, {"pages": count_pages(pdf)})
        except CannotRender as fault:
            return Output(channel, None, str(fault), missing, drops)
        return Output(channel, rendering, "", missing, drops)

    def letter_pages(self, notice_id: str, wanted: Wanted) -> tuple[bytes, ...]:
        """The letter's own pages as PNG. Raises `CannotRender`."""
        with self._lock:
            _, member, prepared = self._prepare(notice_id, LETTER, wanted)
        key = _key(write_program(prepared, member), PICTURE_PPI)
        return self._letters.get(key, lambda: tuple(preview_pages(prepared, member, PICTURE_PPI)))

    def plain_text(self, notice_id: str, channel: str, wanted: Wanted) -> str:
        """The same words as text, for those who can't see a picture of them. Raises `CannotRender`."""
        with self._lock:
            document, member, _ = self._prepare(notice_id, channel, wanted)
        return write_form(write_text(document.blocks, document.locale)).fill(member.values)

    def _prepare(self, notice_id: str, channel: str, wanted: Wanted) -> tuple[Document, Member, Any]:
        renderer = self._renderer(notice_id)
        decisions, member = renderer.decide(channel, wanted.locale, wanted.values, wanted.key)
        document = renderer.document_of(channel, wanted.locale, decisions)
        return document, member, renderer.prepared(channel, wanted.locale, decisions, wanted.options)

    def _renderer(self, notice_id: str) -> Renderer:
        if notice_id not in self._renderers:
            assert self.content.letterhead is not None, "asked for notices without a `reason`"
            self._renderers[notice_id] = Renderer(self._file(notice_id), self.content.letterhead, self._translations)
        return self._renderers[notice_id]

    def _file(self, notice_id: str) -> NoticeFile:
        return self.content.notices[notice_id]

    # --- the letters there can be -------------------------------------------------------------------------------------

    def branches(self, notice_id: str) -> tuple[Branches, ...]:
        """Every letter that a notice can become, for each of its texts; none while there is a `reason`."""
        if self.reason(notice_id) or self.content.letterhead is None:
            return ()
        with self._lock:
            if notice_id not in self._branches:
                file = self._file(notice_id)
                self._branches[notice_id] = tuple(
                    find_branches(file, self.content.letterhead, channel, MOST_BRANCHES_SHOWN)
                    for channel in channels_by_text(file)
                )
            return self._branches[notice_id]

    def channels_by_text(self, notice_id: str) -> Mapping[str, tuple[str, ...]]:
        """The channels of a notice that share their words, under the first of them; none without readable words."""
        file = self.content.notices.get(notice_id)
        return channels_by_text(file) if file and file.template else {}

    def branch(self, notice_id: str, channel: str, branch_id: str) -> Branch | None:
        """The letter of an id, that of the channel's own text first."""
        texts = self.channels_by_text(notice_id)
        found = sorted(self.branches(notice_id), key=lambda one: channel not in texts.get(one.channel, ()))
        return next((branch for one in found for branch in one.branches if branch.id == branch_id), None)

    def members_of(self, notice_id: str, found: Branches) -> Mapping[str, tuple[str, ...]]:
        """The sample members who get each letter of one text, by its id; letters that nobody gets are not in."""
        ids = {branch.decisions: branch.id for branch in found.branches}
        members: dict[str, list[str]] = defaultdict(list)
        for sample in self._file(notice_id).notice.samples.values():
            try:
                with self._lock:
                    decisions, _ = self._renderer(notice_id).decide(
                        found.channel, self._translations.source_locale, sample.values
                    )
            except CannotRender:
                continue
            if decisions in ids:
                members[ids[decisions]].append(sample.id)
        return {name: tuple(one) for name, one in members.items()}

    # --- translations -------------------------------------------------------------------------------------------------

    @cached_property
    def stats(self) -> Mapping[str, Mapping[str, CatalogStats]]:
        """How far each notice is in each locale: `stats[id][locale]`; the empty id is for all, with our own words."""
        content = self.workspace.content
        catalogs = {
            locale: self.workspace.notice_catalogs.get(locale, Catalog(locale))
            for locale in (content.settings.locales if content else ())
        }
        return {
            group: {locale: count_catalog(catalog, segments) for locale, catalog in catalogs.items()}
            for group, segments in self._segments.items()
        }

    def segments(self, notice_id: str) -> Sequence[Segment]:
        """The texts of a notice that are translated, its snippets' too."""
        return self._segments.get(notice_id, ())

    def translation(self, segment: Segment, locale: str) -> Found:
        """A text in a locale, or what stands instead."""
        return self._translations.translate(segment.address, segment.text, segment.plural, locale)

    @cached_property
    def _segments(self) -> Mapping[str, Sequence[Segment]]:
        groups: dict[str, list[Segment]] = {"": list(segments_of_texts(self.content))}
        everything: dict[str, list[Segment]] = defaultdict(list)
        for notice_id, file in self.content.notices.items():
            groups[notice_id] = list(segments_of_notice(file))
            for segment in groups[notice_id]:
                everything[segment.address].append(segment)
        groups[""].extend(first for first, *_ in everything.values())
        return groups


def _key(program: str, setting: int) -> str:
    return f"{setting}/{hashlib.sha256(program.encode()).hexdigest()}"
