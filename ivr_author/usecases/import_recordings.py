"""`recordings import`: takes what a voice talent delivers into the workspace, converted, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ivr_author.core.diagnostics import Diagnostic, Severity, error
from ivr_author.core.source import Source, Span
from ivr_author.speech.recording import Recording, text_digest
from ivr_author.usecases import takes
from ivr_author.usecases.check import NoticeChecks, check_workspace
from ivr_author.usecases.recordings import SpokenLocale, name_of_address, spoken_locales
from ivr_author.usecases.required import require_locale
from ivr_author.usecases.takes import ONE_EACH, Delivery, UnsoundManifest, check_manifest, convert, keep_takes
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.keeper import Keeper
from ivr_author.workspace.layout import manifest_path
from ivr_author.workspace.parcel import Parcel

RULES = {
    **takes.RULES,
    "recording-twice": "Two delivered files are for the same text",
}
"""What an import can report besides what `recordings check` says of sounds."""


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
    sounds: dict[Recording, bytes] = {}
    files = [_take(one, wanted or _digest_for(spoken, one.name), spoken, delivery, sounds) for one in parcels]
    if not sounds:
        return Import(tuple(files), (), dict(checked.sources))
    before = {take.recording.digest for take in spoken.takes}
    replaced = frozenset(one.digest for one in sounds if one.digest in before)
    unkept = None
    try:
        if is_trial:
            check_manifest(locale, {one.path: one for one in sounds})
        else:
            unkept = keep_takes(keeper, root, locale, sounds, f"Take {len(sounds)} recordings in {locale}").fault
    except UnsoundManifest as fault:
        sources = {**checked.sources, **({manifest: fault.source} if fault.source else {})}
        return Import((), fault.diagnostics, sources)
    return Import(tuple(files), (), dict(checked.sources), replaced, unkept)


def _take(
    parcel: Parcel, digest: str, spoken: SpokenLocale, delivery: Delivery, sounds: dict[Recording, bytes]
) -> Imported:
    """Convert one file; its sound goes into `sounds`, where there is none for its text yet."""
    done = convert(parcel, spoken, digest, delivery)
    recording = done.recording
    if recording is not None and any(one.path == recording.path for one in sounds):
        message = f"another of these files is for `{PurePosixPath(recording.path).name}` too"
        twice = error("recording-twice", message, Span(parcel.name, 1, 1, 1, 1), ONE_EACH)
        return Imported(parcel.name, None, (twice,))
    if recording is not None:
        sounds[recording] = done.wav
    return Imported(parcel.name, recording, done.diagnostics)


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
