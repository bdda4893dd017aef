"""The versions of content files that git has: who made them, when, with what words. What differs is left to callers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from ivr_author.workspace.files import revision
from ivr_author.workspace.git import Repository

MOST_LOOKED_THROUGH = 50
"""Versions of a file that are read to find one by what is in it."""

_LISTED = ("log", "-z", "--no-renames", "--name-only", "--relative", "--format=%x00%x00%H%x00%aI%x00%an%x00%s%x00")
_ENTRY = re.compile(r"\0\0(?=[0-9a-f]{40,64}\0\d)")
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
    told = repository.ask(*_LISTED, *limits, "--", *paths, may_fail=True)
    return _read_versions(told)


def find_version(repository: Repository, commit: str) -> Version | None:
    """The commit of this whole name, if it is in the history of what is checked out."""
    if not _COMMIT.fullmatch(commit) or not repository.holds("merge-base", "--is-ancestor", commit, "HEAD"):
        return None
    told = repository.ask(*_LISTED, "-1", commit, may_fail=True)
    return next(iter(_read_versions(told)), None)


def find_content(repository: Repository, path: str, wanted: str) -> bytes | None:
    """What a file held when it had a certain revision; None where git has no such version of it."""
    for version in list_versions(repository, [path], MOST_LOOKED_THROUGH):
        raw = repository.content(version.commit, path)
        if raw is not None and revision(raw) == wanted:
            return raw
    return None


def _read_versions(told: bytes) -> list[Version]:
    versions = []
    for entry in _ENTRY.split(told.decode(errors="surrogateescape"))[1:]:
        commit, *others = entry.split("\0", 4)
        # Whoever wrote this commit may have meant no good: only what has no place in it, a NUL, parts the fields.
        with suppress(ValueError):
            when, who, subject, rest = others
            # A name that can't be shown is none of content, and can't stand in an address.
            paths = tuple(path for path in re.split(r"[\0\n]", rest) if path and path.isprintable())
            versions.append(Version(commit, datetime.fromisoformat(when), _shown(who), _shown(subject), paths))
    return versions


def _shown(text: str) -> str:
    return "".join(one if one.isprintable() else "\ufffd" for one in text)
