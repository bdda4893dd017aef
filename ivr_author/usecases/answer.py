"""`answer`: the bundles that the phone is answered with, wherever they come from.

What new calls get is left to `answer_follow` and its sources, answering to `answering`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.ir.target import Artifact
from ivr_author.targets.twiml.bundle import BundleFault
from ivr_author.usecases.build import MANIFEST, compile_flows
from ivr_author.usecases.export import DEPLOY, RELEASE
from ivr_author.workspace.bundle_shelf import unpack
from ivr_author.workspace.files import WorkspaceError, list_files, read_file

TARGET = "twiml"
MAX_BUNDLE_FILE_BYTES = 50_000_000
"""The table of a very large workspace; documents are below 64 kB each."""

LONGEST_LABEL = 60
"""Characters of a bundle's name before what tells its content apart."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of a compiled workspace, or the errors that forbid one; `numbers` are those it answers, with flows."""

    files: Mapping[str, bytes]
    numbers: Mapping[str, str] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)


def compile_bundle(root: Path) -> Bundle:
    """The bundle of a workspace as it is now."""
    result = compile_flows(root, TARGET)
    if result.artifact is None:
        return Bundle({}, {}, result.diagnostics, result.sources)
    return bundle_of(result.artifact)


def bundle_of(artifact: Artifact) -> Bundle:
    """The bundle that was emitted."""
    return Bundle(artifact.files, _numbers(artifact.files))


def read_bundle(folder: Path) -> Bundle:
    """The bundle that `compile --target twiml --out` wrote into a folder."""
    paths, _ = list_files(folder, ["*.json", "documents/**/*.xml", "audio/**/*.wav"])
    files = {path: read_file(folder, path, MAX_BUNDLE_FILE_BYTES) for path in paths}
    return Bundle(files, _numbers(files))


def unpack_bundle(raw: bytes, name: str) -> Bundle:
    """The bundle in a zip file, as exports and releases have it. Raises `BundleFault`: `name` is no zip file."""
    try:
        files = unpack(raw, name)
    except WorkspaceError as failure:
        raise BundleFault(str(failure)) from failure
    files = {name: content for name, content in files.items() if name not in (DEPLOY, RELEASE)}
    return Bundle(files, _numbers(files))


def name_of_bundle(label: str, bundle: Bundle) -> str:
    """What a bundle is called on the shelf: a word for people, and what tells its content apart.

    The same on every machine, since calls go on at addresses that hold it.
    """
    word = re.sub(r"[^a-z0-9._-]+", "-", label.lower()).strip("._-")[:LONGEST_LABEL] or "bundle"
    # The manifest has the hash of every file.
    return f"{word}~{hashlib.sha256(bundle.files.get(MANIFEST, b'')).hexdigest()[:12]}"


def _numbers(files: Mapping[str, bytes]) -> dict[str, str]:
    # Only to be shown: whether the files are a bundle is found out when the service is made of them.
    try:
        manifest = json.loads(files[MANIFEST])
        return {str(number): str(facts["flow"]) for number, facts in manifest["numbers"].items()}
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return {}
