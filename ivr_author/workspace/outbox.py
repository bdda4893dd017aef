"""The folder that a batch writes to, and the file that it reads: whole files or none, a journal that survives a kill.

What the files are is left to `batch`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import stat
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter
from pathlib import Path
from types import TracebackType

from ivr_author.core.diagnostics import error
from ivr_author.core.source import Span
from ivr_author.workspace.files import WorkspaceError

BLOCK_BYTES = 1 << 18
"""Read at a time, of a data file of any size."""

RULES = {
    "data-unreadable": "The file with members' data cannot be read",
    "out-unwritable": "The folder for a batch cannot be written to",
    "out-in-use": "Another process writes a batch to this folder",
}
"""Every rule id that this module can report, with its description."""

_TEMPORARY = ".ivr_author-"


def read_blocks(path: Path) -> Generator[bytes, None, None]:
    """The bytes of a data file, piece by piece; raises WorkspaceError. It must be a file: it is read twice."""
    shown = path.as_posix()
    try:
        # O_NONBLOCK: opening a named pipe would wait for a writer for ever.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb", buffering=0) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise _refusal(
                    "data-unreadable", shown, "this is not an ordinary file", "save the data to a file first"
                )
            while block := stream.read(BLOCK_BYTES):
                yield block
    except OSError as failure:
        reason = (failure.strerror or type(failure).__name__).lower()
        raise _refusal("data-unreadable", shown, f"the data cannot be read: {reason}", "check the name") from failure


class Outbox:
    """A folder that one batch at a time writes to. Every method raises WorkspaceError where the disk refuses.

    Single files are not forced to the disk as they are written: that would cost more than making them. `settle` does
    so for all at the end; until then a power failure can empty a file, which `size` tells.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folder = -1
        self._made: set[str] = set()

    def __enter__(self) -> Outbox:
        with self._failures():
            self.root.mkdir(parents=True, exist_ok=True)
            self._folder = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._folder)
            message = "another batch is being written to this folder"
            raise _refusal("out-in-use", self._shown, message, "wait until it ends, or name another folder") from None
        with self._failures():
            # Only who holds the lock has temporary files here: those of a process that was killed.
            for name in _names(self._folder):
                if name.startswith(_TEMPORARY):
                    os.unlink(name, dir_fd=self._folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._folder)

    def names(self) -> list[str]:
        """What stands in the folder itself."""
        with self._failures():
            return sorted(_names(self._folder))

    def write(self, name: str, raw: bytes) -> None:
        """A file of the batch, whole or not at all; its folder is made."""
        with self._failures(), self._temporary(name) as stream:
            stream.write(raw)

    def write_blocks(self, name: str, blocks: Iterable[bytes]) -> str:
        """A file of any size, whole or not at all, and safe from a power failure; its SHA-256."""
        digest = hashlib.sha256()
        with self._failures():
            with self._temporary(name) as stream:
                for block in blocks:
                    digest.update(block)
                    stream.write(block)
                stream.flush()
                os.fsync(stream.fileno())
            os.fsync(self._folder)
        return digest.hexdigest()

    def append(self, name: str, raw: bytes) -> None:
        """To the end of a file, safe from a power failure; a process that is killed may leave a part of it."""
        with self._failures():
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(name, flags, 0o666, dir_fd=self._folder), "wb") as stream:
                stream.write(raw)
                stream.flush()
                os.fsync(stream.fileno())

    def truncate(self, name: str, size: int) -> None:
        """Cut a file's end off."""
        with self._failures():
            file = os.open(name, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=self._folder)
            try:
                os.ftruncate(file, size)
            finally:
                os.close(file)

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file, with their ends; none if there is no such file."""
        with self._failures(), suppress(FileNotFoundError):
            file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=self._folder)
            with os.fdopen(file, "rb") as stream:
                yield from stream

    def size(self, name: str) -> int:
        """How many bytes a file has; -1 if there is none."""
        with self._failures():
            try:
                return os.stat(name, dir_fd=self._folder, follow_symlinks=False).st_size
            except (FileNotFoundError, NotADirectoryError):
                return -1

    def remove(self, name: str) -> None:
        """Take a file away; that it is gone already is as good."""
        with self._failures(), suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self._folder)
            # Whoever finds it again after a power failure takes it away once more.
            with suppress(OSError):
                os.fsync(self._folder)

    def settle(self) -> None:
        """Everything that was written stays, also when the power fails from now on."""
        os.sync()

    @contextmanager
    def _temporary(self, name: str) -> Iterator[BufferedWriter]:
        """A new file that gets its name only when all of it is there."""
        parent = name.rpartition("/")[0]
        if parent and parent not in self._made:
            (self.root / parent).mkdir(parents=True, exist_ok=True)
            self._made.add(parent)
        temporary = f"{_TEMPORARY}{secrets.token_hex(8)}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        file = os.open(temporary, flags, 0o666, dir_fd=self._folder)
        try:
            with os.fdopen(file, "wb") as stream:
                yield stream
            os.replace(temporary, name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(temporary, dir_fd=self._folder)
            raise

    @property
    def _shown(self) -> str:
        return self.root.as_posix()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except OSError as failure:
            reason = (failure.strerror or type(failure).__name__).lower()
            raise _refusal("out-unwritable", self._shown, f"the batch cannot be written: {reason}", "") from failure


def _names(folder: int) -> list[str]:
    return os.listdir(folder)


def _refusal(rule: str, path: str, message: str, hint: str) -> WorkspaceError:
    shown = "".join(character if character.isprintable() else "\ufffd" for character in path)
    return WorkspaceError(error(rule, message, Span(shown, 1, 1, 1, 1), hint))
