"""The shelf from which the phone is answered: compiled bundles, packed, and which of them new calls get.

Whoever follows what is published writes it; the processes that answer read it, and know nothing else. What a bundle
means is left to the target, what new calls get to the usecases.
"""

from __future__ import annotations

import io
import json
import os
import re
import stat
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ivr_author.core.diagnostics import error
from ivr_author.core.source import Span
from ivr_author.core.zip_input import BROKEN, open_zip, read_part
from ivr_author.workspace.files import WorkspaceError, failures_as, replace_in
from ivr_author.workspace.layout import STATE

FOLDER = f"{STATE}/answer"
"""Where a workspace has its shelf, unless somebody names another place."""

FORMAT = 1
KEPT_SECONDS = 25 * 3_600.0
"""How long a bundle stays after new calls got it last: no call lasts longer than a day."""

MAX_BUNDLE_BYTES = 500_000_000
"""Of all files of a bundle together, recordings among them."""

MAX_FILES = 200_000

RULES = {
    "bundle-unreadable": "A packed bundle is broken, was cut short, or is too large",
    "shelf-name": "A bundle can't be kept under this name",
    "shelf-unreadable": "What tells which bundle new calls get can't be read, or was written by another version",
}
"""Every rule id that only this module can report, with its description."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._~-]{0,90}")
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Standing:
    """What new calls get: the bundles in order, and which of them answers a number (figures alone) or a flow."""

    bundles: tuple[str, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    flows: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BundleShelf:
    """A folder of bundles. Services that share them have each their own `service`, which names their standing."""

    folder: Path
    service: str = "now"

    def keep(self, name: str, raw: bytes) -> None:
        """Put a packed bundle there, whole or not at all. One that is there stays. Raises WorkspaceError."""
        file = _file_of(name)
        if not self.has(name):
            with failures_as("file-unwritable", file), self._opened() as folder:
                replace_in(folder, file, raw)

    def has(self, name: str) -> bool:
        """Whether a bundle of this name is there; no name that is none leads anywhere."""
        return _NAME.fullmatch(name) is not None and (self.folder / f"{name}.zip").is_file()

    def read(self, name: str) -> dict[str, bytes]:
        """The files of a bundle. Raises WorkspaceError: none is there, or it can't be read."""
        file = _file_of(name)
        with failures_as("file-unreadable", file):
            raw = _read(self.folder / file, MAX_BUNDLE_BYTES)
        return unpack(raw, file)

    def show(self, standing: Standing) -> None:
        """Tell what new calls get from now on. Raises WorkspaceError; then nothing has changed."""
        data = {
            "format": FORMAT,
            "bundles": list(standing.bundles),
            "numbers": dict(standing.numbers),
            "flows": dict(standing.flows),
        }
        with failures_as("file-unwritable", self._standing), self._opened() as folder:
            replace_in(folder, self._standing, (json.dumps(data, indent=1) + "\n").encode())

    def standing(self) -> Standing:
        """What new calls get. Raises WorkspaceError where nothing was shown yet, or it can't be read."""
        with failures_as("file-unreadable", self._standing):
            raw = _read(self.folder / self._standing, MAX_BUNDLE_BYTES)
        try:
            data = json.loads(raw)
            if data["format"] != FORMAT:
                raise ValueError(f"it has format {data['format']}, this version reads {FORMAT}")
            bundles = tuple(str(one) for one in data["bundles"])
            numbers, flows = ({str(key): str(one) for key, one in data[part].items()} for part in ("numbers", "flows"))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
            message = f"what new calls get can't be read: {fault}"
            raise WorkspaceError(error("shelf-unreadable", message, Span(self._standing, 1, 1, 1, 1))) from fault
        return Standing(bundles, numbers, flows)

    def signature(self) -> tuple[int, ...]:
        """Differs when something was shown; empty where nothing was."""
        try:
            status = (self.folder / self._standing).stat()
        except OSError:
            return ()
        return (status.st_ino, status.st_size, status.st_mtime_ns)

    def mark(self, names: Iterable[str]) -> None:
        """Tell that new calls get these bundles at this moment."""
        for name in names:
            with suppress(OSError):
                os.utime(self.folder / f"{name}.zip")

    def prune(self, but: Collection[str], now: float | None = None) -> list[str]:
        """Take away what no call can be on any more, and say which; `now` in seconds since the epoch."""
        oldest = (time.time() if now is None else now) - KEPT_SECONDS
        gone = []
        for path in sorted(self.folder.glob("*.zip")):
            with suppress(OSError):
                if path.stem not in but and path.stat().st_mtime < oldest:
                    path.unlink()
                    gone.append(path.stem)
        return gone

    @property
    def _standing(self) -> str:
        return f"{self.service}.json"

    @contextmanager
    def _opened(self) -> Iterator[int]:
        self.folder.mkdir(parents=True, exist_ok=True)
        folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            yield folder
        finally:
            os.close(folder)


def unpack(raw: bytes, name: str) -> dict[str, bytes]:
    """The files in a packed bundle. Raises WorkspaceError; `name` is what it is called in the message."""
    try:
        with open_zip(io.BytesIO(raw), MAX_FILES) as packed:
            parts = [one for one in packed.infolist() if not one.is_dir()]
            if len(parts) > MAX_FILES or sum(one.file_size for one in parts) > MAX_BUNDLE_BYTES:
                raise ValueError("it holds more than any bundle does")
            return {one.filename: read_part(packed, one) for one in parts}
    except BROKEN as fault:
        message = f"`{name}` is no whole zip file: {str(fault)[:100]}"
        hint = "copy it again, or pack it anew"
        raise WorkspaceError(error("bundle-unreadable", message, hint=hint)) from fault


def read_packed(path: Path) -> bytes:
    """A packed bundle that somebody names. Raises WorkspaceError."""
    with failures_as("file-unreadable", str(path)):
        return _read(path, MAX_BUNDLE_BYTES)


def look_at(path: Path) -> tuple[int, ...]:
    """Differs when a file was replaced; empty where there is none."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_ino, status.st_size, status.st_mtime_ns)


def is_folder(path: Path) -> bool:
    """Whether what somebody names is a folder."""
    return path.is_dir()


def _read(path: Path, most: int) -> bytes:
    file = os.open(path, _FLAGS)
    with os.fdopen(file, "rb") as stream:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            raise OSError(f"it is no file of at most {most:,} bytes")
        return stream.read()


def _file_of(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise WorkspaceError(error("shelf-name", f"no bundle is called `{name[:80]!r}`"))
    return f"{name}.zip"
