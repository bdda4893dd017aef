"""Notices as pages show them: sources with faults at their lines, members to choose from, what outputs cost."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ivr_author.catalog.lookup import State
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import Locale, find_locale
from ivr_author.core.placeholders import Piece, parse_placeholders
from ivr_author.core.segment import Segment
from ivr_author.core.source import Source
from ivr_author.notice.branches import Branch, Branches
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.model import Field, FieldType, Limits, Notice, Raw
from ivr_author.notice.values import Value, printed
from ivr_author.usecases.show_notice import NoticeDesk, Output
from ivr_author.web.code import Token, coloured_lines
from ivr_author.web.language import gettext, ngettext
from ivr_author.web.presenters import Speech, speech_found
from ivr_author.web.studio import Snapshot
from ivr_author.workspace.layout import NOTICES_DOMAIN, catalog_path

LETTER_PREFIX = "letter-"
"""Before the id of a letter where that of a sample member could stand, which has no hyphen."""

CHANNEL_TITLES = {name: gettext(channel.title) for name, channel in CHANNELS.items()}

# --- sources ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line, and the faults that begin in it."""

    number: int
    tokens: Sequence[Token]
    faults: Sequence[Diagnostic] = ()


@dataclass(frozen=True, slots=True)
class SourceView:
    """A file to be read. `mark` begins the ids of its lines. `elsewhere` are faults that no line of it can show."""

    path: str
    mark: str
    lines: Sequence[SourceLine]
    elsewhere: Sequence[Diagnostic] = ()
    faults: Sequence[Diagnostic] = ()


def view_source(source: Source | None, path: str, mark: str, faults: Sequence[Diagnostic]) -> SourceView:
    """The lines of a file with its faults; no lines where it could not be read."""
    lines = coloured_lines(path, source.text.removesuffix("\n")) if source else []
    by_line: dict[int, list[Diagnostic]] = defaultdict(list)
    elsewhere = []
    for fault in faults:
        if fault.span and 1 <= fault.span.line <= len(lines):
            by_line[fault.span.line].append(fault)
        else:
            elsewhere.append(fault)
    listed = [SourceLine(number, tokens, by_line.get(number, ())) for number, tokens in enumerate(lines, 1)]
    return SourceView(path, mark, listed, elsewhere, faults)


# --- members ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member to show a notice for: a sample, or the example of one letter. `locale`: the member's own, if known."""

    id: str
    name: str
    note: str
    values: Mapping[str, Raw]
    locale: Locale | None = None

    @property
    def label(self) -> str:
        """The name and what is special about it."""
        return f"{self.name} – {self.note}" if self.note else self.name


def view_members(notice: Notice) -> list[MemberView]:
    """The sample members."""
    return [
        MemberView(
            sample.id,
            _name_of(notice, sample.values) or sample.id,
            sample.note,
            sample.values,
            find_locale(sample.locale) if sample.locale else None,
        )
        for sample in notice.samples.values()
    ]


def view_branch(branch: Branch) -> MemberView:
    """The example of one letter as a member."""
    return MemberView(f"{LETTER_PREFIX}{branch.id}", gettext("Example"), branch.description, branch.values)


def _name_of(notice: Notice, values: Mapping[str, Raw]) -> str:
    name = values.get(notice.recipient.name)
    return name if isinstance(name, str) else ""


# --- fields ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field with what the member that is shown has in it; a list has its columns below it."""

    field: Field
    value: str
    columns: Sequence[Field] = ()


def view_fields(notice: Notice, values: Mapping[str, Raw], locale: str) -> list[FieldRow]:
    """The fields of a notice, in their order."""
    return [
        FieldRow(one, _show(one, values.get(one.name), locale), tuple(one.fields.values()))
        for one in notice.fields.values()
    ]


def _show(one: Field, raw: Raw, locale: str) -> str:
    if raw is None:
        return ""
    if one.type is FieldType.LIST:
        count = len(raw) if isinstance(raw, tuple) else 0
        return ngettext("{count} row", "{count} rows", count).format(count=count)
    if isinstance(raw, bool):
        return gettext("yes") if raw else gettext("no")
    return printed(Value(one.type, raw), locale)


# --- what a channel's output costs -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """A count with what the notice allows, 0 where it allows any."""

    words: str
    limit: int = 0
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A character that makes a text message dear: itself, and its number and name."""

    shown: str
    name: str


@dataclass
class OutputView:
    """A channel's output and its counts."""

    output: Output
    title: str
    facts: list[Fact] = field(default_factory=list)
    guilty: list[Letter] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The channel."""
        return self.output.channel


def view_output(output: Output, limits: Limits) -> OutputView:
    """One channel's output."""
    view = OutputView(output, channel_names([output.channel])[0])
    if output.rendering is None:
        return view
    facts = output.rendering.facts
    if "pages" in facts:
        count = facts["pages"]
        view.facts.append(_fact(ngettext("{count} page", "{count} pages", count), count, limits.pages))
    if "parts" in facts:
        count = facts["parts"]
        view.facts.append(_fact(ngettext("{count} part", "{count} parts", count), count, limits.parts))
        view.guilty = [Letter(_visible(one), name_letter(one)) for one in facts.get("guilty", ())]
    if "seconds" in facts:
        count = facts["seconds"]
        view.facts.append(_fact(ngettext("{count} second", "{count} seconds", count), count, limits.seconds))
    return view


def _fact(words: str, count: int, limit: int) -> Fact:
    return Fact(words.format(count=count), limit, 0 < limit < count)


def name_letter(letter: str) -> str:
    """A character by number and name: `U+2019 RIGHT SINGLE QUOTATION MARK`."""
    return f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".strip()


def _visible(letter: str) -> str:
    return letter if letter.isprintable() and not letter.isspace() else ""


def paragraphs(text: str) -> Iterator[str]:
    """The lines of a text that say something."""
    return (line for line in text.splitlines() if line.strip())


# --- the letters there can be -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter with the sample members who get it, by their names."""

    branch: Branch
    members: Sequence[MemberView]


@dataclass(frozen=True, slots=True)
class TextView:
    """Words that several channels share, with every letter that they become; `depends` are the fields they ask for."""

    channels: Sequence[str]
    found: Branches
    rows: Sequence[LetterRow]
    depends: Sequence[str]

    @property
    def titles(self) -> Sequence[str]:
        """The channels' names for people."""
        return channel_names(self.channels)

    @property
    def uncovered(self) -> int:
        """How many letters no sample member gets."""
        return sum(not row.members for row in self.rows)


def view_texts(desk: NoticeDesk, notice: Notice) -> list[TextView]:
    """The texts of a notice without a `reason`."""
    known = {one.id: one for one in view_members(notice)}
    channels = desk.channels_by_text(notice.id)
    views = []
    for found in desk.branches(notice.id):
        members = desk.members_of(notice.id, found)
        rows = [LetterRow(branch, [known[name] for name in members.get(branch.id, ())]) for branch in found.branches]
        depends = list(dict.fromkeys(name for branch in found.branches for name in branch.chosen))
        views.append(TextView(channels.get(found.channel, ()), found, rows, depends))
    return views


# --- translations -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TranslationRow:
    """A text beside its translation. `speech` says what members get; `faults` are what the checks found in it."""

    segment: Segment
    source: Sequence[Piece]
    speech: Speech
    state: State
    faults: Sequence[Diagnostic]


def view_translations(shown: Snapshot, notice_id: str, locale: str) -> list[TranslationRow]:
    """The texts of a notice in one locale, in the order of the words."""
    told = f"` in `{locale}`"
    rows = []
    for segment in shown.notices.segments(notice_id):
        found = shown.notices.translation(segment, locale)
        faults = [
            one
            for one in shown.faults_of(catalog_path(locale, NOTICES_DOMAIN))
            if f"`{segment.address}{told}" in one.message
        ]
        pieces = parse_placeholders(segment.text)[0]
        rows.append(TranslationRow(segment, pieces, speech_found(found, locale), found.state, faults))
    return rows


# --- the list --------------------------------------------------------------------------------------------------------


def channels_of(file: NoticeFile) -> list[str]:
    """The names of a notice's channels, for people."""
    return channel_names(file.notice.channels)


def channel_names(channels: Iterable[str]) -> list[str]:
    """What channels are called, in the reader's language."""
    return [gettext(CHANNEL_TITLES.get(one, one)) for one in channels]
