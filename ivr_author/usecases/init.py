"""`init`: a new workspace, small, and good enough to pass `check` and `test` from its first minute."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ivr_author.usecases.schema import write_schemas
from ivr_author.workspace.files import Conflict, save_file

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
    written = []
    for path, name in STARTER_FILES.items():
        raw = _STARTER.joinpath(name).read_bytes()
        try:
            save_file(folder, path, raw, None)
            written.append(path)
        except Conflict as conflict:
            if path == "ivr.yaml":
                raise NotEmpty(f"{folder.as_posix()} has an ivr.yaml already; name another folder") from conflict
    return (*written, *write_schemas(folder))
