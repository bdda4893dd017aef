"""Another revision of a workspace, to compare with: a folder as it is, or a commit of git unpacked aside."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ivr_author.core.diagnostics import error
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.layout import SETTINGS

_CONTENT = (SETTINGS, "flows", "notices", "locales")


@contextmanager
def open_revision(root: Path, named: str) -> Iterator[Path]:
    """The root of a workspace as `named` has it; gone when the block ends. Raises `WorkspaceError`.

    `named` is a folder, or what git calls a commit: a branch, a tag, `HEAD~3`. Nothing is checked out.
    """
    folder = root / named
    if (folder / SETTINGS).is_file():
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="ivr-author-") as aside:
        _unpack(root, named, Path(aside))
        yield Path(aside)


def _unpack(root: Path, named: str, aside: Path) -> None:
    # A name that begins with a dash would be taken for an option.
    found = b"" if named.startswith("-") else _git(root, "rev-parse", "--verify", "--quiet", f"{named}^{{commit}}")
    if not found:
        message = f"`{named}` is neither a folder with a workspace nor a commit of git here"
        raise WorkspaceError(error("revision-not-found", message, hint="name a folder, a branch, a tag or a commit"))
    commit = found.strip().decode()
    listed = _git(root, "ls-tree", "--name-only", commit, *_CONTENT).decode().splitlines()
    packed = _git(root, "archive", "--format=tar", commit, *listed)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(aside, filter="data")


def _git(root: Path, *arguments: str) -> bytes:
    """What git prints; nothing where it refuses or is not there."""
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)  # noqa: S603 - no shell
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""
