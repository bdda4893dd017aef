"""Keeps what was brought into the studio until somebody takes it: for an hour, and not more than so much in all.

A delivery lies in the product's own folder under a name that nobody can guess; what its files are called is only told.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from ivr_author.core.diagnostics import error
from ivr_author.workspace.files import FOLDER, WorkspaceError, failures_as, own_folder
from ivr_author.workspace.parcel import Parcel

RULES = {"delivery-too-large": "A delivery is larger than the studio takes in one piece"}
"""Every rule id that this module can report, with its description."""

MOST_BYTES = 1_000_000_000
MOST_SECONDS = 60 * 60.0

_TRAY, _FACTS = "deliveries", "delivery.json"
_KEY = re.compile(r"[0-9a-f]{32}")
_CHUNK = 1 << 20
_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery that waits: what was said of it, and its files."""

    key: str
    facts: Mapping[str, str]
    parcels: tuple[Parcel, ...]


class Tray:
    """The deliveries of one workspace that wait."""

    def __init__(self, root: Path, most_bytes: int = MOST_BYTES, most_seconds: float = MOST_SECONDS) -> None:
        self._root = root
        self._most_bytes = most_bytes
        self._most_seconds = most_seconds

    def put(self, files: Iterable[tuple[str, BinaryIO]], facts: Mapping[str, str], most_bytes: int) -> str:
        """Keep files with what is said of them, and give their key; the oldest deliveries make room.

        Raises `WorkspaceError` where they are larger than `most_bytes` together, or the disk refuses.
        """
        key, names, size = secrets.token_hex(16), [], 0
        with failures_as("file-unwritable", f"{FOLDER}/{_TRAY}"), self._tray() as tray:
            self._forget(tray, self._most_seconds, self._most_bytes)
            os.mkdir(key, 0o700, dir_fd=tray)
            try:
                with _folder(tray, key) as folder:
                    for number, (name, stream) in enumerate(files):
                        size += _write(folder, str(number), stream, most_bytes - size)
                        names.append(name)
                    told = json.dumps({"facts": dict(facts), "names": names}).encode()
                    _write_bytes(folder, _FACTS, told)
            except BaseException:
                _remove(tray, key)
                raise
            self._forget(tray, self._most_seconds, self._most_bytes, spared=key)
        return key

    def get(self, key: str) -> Held | None:
        """A delivery, if it still waits."""
        if not _KEY.fullmatch(key):
            return None
        with suppress(OSError, ValueError, KeyError), self._tray() as tray, _folder(tray, key) as folder:
            if time.time() - os.stat(key, dir_fd=tray, follow_symlinks=False).st_mtime > self._most_seconds:
                return None
            told = json.loads(_read(folder, _FACTS))
            parcels = tuple(
                Parcel(name, partial(self._read_file, key, number, name)) for number, name in enumerate(told["names"])
            )
            return Held(key, told["facts"], parcels)
        return None

    def drop(self, key: str) -> None:
        """A delivery was taken, or is not wanted."""
        if _KEY.fullmatch(key):
            with suppress(OSError), self._tray() as tray:
                _remove(tray, key)

    def _read_file(self, key: str, number: int, name: str, most_bytes: int) -> bytes:
        with failures_as("file-unreadable", name), self._tray() as tray, _folder(tray, key) as folder:
            raw = _read(folder, str(number), most_bytes + 1)
        if len(raw) > most_bytes:
            raise _too_large(most_bytes)
        return raw

    def _forget(self, tray: int, most_seconds: float, most_bytes: int, spared: str = "") -> None:
        """Remove what is too old, then the oldest until the rest is small enough."""
        kept = []
        for key in _names(tray):
            with suppress(OSError), _folder(tray, key) as folder:
                sizes = [os.stat(one, dir_fd=folder, follow_symlinks=False).st_size for one in _names(folder)]
                kept.append((os.fstat(folder).st_mtime, key, sum(sizes)))
        excess = sum(size for _, _, size in kept) - most_bytes
        for moment, key, size in sorted(kept):
            if key != spared and (excess > 0 or time.time() - moment > most_seconds):
                _remove(tray, key)
                excess -= size

    @contextmanager
    def _tray(self) -> Iterator[int]:
        with own_folder(self._root) as own:
            with suppress(FileExistsError):
                os.mkdir(_TRAY, 0o700, dir_fd=own)
            with _folder(own, _TRAY) as folder:
                yield folder


@contextmanager
def _folder(parent: int, name: str) -> Iterator[int]:
    folder = os.open(name, _FOLDER_FLAGS, dir_fd=parent)
    try:
        yield folder
    finally:
        os.close(folder)


def _create(folder: int, name: str) -> BinaryIO:
    return os.fdopen(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=folder), "wb")


def _write_bytes(folder: int, name: str, raw: bytes) -> None:
    with _create(folder, name) as file:
        file.write(raw)


def _write(folder: int, name: str, stream: BinaryIO, most_bytes: int) -> int:
    """Copy a stream, and say how long it was. Raises `WorkspaceError` past the limit."""
    size = 0
    with _create(folder, name) as file:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > most_bytes:
                raise _too_large(most_bytes)
            file.write(chunk)
    return size


def _read(folder: int, name: str, most_bytes: int = -1) -> bytes:
    with os.fdopen(os.open(name, _FILE_FLAGS, dir_fd=folder), "rb") as stream:
        return stream.read(most_bytes)


def _names(folder: int) -> list[str]:
    return os.listdir(folder)


def _remove(tray: int, key: str) -> None:
    with suppress(OSError):
        with _folder(tray, key) as folder:
            for name in _names(folder):
                os.unlink(name, dir_fd=folder)
        os.rmdir(key, dir_fd=tray)


def _too_large(most_bytes: int) -> WorkspaceError:
    message = f"the files are larger than {most_bytes:,} bytes together"
    return WorkspaceError(error("delivery-too-large", message, hint="deliver them in several parts"))
