"""Zip files from outside, opened and read within bounds that zipfile does not keep. What is in them is for others."""

from __future__ import annotations

import zipfile
import zlib
from typing import IO, BinaryIO, cast

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""Whatever zipfile raises for a file that is none."""

_ENTRY_BYTES = 256
"""Of a file in the list at the end of a zip, on the average: 46, its name, and what some programs add."""

_SLACK_BYTES = 1 << 17
_CHUNK = 1 << 20


def open_zip(stream: BinaryIO, most_files: int) -> zipfile.ZipFile:
    """The zip in a stream. Raises one of `BROKEN`.

    The list of its files is read whole before anybody can count them, an object for each: a zip of nothing but that
    list takes ten times its own size. So it may be no longer than that of so many files is.
    """
    bounded = _Bounded(stream, _SLACK_BYTES + most_files * _ENTRY_BYTES)
    archive = zipfile.ZipFile(cast("IO[bytes]", bounded))
    bounded.is_open = True
    return archive


def read_part(archive: zipfile.ZipFile, part: str | zipfile.ZipInfo) -> bytes:
    """A file of it, no longer than the list says. Raises one of `BROKEN`.

    In one piece, zipfile would unpack all that there is before it cuts it.
    """
    with archive.open(part) as stream:
        return b"".join(iter(lambda: stream.read(_CHUNK), b""))


class _Bounded:
    """A stream that gives no more at once than it should, whatever sizes a zip claims (python/cpython#151307)."""

    def __init__(self, stream: BinaryIO, most_bytes: int) -> None:
        self._stream = stream
        self._most_bytes = most_bytes
        self.is_open = False

    def read(self, size: int | None = -1) -> bytes:
        """So many bytes at most. While the zip is opened, more than may be is refused."""
        wanted = self._most_bytes + 1 if size is None or size < 0 else size
        if self.is_open:
            return self._stream.read(min(wanted, _CHUNK))
        if wanted > self._most_bytes:
            raw = self._stream.read(self._most_bytes + 1)
            if len(raw) > self._most_bytes or (size or -1) >= 0:
                raise zipfile.BadZipFile("the list of its files is too long")
            return raw
        return self._stream.read(wanted)

    def seek(self, offset: int, whence: int = 0) -> int:
        """As streams do."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """As streams do."""
        return self._stream.tell()

    def seekable(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Whoever opened the stream closes it."""
