"""`answer`: the webhook service that speaks compiled TwiML to the phone platform. Serving it is left to the face."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.ir.target import Artifact
from ivr_author.targets.twiml.bundle import BundleFault
from ivr_author.targets.twiml.wsgi import create_application
from ivr_author.usecases.build import MANIFEST, compile_flows
from ivr_author.usecases.export import DEPLOY, RELEASE
from ivr_author.workspace.files import list_files, read_file

TARGET = "twiml"
MAX_BUNDLE_FILE_BYTES = 50_000_000
"""The table of a very large workspace; documents are below 64 kB each."""

Application = Callable[[Mapping[str, Any], Any], Iterable[bytes]]


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


def unpack_bundle(raw: bytes) -> Bundle:
    """The bundle in a zip file, as exports and releases have it. Raises `BundleFault` for what is no zip file."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            files = {name: packed.read(name) for name in packed.namelist() if name not in (DEPLOY, RELEASE)}
    except (zipfile.BadZipFile, zlib.error, EOFError) as fault:
        raise BundleFault(f"no zip file: {fault}") from fault
    return Bundle(files, _numbers(files))


def create_service(
    bundle: Bundle,
    secret: str,
    auth_token: str = "",
    public_url: str = "",
    *,
    with_adapter: bool = False,
    mount: str = "",
) -> Application:
    """The service of a bundle. Raises `BundleFault` for files that are no bundle, or were changed since.

    `secret` signs the state of calls; `auth_token` is the account's, by which requests prove where they come from.
    `mount` is the path under which calls of this bundle go on.
    """
    return create_application(
        bundle.files, secret, auth_token or None, public_url or None, with_adapter=with_adapter, mount=mount
    )


def _numbers(files: Mapping[str, bytes]) -> dict[str, str]:
    # Only to be shown: whether the files are a bundle is found out when the service is made of them.
    try:
        manifest = json.loads(files[MANIFEST])
        return {str(number): str(facts["flow"]) for number, facts in manifest["numbers"].items()}
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return {}
