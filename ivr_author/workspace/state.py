"""The folder with the state of a workspace that is no content: the database of people, releases, what is live.

Nothing in it has a history in git, and nobody but its owner may look into it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ivr_author.workspace.files import failures_as, make_folder
from ivr_author.workspace.layout import STATE

DATABASE = "studio.db"
OWNER_ONLY = 0o700


def state_folder(root: Path) -> Path:
    """The folder, which is made where it is missing and ignores itself in git. Raises WorkspaceError."""
    folder = root / STATE
    with failures_as("file-unwritable", STATE):
        make_folder(folder, OWNER_ONLY)
        with suppress(FileExistsError):
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(folder / ".gitignore", flags, 0o600), "wb") as stream:
                stream.write(b"*\n")
    return folder


def database_url(root: Path) -> str:
    """Where people are kept if nobody says otherwise; folder and file are made. Raises WorkspaceError."""
    path = state_folder(root).absolute() / DATABASE
    with failures_as("file-unwritable", f"{STATE}/{DATABASE}"):
        # Empty, which SQLite takes for new: so that it is its owner's alone from the first byte.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    return f"sqlite:///{path}"


def has_database(root: Path) -> bool:
    """Whether people were ever kept there."""
    path = root / STATE / DATABASE
    return path.is_file() and path.stat().st_size > 0
