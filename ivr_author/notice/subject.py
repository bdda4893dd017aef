"""What rules of notices look at: the notices with their letters, and walks that several rules share. Rules judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ivr_author.catalog.lookup import Translations
from ivr_author.core.source import Span
from ivr_author.notice.branches import Branch, channels_by_text, find_branches
from ivr_author.notice.content import NoticeContent, NoticeFile
from ivr_author.notice.document import Document
from ivr_author.notice.examples import example_value
from ivr_author.notice.model import Letterhead, Raw, Sample
from ivr_author.notice.render import Renderer
from ivr_author.notice.template.tree import HeadingNode, Node, ParagraphNode, Template, Unit, units_of, walk_nodes

MOST_CHECKED = 200
"""Letters of one text that rules look at. Every one takes about half a millisecond, and nobody approves as many."""

READ = ("letter", "web", "email")
"""Channels that are read from top to bottom, with a title."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter that a template can become, in the source locale."""

    branch: Branch
    document: Document


@dataclass(frozen=True, slots=True)
class Body:
    """Words that several channels of a notice share, with every letter that they become (the first `MOST_CHECKED`).

    `more` says why there are more; `failures` are values for which there is no letter, with the reason.
    """

    file: NoticeFile
    channels: tuple[str, ...]
    letters: tuple[Letter, ...]
    more: str = ""
    failures: tuple[tuple[Mapping[str, Raw], str], ...] = ()

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The tree that the letters come from."""
        return template_of(self.file).body(self.channels[0])

    def describe(self, letters: Sequence[Letter]) -> str:
        """Which of its letters these are: `the letter for dental: none (and 3 others)`; empty if all."""
        if len(letters) == len(self.letters):
            return ""
        others = len(letters) - 1
        more = f" (and {others} other{'' if others == 1 else 's'})" if others else ""
        return f"in the letter for `{letters[0].branch.description}`{more}, "


@dataclass(frozen=True)
class NoticeSubject:
    """The notices of a workspace as rules see them. What could not be read is missing, and no rule complains of it.

    `locales` are those to translate into, without the source.
    """

    content: NoticeContent
    source_locale: str
    locales: tuple[str, ...] = ()
    translations: Translations | None = None
    _kept: dict[str, tuple[Body, ...]] = field(default_factory=dict, compare=False, repr=False)
    _renderers: dict[str, Renderer] = field(default_factory=dict, compare=False, repr=False)

    @property
    def all_locales(self) -> tuple[str, ...]:
        """The source locale, then the others."""
        return (self.source_locale, *(one for one in self.locales if one != self.source_locale))

    def locale_of(self, sample: Sample) -> str:
        """The locale that a sample member reads."""
        return sample.locale or self.source_locale

    @cached_property
    def files(self) -> tuple[NoticeFile, ...]:
        """The notices whose words could be read and that somebody sends, by id."""
        if self.content.letterhead is None:
            return ()
        return tuple(file for file in self.content.notices.values() if file.template is not None)

    @property
    def letterhead(self) -> Letterhead:
        """Who writes; asked for where there are `files`."""
        assert self.content.letterhead is not None, "without one there are no files"
        return self.content.letterhead

    def renderer(self, file: NoticeFile) -> Renderer:
        """The renderer of a notice, one for all rules."""
        known = self._renderers.get(file.notice.id)
        if known is None:
            translations = self.translations or Translations({}, self.source_locale)
            known = self._renderers[file.notice.id] = Renderer(file, self.letterhead, translations)
        return known

    def bodies(self, file: NoticeFile) -> tuple[Body, ...]:
        """The texts of a notice, each with its letters."""
        known = self._kept.get(file.notice.id)
        if known is None:
            known = self._kept[file.notice.id] = tuple(self._body(file, one) for one in channels_by_text(file).values())
        return known

    def all_bodies(self) -> Iterator[Body]:
        """The texts of all notices."""
        for file in self.files:
            yield from self.bodies(file)

    def body_of(self, file: NoticeFile, channel: str) -> Body:
        """The text of a channel that the notice has."""
        return next(one for one in self.bodies(file) if channel in one.channels)

    def read_bodies(self, file: NoticeFile) -> Iterator[Body]:
        """The texts that are the notice itself: what members read on paper and on the page of their account.

        An email with words of its own tells that a notice has come (42 CFR 435.918(b)(4)); it is the notice only
        where there is neither letter nor page.
        """
        known = [one for one in READ if one in file.notice.channels]
        wanted = [one for one in known if one != "email"] or known
        for body in self.bodies(file):
            if any(one in wanted for one in body.channels):
                yield body

    def _body(self, file: NoticeFile, channels: tuple[str, ...]) -> Body:
        found = find_branches(file, self.letterhead, channels[0], MOST_CHECKED, _known_values(file))
        renderer = self.renderer(file)
        letters = (
            Letter(one, renderer.document_of(channels[0], self.source_locale, one.decisions)) for one in found.branches
        )
        return Body(file, channels, tuple(letters), found.message, found.failures)


def _known_values(file: NoticeFile) -> dict[str, Raw]:
    """For each field the value of the first sample member who has one: nothing is missing but what conditions ask."""
    values: dict[str, Raw] = {}
    for sample in file.notice.samples.values():
        for name, raw in sample.values.items():
            if raw is not None:
                values.setdefault(name, raw)
    for name, one in file.notice.fields.items():
        values.setdefault(name, example_value(one))
    return values


def template_of(file: NoticeFile) -> Template:
    """The template of one of `files`."""
    assert file.template is not None, "asked for readable notices"
    return file.template


def units_in(nodes: tuple[Node, ...]) -> Iterator[Unit]:
    """The units of a tree, in source order."""
    for node in walk_nodes(nodes):
        if isinstance(node, HeadingNode | ParagraphNode):
            yield node.unit


def span_of(file: NoticeFile, address: str) -> Span:
    """Where the unit of an address stands; the top of the template where there is none."""
    for unit in units_of(template_of(file)):
        if unit.address == address:
            return unit.span
    return top_of(file)


def top_of(file: NoticeFile) -> Span:
    """The first character of the template."""
    return file.source.span(0, 0)


def legal_span(file: NoticeFile, citation: str) -> Span:
    """Where notice.yaml names a rule that the notice lives under."""
    for one in file.notice.legal:
        if one.value.startswith(citation):
            return one.span
    return file.notice.span
