"""The files of a zip from outside, one by one: nothing is unpacked by name, past its limits, or through a link.

What their names are is told; where they go is for others to say.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from ivr_author.core.diagnostics import error
from ivr_author.core.source import Span
from ivr_author.core.zip_input import BROKEN, open_zip
from ivr_author.workspace.files import WorkspaceError

RULES = {
    "archive-unreadable": "A delivered zip is broken, or locked with a password",
    "archive-too-large": "A delivered zip unpacks to more than is taken in one piece",
    "archive-hostile": "A delivered zip holds a link, or a name that leads out of it",
}
"""Every rule id that this module can report, with its description."""

_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What programs put beside the files without being asked.
_LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


def looks_zipped(begin: bytes) -> bool:
    """Whether a file that begins so is a zip."""
    return begin.startswith((b"PK\x03\x04", b"PK\x05\x06"))


@contextmanager
def opened_archive(
    stream: BinaryIO, name: str, most_files: int, most_bytes: int
) -> Iterator[Iterator[tuple[str, BinaryIO]]]:
    """Each file's name without folders, and its bytes as a stream that ends where the zip says.

    Raises `WorkspaceError` with the reason, for the whole zip before anything is unpacked where that can be known.
    """
    try:
        archive = open_zip(stream, most_files)
    except BROKEN as failure:
        raise _refusal("archive-unreadable", name, f"this is no zip that can be read: {failure}") from failure
    with archive:
        parts = [part for part in archive.infolist() if not part.is_dir() and not _is_litter(part.filename)]
        for part in parts:
            _check(part, name)
        size = sum(part.file_size for part in parts)
        if len(parts) > most_files or size > most_bytes:
            found = f"the zip holds {len(parts):,} files with {size:,} bytes"
            raise _refusal("archive-too-large", name, f"{found}; {most_files:,} with {most_bytes:,} are taken")
        yield _files(archive, parts, name)


def _files(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], name: str) -> Iterator[tuple[str, BinaryIO]]:
    for part in parts:
        try:
            stream = archive.open(part)
        except BROKEN as failure:
            raise _cannot_unpack(name, failure) from failure
        with stream:
            yield PurePosixPath(part.filename).name, cast("BinaryIO", _Part(stream, name))


class _Part:
    """A file of the zip, whose faults are told as those of the zip."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self._name = name

    def read(self, size: int) -> bytes:
        """The next bytes, so many at most."""
        try:
            return self._stream.read(size)
        except BROKEN as failure:
            raise _cannot_unpack(self._name, failure) from failure


def _is_litter(name: str) -> bool:
    return any(piece in _LITTER or piece.startswith("._") for piece in name.split("/"))


def _check(part: zipfile.ZipInfo, name: str) -> None:
    shown = part.filename[:80]
    pieces = part.filename.split("/")
    if stat.S_IFMT(part.external_attr >> 16) not in (0, stat.S_IFREG):
        raise _refusal("archive-hostile", name, f"`{shown}` is no ordinary file, but a link or a device")
    if ".." in pieces or not pieces[0] or "\\" in part.filename or ":" in pieces[0]:
        raise _refusal("archive-hostile", name, f"`{shown}` leads out of the zip")
    if part.flag_bits & 1:
        raise _refusal("archive-unreadable", name, f"`{shown}` is locked with a password")
    if part.compress_type not in _KINDS:
        raise _refusal("archive-unreadable", name, f"`{shown}` is packed in a way that few programs know")


def _cannot_unpack(name: str, failure: BaseException) -> WorkspaceError:
    return _refusal("archive-unreadable", name, f"the zip can't be unpacked: {str(failure)[:100]}")


def _refusal(rule: str, name: str, message: str) -> WorkspaceError:
    return WorkspaceError(error(rule, message, Span(name, 1, 1, 1, 1), "zip the sound files alone, and send that"))
