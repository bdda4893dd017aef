"""Saves content: the files, whole or not at all, and with git a commit in the name of who made the change.

Running git is left to `git`, what was broken off to `journal`; what the files mean, to the usecases that save.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from ivr_author.core.diagnostics import Diagnostic, error, warning
from ivr_author.workspace.files import (
    FOLDER,
    Conflict,
    WorkspaceError,
    locked,
    put_files,
    read_if_there,
    real_path,
    revision,
    save_files,
)
from ivr_author.workspace.git import OUTSIDE, GitError, Person, Repository, find_repository, no_person
from ivr_author.workspace.journal import NAME, Entry, read_journal, write_journal
from ivr_author.workspace.layout import is_content

Changes = Mapping[str, tuple[bytes | None, str | None]]
"""By path: what to write (None: take the file away), and the revision that it is based on (None: no file yet)."""

RULES = {"nothing-to-take-back": "A commit is not known, or changed nothing here that could be taken back"}
"""Every rule id that only this module can report, with its description."""

TAKE_BACK, DO_AGAIN = "Take back: ", "Do again: "
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_MESSAGE_LETTERS = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """What a save came to: the revision of each file by its path, and the commit; None where none was made.

    `fault` says why there is no commit although there should be one (no git, a merge that is going on): the files are
    saved all the same. Without commit and fault, nothing was changed.
    """

    revisions: Mapping[str, str]
    commit: str | None = None
    fault: Diagnostic | None = None


class Keeper(Protocol):
    """Where changed content goes. Usecases save through this; who commits, and in whose name, is the face's to say."""

    def save(self, files: Changes, message: str) -> Kept:
        """Put files in place of the versions that the author saw: all, or none.

        `message` says in the imperative what changes. Raises `Conflict` where the disk holds another version,
        `WorkspaceError` where it cannot be written.
        """

    def restore(self, commit: str) -> Kept:
        """Take back what a commit changed, if the files still are as it left them; to do it again, restore that.

        Raises `Conflict` where they are not, `WorkspaceError` where there is nothing to take back.
        """


@dataclass(frozen=True, slots=True)
class FileKeeper:
    """Files alone: whoever runs a command commits by themselves."""

    root: Path

    def save(self, files: Changes, message: str) -> Kept:
        """Put the files in place."""
        save_files(self.root, files)
        return Kept(_revisions(files))

    def restore(self, commit: str) -> Kept:
        """There are no commits here."""
        raise WorkspaceError(_nothing_to_take_back("there is no history here"))


@dataclass(frozen=True, slots=True)
class GitKeeper:
    """Files, and a commit for each save, under one lock; what a killed process left behind is put right first.

    `person` makes the change; None: whoever git is told commits here.
    """

    root: Path
    person: Person | None = None

    def save(self, files: Changes, message: str) -> Kept:
        """Put the files in place and commit them; a file that was changed outside is committed as that first."""
        if not files:
            return Kept({})
        with locked(self.root, next(iter(files))) as lock:
            try:
                repository = find_repository(self.root)
            except GitError as failure:
                put_files(self.root, files)
                return Kept(_revisions(files), fault=failure.diagnostic)
            return _Save(repository, self.person or repository.person(), lock).run(files, message)

    def restore(self, commit: str) -> Kept:
        """Put back what the files were before a commit."""
        try:
            return self.save(*self._before(commit))
        except GitError as failure:
            raise WorkspaceError(failure.diagnostic) from failure

    def commit(self, paths: Sequence[str], message: str) -> Diagnostic | None:
        """Commit files as they stand on the disk, whoever wrote them; why that can't be done, if so."""
        with locked(self.root, ".") as lock:
            try:
                repository = find_repository(self.root)
                save = _Save(repository, self.person or repository.person(), lock)
                fault = save.prepare()
                if fault is None:
                    save.commit_all(paths, message)
                return fault
            except GitError as failure:
                return failure.diagnostic

    def recover(self) -> Diagnostic | None:
        """Put right what a killed process left behind, and say why that can't be done yet. Raises WorkspaceError."""
        if not (self.root / FOLDER / NAME).exists():
            return None
        with locked(self.root, ".") as lock:
            try:
                repository = find_repository(self.root)
            except GitError as failure:
                return failure.diagnostic
            return _Save(repository, self.person or repository.person(), lock).prepare()

    def _before(self, commit: str) -> tuple[Changes, str]:
        repository = find_repository(self.root)
        known = _COMMIT.fullmatch(commit) and repository.ask("rev-list", "--parents", "-1", commit, "--", may_fail=True)
        _, *parents = (known or b"").decode().split() or [""]
        if not parents:
            raise WorkspaceError(_nothing_to_take_back("this version is not in the history, or it is the first one"))
        listed = ("diff-tree", "-r", "-z", "--no-renames", "--name-only", "--relative", parents[0], commit)
        files = {}
        for path in filter(None, repository.ask(*listed).decode(errors="surrogateescape").split("\0")):
            left = repository.content(commit, path)
            files[path] = (repository.content(parents[0], path), None if left is None else revision(left))
        if not files:
            raise WorkspaceError(_nothing_to_take_back("this version changed nothing here"))
        # A repository can hold more than the workspace's content; none of that is for an address to name.
        if not all(map(is_content, files)):
            raise WorkspaceError(_nothing_to_take_back("this version changed other files than the content of flows"))
        subject = repository.ask("log", "-1", "--format=%s", commit).decode(errors="replace").strip()
        if subject.startswith(TAKE_BACK):
            return files, DO_AGAIN + subject.removeprefix(TAKE_BACK)
        return files, TAKE_BACK + subject.removeprefix(DO_AGAIN)


@dataclass(frozen=True, slots=True)
class _Save:
    """One save in a repository, by who holds the workspace's lock."""

    repository: Repository
    person: Person | None
    lock: int

    @property
    def root(self) -> Path:
        return self.repository.root

    def run(self, files: Changes, message: str) -> Kept:
        fault = self.prepare()
        pending = read_journal(self.root)
        changed = self._changed(files)
        if not changed:
            return Kept(_revisions(files))
        fault = fault or self._commit_what_was_changed_outside(changed)
        person = self.person or Person("", "")
        names = {path: real_path(self.root, path) for path in changed}
        after = {path: None if raw is None else revision(raw) for path, (raw, _) in changed.items()}
        revisions = {names[path]: (based, after[path]) for path, (_, based) in changed.items()}
        entry = Entry(message, person.name, person.email, revisions)
        write_journal(self.root, [*pending, entry])
        try:
            put_files(self.root, changed)
        except BaseException:
            write_journal(self.root, pending)
            raise
        commit = None
        if fault is None:
            try:
                commit = self._commit(list(revisions), message, person)
            except GitError as failure:
                fault = failure.diagnostic
        waits = fault is not None and fault.rule != "git-ignored"
        # It is saved, whatever becomes of the journal: the next save finds that nothing of it is left to be done.
        with suppress(WorkspaceError):
            write_journal(self.root, [*pending, replace(entry, is_whole=True)] if waits else pending)
        return Kept(_revisions(files), commit, fault)

    def prepare(self) -> Diagnostic | None:
        """Put right what was left behind; why no commit can be made now, if so."""
        entries = read_journal(self.root)
        try:
            self.repository.free_locks(after_kill=any(not one.is_whole for one in entries))
            for entry in entries:
                self._take_back_half(entry)
            fault = self.repository.unfinished() or (None if self.person else no_person())
            for entry in () if fault else entries:
                self._commit_entry(entry)
        except GitError as failure:
            return failure.diagnostic
        if entries:
            write_journal(self.root, [replace(one, is_whole=True) for one in entries] if fault else [])
        return fault

    def commit_all(self, paths: Sequence[str], message: str) -> None:
        """Commit what is not committed of these files. Raises GitError."""
        waiting = self.repository.uncommitted(paths) if paths else []
        if waiting and self.person is not None:
            self._commit(waiting, message, self.person)

    def _take_back_half(self, entry: Entry) -> None:
        """Of a save that was broken off between two files, none shall stand."""
        if entry.is_whole:
            return
        now = {path: self._revision_on_disk(path) for path in entry.files}
        written = [path for path, (before, after) in entry.files.items() if now[path] == after != before]
        if not written or all(now[path] == after for path, (_, after) in entry.files.items()):
            return
        back: dict[str, tuple[bytes | None, str | None]] = {}
        for path in written:
            before, after = entry.files[path]
            raw = None if before is None else self.repository.content("HEAD", path)
            if before is not None and (raw is None or revision(raw) != before):
                return
            back[path] = (raw, after)
        # Whoever changed one of them this very moment has the last word.
        with suppress(Conflict):
            put_files(self.root, back)

    def _commit_entry(self, entry: Entry) -> None:
        """Make the commit that is missing of a save whose files are written."""
        written = [path for path, (_, after) in entry.files.items() if self._revision_on_disk(path) == after]
        # Staged though it may be committed: git can have been killed between the commit and the index.
        author = Person(entry.name, entry.email) if entry.name and entry.email else self.person
        if written and author is not None:
            try:
                self._commit(written, entry.message, author)
            except GitError as failure:
                if failure.diagnostic.rule != "git-ignored":
                    raise

    def _changed(self, files: Changes) -> Changes:
        """What of a save differs from the disk; raises Conflict where the disk is not as the author saw it."""
        changed = {}
        for path, (raw, based) in files.items():
            disk = read_if_there(self.root, path)
            if (None if disk is None else revision(disk)) != based:
                raise Conflict(path, raw, disk)
            if disk != raw:
                changed[path] = (raw, based)
        return changed

    def _commit_what_was_changed_outside(self, files: Iterable[str]) -> Diagnostic | None:
        try:
            for path in self.repository.uncommitted([real_path(self.root, path) for path in files]):
                self._commit([path], f"Changed outside the studio: {path}", OUTSIDE)
        except GitError as failure:
            return failure.diagnostic
        return None

    def _commit(self, paths: Sequence[str], message: str, author: Person) -> str | None:
        """Commit files as they are on the disk; None where git finds nothing changed in them. Raises GitError."""
        committer = self.person or author
        run = partial(self.repository.change, author=author, committer=committer, lock=self.lock)
        try:
            self._stage(paths, run)
        except GitError:
            ignored = self.repository.ignored(paths)
            if not ignored:
                raise
            paths = [path for path in paths if path not in ignored]
            if not paths:
                hint = "take it out of .gitignore, if it should have a history"
                told = f"saved, but not committed: git is told to ignore {', '.join(sorted(ignored))}"
                raise GitError(warning("git-ignored", told, hint=hint)) from None
            self._stage(paths, run)
        shown = "".join(one if one.isprintable() or one == "\n" else " " for one in message)[:_MESSAGE_LETTERS]
        try:
            run("commit", "--only", "--quiet", f"--message={shown}", "--", *paths)
        except GitError:
            if self.repository.holds("diff", "--quiet", "HEAD", "--", *paths):
                return None
            raise
        return self.repository.head()

    def _stage(self, paths: Sequence[str], run: Callable[..., None]) -> None:
        here = [path for path in paths if self._revision_on_disk(path) is not None]
        gone = [path for path in paths if path not in here]
        if here:
            run("add", "--", *here)
        if gone:
            run("rm", "--cached", "--quiet", "--ignore-unmatch", "--", *gone)

    def _revision_on_disk(self, path: str) -> str | None:
        """Empty where something stands that can't be read, such as a folder: then nothing of ours does."""
        try:
            raw = read_if_there(self.root, path)
        except WorkspaceError:
            return ""
        return None if raw is None else revision(raw)


def _revisions(files: Changes) -> dict[str, str]:
    return {path: revision(raw) for path, (raw, _) in files.items() if raw is not None}


def _nothing_to_take_back(message: str) -> Diagnostic:
    return error("nothing-to-take-back", message, hint="open History and restore an earlier version there")
