"""What the processes that answer the phone have counted: a small file of each, replaced every second.

Files of processes that have ended stay until the service starts again, so that no count goes down. What is counted is
left to whoever answers.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ivr_author.workspace.files import failures_as


@dataclass(frozen=True, slots=True)
class CountsFolder:
    """A folder of one service's counts."""

    folder: Path

    def clear(self) -> None:
        """Begin anew; the folder is made where it is missing. Raises WorkspaceError."""
        with failures_as("file-unwritable", self.folder.name):
            self.folder.mkdir(parents=True, exist_ok=True)
            for path in self.folder.glob("*.json*"):
                path.unlink(missing_ok=True)

    def write(self, process: str, counts: Any) -> None:
        """Replace what a process has counted. Raises WorkspaceError.

        Not forced onto the disk: after a power failure there is nobody whose count it was.
        """
        with failures_as("file-unwritable", self.folder.name):
            path = self.folder / f"{process}.json"
            beside = path.with_suffix(".json.tmp")
            beside.write_text(json.dumps(counts, separators=(",", ":")), encoding="utf-8")
            beside.replace(path)

    def read(self) -> list[Any]:
        """What each process has counted. One that can't be read is left out: it is replaced within the second."""
        found = []
        for path in sorted(self.folder.glob("*.json")):
            with suppress(OSError, ValueError):
                found.append(json.loads(path.read_text("utf-8")))
        return found
