"""The manifests of recordings, `locales/<locale>/audio/manifest.yaml`: which file says which text, read and written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath
from typing import ClassVar

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.limits import MAX_CATALOG_BYTES
from ivr_author.core.source import Source, Span
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Sequence
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.fields import Reader, Skip, given, nearest, read_mapping, read_record, read_value
from ivr_author.flow.model import Text
from ivr_author.flow.node import Record
from ivr_author.flow.read import FormatVersion
from ivr_author.flow.read_settings import Number
from ivr_author.flow.write_script import quote
from ivr_author.speech.recording import MOST_SECONDS, Recording, is_file_name, text_digest
from ivr_author.workspace.layout import audio_folder, manifest_path
from ivr_author.workspace.loader import Loader

RULES = {
    "recording-manifest": "An entry of a manifest of recordings contradicts itself or another",
}

_HEADER = """\
# Which file says which text. `ivr-author recordings import` keeps this file; a text that is changed makes its
# recording stale: record it again and import the new file.
"""


@dataclass(frozen=True, slots=True)
class Take:
    """An entry of a manifest: the recording, and where the manifest says so."""

    recording: Recording
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRecord(Record):
    """One recording: the file, the words that are said in it, their digest, and its length in seconds."""

    WHAT: ClassVar[str] = "a recording"

    file: Text
    text: Text
    hash: Text
    seconds: Number
    by: str | None = None
    on: date | None = None
    address: str | None = None
    span: Span = given()


@lru_cache(maxsize=64)
def read_manifest(locale: str, source: Source) -> tuple[tuple[Take, ...], tuple[Diagnostic, ...]]:
    """The recordings that a manifest names, in its order, and what is wrong with it; a bad entry stops no other."""
    tree, faults = read_yaml(source)
    if tree is None:
        return (), tuple(faults)
    reader = Reader(source, list(faults))
    takes: list[Take] = []
    try:
        entries = _entries(tree, reader)
    except Skip:
        entries = ()
    for entry in entries:
        try:
            record = read_record(RecordingRecord, entry, "a recording", reader, span=entry.span)
        except Skip:
            continue
        if _is_sound(record, takes, locale, reader):
            takes.append(Take(_recording(locale, record), record.span))
    return tuple(takes), tuple(reader.diagnostics)


def _entries(tree: TreeNode, reader: Reader) -> tuple[TreeNode, ...]:
    mapping: TreeMapping = read_mapping(tree, "a manifest", reader)
    for key, _ in mapping:
        if key.text not in ("format", "recordings"):
            hint = nearest(key.text, ("format", "recordings"))
            reader.fault("unknown-key", f"a manifest has no key `{key.text}`", key.span, hint)
    version, listed = mapping.get("format"), mapping.get("recordings")
    if version is None or listed is None:
        missing = "format" if version is None else "recordings"
        raise reader.skip("missing-key", f"a manifest needs `{missing}`", tree.span, f"add `{missing}:`")
    read_value(FormatVersion, version, reader)
    if not isinstance(listed, Sequence):
        raise reader.skip("wrong-shape", "`recordings` must be a list", listed.span, "write `- ` before each")
    return listed.items


def _is_sound(record: RecordingRecord, before: Iterable[Take], locale: str, reader: Reader) -> bool:
    file, text = record.file, record.text
    faults = len(reader.diagnostics)
    if not is_file_name(file.value):
        hint = "name a file beside the manifest: letters, figures, dots, dashes, ending in .wav"
        reader.fault("recording-manifest", f"`{file.value}` is no file name for a recording", file.span, hint)
    if record.hash.value != text_digest(text.value):
        hint = "a recording says what was recorded: change the text in its catalog or flow, and record it anew"
        reader.fault("recording-manifest", "`hash` is not that of `text`", record.hash.span, hint)
    if not 0 < record.seconds < MOST_SECONDS:
        reader.fault("recording-manifest", "`seconds` is no length of a recording", record.span, "import it again")
    path = f"{audio_folder(locale)}/{file.value}"
    for take in before:
        if take.recording.path == path:
            reader.fault("recording-manifest", f"`{file.value}` is listed twice", file.span, "remove one of the two")
        elif take.recording.digest == record.hash.value:
            other = PurePosixPath(take.recording.path).name
            reader.fault("recording-manifest", f"`{other}` says the same text", text.span, "keep the better take")
    return len(reader.diagnostics) == faults


def _recording(locale: str, record: RecordingRecord) -> Recording:
    on = record.on.isoformat() if record.on else ""
    path = f"{audio_folder(locale)}/{record.file.value}"
    digest = record.hash.value
    return Recording(locale, record.text.value, digest, path, record.seconds, record.by or "", on, record.address or "")


def load_recordings(loader: Loader, locales: Iterable[str]) -> dict[str, tuple[Take, ...]]:
    """The takes of every locale that has a manifest."""
    found = {}
    for locale in locales:
        path = manifest_path(locale)
        if not loader.files(path):
            continue
        source = loader.text(path, MAX_CATALOG_BYTES)
        if source is not None:
            found[locale], faults = read_manifest(locale, source)
            loader.note(faults)
    return found


def write_manifest(recordings: Iterable[Recording]) -> str:
    """A manifest, by file name."""
    return "".join([_HEADER, "format: 1\nrecordings:\n", *map(_write, sorted(recordings, key=lambda one: one.path))])


def _write(one: Recording) -> str:
    fields = {
        "file": quote(PurePosixPath(one.path).name),
        "text": quote(one.text),
        "hash": quote(one.digest),
        "seconds": f"{one.seconds:.2f}",
        "by": quote(one.by) if one.by else "",
        "on": one.on,
        "address": quote(one.address) if one.address else "",
    }
    first, *rest = (f"{name}: {value}\n" for name, value in fields.items() if value)
    return f"  - {first}" + "".join(f"    {line}" for line in rest)
