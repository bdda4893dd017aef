"""`recordings import`: takes what a voice talent delivers into the workspace, converted, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ivr_author.core.diagnostics import Diagnostic, Severity, error
from ivr_author.core.source import Source, Span
from ivr_author.speech.audio import MAX_AUDIO_BYTES, NotAudio, measure, read_sound, to_telephone
from ivr_author.speech.mulaw import RATE, write_wav
from ivr_author.speech.quality import judge_sound
from ivr_author.speech.recording import Recording, text_digest
from ivr_author.usecases.check import NoticeChecks, check_workspace
from ivr_author.usecases.recordings import SpokenLocale, name_of_address, spoken_locales
from ivr_author.usecases.unknown import UnknownName, require_locale
from ivr_author.workspace.files import WorkspaceError, list_files, read_file, revision
from ivr_author.workspace.keeper import Keeper
from ivr_author.workspace.layout import audio_folder, manifest_path
from ivr_author.workspace.parcel import Parcel
from ivr_author.workspace.recordings import read_manifest, write_manifest

RULES = {
    "recording-no-text": "A delivered file is named like no text of today",
    "recording-twice": "Two delivered files are for the same text",
}
"""What an import can report besides what `recordings check` says of sounds."""


_ONE_EACH = "deliver one file for each text, as WAV or FLAC"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file: the recording that it is now, or none where `diagnostics` say why not."""

    file: str
    recording: Recording | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """What became of every file. `diagnostics` are those of the workspace that forbid any import.

    `replaced`: the texts that had a recording before, by their digests. `unkept`: why there is no commit, if so.
    """

    files: tuple[Imported, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, Source]
    replaced: frozenset[str] = frozenset()
    unkept: Diagnostic | None = None

    @property
    def accepted(self) -> tuple[Recording, ...]:
        """The recordings that stand in the workspace now, or would."""
        return tuple(one.recording for one in self.files if one.recording is not None)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Who spoke, and when (an ISO date); both may be unknown. `address`: the text of a single file, by its place."""

    by: str = ""
    on: str = ""
    address: str = ""


def import_recordings(
    keeper: Keeper,
    root: Path,
    parcels: Sequence[Parcel],
    locale: str,
    delivery: Delivery | None = None,
    is_trial: bool = False,
) -> Import:
    """Convert files and keep them with the manifest; those that are refused stop no other, and change nothing.

    A file belongs to the text that the sheet has its name for. A trial saves nothing and says the same.
    Raises `UnknownName` for a locale or address that is not there, `WorkspaceError` or `Conflict` where the disk
    refuses: then nothing is changed at all.
    """
    delivery = delivery or Delivery()
    checked = check_workspace(root, targets=(), notices=NoticeChecks.NONE)
    workspace, content, program = checked.workspace, checked.workspace.content, checked.program
    if content is None or program is None:
        return Import((), checked.diagnostics, dict(checked.sources))
    require_locale(content, locale)
    spoken = spoken_locales(workspace, program, [locale])[locale]
    manifest = manifest_path(locale)
    broken = [one for one in checked.diagnostics if _is_broken(one, manifest)]
    if broken:
        return Import((), tuple(broken), dict(checked.sources))
    wanted = _digest_at(spoken, delivery.address) if delivery.address else ""
    raws: dict[str, bytes] = {}
    files = [_take(one, wanted or _digest_for(spoken, one.name), spoken, delivery, raws) for one in parcels]
    kept = {take.recording.path: take.recording for take in spoken.takes}
    accepted = [one.recording for one in files if one.recording is not None]
    replaced: frozenset[str] = frozenset()
    unkept = None
    if accepted:
        digests = {one.digest for one in accepted}
        replaced = frozenset(one.digest for one in kept.values() if one.digest in digests)
        kept = {path: one for path, one in kept.items() if one.digest not in digests}
        kept.update({one.path: one for one in accepted})
        written = write_manifest(kept.values())
        raws[manifest] = written.encode()
        # A name or a day that the manifest can't hold would make all recordings of the locale unreadable.
        source = Source(manifest, written)
        unreadable = read_manifest(locale, source)[1]
        if unreadable:
            return Import((), unreadable, {**checked.sources, manifest: source})
        if not is_trial:
            files_now = {path: (raw, _revision(root, path)) for path, raw in raws.items()}
            unkept = keeper.save(files_now, f"Take {len(accepted)} recordings in {locale}").fault
    return Import(tuple(files), (), dict(checked.sources), replaced, unkept)


def _take(parcel: Parcel, digest: str, spoken: SpokenLocale, delivery: Delivery, raws: dict[str, bytes]) -> Imported:
    """Read, judge and convert one file; its bytes go into `raws` under the place they are to have."""
    shown = parcel.name
    place = Span(shown, 1, 1, 1, 1)
    try:
        sound = read_sound(parcel.read(MAX_AUDIO_BYTES))
    except WorkspaceError as failure:
        told = failure.diagnostic
        return Imported(shown, None, (error(told.rule, told.message, place, _ONE_EACH),))
    except NotAudio as fault:
        return Imported(shown, None, (error("recording-unreadable", str(fault), place, _ONE_EACH),))
    if not digest:
        hint = f"name it as the sheet does (`ivr-author recordings script {spoken.locale}`), or give its --address"
        message = f"no text of {spoken.locale} has a recording called `{PurePosixPath(shown).stem}.wav`"
        return Imported(shown, None, (error("recording-no-text", message, place, hint),))
    places = spoken.recordable[digest]
    target = f"{audio_folder(spoken.locale)}/{spoken.file_names[digest]}"
    if target in raws:
        message = f"another of these files is for `{PurePosixPath(target).name}` too"
        return Imported(shown, None, (error("recording-twice", message, place, _ONE_EACH),))
    told_of = tuple(
        Diagnostic(one.rule, one.message, place, Severity.ERROR if one.is_error else Severity.WARNING, one.hint)
        for one in judge_sound(measure(sound), places[0].text, spoken.locale)
    )
    if any(one.severity is Severity.ERROR for one in told_of):
        return Imported(shown, None, told_of)
    samples = to_telephone(sound)
    raws[target] = write_wav(samples)
    text, address = places[0].text, delivery.address or places[0].address
    seconds = round(len(samples) / RATE, 3)
    by = " ".join(delivery.by.split())
    recording = Recording(spoken.locale, text, digest, target, seconds, by, delivery.on, address)
    return Imported(shown, recording, told_of)


def _digest_for(spoken: SpokenLocale, shown: str) -> str:
    """The text that a file's name is for: that of the sheet, or that of any place where a text stands alone."""
    name = f"{PurePosixPath(shown).stem}.wav".lower()
    for digest, known in spoken.file_names.items():
        if known.lower() == name:
            return digest
    found = {
        digest
        for digest, places in spoken.recordable.items()
        if any(name_of_address(one.address).lower() == name for one in places)
    }
    return found.pop() if len(found) == 1 else ""


def _digest_at(spoken: SpokenLocale, address: str) -> str:
    found = {text_digest(one.text) for one in spoken.texts if one.address == address and not one.has_values}
    if len(found) != 1:
        known = [one.address for one in spoken.texts if not one.has_values]
        raise UnknownName("single text without values at the address", address, known)
    return found.pop()


def _is_broken(fault: Diagnostic, manifest: str) -> bool:
    """Whether a manifest can't be written anew without losing what an unreadable entry was meant to say."""
    is_error = fault.severity is Severity.ERROR and fault.rule != "recording-file-missing"
    return is_error and fault.span is not None and fault.span.path == manifest


def _revision(root: Path, path: str) -> str | None:
    return revision(read_file(root, path, MAX_AUDIO_BYTES)) if list_files(root, [path])[0] else None
