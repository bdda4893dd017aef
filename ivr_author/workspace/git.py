"""Runs git on a workspace: always the same way, whatever the person's settings and environment ask for.

No shell, no hooks, no signing, nothing that goes on in the background. When to run what is left to `keeper`,
`history` and `revision`.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic, error, warning
from ivr_author.workspace.files import is_leftover

RULES = {
    "bad-person": "A name or an email address is none that git could write down",
    "git-detached-head": "No branch of git is checked out, so a save is not committed",
    "git-failed": "git did not do what was asked",
    "git-ignored": "git is told to ignore a file, so a save of it is not committed",
    "git-locked": "Another program holds git's lock",
    "git-merge-open": "A merge, rebase, cherry-pick or revert is not finished, so a save is not committed",
    "git-no-person": "git does not know in whose name to commit",
    "not-in-git": "The workspace is in no git repository, so it has no history",
}
"""Every rule id that this module and `keeper` can report, with its description."""

SECONDS = 60
"""For one command of git; none takes long but on a disk that hangs."""

LOCK_SECONDS = 4.0
"""How long another program may hold git's lock before a save goes without a commit."""

STALE_SECONDS = 5.0
"""A lock of this age that no running git holds was left by one that was killed."""

UNKNOWN_SECONDS = 60.0
"""The same on systems that do not tell which programs run."""

LONGEST_NAME = 200
"""Characters of a person's name, or of their email address."""

_SETTINGS = (
    *("core.hooksPath=/dev/null", "core.fsync=all", "core.fsmonitor=false", "core.quotePath=false"),
    *("commit.gpgSign=false", "gc.auto=0", "maintenance.auto=false", "advice.ignoredHook=false"),
    *("color.ui=false", "core.pager=cat", "log.showSignature=false"),
)
_UNFINISHED = {
    "MERGE_HEAD": "a merge",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
}
_HEEDED = frozenset({"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES"})
"""What of a person's environment counts: where git finds their settings, and how far up it looks for a repository."""

_NOTHING: Mapping[str, str] = {}
_READING = {"GIT_OPTIONAL_LOCKS": "0"}
_PROGRAMS = Path("/proc")
_READERS = frozenset({"log", "show", "diff", "blame", "grep", "help", "fsmonitor--daemon", "credential-cache--daemon"})
"""Commands of git that may stay open for hours and hold no lock."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who makes a change, as git writes it down."""

    name: str
    email: str


OUTSIDE = Person("Outside the studio", "outside.the.studio@invalid")
"""Who changed a file and did not commit it: nobody knows."""


class GitError(Exception):
    """git can't do what was asked; `diagnostic` says it to a person."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that a workspace stands in: at its root, or in a folder of it. Paths are the workspace's."""

    root: Path
    prefix: str
    own: Path
    common: Path

    def ask(self, *arguments: str, stdin: bytes = b"", may_fail: bool = False) -> bytes:
        """What a command that changes nothing prints. Raises `GitError`, unless it may fail: then it is nothing."""
        done = _run(self.root, arguments, _READING, stdin)
        if done.returncode != 0 and not may_fail:
            raise GitError(_failure(done))
        return done.stdout if done.returncode == 0 else b""

    def holds(self, *arguments: str) -> bool:
        """Whether a command that answers a question says yes."""
        return _run(self.root, arguments, _READING).returncode == 0

    def change(self, *arguments: str, author: Person, committer: Person, lock: int) -> None:
        """Run a command that writes. It holds the workspace's lock for as long as it runs. Raises `GitError`."""
        names = {
            "GIT_AUTHOR_NAME": author.name,
            "GIT_AUTHOR_EMAIL": author.email,
            "GIT_COMMITTER_NAME": committer.name,
            "GIT_COMMITTER_EMAIL": committer.email,
        }
        done = _run(self.root, arguments, names, lock=lock)
        if done.returncode != 0:
            raise GitError(_failure(done))

    def head(self) -> str:
        """The commit that is checked out; empty where there is none yet."""
        return self.ask("rev-parse", "--verify", "--quiet", "HEAD", may_fail=True).decode().strip()

    def content(self, commit: str, path: str) -> bytes | None:
        """What a file held in a commit, as git would write it to the disk; None where it was not there."""
        done = _run(self.root, ("cat-file", "--filters", f"{commit}:./{path}"))
        return done.stdout if done.returncode == 0 else None

    def person(self) -> Person | None:
        """In whose name git commits here; None where it was never told."""
        return find_person(self.root)

    def uncommitted(self, paths: Iterable[str]) -> list[str]:
        """Those of the files, or of the files in the folders, that are not as the last commit has them.

        Changed, new, or gone; ignored ones are not told, nor what a save that was broken off left.
        """
        listed = self.ask("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", *paths)
        changed = (os.fsdecode(entry[3:]) for entry in listed.split(b"\0") if entry)
        return [path.removeprefix(self.prefix) for path in changed if not is_leftover(path)]

    def ignored(self, paths: Sequence[str]) -> set[str]:
        """Those of the files that git is told to ignore."""
        # It takes paths as they are, and refuses to be told so.
        plain = {**_READING, "GIT_LITERAL_PATHSPECS": "0"}
        told = _run(self.root, ("check-ignore", "-z", "--stdin"), plain, os.fsencode("\0".join(paths)))
        return {os.fsdecode(path) for path in told.stdout.split(b"\0") if path}

    def unfinished(self) -> Diagnostic | None:
        """Why a commit must not be made now."""
        for name, what in _UNFINISHED.items():
            if (self.own / name).exists():
                hint = "finish it in a terminal (`git status` says how); the next save commits this change too"
                return warning("git-merge-open", f"saved, but not committed: {what} is not finished", hint=hint)
        with suppress(OSError):
            if not (self.own / "HEAD").read_text(errors="replace").startswith("ref:"):
                hint = "check a branch out in a terminal: `git switch BRANCH`; the next save commits this change too"
                return warning("git-detached-head", "saved, but not committed: no branch is checked out", hint=hint)
        return None

    def free_locks(self, *, after_kill: bool) -> None:
        """Wait for git's locks, and take away those that a killed git left. Raises `GitError`.

        To be called by who holds the workspace's lock, so that they are none of ours: `after_kill` says that a save
        was broken off, which is then whom they belonged to.
        """
        deadline = time.monotonic() + LOCK_SECONDS
        while held := list(self._locks()):
            for lock in held:
                with suppress(FileNotFoundError):
                    # One from the future is from before the clock was set back.
                    age = abs(time.time() - lock.stat().st_mtime)
                    known = _is_git_running(self.common.parent, self.root)
                    allowed = UNKNOWN_SECONDS if known is None else 0.0 if after_kill else STALE_SECONDS
                    if not known and age >= allowed:
                        lock.unlink()
            if time.monotonic() > deadline:
                hint = f"end it; or, if none runs, remove {held[0].name} from {held[0].parent.name}/"
                raise GitError(warning("git-locked", "saved, but not committed: another git is at work", hint=hint))
            time.sleep(0.02)

    def _locks(self) -> Iterator[Path]:
        yield from (one for one in (self.own / "index.lock", self.own / "HEAD.lock") if one.exists())
        yield from self.own.glob("next-index-*.lock")
        yield from self.common.glob("packed-refs.lock")
        with suppress(OSError):
            name = (self.own / "HEAD").read_text(errors="replace").removeprefix("ref:").strip()
            branch = self.common / f"{name}.lock"
            if branch.exists():
                yield branch


def find_repository(root: Path) -> Repository:
    """The repository that a workspace stands in; raises `GitError`, with rule `not-in-git` where there is none."""
    asked = ("rev-parse", "--is-inside-work-tree", "--absolute-git-dir", "--git-common-dir", "--show-prefix")
    done = _run(root, asked)
    told = done.stdout.split(b"\n")
    if done.returncode == 0 and told[0] == b"true":
        own, common, prefix = (os.fsdecode(line) for line in told[1:4])
        return Repository(root, prefix, Path(own), (root / common).resolve())
    if done.returncode == 0 or b"not a git repository" in done.stderr:
        raise GitError(_not_in_git("this folder is in no git repository"))
    raise GitError(_failure(done))


def find_person(root: Path) -> Person | None:
    """In whose name git commits in a folder, which need not be in a repository; None where it was never told."""
    done = _run(root, ("config", "--null", "--get-regexp", r"^user\.(name|email)$"), _READING)
    entries = done.stdout.decode(errors="replace").split("\0")
    told = dict(entry.partition("\n")[::2] for entry in entries if entry)
    name, email = told.get("user.name", "").strip(), told.get("user.email", "").strip()
    return Person(name, email) if name and email else None


def begin_repository(root: Path, person: Person | None) -> Repository:
    """Make the workspace a repository of its own, unless it stands in one, and tell git who commits there."""
    if person is not None:
        _check_person(person)
    try:
        found = find_repository(root)
    except GitError as failure:
        if failure.diagnostic.rule != "not-in-git":
            raise
        done = _run(root, ("init", "--quiet", "--initial-branch=main"))
        if done.returncode != 0:
            raise GitError(_failure(done)) from failure
        found = find_repository(root)
    for key, value in (("user.name", person.name), ("user.email", person.email)) if person else ():
        # What follows the dashes is no option, whatever it begins with.
        done = _run(root, ("config", "--local", "--", key, value))
        if done.returncode != 0:
            raise GitError(_failure(done))
    return found


def _check_person(person: Person) -> None:
    for told in (person.name, person.email):
        if not any(one.isalnum() for one in told) or not told.isprintable() or len(told) > LONGEST_NAME:
            hint = "write your name and email address on one line each: Dana Rivera, dana@example.org"
            raise GitError(error("bad-person", "git can't write this name or email address down", hint=hint))


def no_person() -> Diagnostic:
    """Git was not told in whose name to commit."""
    hint = 'run `git config user.name "Your Name"` and `git config user.email you@example.org`; the next save commits'
    return warning("git-no-person", "saved, but not committed: git does not know your name", hint=hint + " this too")


def _not_in_git(message: str) -> Diagnostic:
    return warning(
        "not-in-git", f"saved, but without history: {message}", hint="run `git init`, and commit what is here"
    )


def _failure(done: subprocess.CompletedProcess[bytes]) -> Diagnostic:
    lines = [line.strip() for line in done.stderr.decode(errors="replace").splitlines() if line.strip()]
    told = next((line for line in lines if line.startswith(("fatal:", "error:"))), (lines or ["it said nothing"])[0])
    shown = "".join(one if one.isprintable() else "\ufffd" for one in told)[:300]
    hint = "`git status` in a terminal may say more"
    return error("git-failed", f"git refused: {shown}", hint=hint)


def _run(
    root: Path,
    arguments: Sequence[str],
    more: Mapping[str, str] = _NOTHING,
    stdin: bytes = b"",
    lock: int | None = None,
) -> subprocess.CompletedProcess[bytes]:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    # Whoever starts the studio inside a hook, or with a repository named, must not have it write there.
    environment = {name: value for name, value in os.environ.items() if name in _HEEDED or not name.startswith("GIT_")}
    environment |= {
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_EDITOR": "true",
        **more,
    }
    try:
        return subprocess.run(  # noqa: S603 - no shell
            ["git", *settings, *arguments],  # noqa: S607 - wherever it is installed
            input=stdin,
            cwd=root,
            env=environment,
            capture_output=True,
            check=False,
            timeout=SECONDS,
            pass_fds=() if lock is None else (lock,),
        )
    except FileNotFoundError as failure:
        missing = "git is not on this machine" if root.is_dir() else "there is no such folder"
        raise GitError(_not_in_git(missing)) from failure
    except OSError as failure:
        reason = (failure.strerror or type(failure).__name__).lower()
        raise GitError(
            error("git-failed", f"git can't be run: {reason}", hint="see that git is installed")
        ) from failure
    except ValueError as failure:  # a NUL, or half a character
        raise GitError(
            error("git-failed", "git can't be told this text", hint="take its odd characters out")
        ) from failure
    except subprocess.TimeoutExpired as failure:
        message = f"git did not answer within {SECONDS} seconds"
        raise GitError(error("git-failed", message, hint="see whether the disk can be reached")) from failure


def _is_git_running(top: Path, root: Path) -> bool | None:
    """Whether a git of this machine works somewhere in a repository; None where the system does not tell."""
    if not (_PROGRAMS / "self/cwd").is_symlink():
        return None
    for program in _PROGRAMS.glob("[0-9]*"):
        with suppress(OSError):
            if (program / "comm").read_text(errors="replace").strip() != "git":
                continue
            if _READERS.intersection((program / "cmdline").read_text(errors="replace").split("\0")):
                continue
            try:
                folder = (program / "cwd").resolve(strict=True)
            except PermissionError:
                return True
            if folder.is_relative_to(top) or folder.is_relative_to(root.resolve()):
                return True
    return False
