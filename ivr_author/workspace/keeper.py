"""Saves content: the files, whole or not at all, and with git a commit in the name of who made the change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.workspace.files import revision, save_files


@dataclass(frozen=True, slots=True)
class Person:
    """Who makes a change, as git writes it down."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What a save came to: the revision of each file by its path, and the commit; None where none was made.

    `fault` says why there is no commit although there should be one (no git, a merge that is going on): the files are
    saved all the same.
    """

    revisions: Mapping[str, str]
    commit: str | None = None
    fault: Diagnostic | None = None


class Keeper(Protocol):
    """Where changed content goes. Usecases save through this; who commits, and in whose name, is the face's to say."""

    def save(self, files: Mapping[str, tuple[bytes, str | None]], message: str) -> Kept:
        """Put files in place of the versions that the author saw: all, or none.

        A value is what to write and the revision that it is based on (None: no file yet). `message` says in the
        imperative what changes. Raises `Conflict` where the disk holds another version, `WorkspaceError` where it
        cannot be written.
        """


@dataclass(frozen=True, slots=True)
class FileKeeper:
    """Files alone: whoever runs a command commits by themselves."""

    root: Path

    def save(self, files: Mapping[str, tuple[bytes, str | None]], message: str) -> Kept:
        """Put the files in place."""
        save_files(self.root, files)
        return Kept({path: revision(raw) for path, (raw, _) in files.items()})
