"""Keeps what voices have said: telephone samples by a key of voice, pace and text, in the product's own folder.

A cache: whatever is missing, broken or can't be written is made again.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ivr_author.workspace.files import own_folder

FOLDER = "voice"
MOST_BYTES = 50_000_000
"""Nearly two hours of telephone speech."""

_MOST_FILE_BYTES = 5_000_000
_LENGTH_BYTES = 4
"""Before the samples, how many bytes they are: a power failure can leave a part of them."""
_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class VoiceCache:
    """The samples of one workspace's voices. `most_bytes`: past that, what was made longest ago is forgotten."""

    def __init__(self, root: Path, most_bytes: int = MOST_BYTES) -> None:
        self._root = root
        self._most_bytes = most_bytes

    def get(self, key: str) -> bytes | None:
        """The samples of a key, if they are kept."""
        with suppress(OSError), self._folder() as folder:
            file = os.open(key, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
            with os.fdopen(file, "rb") as stream:
                length = int.from_bytes(stream.read(_LENGTH_BYTES))
                samples = stream.read(_MOST_FILE_BYTES)
                return samples if samples and len(samples) == length else None
        return None

    def put(self, key: str, samples: bytes) -> None:
        """Keep samples, and forget others where it is too much."""
        if len(samples) > _MOST_FILE_BYTES:
            return
        with suppress(OSError), self._folder() as folder:
            beside = f".{key}-{secrets.token_hex(4)}"
            file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666, dir_fd=folder)
            with os.fdopen(file, "wb") as stream:
                stream.write(len(samples).to_bytes(_LENGTH_BYTES) + samples)
            os.replace(beside, key, src_dir_fd=folder, dst_dir_fd=folder)
            self._forget(folder)

    def _forget(self, folder: int) -> None:
        kept = []
        for name in os.listdir(folder):
            with suppress(FileNotFoundError):
                status = os.stat(name, dir_fd=folder, follow_symlinks=False)
                kept.append((status.st_mtime_ns, name, status.st_size))
        excess = sum(size for _, _, size in kept) - self._most_bytes
        for _, name, size in sorted(kept):
            if excess <= 0:
                return
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=folder)
            excess -= size

    @contextmanager
    def _folder(self) -> Iterator[int]:
        with own_folder(self._root) as own:
            with suppress(FileExistsError):
                os.mkdir(FOLDER, dir_fd=own)
            folder = os.open(FOLDER, _FLAGS, dir_fd=own)
            try:
                yield folder
            finally:
                os.close(folder)
