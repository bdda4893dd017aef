"""`recordings check`: listens to every recording that a manifest names, after what `check` finds without listening."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ivr_author.core.diagnostics import Diagnostic, Severity, error, sort_diagnostics
from ivr_author.core.source import Source
from ivr_author.speech import quality
from ivr_author.speech.audio import MAX_AUDIO_BYTES, NotAudio, measure, read_sound
from ivr_author.usecases.check import NoticeChecks, check_workspace
from ivr_author.usecases.recordings import RULES as MANIFEST_RULES
from ivr_author.usecases.required import require_locale
from ivr_author.workspace.files import WorkspaceError, read_file
from ivr_author.workspace.layout import audio_folder, is_below
from ivr_author.workspace.project import Workspace
from ivr_author.workspace.recordings import RULES as READING_RULES
from ivr_author.workspace.recordings import Take

_MOST_DIFFERENCE = 0.05

RULES = {
    **READING_RULES,
    **MANIFEST_RULES,
    **quality.RULES,
    "recording-unreadable": "A recording is no sound that can be used",
    "recording-format": "A recording is not 8 kHz mono mu-law, so that some phone platforms do not play it",
    "recording-replaced": "A recording is not as long as its manifest says: the file was replaced by hand",
}
"""Every rule id that `recordings check` can report of recordings, with its description."""


@dataclass(frozen=True, slots=True)
class RecordingsCheck:
    """What was found in the recordings of some locales, and how many there are of each."""

    counts: Mapping[str, int]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]


def check_recordings(root: Path, locales: Sequence[str] = ()) -> RecordingsCheck:
    """Every fault of the recordings of some locales (default: of all). Raises `UnknownName`."""
    checked = check_workspace(root, targets=(), notices=NoticeChecks.NONE)
    workspace, content = checked.workspace, checked.workspace.content
    if content is None:
        return RecordingsCheck({}, checked.diagnostics, checked.sources)
    for locale in locales:
        require_locale(content, locale)
    chosen = locales or content.settings.all_locales()
    folders = [audio_folder(locale) for locale in chosen]
    found = [
        one
        for one in checked.diagnostics
        if one.span is not None and any(is_below(one.span.path, folder) for folder in folders)
    ]
    counts = {}
    for locale in chosen:
        takes = workspace.takes.get(locale, ())
        counts[locale] = len(takes)
        for take in takes:
            found.extend(listen(workspace, take))
    return RecordingsCheck(counts, tuple(sort_diagnostics(found)), checked.sources)


def listen(workspace: Workspace, take: Take) -> Iterator[Diagnostic]:
    """What is wrong with one recording as it is heard; of a file that is not there, its manifest's check tells."""
    recording = take.recording
    name = PurePosixPath(recording.path).name
    try:
        raw = read_file(workspace.root, recording.path, MAX_AUDIO_BYTES)
    except WorkspaceError as failure:
        if failure.diagnostic.rule != "file-missing":  # that is told already, of the manifest
            yield failure.diagnostic
        return
    again = "import a good file in its place with `ivr-author recordings import`"
    try:
        sound = read_sound(raw)
    except NotAudio as fault:
        yield error("recording-unreadable", f"`{name}`: {fault}", take.span, again)
        return
    if not sound.is_for_telephones:
        told = f"{sound.container} {sound.encoding}, {sound.rate:,} Hz, {sound.channels} channels"
        yield error("recording-format", f"`{name}` is {told}", take.span, again)
    if abs(sound.seconds - recording.seconds) > _MOST_DIFFERENCE:
        told = f"`{name}` takes {sound.seconds:.2f} seconds; the manifest says {recording.seconds:.2f}"
        yield error("recording-replaced", told, take.span, again)
    for one in quality.judge_sound(measure(sound), recording.text, recording.locale):
        severity = Severity.ERROR if one.is_error else Severity.WARNING
        yield Diagnostic(one.rule, f"`{name}`: {one.message}", take.span, severity, one.hint)
