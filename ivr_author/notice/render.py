"""Renders one notice: values decide a branch; a branch has one document a locale, one program a channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ivr_author.catalog.lookup import Translations
from ivr_author.notice.channel import Member, Rendering, Setting
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.document import Document
from ivr_author.notice.model import Letterhead, Raw
from ivr_author.notice.resolve import Decisions, assemble, decide
from ivr_author.notice.template.tree import Template
from ivr_author.notice.template.walk import text_of
from ivr_author.notice.texts import NOTICE_TEXTS
from ivr_author.notice.translate import Translator
from ivr_author.notice.values import Value

MOST_BRANCHES_KEPT = 1_024
"""Documents and programs kept in memory; 400 members of a letter with 8 conditions took 40 branches."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a notice is made for one member. `assistance` None: as the notice says."""

    large_print: bool = False
    assistance: bool | None = None


class Renderer:
    """One notice with its letterhead and translations; keeps what it worked out for every branch and locale."""

    def __init__(self, file: NoticeFile, letterhead: Letterhead, translations: Translations) -> None:
        if file.template is None:
            raise ValueError(f"{file.notice.id}: the words of this notice have faults; check the workspace first")
        self.notice = file.notice
        self.template: Template = file.template
        self.letterhead = letterhead
        self.translations = translations
        self._translators: dict[str, Translator] = {}
        self._settings: dict[tuple[Any, ...], Setting] = {}
        self._texts = {channel: text_of(self.template, channel) for channel in CHANNELS}
        self._document = lru_cache(MOST_BRANCHES_KEPT)(self._assemble)
        self._prepared = lru_cache(MOST_BRANCHES_KEPT)(self._prepare)
        self._letterhead_names = {name: raw for name, (_, raw) in letterhead.values().items()}
        self._fields = {name: one.type for name, one in file.notice.fields.items()}
        roles = file.notice.recipient
        self._roles = {
            role: name
            for role, name in (
                ("name", roles.name),
                ("address", roles.address),
                ("reference", roles.reference),
                ("date", roles.date),
            )
            if name in self._fields
        }

    def render(
        self, channel: str, locale: str, values: Mapping[str, Raw], key: str = "", options: Options | None = None
    ) -> Rendering:
        """What a member gets by one channel. Raises `CannotRender`; `values` are as `data.read_member` gives them."""
        return self.render_all((channel,), locale, values, key, options)[channel]

    def render_all(
        self,
        channels: Sequence[str],
        locale: str,
        values: Mapping[str, Raw],
        key: str = "",
        options: Options | None = None,
    ) -> dict[str, Rendering]:
        """What a member gets by several channels; the values are walked once for those with the same words."""
        rendered: dict[str, Rendering] = {}
        walks: dict[str, tuple[Decisions, Member]] = {}
        for channel in channels:
            text = self._texts[channel]
            if text not in walks:
                walks[text] = self.decide(channel, locale, values, key)
            decisions, member = walks[text]
            rendered[channel] = CHANNELS[channel].fill(self.prepared(channel, locale, decisions, options), member)
        return rendered

    def decide(self, channel: str, locale: str, values: Mapping[str, Raw], key: str = "") -> tuple[Decisions, Member]:
        """Which branch a member takes, and the member's values for it. Raises `CannotRender`."""
        names: dict[str, Any] = dict.fromkeys(self._fields)
        names.update(values)
        names["letterhead"] = self._letterhead_names
        walk = decide(self.template, channel, names, self._translator(locale).form_of)
        recipient = {}
        for role, name in self._roles.items():
            raw = values.get(name)
            if raw is not None:
                recipient[role] = Value(self._fields[name], raw)
        return tuple(walk.decisions), Member(walk.values, recipient, key)

    def document(self, channel: str, locale: str, values: Mapping[str, Raw]) -> tuple[Document, Member]:
        """The document of a member's branch, and the values for its slots. Raises `CannotRender`."""
        decisions, member = self.decide(channel, locale, values)
        return self.document_of(channel, locale, decisions), member

    def document_of(self, channel: str, locale: str, decisions: Decisions) -> Document:
        """The document of a branch."""
        return self._document(self._texts[channel], locale, decisions)

    def _assemble(self, text: str, locale: str, decisions: Decisions) -> Document:
        return assemble(self.template, text, decisions, self._translator(locale))

    def prepared(self, channel: str, locale: str, decisions: Decisions, options: Options | None = None) -> Any:
        """What a channel made of a branch; it goes into the channel's `fill` with a member."""
        return self._prepared(channel, locale, decisions, options or Options())

    def _prepare(self, channel: str, locale: str, decisions: Decisions, options: Options) -> Any:
        document = self.document_of(channel, locale, decisions)
        return CHANNELS[channel].prepare(document, self.setting(locale, options))

    def setting(self, locale: str, options: Options | None = None) -> Setting:
        """What is the same for every member, in a locale."""
        options = options or Options()
        known = self._settings.get((locale, options))
        if known is None:
            wanted = self.notice.language_assistance if options.assistance is None else options.assistance
            found = {
                name: self.translations.translate(f"texts/{name}", text, "", locale)
                for name, text in NOTICE_TEXTS.items()
            }
            known = Setting(
                self.notice,
                self.letterhead,
                locale,
                {name: one.forms[0] for name, one in found.items()},
                wanted and bool(self.letterhead.assistance),
                options.large_print,
                {name: one.locale for name, one in found.items() if one.locale != locale},
            )
            self._settings[locale, options] = known
        return known

    def _translator(self, locale: str) -> Translator:
        known = self._translators.get(locale)
        if known is None:
            known = self._translators[locale] = Translator(self.translations, locale)
        return known
