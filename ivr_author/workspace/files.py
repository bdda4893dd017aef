"""Reads, lists and saves the files of a workspace: the only code that touches the disk. What they mean is left to core.

Every name is walked from the root folder by folder without following links, so that a link that is swapped in between
a check and its use leads nowhere. A link that stays inside the workspace is resolved first.
"""

from __future__ import annotations

import errno
import fcntl
import fnmatch
import hashlib
import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from pathlib import Path, PurePosixPath

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.limits import MAX_FILE_BYTES
from ivr_author.core.source import Source, Span
from ivr_author.core.text_input import file_too_large, has_control_character, read_bytes_as_source

FOLDER = ".ivr_author"
"""What the product keeps for itself in a workspace; it ignores itself in git."""

GITIGNORE = ".gitignore"
"""The one hidden file of a workspace's own; a new workspace gets it."""

LOCK_SECONDS = 20.0
"""A save takes a tenth of a second; who waits longer is told that another process hangs."""

RULES = {
    "bad-file-name": "A file's name is absolute, hidden, leads upwards or cannot be shown",
    "file-missing": "A file that is named does not exist",
    "file-unreadable": "A file or folder cannot be read",
    "file-unwritable": "A file cannot be saved",
    "link-leaves-workspace": "A link leads out of the workspace",
    "special-file": "Something that is not an ordinary file stands where a file is expected",
    "workspace-locked": "Another process holds the workspace's lock",
}
"""Every rule id that this module can report, with its description."""

_WILD = re.compile(r"[*?\[]")
_TEMPORARY = ".ivr_author-"
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: opening a named pipe would wait for a writer for ever.
_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class WorkspaceError(Exception):
    """The disk, or a name, does not allow what was asked; `diagnostic` says it to a person."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Conflict(Exception):
    """A save was based on another revision than the disk holds. Both versions are here to be shown; None: no file."""

    def __init__(self, relative: str, ours: bytes | None, theirs: bytes | None) -> None:
        super().__init__(f"{relative} was changed since it was read")
        self.relative = relative
        self.ours = ours
        self.theirs = theirs
        self.their_revision = None if theirs is None else revision(theirs)


def revision(raw: bytes) -> str:
    """Names a version of a file: equal for equal bytes."""
    return hashlib.sha256(raw).hexdigest()[:16]


def read_file(root: Path, relative: str, max_bytes: int = MAX_FILE_BYTES) -> bytes:
    """The bytes of a file; raises WorkspaceError where there is none or it must not be read."""
    with failures_as("file-unreadable", relative), _parent_folder(root, relative) as (folder, name):
        raw = _read(folder, name, relative, max_bytes)
    if raw is None:
        raise _refusal("file-missing", relative, "there is no such file", "check the name; letters' case matters")
    return raw


def read_if_there(root: Path, relative: str) -> bytes | None:
    """The bytes of a file of any size, None where there is none; raises WorkspaceError where it must not be read."""
    try:
        with failures_as("file-unreadable", relative), _parent_folder(root, relative) as (folder, name):
            return _read(folder, name, relative, None)
    except WorkspaceError as failure:
        if failure.diagnostic.rule != "file-missing":
            raise
        return None


def real_path(root: Path, relative: str) -> str:
    """The file that a name leads to, which is another one where it is a link."""
    with failures_as("file-unreadable", relative):
        real = Path(os.path.realpath(root / relative))
    return real.relative_to(os.path.realpath(root)).as_posix() if _is_inside(root, str(real)) else relative


def read_source(root: Path, relative: str, max_bytes: int = MAX_FILE_BYTES) -> tuple[Source | None, list[Diagnostic]]:
    """A file as text, or the diagnostic that says why not."""
    try:
        raw = read_file(root, relative, max_bytes)
    except WorkspaceError as failure:
        return None, [failure.diagnostic]
    return read_bytes_as_source(relative, raw, max_bytes)


def save_file(root: Path, relative: str, raw: bytes, expected_revision: str | None) -> str:
    """Puts `raw` in place of the version that the author saw (None: no file yet) and returns its revision.

    Whole or not at all, also when the process is killed or the power fails. Raises Conflict where the disk holds
    another version, WorkspaceError where it cannot be written. The file keeps its mode; missing folders are made.
    """
    save_files(root, {relative: (raw, expected_revision)})
    return revision(raw)


def save_files(root: Path, files: Mapping[str, tuple[bytes | None, str | None]]) -> None:
    """Puts several files in place of the versions that the author saw: all of them, or none.

    A value is what to write (None: the file is taken away), and the revision that it is based on, as for `save_file`.
    """
    if files:
        with locked(root, next(iter(files))):
            put_files(root, files)


def put_files(root: Path, files: Mapping[str, tuple[bytes | None, str | None]]) -> None:
    """`save_files` for a caller who holds the lock.

    All are written beside their places first, so a full disk, or a folder that can't be written to, is found before
    anything is changed.
    """
    with ExitStack() as opened:
        places: dict[str, tuple[int, str]] = {}
        before: dict[str, bytes | None] = {}
        for relative, (raw, expected_revision) in files.items():
            with failures_as("file-unwritable", relative):
                make = raw is not None
                folder, name = places[relative] = opened.enter_context(_parent_folder(root, relative, make=make))
                remove_leftovers(folder)
                before[relative] = disk = _read(folder, name, relative, None)
            if (None if disk is None else revision(disk)) != expected_revision:
                raise Conflict(relative, raw, disk)
        beside: dict[str, str] = {}
        try:
            for relative, (folder, name) in places.items():
                raw = files[relative][0]
                if raw is not None and raw != before[relative]:
                    with failures_as("file-unwritable", relative):
                        beside[relative] = _write_beside(folder, name, raw)
            # Whatever fails from here on, those that were put in place before are put back.
            with ExitStack() as changed:
                for relative, (folder, name) in places.items():
                    if files[relative][0] != before[relative]:
                        with failures_as("file-unwritable", relative):
                            changed.enter_context(_changed(folder, name, beside.get(relative)))
        finally:
            for relative, temporary in beside.items():
                _take_away(places[relative][0], temporary)


def write_file(root: Path, relative: str, raw: bytes) -> None:
    """Puts a file of the product's own making (compiled documents, reports) in place, whole or not at all."""
    with failures_as("file-unwritable", relative), _parent_folder(root, relative, make=True) as (folder, name):
        _read(folder, name, relative, 0)
        replace_in(folder, name, raw)


def write_files(root: Path, files: Mapping[str, bytes]) -> int:
    """Puts several such files in place, in their order, and says how many were not so before.

    A file that is as it should be is not touched, so that its time of change means something.
    """
    changed = 0
    for relative, raw in files.items():
        with failures_as("file-unwritable", relative), _parent_folder(root, relative, make=True) as (folder, name):
            if _read(folder, name, relative, None) != raw:
                replace_in(folder, name, raw)
                changed += 1
    return changed


def remove_file(root: Path, relative: str) -> None:
    """Takes a file of the product's own making away; that it is gone already is as good."""
    with (
        failures_as("file-unwritable", relative),
        _parent_folder(root, relative) as (folder, name),
        suppress(FileNotFoundError),
    ):
        os.unlink(name, dir_fd=folder)


def list_files(root: Path, patterns: Iterable[str]) -> tuple[list[str], list[Diagnostic]]:
    """The files that match any pattern (`flows/*.yaml`, `locales/**/*.po`), sorted, and what was left out and why.

    Hidden files match nothing. A link to a file or folder inside the workspace is followed, but not by `**`.
    """
    return Listing(root).files(patterns)


class Listing:
    """What stands in the folders of a workspace: each is looked at once, since many patterns meet in one."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen: dict[str, tuple[dict[str, os.DirEntry[str]], Diagnostic | None]] = {}

    def files(self, patterns: Iterable[str]) -> tuple[list[str], list[Diagnostic]]:
        """As `list_files` says."""
        found: set[str] = set()
        faults: dict[Diagnostic, None] = {}
        for pattern in patterns:
            found.update(self._expand("", _parts_of(pattern), faults))
        return sorted(found), list(faults)

    def _expand(self, folder: str, parts: tuple[str, ...], faults: dict[Diagnostic, None]) -> Iterator[str]:
        part, rest = parts[0], parts[1:]
        if part == "**":
            yield from self._expand(folder, rest, faults)
        for entry in self._matching(folder, part, faults):
            relative = f"{folder}/{entry.name}" if folder else entry.name
            if part == "**" and (entry.is_symlink() or not entry.is_dir(follow_symlinks=False)):
                continue
            fault = _fault_of_entry(self._root, relative, entry, is_last=not rest and part != "**")
            if fault is not None:
                faults[fault] = None
            elif part == "**":
                yield from self._expand(relative, parts, faults)
            elif rest and entry.is_dir():
                yield from self._expand(relative, rest, faults)
            elif not rest and entry.is_file():
                yield relative

    def _matching(self, folder: str, part: str, faults: dict[Diagnostic, None]) -> Iterable[os.DirEntry[str]]:
        if folder not in self._seen:
            self._seen[folder] = _entries(self._root, folder)
        entries, fault = self._seen[folder]
        if fault is not None:
            faults[fault] = None
        # Half of all patterns are names: every page asks, and a folder may hold hundreds of files.
        matches = _matcher(part)
        if matches is None:
            return (entries[part],) if part in entries else ()
        return [entry for name, entry in entries.items() if matches(name)]


def _entries(root: Path, folder: str) -> tuple[dict[str, os.DirEntry[str]], Diagnostic | None]:
    """What stands in a folder and is not hidden, by its name, sorted; and why it could not be looked at."""
    try:
        with os.scandir(root / folder) as entries:
            return dict(sorted((one.name, one) for one in entries if not one.name.startswith("."))), None
    except FileNotFoundError:
        return {}, None
    except OSError as failure:
        return {}, _fault("file-unreadable", folder or ".", f"the folder cannot be read: {_reason(failure)}", "")


@lru_cache(maxsize=1024)
def _parts_of(pattern: str) -> tuple[str, ...]:
    return PurePosixPath(pattern).parts


@lru_cache(maxsize=1024)
def _matcher(part: str) -> Callable[[str], object] | None:
    """What tells whether a name matches a part of a pattern; None: the name itself, and no other."""
    if not _WILD.search(part):
        return None
    return re.compile(".*" if part == "**" else fnmatch.translate(part), re.DOTALL).match


def _fault_of_entry(root: Path, relative: str, entry: os.DirEntry[str], *, is_last: bool) -> Diagnostic | None:
    """Why something whose name matches cannot be used."""
    fault = _fault_of_name(relative)
    if fault is not None:
        return fault
    if entry.is_symlink():
        if not _is_inside(root, os.path.realpath(root / relative)):
            return _leaves_workspace(relative)
        if not (root / relative).exists():
            return _fault("file-missing", relative, "a link that leads to nothing", "remove it, or mend it")
    if is_last and not entry.is_file() and not entry.is_dir():
        return _special_file(relative)
    return None


@lru_cache(maxsize=16_384)
def _fault_of_name(relative: str) -> Diagnostic | None:
    parts = relative.split("/")
    hint = "name a file below the workspace's folder, as in flows/main.yaml"
    if "\\" in relative or has_control_character(relative) or "\n" in relative or "\t" in relative:
        return _fault("bad-file-name", relative, "a file name with a character that file names should not have", hint)
    if relative.startswith("/"):
        return _fault("bad-file-name", relative, "an absolute file name", hint)
    if ".." in parts:
        return _fault("bad-file-name", relative, "a file name that leads upwards", hint)
    if any(part.startswith(".") for part in parts) and relative != GITIGNORE:
        return _fault("bad-file-name", relative, "a hidden file is no part of the workspace", hint)
    if not all(parts):
        return _fault("bad-file-name", relative, "an empty name", hint)
    return None


def _is_inside(root: Path, real: str) -> bool:
    return Path(real).is_relative_to(os.path.realpath(root))


@contextmanager
def _parent_folder(root: Path, relative: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
    """The open folder that really holds a file, and the file's real name in it."""
    fault = _fault_of_name(relative)
    if fault is not None:
        raise WorkspaceError(fault)
    real_root = os.path.realpath(root)
    real = os.path.realpath(os.path.join(real_root, relative))  # noqa: PTH118 - realpath works on strings
    if not Path(real).is_relative_to(real_root) or real == real_root:
        raise WorkspaceError(_leaves_workspace(relative))
    *folders, name = Path(real).relative_to(real_root).parts
    if any(part.startswith(".") for part in (*folders, name)) and (*folders, name) != (GITIGNORE,):
        raise WorkspaceError(_leaves_workspace(relative))
    if make:
        make_folder(Path(real_root))
    folder = os.open(real_root, _FOLDER_FLAGS)
    try:
        for part in folders:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=folder)
                    os.fsync(folder)
            below = os.open(part, _FOLDER_FLAGS, dir_fd=folder)
            os.close(folder)
            folder = below
        yield folder, name
    finally:
        os.close(folder)


def _read(folder: int, name: str, relative: str, max_bytes: int | None) -> bytes | None:
    """What a file holds; None if there is none. With a limit of 0 it is only looked at."""
    try:
        file = os.open(name, _FILE_FLAGS, dir_fd=folder)
    except FileNotFoundError:
        return None
    except OSError as failure:
        if failure.errno == errno.ENXIO:  # a socket, or a device without its driver
            raise WorkspaceError(_special_file(relative)) from failure
        raise
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise WorkspaceError(_special_file(relative))
        if max_bytes == 0:
            return b""
        if max_bytes is not None and status.st_size > max_bytes:
            raise WorkspaceError(file_too_large(relative, status.st_size, max_bytes))
        with os.fdopen(file, "rb", closefd=False) as stream:
            return stream.read()
    finally:
        os.close(file)


def replace_in(folder: int, name: str, raw: bytes) -> None:
    """Puts a file in place in an open folder, whole or not at all."""
    temporary = _write_beside(folder, name, raw)
    try:
        with _changed(folder, name, temporary):
            pass
    finally:
        _take_away(folder, temporary)


@contextmanager
def _changed(folder: int, name: str, new: str | None) -> Iterator[None]:
    """A name leads to the file `new` now (None: to nothing), also after a power failure; any failure puts it back.

    What it led to before is kept under another name meanwhile: to put it back takes no room on a full disk.
    """
    kept = _keep_beside(folder, name)
    try:
        if new is None:
            os.unlink(name, dir_fd=folder)
        else:
            os.replace(new, name, src_dir_fd=folder, dst_dir_fd=folder)
        os.fsync(folder)
        yield
    except BaseException:
        with suppress(OSError):
            if kept is None:
                os.unlink(name, dir_fd=folder)
            else:
                os.replace(kept, name, src_dir_fd=folder, dst_dir_fd=folder)
            os.fsync(folder)
        raise
    finally:
        if kept is not None:
            _take_away(folder, kept)


def _keep_beside(folder: int, name: str) -> str | None:
    """Another name for a file, or for a copy of it where the disk knows no links; None where there is no file."""
    temporary = _temporary_name()
    try:
        os.link(name, temporary, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None
    except OSError as failure:
        if failure.errno not in _NO_LINKS:
            raise
        raw = _read(folder, name, name, None)
        return None if raw is None else _write_beside(folder, name, raw)
    return temporary


def _take_away(folder: int, temporary: str) -> None:
    # Where not even that can be done, the next save does it.
    with suppress(OSError):
        os.unlink(temporary, dir_fd=folder)


def _temporary_name() -> str:
    return f"{_TEMPORARY}{secrets.token_hex(8)}.tmp"


def _write_beside(folder: int, name: str, raw: bytes) -> str:
    """Writes what shall stand under a name into a file beside it, with the mode of the one there, and names that."""
    temporary = _temporary_name()
    file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666, dir_fd=folder)
    try:
        with os.fdopen(file, "wb") as stream:
            with suppress(FileNotFoundError):
                os.fchmod(stream.fileno(), stat.S_IMODE(os.stat(name, dir_fd=folder).st_mode))
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        _take_away(folder, temporary)
        raise
    return temporary


def remove_leftovers(folder: int) -> None:
    """Take away what a save left in an open folder that was broken off. To be called by who holds the lock."""
    # Only who holds the lock writes temporary files here, so whatever lies about belonged to a process that died.
    for name in os.listdir(folder):
        if is_leftover(name):
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=folder)


def is_leftover(path: str) -> bool:
    """Whether a file is what a save writes for as long as it lasts, or left when it was broken off."""
    name = path.rpartition("/")[2]
    return name.startswith(_TEMPORARY) and name.endswith(".tmp")


@contextmanager
def locked(root: Path, relative: str) -> Iterator[int]:
    """Holds the workspace's lock, against other processes and other threads; yields the file that holds it.

    A process that is handed this file holds the lock for as long as it lives. `relative` is what is to be saved.
    """
    with failures_as("file-unwritable", relative), own_folder(root) as folder:
        lock = os.open("lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666, dir_fd=folder)
    try:
        deadline = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise _refusal(
                        "workspace-locked",
                        relative,
                        f"another process has been saving for {LOCK_SECONDS:g} seconds",
                        "try again, or end the process that hangs",
                    ) from None
                time.sleep(0.005)
        yield lock
    finally:
        os.close(lock)


@contextmanager
def own_folder(root: Path, name: str = FOLDER) -> Iterator[int]:
    """The open folder that the product keeps for itself under a name; it is made where it is missing."""
    own = root / name
    make_folder(own)
    folder = os.open(own, _FOLDER_FLAGS)
    try:
        _ignore_in_git(folder)
        yield folder
    finally:
        os.close(folder)


def make_folder(path: Path, mode: int = 0o777) -> None:
    """Make a folder of the product's own where it is missing, so that it is there after a power failure too."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(mode=mode, exist_ok=True)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """What stands in a folder stands there after a power failure, too."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _ignore_in_git(folder: int) -> None:
    with suppress(FileExistsError):
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        with os.fdopen(os.open(".gitignore", flags, 0o666, dir_fd=folder), "wb") as stream:
            stream.write(b"*\n")


@contextmanager
def failures_as(rule: str, relative: str) -> Iterator[None]:
    """What the system refuses, as a WorkspaceError."""
    try:
        yield
    except FileNotFoundError as failure:
        raise _refusal("file-missing", relative, "there is no such file", "check the name; case matters") from failure
    except OSError as failure:
        verb = "saved" if rule == "file-unwritable" else "read"
        raise _refusal(rule, relative, f"the file cannot be {verb}: {_reason(failure)}", "") from failure


def _reason(failure: OSError) -> str:
    return (failure.strerror or type(failure).__name__).lower()


def _refusal(rule: str, relative: str, message: str, hint: str) -> WorkspaceError:
    return WorkspaceError(_fault(rule, relative, message, hint))


def _fault(rule: str, relative: str, message: str, hint: str) -> Diagnostic:
    shown = "".join(character if character.isprintable() else "\ufffd" for character in relative)
    return error(rule, message, Span(shown, 1, 1, 1, 1), hint)


def _leaves_workspace(relative: str) -> Diagnostic:
    return _fault(
        "link-leaves-workspace", relative, "a link leads out of the workspace", "put the file itself in its place"
    )


def _special_file(relative: str) -> Diagnostic:
    return _fault("special-file", relative, "this is not an ordinary file", "remove it, or give it another name")
