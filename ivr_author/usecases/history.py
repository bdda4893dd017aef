"""History for people: versions of a file or a folder, how they differ, and an earlier one put back as a new version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic, Severity, error
from ivr_author.core.source import Source
from ivr_author.core.text_input import read_bytes_as_source
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.read import read_flow
from ivr_author.usecases.check_source import check_source
from ivr_author.usecases.line_difference import Row, line_difference
from ivr_author.workspace.files import GITIGNORE, WorkspaceError, list_files, read_if_there
from ivr_author.workspace.git import (
    GitError,
    Person,
    Repository,
    begin_repository,
    find_person,
    find_repository,
    no_person,
)
from ivr_author.workspace.history import Version, find_content, find_version, list_versions
from ivr_author.workspace.keeper import GitKeeper, Keeper, Kept
from ivr_author.workspace.layout import CONTENT, SETTINGS, FileKind, is_content, kind_of, stem
from ivr_author.workspace.project import Workspace

PAGE = 30
"""Versions on a page."""

MOST_TRIED = 30
"""Versions that are read to find one that can be read."""

_BEGINNING = (SETTINGS, "README.md", "*.cfg", *(f"{one}/**/*" for one in CONTENT[1:]))


@dataclass(frozen=True, slots=True)
class History:
    """Versions, newest first; `more` says that there are older ones.

    `uncommitted`: what differs from the newest version, on the disk. `fault` says why there is no history, or no name
    to commit in.
    """

    versions: Sequence[Version] = ()
    more: bool = False
    uncommitted: Sequence[str] = ()
    fault: Diagnostic | None = None
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A version of a file beside another one. A text is None where there is no such file, or where it is no text.

    `faults`: what would be wrong in the workspace of now if this version were put back.
    """

    version: Version
    raw: bytes | None
    other: bytes | None
    rows: Sequence[Row]
    is_text: bool
    now: bytes | None
    faults: Sequence[Diagnostic] = ()

    @property
    def is_current(self) -> bool:
        """Whether the file still is as in this version."""
        return self.raw == self.now


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed a file last: the version that the disk has, or nobody knows who, outside of git."""

    version: Version | None


def open_history(root: Path, paths: Sequence[str] = CONTENT, page: int = 0) -> History:
    """A page of the versions of files or folders; page 0 has the newest."""
    try:
        repository = find_repository(root)
        found = list_versions(repository, paths, PAGE + 1, page * PAGE)
        uncommitted = _uncommitted(repository, paths) if page == 0 else ()
        return History(found[:PAGE], len(found) > PAGE, uncommitted, None, repository.person())
    except GitError as failure:
        return History(fault=failure.diagnostic, person=_person(root))


def compare_version(workspace: Workspace, path: str, commit: str, *, with_now: bool = False) -> Comparison | None:
    """A version beside the one before it, or beside the file of now; None where there is no such version."""
    root = workspace.root
    try:
        repository = find_repository(root)
        version = find_version(repository, commit)
        if version is None:
            return None
        raw, before = repository.content(commit, path), repository.content(f"{commit}^", path)
    except GitError:
        return None
    now = read_if_there(root, path)
    if raw is None and before is None and now is None:
        return None
    old, new = (raw, now) if with_now else (before, raw)
    is_text = not any(b"\0" in one for one in (old, new) if one)
    rows = line_difference(_text(old), _text(new)) if is_text else ()
    faults = () if raw is None or raw == now else _brought(workspace, path, raw, now)
    return Comparison(version, raw, old if not with_now else new, rows, is_text, now, faults)


def restore_version(keeper: Keeper, root: Path, path: str, commit: str, expected_revision: str | None) -> Kept:
    """Put a file back as it was in a version, as a new version; also one that has faults: who restores has seen them.

    Raises `Conflict` where the file is not as the person saw it, `WorkspaceError` where that can't be done.
    """
    try:
        repository = find_repository(root)
        version = find_version(repository, commit)
        raw = repository.content(commit, path) if version is not None else None
    except GitError as failure:
        raise WorkspaceError(failure.diagnostic) from failure
    if version is None:
        raise WorkspaceError(error("nothing-to-take-back", "there is no such version", hint="choose one in History"))
    when = version.when.strftime("%Y-%m-%d %H:%M")
    what = f"Restore {path} of {when}" if raw is not None else f"Take {path} away, as on {when}"
    return keeper.save({path: (raw, expected_revision)}, what)


def last_good(workspace: Workspace, path: str) -> Version | None:
    """The newest version of a file that can't be read which can be; None where there is none among the last ones."""
    try:
        repository = find_repository(workspace.root)
        for version in list_versions(repository, [path], MOST_TRIED):
            raw = repository.content(version.commit, path)
            if raw is not None and _can_be_read(workspace, path, raw):
                return version
    except GitError:
        return None
    return None


def base_text(root: Path, path: str, seen_revision: str) -> bytes | None:
    """What a file held when somebody began to change it, if git has it."""
    try:
        return find_content(find_repository(root), path, seen_revision)
    except GitError:
        return None


def last_change(root: Path, path: str) -> LastChange | None:
    """Who brought a file into the state that the disk has; None where there is no history."""
    try:
        repository = find_repository(root)
        if repository.uncommitted([path]):
            return LastChange(None)
        found = list_versions(repository, [path], 1)
    except GitError:
        return None
    return LastChange(found[0]) if found else None


def begin_history(root: Path, name: str = "", email: str = "") -> Diagnostic | None:
    """Keep the workspace under git from now on, with a first version of all content; why that failed, if so.

    A name and an email are told to git, for this repository alone.
    """
    person = Person(name, email) if name and email else None
    try:
        if person is None and find_person(root) is None:
            return no_person()
        begin_repository(root, person)
        paths, _ = list_files(root, _BEGINNING)
        hidden = [GITIGNORE] if read_if_there(root, GITIGNORE) is not None else []
        return GitKeeper(root).commit([*paths, *hidden], "Begin the history of this workspace")
    except (GitError, WorkspaceError) as failure:
        return failure.diagnostic


def _person(root: Path) -> Person | None:
    try:
        return find_person(root)
    except GitError:
        return None


def _uncommitted(repository: Repository, paths: Iterable[str]) -> list[str]:
    return [path for path in repository.uncommitted(paths) if is_content(path)]


def _brought(workspace: Workspace, path: str, raw: bytes, now: bytes | None) -> tuple[Diagnostic, ...]:
    """The faults of a version, without those that the file has now."""
    known = {(one.rule, one.message) for one in _faults(workspace, path, now or b"")}
    return tuple(one for one in _faults(workspace, path, raw) if (one.rule, one.message) not in known)


def _faults(workspace: Workspace, path: str, raw: bytes) -> list[Diagnostic]:
    if kind_of(path) is None:
        return []
    source, faults = read_bytes_as_source(path, raw)
    found = faults if source is None else [*faults, *check_source(workspace, path, source.text)]
    return [one for one in found if one.severity is Severity.ERROR]


def _can_be_read(workspace: Workspace, path: str, raw: bytes) -> bool:
    if kind_of(path) is not FileKind.FLOW:
        return not _faults(workspace, path, raw)
    source, _ = read_bytes_as_source(path, raw)
    return source is not None and _is_flow(path, source)


def _is_flow(path: str, source: Source) -> bool:
    tree, _ = read_yaml(source)
    return tree is not None and read_flow(stem(path), source, tree)[0] is not None


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode(errors="replace")
