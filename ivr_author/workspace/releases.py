"""Releases: built folders that never change again, each with a tag of git on its commit (`release/NAME`).

Every file is in the manifest with its hash, and the manifest's own hash is in the tag: what was changed afterwards is
noticed. Which release is live is left to `live`, what goes into one to the usecases.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Span
from ivr_author.workspace.files import (
    WorkspaceError,
    failures_as,
    locked,
    make_folder,
    own_folder,
    read_file,
    sync_folder,
)
from ivr_author.workspace.git import GitError, Person, Repository, find_repository
from ivr_author.workspace.layout import CONTENT, STATE

RELEASES = f"{STATE}/releases"
MANIFEST = "manifest.json"
TAGS = "release/"
FORMAT = 1

MAX_FILE_BYTES = 200_000_000
"""Of one file of a release: a bundle with all its recordings."""

RULES = {
    "release-busy": "Another release is being made at this moment",
    "release-changed": "A file of a release is not as it was made, so the release is not served",
    "release-name": "A name can't be a release's, or is taken",
    "release-of-another-format": "A release was made by another version of this program",
    "release-uncommitted": "Files of the workspace are not committed, so no commit is what a release would hold",
    "release-unknown": "There is no such release",
}
"""Every rule id that only this module can report, with its description."""

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,58}[a-z0-9_-])?")
_NAME_HINT = "use small letters, figures, `-`, `_` and `.`, at most 60, as in 2026-12-01 or winter.2"
_MAX_MANIFEST_BYTES = 20_000_000
_LOCK = ".lock"
_READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class Release:
    """A release as its manifest tells it. `since` is the release that was live when it was made, `files` their hashes.

    `manifest` is the manifest's own hash; `facts` is what else was written down when it was made.
    """

    name: str
    commit: str
    subject: str
    made: datetime
    by: str
    since: str
    files: Mapping[str, str]
    manifest: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Draft:
    """A release that is being built. Nobody sees it before `finish`."""

    root: Path
    name: str
    folder: Path
    hashes: dict[str, str] = field(default_factory=dict)

    def write(self, path: str, raw: bytes) -> None:
        """Put a file in, for good."""
        assert path not in self.hashes, "a file is written once"
        assert path != MANIFEST, "the manifest is written last"
        with failures_as("file-unwritable", f"{RELEASES}/{self.name}/{path}"):
            _write(self.folder / path, raw)
        self.hashes[path] = hashlib.sha256(raw).hexdigest()

    def finish(self, facts: Mapping[str, Any]) -> Release:
        """Write the manifest, and put the folder in its place in one step; the tag is left to `ensure_tag`.

        Raises WorkspaceError.
        """
        data = {"format": FORMAT, "name": self.name, **facts, "files": dict(sorted(self.hashes.items()))}
        raw = (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
        final = self.folder.with_name(self.name)
        with failures_as("file-unwritable", f"{RELEASES}/{self.name}"):
            _write(self.folder / MANIFEST, raw)
            for folder, _, _ in os.walk(self.folder, topdown=False):
                sync_folder(Path(folder))
            self.folder.rename(final)
            try:
                sync_folder(final.parent)
            except OSError:
                # Who is told that it can't be made must not find it there.
                final.rename(self.folder)
                raise
        return read_release(self.root, self.name)


@contextmanager
def make_release(root: Path, name: str) -> Iterator[Draft]:
    """A draft under a name that is free; what is not finished when the block ends is gone.

    Raises WorkspaceError: the name can't be used, or another release is being made.
    """
    check_name(name)
    with failures_as("file-unwritable", RELEASES), own_folder(root, STATE):
        home = root / RELEASES
        make_folder(home)
        lock = os.open(home / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            hint = "wait until it is done, and look at `ivr-author release list`"
            raise WorkspaceError(error("release-busy", "another release is being made", hint=hint)) from None
        _check_free(root, name)
        for left in home.glob(".*.tmp"):
            # Only who holds the lock builds here: this belonged to a process that died.
            shutil.rmtree(left)
        folder = home / f".{name}.tmp"
        try:
            with failures_as("file-unwritable", RELEASES):
                folder.mkdir()
            yield Draft(root, name, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def check_name(name: str) -> None:
    """Raises WorkspaceError for what can't be a release's name, in a folder and in git."""
    if not _NAME.fullmatch(name) or ".." in name or name.endswith(".lock"):
        shown = "".join(one if one.isprintable() else "\ufffd" for one in name)[:80]
        raise WorkspaceError(error("release-name", f"a release can't be called `{shown}`", hint=_NAME_HINT))


def list_releases(root: Path) -> tuple[tuple[Release, ...], tuple[Diagnostic, ...]]:
    """All releases, newest first, and what of others can't be read. Files are not held against their hashes."""
    home = root / RELEASES
    with failures_as("file-unreadable", RELEASES):
        names = [one.name for one in home.iterdir() if one.is_dir() and one.name[0] != "."] if home.is_dir() else []
    found, faults = [], []
    for name in sorted(names):
        try:
            found.append(read_release(root, name))
        except WorkspaceError as failure:
            faults.append(failure.diagnostic)
    found.sort(key=lambda one: (one.made, one.name), reverse=True)
    return tuple(found), tuple(faults)


def read_release(root: Path, name: str) -> Release:
    """A release by its name. Raises WorkspaceError where there is none, or its manifest can't be read."""
    folder = root / RELEASES / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        hint = "`ivr-author release list` lists them"
        raise WorkspaceError(error("release-unknown", f"there is no release `{name[:80]}`", hint=hint))
    raw = read_file(folder, MANIFEST, _MAX_MANIFEST_BYTES)
    try:
        data = json.loads(raw)
        if data["format"] != FORMAT:
            message = f"`{name}` has format {data['format']}, this version reads {FORMAT}"
            raise WorkspaceError(error("release-of-another-format", message, hint="use the version that made it"))
        if data["name"] != name:
            raise WorkspaceError(_changed(name, MANIFEST))
        texts = {key: str(data[key]) for key in ("commit", "subject", "by", "since")}
        made = datetime.fromisoformat(data["made"]).astimezone(UTC)
        files = {str(path): str(one) for path, one in data["files"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise WorkspaceError(_changed(name, MANIFEST)) from fault
    facts = {key: value for key, value in data.items() if key not in {*texts, "format", "name", "made", "files"}}
    return Release(name, made=made, files=files, manifest=hashlib.sha256(raw).hexdigest(), facts=facts, **texts)


def read_release_file(root: Path, release: Release, path: str) -> bytes:
    """A file of a release as it was made. Raises WorkspaceError where it is not any more."""
    if path not in release.files:
        raise WorkspaceError(error("file-missing", f"release `{release.name}` has no file `{path[:200]}`"))
    try:
        raw = read_file(root / RELEASES / release.name, path, MAX_FILE_BYTES)
    except WorkspaceError as failure:
        raise WorkspaceError(_changed(release.name, path)) from failure
    if hashlib.sha256(raw).hexdigest() != release.files[path]:
        raise WorkspaceError(_changed(release.name, path))
    return raw


def verify_release(root: Path, release: Release, manifest: str = "") -> tuple[Diagnostic, ...]:
    """What of a release is not as it was made: each file by its hash, the manifest by that of its tag.

    `manifest`: the hash that a publication wrote down, which holds also where there is no git.
    """
    known = {one for one in (manifest, tagged_manifest(root, release.name)) if one}
    found = [_changed(release.name, MANIFEST)] if known - {release.manifest} else []
    for path in release.files:
        try:
            read_release_file(root, release, path)
        except WorkspaceError as failure:
            found.append(failure.diagnostic)
    return tuple(found)


def tagged_manifest(root: Path, name: str) -> str:
    """The manifest's hash as the tag of a release tells it; empty without such a tag."""
    try:
        told = find_repository(root).ask(
            "for-each-ref", "--format=%(contents:body)", f"refs/tags/{TAGS}{name}", may_fail=True
        )
    except GitError:
        return ""
    lines = told.decode(errors="replace").splitlines()
    return next((line.removeprefix("manifest: ").strip() for line in lines if line.startswith("manifest: ")), "")


def ensure_tag(root: Path, release: Release, repository: Repository, person: Person) -> None:
    """Tag the commit of a release, unless it is. Raises WorkspaceError.

    After the release is there, so that a tag names one: who made it can be killed in between, and it is asked again.
    """
    if _has_tag(repository, release.name):
        return
    message = f"Release {release.name}\n\nmanifest: {release.manifest}"
    arguments = ("tag", "--annotate", "--no-sign", f"--message={message}", f"{TAGS}{release.name}", release.commit)
    try:
        with locked(root, ".") as lock:
            repository.change(*arguments, author=person, committer=person, lock=lock)
    except GitError as failure:
        raise WorkspaceError(failure.diagnostic) from failure


def find_commit(root: Path) -> tuple[Repository, Person, str, str]:
    """The repository, who commits there, the commit that is checked out, and what it is about.

    Raises WorkspaceError where a release can't be made of it: no git, no commit, no name, or files not committed.
    """
    try:
        repository = find_repository(root)
        person, head = repository.person(), repository.head()
        if not head:
            raise WorkspaceError(error("not-in-git", "there is no commit yet to make a release of", hint="commit"))
        if person is None:
            hint = 'run `git config user.name "Your Name"` and `git config user.email you@example.org`'
            raise WorkspaceError(error("git-no-person", "git does not know your name", hint=hint))
        waiting = repository.uncommitted(CONTENT)
        subject = repository.ask("log", "-1", "--format=%s", head).decode(errors="replace").strip()
    except GitError as failure:
        fault = failure.diagnostic
        told = error(fault.rule, f"a release is made of a commit: {fault.message}", hint=fault.hint)
        raise WorkspaceError(told) from failure
    if waiting:
        more = f", and {len(waiting) - 5} more" if len(waiting) > 5 else ""
        message = f"not committed: {', '.join(waiting[:5])}{more}"
        raise WorkspaceError(error("release-uncommitted", message, hint="commit it, or take it back, and try again"))
    return repository, person, head, subject


def _check_free(root: Path, name: str) -> None:
    hint = "take another name: a release never changes"
    if (root / RELEASES / name).exists():
        raise WorkspaceError(error("release-name", f"there is a release `{name}` already", hint=hint))
    with suppress(GitError):
        if _has_tag(find_repository(root), name):
            message = f"git has a tag `{TAGS}{name}` already, of a release that was made elsewhere"
            raise WorkspaceError(error("release-name", message, hint=hint))


def _has_tag(repository: Repository, name: str) -> bool:
    return repository.holds("rev-parse", "--verify", "--quiet", f"refs/tags/{TAGS}{name}")


def _write(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    with os.fdopen(file, "wb") as stream:
        stream.write(raw)
        stream.flush()
        os.fsync(stream.fileno())
        os.fchmod(stream.fileno(), _READ_ONLY)


def _changed(name: str, path: str) -> Diagnostic:
    place = f"{RELEASES}/{name}/{path}"
    message = f"release `{name}` was changed on the disk: {path} is not as it was made, so it is not served"
    hint = "publish another release, or bring the file back from a copy"
    return error("release-changed", message, Span(place, 1, 1, 1, 1), hint)
