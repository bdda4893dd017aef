"""The bytes of recordings, read when a target wants them: checking a workspace must not read its audio."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ivr_author.core.memo import Memo
from ivr_author.workspace.files import WorkspaceError, list_files, read_file, read_if_there
from ivr_author.workspace.layout import audio_folder

MAX_SOUND_BYTES = 10_000_000
"""Ten minutes of telephone sound are half of it."""


class Sounds(Mapping[str, bytes]):
    """The files of `locales/<locale>/audio/` by their path; asking for one reads it, once.

    Raises `WorkspaceError` for one that can't be read or is too large.
    """

    def __init__(self, root: Path, paths: Iterable[str]) -> None:
        self._root = root
        self._paths = frozenset(paths)
        self._read: dict[str, bytes] = {}

    def __getitem__(self, path: str) -> bytes:
        """The bytes of a file that is there."""
        if path not in self._paths:
            raise KeyError(path)
        if path not in self._read:
            self._read[path] = read_file(self._root, path, MAX_SOUND_BYTES)
        return self._read[path]

    def __contains__(self, path: object) -> bool:
        """Whether a file is there, without reading it."""
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        """The paths."""
        return iter(sorted(self._paths))

    def __len__(self) -> int:
        """How many files there are."""
        return len(self._paths)


def list_sounds(root: Path) -> Sounds:
    """Every recording that lies in a workspace."""
    return Sounds(root, list_files(root, [f"{audio_folder('*')}/*.wav"])[0])


# --- digests (merged: this file was there before, and had been written over) ---

MOST_KEPT = 20_000

_digests: Memo[str] = Memo(MOST_KEPT)


def sound_digest(root: Path, path: str) -> str:
    """The hash in hex, made again when the file's entry changes; empty where the file can't be read."""
    try:
        status = (root / path).stat()
    except OSError:
        return ""
    known = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
    return _digests.get(f"{root}/{path}", known, lambda: _digest(root, path))


def _digest(root: Path, path: str) -> str:
    try:
        raw = read_if_there(root, path)
    except WorkspaceError:
        return ""
    return "" if raw is None else hashlib.sha256(raw).hexdigest()
