"""The versions of content files that git has: who made them, when, with what words. What differs is left to callers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ivr_author.workspace.files import revision
from ivr_author.workspace.git import Repository

MOST_LOOKED_THROUGH = 50
"""Versions of a file that are read to find one by what is in it."""

_LISTED = ("log", "-z", "--no-renames", "--name-only", "--relative", "--format=%x1e%H%x1f%aI%x1f%an%x1f%s%x1f")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Version:
    """A commit that changed files: when, by whom, what it was about, and which of the files that were asked about."""

    commit: str
    when: datetime
    who: str
    subject: str
    paths: tuple[str, ...] = ()


def list_versions(repository: Repository, paths: Sequence[str], most: int, skip: int = 0) -> list[Version]:
    """The versions of files or of whole folders, newest first. Renames are not followed: a name is a file."""
    limits = (f"--max-count={most}", f"--skip={skip}")
    told = repository.ask(*_LISTED, *limits, "--", *paths, may_fail=True).decode(errors="surrogateescape")
    return [_read_version(entry) for entry in told.split("\x1e")[1:]]


def find_version(repository: Repository, commit: str) -> Version | None:
    """The commit of this whole name, if it is in the history of what is checked out."""
    if not _COMMIT.fullmatch(commit) or not repository.holds("merge-base", "--is-ancestor", commit, "HEAD"):
        return None
    told = repository.ask(*_LISTED, "-1", commit, may_fail=True)
    entries = told.decode(errors="surrogateescape").split("\x1e")[1:]
    return _read_version(entries[0]) if entries else None


def find_content(repository: Repository, path: str, wanted: str) -> bytes | None:
    """What a file held when it had a certain revision; None where git has no such version of it."""
    for version in list_versions(repository, [path], MOST_LOOKED_THROUGH):
        raw = repository.content(version.commit, path)
        if raw is not None and revision(raw) == wanted:
            return raw
    return None


def _read_version(entry: str) -> Version:
    commit, when, who, subject, rest = entry.split("\x1f", 4)
    paths = tuple(path for path in re.split(r"[\0\n]", rest) if path)
    return Version(commit, datetime.fromisoformat(when), _shown(who), _shown(subject), paths)


def _shown(text: str) -> str:
    return "".join(one if one.isprintable() else "\ufffd" for one in text)
