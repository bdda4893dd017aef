"""Renders one notice: values decide a branch; a branch has one document a locale, one program a channel."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from ivr_author.catalog.lookup import Translations
from ivr_author.notice.channel import Member, Rendering, Setting
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.document import Document
from ivr_author.notice.model import Letterhead, Raw
from ivr_author.notice.resolve import Decisions, assemble, decide
from ivr_author.notice.template.expression import CHANNEL
from ivr_author.notice.template.tree import Template
from ivr_author.notice.template.walk import expressions_of
from ivr_author.notice.texts import NOTICE_TEXTS
from ivr_author.notice.translate import Translator
from ivr_author.notice.values import Value

MOST_BRANCHES_KEPT = 1_024
"""Documents and programs kept in memory; 400 members of a letter with 8 conditions took 40 branches."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


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
        self._documents: _Recent[tuple[Any, ...], Document] = _Recent(MOST_BRANCHES_KEPT)
        self._prepared: _Recent[tuple[Any, ...], Any] = _Recent(MOST_BRANCHES_KEPT)
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
            body = self._body_of(channel)
            if body not in walks:
                walks[body] = self.decide(channel, locale, values, key)
            decisions, member = walks[body]
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
        body = self._body_of(channel)
        return self._documents.get(
            (body, locale, decisions),
            lambda: assemble(self.template, channel, decisions, self._translator(locale)),
        )

    def prepared(self, channel: str, locale: str, decisions: Decisions, options: Options | None = None) -> Any:
        """What a channel made of a branch; it goes into the channel's `fill` with a member."""
        options = options or Options()
        return self._prepared.get(
            (channel, locale, decisions, options),
            lambda: CHANNELS[channel].prepare(
                self.document_of(channel, locale, decisions), self.setting(locale, options)
            ),
        )

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

    def _body_of(self, channel: str) -> str:
        """Channels with the same words have the same branches, unless the template asks which channel it is."""
        return channel if channel in self.template.bodies or self._asks_for_channel else ""

    @cached_property
    def _asks_for_channel(self) -> bool:
        return any((CHANNEL,) in one.reads for one in expressions_of(self.template))


class _Recent(Generic[K, V]):
    """The values of the keys that were asked for last, so that branches without end can't fill memory."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key, made when it is not kept."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make()
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found
