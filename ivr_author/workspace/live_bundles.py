"""Bundles of a release with the switches of a moment, `.ivr/live/bundles/RELEASE~DIGEST.zip`, for calls in progress.

Whoever answers the phone makes them; another service, or one that starts again, finds them here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ivr_author.workspace.files import failures_as, own_folder, replace_in
from ivr_author.workspace.layout import STATE
from ivr_author.workspace.live_lines import LIVE

FOLDER = "bundles"
MOST_KEPT = 20
"""On the disk: more than anybody switches while one call lasts."""


def read_live_bundle(root: Path, release: str, digest: str) -> bytes:
    """A bundle. Raises WorkspaceError where there is none."""
    relative = _path(release, digest)
    with failures_as("file-unreadable", relative):
        return (root / relative).read_bytes()


def write_live_bundle(root: Path, release: str, digest: str, raw: bytes) -> None:
    """Keep a bundle; the oldest go. Raises WorkspaceError."""
    relative = _path(release, digest)
    with failures_as("file-unwritable", relative), _folder(root) as folder:
        replace_in(folder, relative.rpartition("/")[2], raw)
        found = sorted((root / LIVE / FOLDER).glob("*.zip"), key=lambda one: one.stat().st_mtime_ns)
        for one in found[:-MOST_KEPT]:
            with suppress(OSError):
                one.unlink()


def _path(release: str, digest: str) -> str:
    # The digest may come from an address that somebody made up.
    return f"{LIVE}/{FOLDER}/{release}~{digest if digest.isalnum() else 'none'}.zip"


@contextmanager
def _folder(root: Path) -> Iterator[int]:
    with own_folder(root, STATE):
        path = root / LIVE / FOLDER
        path.mkdir(parents=True, exist_ok=True)
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            yield folder
        finally:
            os.close(folder)
