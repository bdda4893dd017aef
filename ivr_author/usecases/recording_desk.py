"""Every text of a language with its recording: what is missing, stale or not good enough, and what is left over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import PurePosixPath

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.memo import Memo
from ivr_author.ir.coverage import SpokenText
from ivr_author.speech.pace import seconds_of
from ivr_author.usecases.check_recordings import listen
from ivr_author.usecases.recordings import SpokenLocale, missing_file
from ivr_author.workspace.files import list_files
from ivr_author.workspace.layout import audio_folder, manifest_path
from ivr_author.workspace.project import Workspace
from ivr_author.workspace.recordings import Take

MOST_HEARD = 50_000
"""Recordings whose verdicts are kept: a file that is the same is not listened to again."""

Signatures = Mapping[str, object]
"""What tells versions of a file apart, by its path; one without is listened to each time it is asked for."""

Verdicts = Mapping[str, tuple[Diagnostic, ...]]
"""What is wrong with each recording as it is heard, by its path."""

_heard: Memo[tuple[Diagnostic, ...]] = Memo(MOST_HEARD)


class Part(StrEnum):
    """How far a text is; each is in one of the first five, and what belongs to no text in the last."""

    MISSING = "missing"
    STALE = "stale"  # recorded, in earlier words
    FAULTY = "faulty"  # recorded, and the take check warns of it
    RECORDED = "recorded"
    VOICE = "voice"  # what fills it is known only in the call
    LEFT = "left"  # a recording or a file that says no text of today


TO_RECORD = (Part.MISSING, Part.STALE)


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One text, or what is left over of one.

    `name` is that of its file without the ending, unique among texts that can be recorded; empty for what needs a
    voice. `take` is the recording of these very words, `stale` that of earlier ones; `seconds` are those of the take,
    else an estimate. `places` are where the text is heard. `file` is there: its path; empty: there is none.
    """

    part: Part
    name: str
    digest: str
    text: str
    seconds: float
    places: tuple[SpokenText, ...] = ()
    take: Take | None = None
    stale: Take | None = None
    file: str = ""
    faults: tuple[Diagnostic, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it is heard, or was."""
        told = self.take or self.stale
        found = tuple(dict.fromkeys(one.address for one in self.places))
        return found or ((told.recording.address,) if told and told.recording.address else ())

    @property
    def room(self) -> str:
        """The flow, or what stands beside flows (`texts`, `bulletins`)."""
        return next(iter(self.addresses), "").partition("/")[0]


@dataclass(frozen=True)
class RecordingDesk:
    """One language: its texts in the order of calls, then what needs a voice, then what is left over."""

    locale: str
    lines: Sequence[DeskLine]

    @cached_property
    def counts(self) -> Mapping[Part, int]:
        """How many lines are in each part."""
        counted = Counter(line.part for line in self.lines)
        return {part: counted[part] for part in Part}

    @property
    def texts(self) -> int:
        """How many texts can be recorded."""
        return sum(self.counts[part] for part in (*TO_RECORD, Part.FAULTY, Part.RECORDED))

    @property
    def has_recordings(self) -> bool:
        """Whether anything was ever recorded."""
        return any(line.take is not None or line.stale is not None or line.file for line in self.lines)

    @cached_property
    def seconds_to_record(self) -> float:
        """What is still to be spoken, estimated."""
        return sum(line.seconds for line in self.lines if line.part in TO_RECORD)

    @property
    def minutes_to_record(self) -> int:
        """The same for people: none if there is nothing to speak, else at least one."""
        return max(1, round(self.seconds_to_record / 60)) if self.seconds_to_record else 0

    @cached_property
    def rooms(self) -> Mapping[str, int]:
        """How many lines each flow has, or what stands beside flows."""
        return Counter(line.room for line in self.lines if line.room)

    @cached_property
    def by_name(self) -> Mapping[str, DeskLine]:
        """The texts that can be recorded, by name."""
        return {line.name: line for line in self.lines if line.name and line.part is not Part.LEFT}

    def left(self, file: str) -> DeskLine | None:
        """What is left over, by the name of its file."""
        return next((line for line in self.lines if line.part is Part.LEFT and line.name == file), None)

    def chosen(self, part: Part | None, room: str, query: str) -> list[DeskLine]:
        """The lines of a part (None: of all) and of a flow (or of all) that say something."""
        wanted = query.casefold()
        return [
            line
            for line in self.lines
            if (part is None or line.part is part)
            and (not room or line.room == room)
            and (not wanted or _says(line, wanted))
        ]


def _says(line: DeskLine, wanted: str) -> bool:
    return any(wanted in one.casefold() for one in (line.text, line.name, *line.addresses))


def desk_of(workspace: Workspace, spoken: SpokenLocale, verdicts: Verdicts) -> RecordingDesk:
    """The desk of one language; `verdicts` of recordings that nobody has listened to yet are missing."""
    files = files_of(workspace, spoken.locale)
    return RecordingDesk(
        spoken.locale, (*_texts(spoken, files, verdicts), *_with_values(spoken), *_left(spoken, files))
    )


def files_of(workspace: Workspace, locale: str) -> Set[str]:
    """The files of a language's recordings, listed or not."""
    return set(list_files(workspace.root, [f"{audio_folder(locale)}/*"])[0]) - {manifest_path(locale)}


def verdicts_of(workspace: Workspace, locale: str, signatures: Signatures, most: int) -> tuple[Verdicts, int]:
    """What is known of a language's recordings as they are heard, and how many are still to be listened to.

    If these are no more than `most`, they are listened to now.
    """
    found: dict[str, tuple[Diagnostic, ...]] = {}
    unheard = []
    for take in workspace.takes.get(locale, ()):
        known = _heard.find(*_key(workspace, take, signatures))
        if known is None:
            unheard.append(take)
        else:
            found[take.recording.path] = known
    if len(unheard) > most:
        return found, len(unheard)
    return {**found, **{take.recording.path: _hear(workspace, take, signatures) for take in unheard}}, 0


def heard(workspace: Workspace, line: DeskLine, signatures: Signatures) -> DeskLine:
    """A line whose recording was listened to, if it has one."""
    if line.take is None or not line.file or line.part is Part.LEFT:
        return line
    known = _heard.find(*_key(workspace, line.take, signatures))
    faults = _hear(workspace, line.take, signatures) if known is None else known
    return replace(line, part=Part.FAULTY if faults else Part.RECORDED, faults=faults)


def listen_to(
    workspace: Workspace, locales: Sequence[str], signatures: Signatures, progress: Callable[[float, str], None]
) -> None:
    """Listen to all recordings of some languages, but for those whose file is as it was the last time."""
    takes = [take for locale in locales for take in workspace.takes.get(locale, ())]
    for done, take in enumerate(takes):
        if done % 20 == 0:
            progress(done / len(takes), take.recording.locale)
        if _heard.find(*_key(workspace, take, signatures)) is None:
            _hear(workspace, take, signatures)


def _key(workspace: Workspace, take: Take, signatures: Signatures) -> tuple[str, object]:
    return f"{workspace.root}/{take.recording.path}", (take, signatures.get(take.recording.path))


def _hear(workspace: Workspace, take: Take, signatures: Signatures) -> tuple[Diagnostic, ...]:
    found = tuple(listen(workspace, take))
    # One that was changed so lately that two look the same has no signature.
    if take.recording.path in signatures:
        _heard.put(*_key(workspace, take, signatures), found)
    return found


def _texts(spoken: SpokenLocale, files: Set[str], verdicts: Verdicts) -> Iterator[DeskLine]:
    for digest, places in spoken.recordable.items():
        take, stale = spoken.taken.get(digest), spoken.stale.get(digest)
        faults: tuple[Diagnostic, ...] = ()
        if take is not None and take.recording.path not in files:
            faults = (missing_file(take),)
        elif take is not None:
            faults = verdicts.get(take.recording.path, ())
        part = Part.STALE if stale is not None and take is None else Part.MISSING
        if take is not None:
            part = Part.FAULTY if faults else Part.RECORDED
        shown = take or (stale if part is Part.STALE else None)
        yield DeskLine(
            part,
            PurePosixPath(spoken.file_names[digest]).stem,
            digest,
            places[0].text,
            take.recording.seconds if take is not None else seconds_of(places[0].text, spoken.locale),
            places,
            take,
            stale if take is None else None,
            shown.recording.path if shown is not None and shown.recording.path in files else "",
            faults,
        )


def _with_values(spoken: SpokenLocale) -> Iterator[DeskLine]:
    for one in spoken.with_values:
        yield DeskLine(Part.VOICE, "", "", one.text, seconds_of(one.text, spoken.locale), (one,))


def _left(spoken: SpokenLocale, files: Set[str]) -> Iterator[DeskLine]:
    """Takes that say no text of today, and files that the manifest does not name."""
    stale = (take for digest, take in spoken.stale.items() if digest not in spoken.taken)
    used = {take.recording.path for take in (*spoken.taken.values(), *stale)}
    for take in spoken.takes:
        path = take.recording.path
        if path not in used:
            there = path if path in files else ""
            recording = take.recording
            name = PurePosixPath(path).name
            yield DeskLine(Part.LEFT, name, recording.digest, recording.text, recording.seconds, (), take, file=there)
    for path in sorted(files - {take.recording.path for take in spoken.takes}):
        yield DeskLine(Part.LEFT, PurePosixPath(path).name, "", "", 0.0, file=path)
