"""The sheet for voice talents: every text to record, as it is spoken. Setting it for print is left to `print_sheet`."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ivr_author.catalog.glossary.match import terms_in
from ivr_author.catalog.glossary.model import NO_GLOSSARY, Glossary
from ivr_author.catalog.lookup import State, Translations
from ivr_author.core.diagnostics import Diagnostic, Severity
from ivr_author.core.segment import Segment
from ivr_author.core.source import Source
from ivr_author.core.spreadsheet import guard
from ivr_author.flow.segments import segments_of_content
from ivr_author.ir.coverage import SpokenText
from ivr_author.ir.program import Program
from ivr_author.speech.pace import seconds_of
from ivr_author.speech.spelling import spell_numbers
from ivr_author.usecases.check import CheckResult, NoticeChecks, check_workspace
from ivr_author.usecases.recordings import SpokenLocale, spoken_locales
from ivr_author.usecases.required import require_locale
from ivr_author.workspace.espeak import espeak_seconds
from ivr_author.workspace.project import Workspace

Estimate = Callable[[str, str], float]
"""The seconds of a text in a locale."""

COLUMNS = (
    *("number", "file", "text", "numbers", "notes", "seconds", "state", "translation"),
    *("replaces", "address", "context"),
)
NEEDS_VOICE = "needs a voice"
"""In place of a state: what fills the text is known only in the call, so no recording can say it."""


class TakeState(StrEnum):
    """How far a text is."""

    MISSING = "missing"
    STALE = "stale"
    RECORDED = "recorded"


class Only(StrEnum):
    """What a sheet lists: what nobody has spoken, of that what was spoken in earlier words, or everything."""

    MISSING = "missing"
    STALE = "stale"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One text to record. `numbers`: each number with its words. `replaces`: the earlier words, if it was recorded.

    `seconds` is an estimate; `addresses` are the places where it is heard, `context` what is known of the first.
    """

    number: int
    file: str
    text: str
    addresses: tuple[str, ...]
    state: TakeState
    translation: str
    seconds: float
    numbers: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    replaces: str = ""
    context: tuple[str, ...] = ()

    @property
    def room(self) -> str:
        """The flow, or what stands beside flows (`texts`, `bulletins`)."""
        return self.addresses[0].partition("/")[0]


@dataclass(frozen=True, slots=True)
class Guidance:
    """What helps to speak a text: its numbers with their words, how names and terms are said, what is known of it.

    `translation` is the state of its words: `source`, or that of a catalog.
    """

    numbers: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    context: tuple[str, ...]
    translation: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a voice talent is to speak in one locale. `with_values` need a voice; `untranslated` have no words yet."""

    locale: str
    lines: tuple[SheetLine, ...]
    with_values: tuple[SpokenText, ...]
    untranslated: tuple[str, ...]
    texts: int

    @property
    def seconds(self) -> float:
        """All lines, estimated."""
        return sum(line.seconds for line in self.lines)

    @property
    def minutes(self) -> int:
        """All lines, for people: none if there is nothing to speak, else at least one."""
        return max(1, round(self.seconds / 60)) if self.lines else 0

    @property
    def drafts(self) -> int:
        """Lines that only a machine has translated: have them reviewed before anybody speaks them."""
        return sum(line.translation == State.DRAFT for line in self.lines)


@dataclass(frozen=True, slots=True)
class Sheets:
    """A sheet for each locale; none where errors in flows keep some texts unknown."""

    sheets: tuple[Sheet, ...]
    titles: Mapping[str, str]
    workspace: Workspace
    diagnostics: tuple[Diagnostic, ...]

    @property
    def sources(self) -> Mapping[str, Source]:
        """The texts that were read, to show places in."""
        return self.workspace.sources


def estimate_with_espeak(text: str, locale: str) -> float:
    """Seconds of a text by espeak-ng, where that is installed and has a voice; else by its letters."""
    return espeak_seconds(text, locale) or seconds_of(text, locale)


def write_sheets(
    root: Path, locales: Sequence[str] = (), only: Only = Only.MISSING, estimate: Estimate = seconds_of
) -> Sheets:
    """The sheets of some locales (default: of all) of a folder's workspace. Raises `UnknownName`."""
    return sheets_of(check_workspace(root, targets=(), notices=NoticeChecks.NONE), locales, only, estimate)


def sheets_of(
    checked: CheckResult, locales: Sequence[str] = (), only: Only = Only.MISSING, estimate: Estimate = seconds_of
) -> Sheets:
    """The sheets of some locales (default: of all) of a workspace that was checked. Raises `UnknownName`."""
    workspace, content, program = checked.workspace, checked.workspace.content, checked.program
    if content is None or program is None:
        return Sheets((), {}, workspace, checked.diagnostics)
    for locale in locales:
        require_locale(content, locale)
    chosen = locales or content.settings.all_locales()
    segments = {segment.address: segment for segment in segments_of_content(content)}
    titles = {flow.id: flow.title.value for flow in content.flows.values()}
    sheets = tuple(
        Sheet(
            spoken.locale,
            tuple(_lines(workspace, program, segments, spoken, only, estimate)),
            spoken.with_values if only is not Only.STALE else (),
            tuple(untranslated(program, spoken.locale)),
            len(spoken.recordable),
        )
        for spoken in spoken_locales(workspace, program, chosen).values()
    )
    # A flow with errors is left out of the program, and nobody would miss its texts on a sheet.
    errors = tuple(one for one in checked.diagnostics if one.severity is Severity.ERROR and _hides_texts(one))
    return Sheets(sheets, titles, workspace, errors)


def write_csv(sheet: Sheet) -> bytes:
    """The sheet as a table: UTF-8 with its mark, for spreadsheets, and no cell that one would take for a formula."""
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for line in sheet.lines:
        table.writerow(map(guard, _cells(line)))
    for one in sheet.with_values:
        table.writerow(map(guard, ("", "", one.text, "", "", "", NEEDS_VOICE, "", "", one.address, "")))
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _cells(line: SheetLine) -> tuple[str, ...]:
    return (
        str(line.number),
        line.file,
        line.text,
        "; ".join(f"{number} = {words}" for number, words in line.numbers),
        "; ".join(line.notes),
        f"{line.seconds:.1f}",
        line.state,
        line.translation,
        line.replaces,
        " ".join(line.addresses),
        "; ".join(line.context),
    )


def _hides_texts(fault: Diagnostic) -> bool:
    return fault.span is None or fault.span.path.startswith("flows/") or fault.span.path == "ivr.yaml"


def _lines(
    workspace: Workspace,
    program: Program,
    segments: Mapping[str, Segment],
    spoken: SpokenLocale,
    only: Only,
    estimate: Estimate,
) -> Iterator[SheetLine]:
    translations = workspace.translations()
    number = 0
    for digest, places in spoken.recordable.items():
        stale = spoken.stale.get(digest)
        state = TakeState.RECORDED if digest in spoken.taken else TakeState.STALE if stale else TakeState.MISSING
        if (only is Only.MISSING and state is TakeState.RECORDED) or (
            only is Only.STALE and state is not TakeState.STALE
        ):
            continue
        number += 1
        first = places[0]
        guided = guidance(workspace, program, translations, segments.get(first.address), first)
        yield SheetLine(
            number,
            spoken.file_names[digest],
            first.text,
            tuple(dict.fromkeys(one.address for one in places)),
            state,
            guided.translation,
            estimate(first.text, spoken.locale),
            guided.numbers,
            guided.notes,
            stale.recording.text if stale else "",
            guided.context,
        )


def guidance(
    workspace: Workspace, program: Program, translations: Translations, segment: Segment | None, spoken: SpokenText
) -> Guidance:
    """What helps to speak a text. `segment` is the one at its address."""
    glossary = workspace.glossaries.get(spoken.locale, NO_GLOSSARY)
    return Guidance(
        spell_numbers(spoken.text, spoken.locale),
        tuple(_notes(program, segment, glossary, spoken.text)),
        segment.comments if segment else (),
        _translation(translations, segment, spoken.locale),
    )


def _notes(program: Program, segment: Segment | None, glossary: Glossary, text: str) -> Iterator[str]:
    """How names and terms are said: the organisation's name, what stays in English, what the glossary notes."""
    if program.organisation and program.organisation in text:
        yield f"{program.organisation}: our name"
    if segment is None:
        return
    for term in terms_in(glossary, segment.text, program.source_locale):
        words = term.source if term.keep else next(iter(term.preferred), term.source)
        if term.note:
            yield f"{words}: {term.note}"
        elif term.keep and term.source in text and term.source != program.organisation:
            yield f"{words}: said as in {program.source_locale}"


def _translation(translations: Translations, segment: Segment | None, locale: str) -> str:
    if segment is None or locale == translations.source_locale:
        return "source"
    return translations.translate(segment.address, segment.text, segment.plural, locale).state


def untranslated(program: Program, locale: str) -> Iterator[str]:
    """The addresses that are spoken in another locale for want of a translation."""
    spoken = {getattr(step, "address", "") for block in program.blocks.values() for step in block.steps}
    for (address, wanted), text in program.speech.items():
        if wanted == locale and text.locale != locale and address in spoken:
            yield address


def sheet_name(locale: str, suffix: str) -> str:
    """What a sheet's file is called in a folder of them."""
    return f"recordings-{locale}{suffix}"
