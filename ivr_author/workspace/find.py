"""Finds the workspace that a file belongs to, by walking up. Reading it is left to `project`."""

from __future__ import annotations

from pathlib import Path

from ivr_author.workspace.layout import SETTINGS


def find_workspace(start: Path) -> Path | None:
    """The nearest folder with an ivr.yaml, from a folder upwards."""
    for folder in (start, *start.parents):
        try:
            if (folder / SETTINGS).is_file():
                return folder
        except OSError:
            # A folder that may not be looked into is not ours.
            return None
    return None
