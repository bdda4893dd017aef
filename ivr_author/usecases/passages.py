"""The passages of a workspace, file by file: what callers hear and members read, with example values. Others score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ivr_author.catalog.lookup import Translations
from ivr_author.core.examples import fill_with_examples
from ivr_author.core.segment import Segment
from ivr_author.core.source import Span
from ivr_author.core.spoken import fold_text
from ivr_author.flow.content import Content
from ivr_author.flow.readability import Readability
from ivr_author.flow.segments import segments_of_bulletin, segments_of_flow, segments_of_settings
from ivr_author.notice.channel import CannotRender
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.reading import passages_of
from ivr_author.notice.segments import SPOKEN
from ivr_author.notice.subject import NoticeSubject, template_of
from ivr_author.notice.template.tree import units_of
from ivr_author.scoring.passage import Passage, PassageKind

TEXTS = "texts"
"""The name of the built-in sentences, which stand in ivr.yaml."""


@dataclass(frozen=True, slots=True)
class Version:
    """One way in which a file is read from top to bottom: a letter by some channels; all prompts of a flow."""

    passages: tuple[Passage, ...]
    channels: tuple[str, ...] = ()
    branch: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file with words, in one locale. `name` is the flow's or notice's; `also_paths` hold words of it too."""

    path: str
    name: str
    locale: str
    span: Span
    versions: tuple[Version, ...]
    readability: Readability | None = None
    also_paths: tuple[str, ...] = ()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage of all versions, each once."""
        return tuple(dict.fromkeys(one for version in self.versions for one in version.passages))


def read_flows(content: Content, translations: Translations, locale: str) -> Iterator[ReadFile]:
    """The flows, the bulletins and the built-in sentences: every prompt, each with all its forms."""
    settings = content.settings
    for flow in content.flows.values():
        segments = tuple(segments_of_flow(flow))
        yield _heard(flow.source.path, flow.id, flow.span, segments, translations, locale, flow.readability)
    for bulletin in content.bulletins.values():
        segments = tuple(segments_of_bulletin(bulletin))
        yield _heard(bulletin.source.path, bulletin.id, bulletin.span, segments, translations, locale)
    segments = tuple(segments_of_settings(settings))
    yield _heard(settings.source.path, TEXTS, settings.span, segments, translations, locale)


def read_notice(subject: NoticeSubject, file: NoticeFile, locale: str) -> ReadFile:
    """A notice: every letter by the channels that share its words, with the values of its example member."""
    versions = tuple(_versions(subject, file, locale))
    notice = file.notice
    return ReadFile(
        *(notice.source.path, notice.id, locale, notice.span, versions, notice.readability),
        also_paths=(file.source.path,),
    )


def _versions(subject: NoticeSubject, file: NoticeFile, locale: str) -> Iterator[Version]:
    renderer = subject.renderer(file)
    spans = {unit.address: unit.span for unit in units_of(template_of(file))}
    for body in subject.bodies(file):
        is_spoken = body.channels == (SPOKEN,)
        for letter in body.letters:
            try:
                document, member = renderer.document(body.channels[0], locale, letter.branch.values)
            except CannotRender:
                # The rules of notices tell of it.
                continue
            passages = tuple(passages_of(document, member, is_spoken, spans))
            yield Version(passages, body.channels, letter.branch.id, letter.branch.description)


def _heard(
    path: str,
    name: str,
    span: Span,
    segments: Sequence[Segment],
    translations: Translations,
    locale: str,
    readability: Readability | None = None,
) -> ReadFile:
    words = (segment for segment in segments if segment.kind != "phrase")
    passages = tuple(one for segment in words for one in _forms(segment, translations, locale))
    return ReadFile(path, name, locale, span, (Version(passages),), readability)


def _forms(segment: Segment, translations: Translations, locale: str) -> Iterator[Passage]:
    found = translations.translate(segment.address, segment.text, segment.plural, locale)
    for number, form in enumerate(dict.fromkeys(found.forms)):
        count = 1.0 if number == 0 else 2.0
        text = fold_text(fill_with_examples(form, segment.constants, segment.types, found.locale, count))
        if text:
            kind = PassageKind.PROMPT if segment.is_spoken else PassageKind.PARAGRAPH
            yield Passage(text, found.locale, kind, segment.address, segment.span, segment.is_spoken)
