"""What is being saved, written down before it is begun: who finds it later knows what was broken off, and whose it was.

To be used by who holds the workspace's lock. What to do about it is left to `keeper`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ivr_author.workspace.files import FOLDER, failures_as, own_folder, remove_leftovers, replace_in

NAME = "saves.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One save: each file's revision before and after it (None: no file), and in whose name it is to be committed.

    `is_whole` says that all files are written, so that only the commit is to be made.
    """

    message: str
    name: str = ""
    email: str = ""
    files: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    is_whole: bool = False


def read_journal(root: Path) -> list[Entry]:
    """The saves that were begun and have no commit yet; the oldest first. A journal that can't be read is none."""
    try:
        told = json.loads((root / FOLDER / NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return []
    entries = told if isinstance(told, list) else []
    return [entry for one in entries if (entry := _read_entry(one)) is not None]


def write_journal(root: Path, entries: Sequence[Entry]) -> None:
    """Put these saves in place of those that are written down. Raises WorkspaceError."""
    with failures_as("file-unwritable", f"{FOLDER}/{NAME}"), own_folder(root) as folder:
        remove_leftovers(folder)
        if entries:
            replace_in(folder, NAME, json.dumps([_write_entry(one) for one in entries], indent=1).encode())
        else:
            with suppress(FileNotFoundError):
                os.unlink(NAME, dir_fd=folder)


def _write_entry(entry: Entry) -> dict[str, Any]:
    files = {path: list(revisions) for path, revisions in entry.files.items()}
    texts = {"message": entry.message, "name": entry.name, "email": entry.email}
    return {**texts, "files": files, "whole": entry.is_whole}


def _read_entry(told: object) -> Entry | None:
    if not isinstance(told, dict) or not isinstance(told.get("files"), dict):
        return None
    files = {}
    for path, revisions in told["files"].items():
        match revisions:
            case [str() | None as before, str() | None as after]:
                files[path] = (before, after)
            case _:
                return None
    message, name, email = (str(told.get(key, "")) for key in ("message", "name", "email"))
    return Entry(message, name, email, files, told.get("whole") is True)
