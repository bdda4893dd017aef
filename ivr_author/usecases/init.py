"""`init`: a new workspace, small, and good enough to pass `check` and `test` from its first minute."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ivr_author.usecases.schema import write_schemas
from ivr_author.workspace.files import Conflict, read_if_there, save_file
from ivr_author.workspace.layout import SETTINGS

_STARTER = files("ivr_author.usecases.starter")

# Where each file of the starter goes; a file named .gitignore would already work where the starter itself lies.
STARTER_FILES = {
    "ivr.yaml": "ivr.yaml",
    "README.md": "README.md",
    "babel.cfg": "babel.cfg",
    ".gitignore": "gitignore",
    "flows/main.yaml": "flows/main.yaml",
    "flows/main.calls.yaml": "flows/main.calls.yaml",
    "flows/calendars/office.yaml": "flows/calendars/office.yaml",
    "notices/babel.cfg": "notices/babel.cfg",
    "notices/_letterhead.yaml": "notices/_letterhead.yaml",
    "notices/_members.yaml": "notices/_members.yaml",
    "notices/reminder/notice.yaml": "notices/reminder/notice.yaml",
    "notices/reminder/notice.md.j2": "notices/reminder/notice.md.j2",
}


class NotEmpty(ValueError):
    """A workspace is to be begun where one of its files stands already; nothing was overwritten."""


def init_workspace(folder: Path) -> tuple[str, ...]:
    """Write a new workspace into a folder, which may exist; the paths of its files.

    Raises `NotEmpty` for a folder that has an ivr.yaml. Of the other files, those that are there stay as they are.
    """
    if read_if_there(folder, SETTINGS) is not None:
        raise NotEmpty(f"{folder.as_posix()} has an {SETTINGS} already; name another folder")
    written = [path for path in STARTER_FILES if path != SETTINGS and _write(folder, path)]
    schemas = write_schemas(folder)
    # Last, so that a workspace that was broken off can be begun again.
    if not _write(folder, SETTINGS):
        raise NotEmpty(f"{folder.as_posix()} has an {SETTINGS} by now; name another folder")
    return (SETTINGS, *written, *schemas)


def _write(folder: Path, path: str) -> bool:
    """Write a file of the starter, unless one stands there."""
    try:
        save_file(folder, path, _STARTER.joinpath(STARTER_FILES[path]).read_bytes(), None)
    except Conflict:
        return False
    return True
