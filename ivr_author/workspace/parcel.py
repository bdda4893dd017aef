"""A file that somebody delivered: its name, for people and for what it tells, and its bytes when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ivr_author.workspace.files import read_file


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file. `read` raises `WorkspaceError` where it can't be read, or is larger than so many bytes."""

    name: str
    read: Callable[[int], bytes]


def parcel_at(path: Path, name: str = "") -> Parcel:
    """A file on the disk, wherever it is; `name` is what it is called (by default, its path)."""
    return Parcel(name or path.as_posix(), partial(read_file, path.parent, path.name))
