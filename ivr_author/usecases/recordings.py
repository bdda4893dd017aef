"""Recordings held against the words of today: what has one, what lost its one, and what each file is to be called.

No sound is decoded here; `check_recordings` listens to the files, `recording_sheet` says what is still to be spoken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from ivr_author.core.diagnostics import Diagnostic, error, note, warning
from ivr_author.core.source import Span
from ivr_author.ir.coverage import SpokenText, spoken_texts, with_voices_for_all
from ivr_author.ir.program import Program
from ivr_author.speech.recording import MOST_NAME_CHARACTERS, text_digest
from ivr_author.workspace.files import list_files
from ivr_author.workspace.layout import audio_folder, manifest_path
from ivr_author.workspace.project import Workspace
from ivr_author.workspace.recordings import Take

RULES = {
    "recording-file-missing": "A manifest names a recording that is not there",
    "recording-stale": "A text was changed after it was recorded, so a voice speaks it until it is recorded again",
    "recording-unlisted": "A file stands beside a manifest that does not name it, so nobody hears it",
    "recording-unused": "No call says any more what a recording says",
}
"""What `check` reports of recordings, without listening to them."""

_NAME_PARTS = {"/": ".", "*": "star", "#": "pound"}
_NO_NAME = re.compile(r"[^A-Za-z0-9._-]")
_LONGEST_STEM = MOST_NAME_CHARACTERS - len("-01234567.wav")


@dataclass(frozen=True)
class SpokenLocale:
    """What callers can hear in a locale today, if it is recorded or has a voice, and the takes that there are."""

    locale: str
    texts: tuple[SpokenText, ...]
    takes: tuple[Take, ...]

    @cached_property
    def recordable(self) -> Mapping[str, tuple[SpokenText, ...]]:
        """The texts that can be recorded, by their digest: a text at several places is spoken once."""
        found: dict[str, list[SpokenText]] = {}
        for one in self.texts:
            if not one.has_values:
                found.setdefault(text_digest(one.text), []).append(one)
        return {digest: tuple(places) for digest, places in found.items()}

    @cached_property
    def with_values(self) -> tuple[SpokenText, ...]:
        """The texts that need a voice: what fills them is known only in the call."""
        return tuple(one for one in self.texts if one.has_values)

    @cached_property
    def taken(self) -> Mapping[str, Take]:
        """The takes that say a text of today, by its digest."""
        return {take.recording.digest: take for take in self.takes if take.recording.digest in self.recordable}

    @cached_property
    def stale(self) -> Mapping[str, Take]:
        """The takes of earlier words, by the digest of those that stand at their place today."""
        at: dict[str, list[str]] = {}
        for digest, places in self.recordable.items():
            for one in places:
                at.setdefault(one.address, []).append(digest)
        found = {}
        for take in self.takes:
            today = at.get(take.recording.address, [])
            # An address with several texts (a plural, a line for each language) does not say which of them this was.
            if take.recording.digest not in self.recordable and len(today) == 1:
                found[today[0]] = take
        return found

    @cached_property
    def file_names(self) -> Mapping[str, str]:
        """The file of each text that can be recorded, by digest: that of its take, else one made of its address."""
        names = {digest: PurePosixPath(take.recording.path).name for digest, take in self.taken.items()}
        stems = {digest: _stem(places[0].address) for digest, places in self.recordable.items() if digest not in names}
        often = Counter([*stems.values(), *(PurePosixPath(name).stem for name in names.values())])
        for digest, stem in stems.items():
            names[digest] = f"{stem}.wav" if often[stem] == 1 else f"{stem}-{digest[:8]}.wav"
        return names


def spoken_locales(workspace: Workspace, program: Program, locales: Iterable[str]) -> dict[str, SpokenLocale]:
    """What is spoken in each locale. A way out for want of a voice changes nothing: recordings make it needless."""
    texts = spoken_texts(with_voices_for_all(program))
    return {locale: SpokenLocale(locale, texts.get(locale, ()), workspace.takes.get(locale, ())) for locale in locales}


def check_manifests(workspace: Workspace, program: Program, *, is_whole: bool) -> Iterator[Diagnostic]:
    """Takes without their file, of earlier words or of no words; files without an entry.

    `is_whole`: the program has all flows. Where some have errors, nobody knows what is still said.
    """
    locales = program.all_locales()
    if not any(list_files(workspace.root, [f"{audio_folder(locale)}/*"])[0] for locale in locales):
        return
    spoken = spoken_locales(workspace, program, locales)
    addresses = {text.address for one in spoken.values() for text in one.texts}
    for locale, one in spoken.items():
        files = set(list_files(workspace.root, [f"{audio_folder(locale)}/*"])[0]) - {manifest_path(locale)}
        for take in one.takes:
            if take.recording.path not in files:
                yield missing_file(take)
        for path in sorted(files - {take.recording.path for take in one.takes}):
            hint = f"run `ivr-author recordings import {path} --locale {locale}`, or remove the file"
            told = f"`{manifest_path(locale)}` does not name this file"
            yield warning("recording-unlisted", told, Span(path, 1, 1, 1, 1), hint)
        if is_whole:
            yield from _outdated(one, addresses)


def missing_file(take: Take) -> Diagnostic:
    """The fault of a take without its file."""
    name, hint = PurePosixPath(take.recording.path).name, "bring the file back, or remove its entry"
    return error("recording-file-missing", f"`{name}` is not there", take.span, hint)


def _outdated(one: SpokenLocale, addresses: Set[str]) -> Iterator[Diagnostic]:
    """`addresses`: all that calls say in any locale; a text whose translation lags behind is spoken in another."""
    stale = {take: digest for digest, take in one.stale.items()}
    for take in one.takes:
        recording = take.recording
        name = PurePosixPath(recording.path).name
        if recording.digest in one.recordable:
            continue
        if take in stale:
            now = one.recordable[stale[take]][0].text
            message = f'`{name}` says "{recording.text}"; {recording.address} now says "{now}"'
            yield warning("recording-stale", message, take.span, "record it again, and import the new file")
        elif recording.address in addresses:
            message = f'`{name}` says "{recording.text}"; {recording.address} no longer says that in {one.locale}'
            yield warning("recording-stale", message, take.span, "record it again, and import the new file")
        else:
            message = f'no call says "{recording.text}" in {one.locale} any more'
            yield note("recording-unused", message, take.span, f"remove `{name}` and its entry, or keep it for later")


def name_of_address(address: str) -> str:
    """The file name that is made of an address alone."""
    return f"{_stem(address)}.wav"


def _stem(address: str) -> str:
    dotted = "".join(_NAME_PARTS.get(character, character) for character in address)
    return _NO_NAME.sub("_", dotted)[:_LONGEST_STEM]
