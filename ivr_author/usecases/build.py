"""`compile`: the artifact of a workspace or of some flows, written to a folder or packed as one file."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic, error, has_errors, sort_diagnostics
from ivr_author.core.source import Source
from ivr_author.flow.content import Content
from ivr_author.flow.lower import flows_named_by
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact
from ivr_author.usecases.check import NoticeChecks, check_workspace
from ivr_author.usecases.program import check_sounds, program_of
from ivr_author.usecases.reading_grade import READING_GRADE
from ivr_author.usecases.required import require_flow
from ivr_author.workspace.files import WorkspaceError, read_file, remove_file, write_files
from ivr_author.workspace.layout import CALLS_SUFFIX, NOTICES_DOMAIN, NOTICES_FOLDER, FileKind, is_below, kind_of, stem

MANIFEST = "manifest.json"
"""What every artifact lists its files in."""

_MAX_MANIFEST_BYTES = 20_000_000
# The oldest date that a zip file can hold: no clock gets into the bytes.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


class InvalidArtifact(RuntimeError):
    """A target emitted what its own schema refuses: our own fault, never an author's."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """An artifact with its program, or the errors that forbid one; warnings come along either way."""

    artifact: Artifact | None
    program: Program | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a folder: files in it, those that were not so before, and those of an earlier build taken away."""

    files: int
    changed: int
    removed: int


def compile_flows(root: Path, target: str, flows: Sequence[str] = ()) -> BuildResult:
    """What a target emits of some flows and all that they lead to (default: of every flow).

    Errors in call scripts and notices don't count here, nor those in flows that no named one leads to, nor hard words.
    """
    checked = check_workspace(root, targets=(target,), notices=NoticeChecks.NONE)
    content = checked.workspace.content
    found = list(checked.diagnostics)
    program = checked.program
    if content is not None:
        for name in flows:
            require_flow(content, name)
        chosen = _with_reachable(content, flows or (*content.flows, *content.unreadable))
        found = [fault for fault in found if concerns_flows(fault, chosen)]
        if flows and not has_errors(found):
            kept = replace(content, flows={name: flow for name, flow in content.flows.items() if name in chosen})
            program = program_of(checked.workspace, kept)
            found += load_targets()[target].check(program)
    if program is not None and not program.entries and not has_errors(found):
        found.append(error("no-flows", "there is no flow to compile", hint="write one, as flows/main.yaml"))
    if program is not None and not has_errors(found):
        found += check_sounds(program)
    found = sort_diagnostics(found)
    if program is None or has_errors(found):
        return BuildResult(None, None, tuple(found), checked.sources)
    return BuildResult(emit(program, target), program, tuple(found), checked.sources)


def emit(program: Program, target: str) -> Artifact:
    """The artifact, once the target's own schema has found nothing wrong with it."""
    chosen = load_targets()[target]
    artifact = chosen.emit(program)
    faults = chosen.validate(artifact)
    if faults:
        raise InvalidArtifact(f"{chosen.title}: {len(faults)} faults in what was emitted, the first: {faults[0]}")
    return artifact


def write_artifact(artifact: Artifact, out: Path) -> Written:
    """Write an artifact into a folder; files that an earlier build listed there and this one lacks are removed."""
    earlier = _earlier_build(out, artifact.target)
    # The manifest last: whoever reads it finds the files that it lists.
    names = sorted(artifact.files, key=lambda name: (name == MANIFEST, name))
    changed = write_files(out, {name: artifact.files[name] for name in names})
    removed = 0
    for name in sorted(set(earlier) - set(artifact.files)):
        # What is not byte for byte what was emitted then is somebody's own work.
        if _hash_of(out, name) == earlier[name]:
            remove_file(out, name)
            removed += 1
    return Written(len(names), changed, removed)


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """Files as one zip file: the same bytes for the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return packed.getvalue()


def _earlier_build(out: Path, target: str) -> dict[str, str]:
    """The files of an earlier build with their hashes, as its manifest lists them."""
    try:
        manifest = json.loads(read_file(out, MANIFEST, _MAX_MANIFEST_BYTES))
        return dict(manifest["files"]) if manifest["target"] == target else {}
    except (WorkspaceError, ValueError, KeyError, TypeError, RecursionError):
        # No build of ours: nothing in the folder is ours to remove.
        return {}


def _hash_of(out: Path, name: str) -> str:
    try:
        return hashlib.sha256(read_file(out, name, _MAX_MANIFEST_BYTES)).hexdigest()
    except WorkspaceError:
        return ""


def _with_reachable(content: Content, flows: Iterable[str]) -> set[str]:
    """The flows and all that they lead to, unreadable ones too."""
    found: set[str] = set()
    waiting = list(flows)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(flows_named_by(content.flows[name]) if name in content.flows else ())
    return found


def concerns_flows(fault: Diagnostic, flows: Collection[str]) -> bool:
    """Whether a fault lies in some of these flows or in what all flows share, and so in what they compile to."""
    if fault.rule == READING_GRADE:
        # A gate for who releases words; what they compile to is right.
        return False
    if fault.span is None:
        return True
    path = fault.span.path
    if path.endswith((CALLS_SUFFIX, f"/{NOTICES_DOMAIN}.po")) or is_below(path, NOTICES_FOLDER):
        return False
    return kind_of(path) is not FileKind.FLOW or stem(path) in flows
