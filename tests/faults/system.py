"""Stands between the code and the system: of the calls that write below a folder, one goes wrong, or is the last.

Only what goes through `os` is seen, buffered streams of `os.fdopen` included; what other programs (git) and libraries
(SQLite) write is not. Replaces functions of `os` while it is entered, so one at a time, and no threads beside it.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import signal
import stat
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

REAL = {name: getattr(os, name) for name in dir(os) if callable(getattr(os, name))}


class How(StrEnum):
    """What goes wrong at a call."""

    FULL = "disk full"  # from then on nothing new fits; half of what is being written does
    READ_ONLY = "read-only"  # from then on nothing can be changed, not even taken away
    BROKEN = "broken"  # this one call fails
    KILL = "killed"  # the process ends here, with half written; what it had written stays
    EMPTIED = "power failed, names kept"  # and files that were not forced to the disk lose what they had been given
    FORGOTTEN = "power failed, names lost"  # and folders that were not, forget what changed in them


KILLS = frozenset({How.KILL, How.EMPTIED, How.FORGOTTEN})
_NUMBERS = {How.FULL: errno.ENOSPC, How.READ_ONLY: errno.EROFS, How.BROKEN: errno.EIO}
_GROWING = frozenset({"open", "write", "mkdir", "link", "symlink", "fsync"})
"""Calls that need room."""

_PATHS = ("open", "mkdir", "unlink", "remove", "rmdir", "rename", "replace", "link", "symlink", "chmod")
_FILES = ("write", "fsync", "ftruncate", "fchmod")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class System:
    """Lets the call of number `at` (from 0) below `root` go wrong. `count`: how many there were that could have.

    `backup` is a folder on the same disk and not below `root`, for what a power failure takes back.
    """

    def __init__(self, root: Path, how: How, at: int, backup: Path | None = None) -> None:
        self.root = os.path.realpath(root)
        self.how = how
        self.at = at
        self.count = 0
        self.failed = ""
        """The call that went wrong."""
        self._backup = backup
        self._spoilt: dict[tuple[int, int], tuple[int, int]] = {}
        self._undo: list[tuple[tuple[int, int], Callable[[], object]]] = []

    # --- entering ---

    def __enter__(self) -> System:
        for name in _PATHS:
            setattr(os, name, partial(self._on_path, name))
        for name in _FILES:
            setattr(os, name, partial(self._on_file, name))
        os.fdopen = self._fdopen  # type: ignore[assignment]
        os.sync = self._sync
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in (*_PATHS, *_FILES, "fdopen", "sync"):
            setattr(os, name, REAL[name])
        for copy, _ in self._spoilt.values():
            os.close(copy)

    def crash(self) -> None:
        """The power fails now: what was not forced to the disk is gone."""
        if self.how in (How.EMPTIED, How.FORGOTTEN):
            for copy, size in self._spoilt.values():
                now = os.fstat(copy).st_size
                REAL["ftruncate"](copy, min(now, size + (now - size) // 2))
        if self.how is How.FORGOTTEN:
            for _, undo in reversed(self._undo):
                with suppress(OSError):
                    undo()

    # --- each call ---

    def _goes_wrong(self, name: str, *, grows: bool) -> bool:
        if self.how is How.FULL and not (grows and name in _GROWING):
            return False
        self.count += 1
        is_it = self.count == self.at + 1
        if is_it:
            self.failed = name
        return is_it or (bool(self.failed) and self.how in (How.FULL, How.READ_ONLY))

    def _fail(self) -> None:
        if self.how in KILLS:
            self.crash()
            os.kill(os.getpid(), signal.SIGKILL)
        number = _NUMBERS[self.how]
        raise OSError(number, os.strerror(number))

    def _on_path(self, name: str, path: Any, *arguments: Any, **named: Any) -> Any:
        full = self._full(path, named.get("dir_fd") or named.get("src_dir_fd"))
        call = partial(REAL[name], path, *arguments, **named)
        if not self._is_below(full):
            return call()
        is_there = os.path.lexists(full)
        if name == "open":
            flags = arguments[0] if arguments else named["flags"]
            if not flags & _WRITING or (is_there and flags & os.O_EXCL):
                return call()
            grows = not is_there
        else:
            # What the system refuses before it looks at the disk.
            if name in ("mkdir", "symlink") if is_there else name not in ("mkdir", "symlink"):
                return call()
            grows = True
        if name == "rmdir" and any(Path(full).iterdir()):
            return call()
        if self._goes_wrong(name, grows=grows):
            self._fail()
        return self._done(name, full, is_there, call, arguments, named)

    def _on_file(self, name: str, file: int, *arguments: Any) -> Any:
        status = os.fstat(file)
        call = partial(REAL[name], file, *arguments)
        is_ours = stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)
        if not is_ours or not self._is_below(_place_of(file)):
            return call()
        if name == "write" and not arguments[0]:
            return call()
        known = (status.st_dev, status.st_ino)
        if name == "write":
            self._spoilt.setdefault(known, (os.dup(file), status.st_size))
        # To force a disk that can only be read does no harm.
        was_wrong = bool(self.failed)
        if not (name == "fsync" and self.how is How.READ_ONLY) and self._goes_wrong(name, grows=True):
            half = bytes(arguments[0])[: len(arguments[0]) // 2] if name == "write" else b""
            if half and not was_wrong and self.how is not How.READ_ONLY:
                REAL["write"](file, half)
                if self.how is How.FULL:
                    # As the system does: what fits is written, and the next call is refused.
                    return len(half)
            self._fail()
        if name == "fsync":
            if known in self._spoilt:
                os.close(self._spoilt.pop(known)[0])
            self._undo = [one for one in self._undo if one[0] != known]
        return call()

    def _sync(self) -> None:
        for copy, _ in self._spoilt.values():
            os.close(copy)
        self._spoilt.clear()
        self._undo.clear()

    def _fdopen(self, file: int, mode: str = "r", *arguments: Any, **named: Any) -> Any:
        if "w" not in mode:
            return REAL["fdopen"](file, mode, *arguments, **named)
        assert mode == "wb", "nothing else is written"
        return io.BufferedWriter(_Raw(file))

    # --- what a power failure takes back ---

    def _done(
        self, name: str, full: str, is_there: bool, call: Callable[[], Any], arguments: Any, named: dict[str, Any]
    ) -> Any:
        if self.how is not How.FORGOTTEN:
            return call()
        if name in ("rename", "replace", "link"):
            target = self._full(arguments[0], named.get("dst_dir_fd"))
            before = self._kept(target)
            result = call()
            self._undo.append((_identity(os.path.dirname(target)), partial(_put_back, before, target)))  # noqa: PTH120
            if name != "link":
                kept = self._kept(target, full)
                self._undo.append((_identity(os.path.dirname(target)), partial(_put_back, kept, full)))  # noqa: PTH120
            return result
        if name in ("unlink", "remove", "rmdir"):
            kept = self._kept(full)
            result = call()
            self._undo.append((_identity(os.path.dirname(full)), partial(_put_back, kept, full)))  # noqa: PTH120
            return result
        result = call()
        if not is_there:
            self._undo.append((_identity(os.path.dirname(full)), partial(_put_back, None, full)))  # noqa: PTH120
        return result

    def _kept(self, path: str, _name: str = "") -> str | None:
        """Another name for what stands there: a file by a link, a folder by a copy."""
        if not os.path.lexists(path):
            return None
        assert self._backup is not None, "a power failure needs a place for what it takes back"
        kept = str(self._backup / str(len(list(self._backup.iterdir()))))
        if os.path.isdir(path):  # noqa: PTH112
            with _plain():
                shutil.copytree(path, kept, symlinks=True)
        else:
            REAL["link"](path, kept, follow_symlinks=False)
        return kept

    # --- names ---

    def _is_below(self, full: str) -> bool:
        return full == self.root or full.startswith(self.root + "/")

    def _full(self, path: Any, folder: int | None) -> str:
        text = os.fspath(path) if not isinstance(path, int) else f"/proc/self/fd/{path}"
        text = os.fsdecode(text)
        if folder is not None:
            text = os.path.join(_place_of(folder), text)  # noqa: PTH118
        parent, name = os.path.split(os.path.abspath(text))  # noqa: PTH100
        return os.path.join(os.path.realpath(parent), name)  # noqa: PTH118


class _Raw(io.RawIOBase):
    """A file whose bytes go through `os.write`, as it is when they go."""

    def __init__(self, file: int) -> None:
        self._file = file

    def writable(self) -> bool:
        """It is."""
        return True

    def fileno(self) -> int:
        """Of the system."""
        return self._file

    def write(self, raw: Any) -> int:
        """As many as the system takes."""
        return os.write(self._file, bytes(raw))

    def close(self) -> None:
        """The file too."""
        if not self.closed:
            super().close()
            os.close(self._file)


class _plain:  # noqa: N801
    """The functions of `os` as they are, for the time of a copy."""

    def __enter__(self) -> None:
        self._ours = {name: getattr(os, name) for name in (*_PATHS, *_FILES, "fdopen")}
        for name in self._ours:
            setattr(os, name, REAL[name])

    def __exit__(self, *_: object) -> None:
        for name, ours in self._ours.items():
            setattr(os, name, ours)


def _place_of(file: int) -> str:
    return str(Path(f"/proc/self/fd/{file}").readlink())


def _identity(folder: str) -> tuple[int, int]:
    status = Path(folder).stat()
    return status.st_dev, status.st_ino


def _put_back(kept: str | None, path: str) -> None:
    """What stood under a name before; nothing, if there was nothing."""
    if os.path.lexists(path):
        if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114
            with _plain():
                shutil.rmtree(path)
        else:
            REAL["unlink"](path)
    if kept is None:
        return
    if os.path.isdir(kept):  # noqa: PTH112
        with _plain():
            shutil.copytree(kept, path, symlinks=True)
    else:
        REAL["link"](kept, path, follow_symlinks=False)
