"""The journals of `.ivr/live/`: files to which whole lines are appended, so that there is no half of what they tell.

What the lines say is left to `live` and `switches`. To append, hold the workspace's lock.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ivr_author.workspace.files import WorkspaceError, failures_as, own_folder
from ivr_author.workspace.layout import STATE

FOLDER = "live"
LIVE = f"{STATE}/{FOLDER}"

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC


def read_lines(root: Path, name: str) -> tuple[list[bytes], bytes]:
    """The whole lines of a journal, and what a killed process left of one; none where there is no such file.

    Raises WorkspaceError.
    """
    try:
        with failures_as("file-unreadable", f"{LIVE}/{name}"):
            raw = (root / LIVE / name).read_bytes()
    except WorkspaceError as failure:
        if failure.diagnostic.rule != "file-missing":
            raise
        return [], b""
    *lines, torn = raw.split(b"\n")
    return lines, torn


def signature_of(root: Path, name: str) -> tuple[int, ...]:
    """Differs when the journal was written; empty where there is none."""
    try:
        status = (root / LIVE / name).stat()
    except OSError:
        return ()
    return (status.st_ino, status.st_size, status.st_mtime_ns)


def append_lines(root: Path, name: str, entries: Iterable[Mapping[str, Any]]) -> None:
    """Write lines, all or none. A line that a killed process left torn was never told to be written, and goes."""
    raw = b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in entries)
    with failures_as("file-unwritable", f"{LIVE}/{name}"), own_folder(root, STATE) as state:
        with suppress(FileExistsError):
            os.mkdir(FOLDER, dir_fd=state)
            os.fsync(state)
        folder = os.open(FOLDER, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=state)
        try:
            file = os.open(name, _FLAGS, 0o644, dir_fd=folder)
            try:
                if os.fstat(file).st_size == 0:
                    # Before anything is told: once the line is there, nothing may fail any more.
                    os.fsync(folder)
                _append_to(file, raw)
            finally:
                os.close(file)
        finally:
            os.close(folder)


def _append_to(file: int, raw: bytes) -> None:
    size = os.fstat(file).st_size
    there = os.pread(file, size, 0)
    whole = there.rfind(b"\n") + 1
    if whole != size:
        os.ftruncate(file, whole)
    try:
        written = os.write(file, raw)
        if written != len(raw):
            raise OSError("the line was not written whole")
        os.fsync(file)
    except BaseException:
        os.ftruncate(file, whole)
        raise
