"""One take: held against its text and converted; kept with its manifest, or removed from it. Git keeps what was before.

The manifest is read at the moment of saving: two people who bring takes of different texts do not stand in each other's
way, and none of theirs is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ivr_author.core.diagnostics import Diagnostic, Severity, error, has_errors
from ivr_author.core.limits import MAX_CATALOG_BYTES
from ivr_author.core.source import Source, Span
from ivr_author.core.text_input import read_bytes_as_source
from ivr_author.speech.audio import MAX_AUDIO_BYTES, NotAudio, measure, read_sound, to_telephone
from ivr_author.speech.mulaw import RATE, write_wav
from ivr_author.speech.quality import judge_sound
from ivr_author.speech.recording import Recording
from ivr_author.usecases.recordings import SpokenLocale
from ivr_author.workspace.files import Conflict, WorkspaceError, read_if_there, revision
from ivr_author.workspace.keeper import Keeper, Kept
from ivr_author.workspace.layout import audio_folder, manifest_path
from ivr_author.workspace.parcel import Parcel
from ivr_author.workspace.recordings import read_manifest, write_manifest

RULES = {
    "recording-no-text": "A delivered file is named like no text of today",
}
"""What can be said of one take besides what `recordings check` says of sounds."""

ONE_EACH = "deliver one file for each text, as WAV or FLAC"

MOST_TRIES = 4
"""A manifest that changes between reading and saving as often as that is somebody's who writes it without end."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Who spoke, and when (an ISO date); both may be unknown. `address`: the text of a single file, by its place."""

    by: str = ""
    on: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Converted:
    """A file as the recording of a text, and its sound for telephones; no recording where `diagnostics` say why."""

    recording: Recording | None
    wav: bytes
    diagnostics: tuple[Diagnostic, ...]


def convert(parcel: Parcel, spoken: SpokenLocale, digest: str, delivery: Delivery) -> Converted:
    """Read, judge and convert one file for the text with this digest; an empty one is that of no text."""
    place = Span(parcel.name, 1, 1, 1, 1)
    try:
        sound = read_sound(parcel.read(MAX_AUDIO_BYTES))
    except WorkspaceError as failure:
        told = failure.diagnostic
        return _refused(error(told.rule, told.message, place, ONE_EACH))
    except NotAudio as fault:
        return _refused(error("recording-unreadable", str(fault), place, ONE_EACH))
    places = spoken.recordable.get(digest)
    if places is None:
        hint = f"name it as the sheet does (`ivr-author recordings script {spoken.locale}`), or give its --address"
        message = f"no text of {spoken.locale} has a recording called `{PurePosixPath(parcel.name).stem}.wav`"
        return _refused(error("recording-no-text", message, place, hint))
    text = places[0].text
    told_of = tuple(
        Diagnostic(one.rule, one.message, place, Severity.ERROR if one.is_error else Severity.WARNING, one.hint)
        for one in judge_sound(measure(sound), text, spoken.locale)
    )
    if has_errors(told_of):
        return _refused(*told_of)
    samples = to_telephone(sound)
    recording = recording_of(spoken, digest, round(len(samples) / RATE, 3), delivery)
    return Converted(recording, write_wav(samples), told_of)


def recording_of(spoken: SpokenLocale, digest: str, seconds: float, delivery: Delivery) -> Recording:
    """The recording that a take of a text of today is, under the name that the text has on sheets."""
    first = spoken.recordable[digest][0]
    target = f"{audio_folder(spoken.locale)}/{spoken.file_names[digest]}"
    by = " ".join(delivery.by.split())
    address = delivery.address or first.address
    return Recording(spoken.locale, first.text, digest, target, seconds, by, delivery.on, address)


def _refused(*faults: Diagnostic) -> Converted:
    return Converted(None, b"", faults)


# --- keeping ---------------------------------------------------------------------------------------------------------


class UnsoundManifest(Exception):
    """A manifest can't be written anew without losing what an unreadable entry was meant to say, or can't be so."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], source: Source | None) -> None:
        super().__init__("; ".join(one.message for one in diagnostics))
        self.diagnostics = diagnostics
        self.source = source


def keep_takes(
    keeper: Keeper,
    root: Path,
    locale: str,
    taken: Mapping[Recording, bytes],
    message: str,
    seen: Mapping[str, str | None] | None = None,
) -> Kept:
    """Put sounds into the workspace, each in place of what its text or its file had, and enter them in the manifest.

    `seen`: the revisions of the files that they are meant to replace, as the person saw them; without it, of whatever
    stands there. Raises `UnsoundManifest`, `Conflict` where somebody was quicker, `WorkspaceError`.
    """
    digests = {one.digest for one in taken}

    def change(kept: dict[str, Recording]) -> dict[str, Recording]:
        rest = {path: one for path, one in kept.items() if one.digest not in digests}
        return {**rest, **{one.path: one for one in taken}}

    sounds: dict[str, bytes | None] = {one.path: wav for one, wav in taken.items()}
    return _keep(keeper, root, locale, sounds, change, message, seen)


def remove_take(keeper: Keeper, root: Path, locale: str, name: str, seen: str | None) -> Kept:
    """Take a file and its entry away, whichever of the two there is; `seen` is the revision of the file.

    Raises as `keep_takes`.
    """
    path = f"{audio_folder(locale)}/{name}"

    def change(kept: dict[str, Recording]) -> dict[str, Recording]:
        return {one: recording for one, recording in kept.items() if one != path}

    return _keep(keeper, root, locale, {path: None}, change, f"Remove the recording {name} in {locale}", {path: seen})


def check_manifest(locale: str, recordings: Mapping[str, Recording]) -> bytes:
    """The manifest of these recordings by path. Raises `UnsoundManifest` where it could not be read again.

    A name or a day that it can't hold would make all recordings of the locale unreadable.
    """
    source = Source(manifest_path(locale), write_manifest(recordings.values()))
    faults = read_manifest(locale, source)[1]
    if faults:
        raise UnsoundManifest(faults, source)
    return source.text.encode()


def _keep(
    keeper: Keeper,
    root: Path,
    locale: str,
    sounds: Mapping[str, bytes | None],
    change: Callable[[dict[str, Recording]], dict[str, Recording]],
    message: str,
    seen: Mapping[str, str | None] | None,
) -> Kept:
    manifest = manifest_path(locale)
    tries = 0
    while True:
        tries += 1
        kept, based = _read(root, locale)
        after = change(kept)
        # An empty list would say of a language that is not recorded that it was meant to be.
        written = check_manifest(locale, after) if after else None
        files = {path: (raw, _based(root, path, seen)) for path, raw in sounds.items()}
        # What is not there can't be taken away; its entry can.
        files = {path: one for path, one in files.items() if one != (None, None) or read_if_there(root, path)}
        if written is not None or based is not None:
            files[manifest] = (written, based)
        try:
            return keeper.save(files, message)
        except Conflict as conflict:
            if tries == MOST_TRIES or (seen is not None and conflict.relative != manifest):
                raise


def _based(root: Path, path: str, seen: Mapping[str, str | None] | None) -> str | None:
    if seen is not None:
        return seen.get(path)
    raw = read_if_there(root, path)
    return None if raw is None else revision(raw)


def _read(root: Path, locale: str) -> tuple[dict[str, Recording], str | None]:
    """What a manifest says now, and its revision."""
    path = manifest_path(locale)
    raw = read_if_there(root, path)
    if raw is None:
        return {}, None
    source, faults = read_bytes_as_source(path, raw, MAX_CATALOG_BYTES)
    if source is None:
        raise UnsoundManifest(tuple(faults), None)
    takes, unsound = read_manifest(locale, source)
    if has_errors(unsound):
        raise UnsoundManifest(unsound, source)
    return {take.recording.path: take.recording for take in takes}, revision(raw)
