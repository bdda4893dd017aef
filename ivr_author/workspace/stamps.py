"""Tells cheaply whether a workspace's files have changed since they were read. Reading them is left to `project`."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.workspace.files import list_files
from ivr_author.workspace.layout import (
    BULLETINS,
    CALENDARS,
    DOMAINS,
    FLOWS,
    GLOSSARIES,
    LANGUAGE_ASSISTANCE,
    LETTERHEAD,
    MEMBERS,
    NOTICE_TEMPLATES,
    NOTICES,
    SETTINGS,
    SNIPPETS,
    audio_folder,
    catalog_path,
    template_path,
)

PATTERNS = (
    *(SETTINGS, FLOWS, CALENDARS, BULLETINS),
    *(NOTICES, NOTICE_TEMPLATES, SNIPPETS, LETTERHEAD, MEMBERS, LANGUAGE_ASSISTANCE),
    *(template_path(domain) for domain in DOMAINS),
    *(catalog_path("*", domain) for domain in DOMAINS),
    GLOSSARIES,
    f"{audio_folder('*')}/*",
)

SETTLED_NANOSECONDS = 50_000_000
"""Clocks of file systems tick every few milliseconds: two changes within one tick can look the same."""


@dataclass(frozen=True, slots=True)
class WorkspaceStamp:
    """The files of a workspace as their folder entries describe them; equal stamps mean equal contents if `settled`."""

    files: tuple[tuple[str, int, int, int, int], ...]
    faults: tuple[Diagnostic, ...]
    settled: bool
    taken: int = field(default=0, compare=False)

    def signatures(self) -> dict[str, tuple[int, ...]]:
        """The version of each file by its path; none of a file that was changed so lately that two look the same."""
        latest = self.taken - SETTLED_NANOSECONDS
        return {one[0]: one[1:] for one in self.files if 0 < max(one[1], one[2]) < latest}


def stamp_workspace(root: Path) -> WorkspaceStamp:
    """The stamp of now. Take it before reading, so that a change in between is seen next time."""
    paths, faults = list_files(root, PATTERNS)
    now = time.time_ns()
    files = []
    for path in paths:
        try:
            status = os.stat(f"{root}/{path}")  # noqa: PTH116 - all of them, for every page that is asked for
        except OSError:
            # Gone since it was listed; reading will say what became of it.
            files.append((path, 0, 0, 0, 0))
            continue
        # The time of change, too: it tells of new permissions, and of a time of modification that was set back.
        files.append((path, status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino))
    newest = max((max(one[1], one[2]) for one in files), default=0)
    return WorkspaceStamp(tuple(files), tuple(faults), newest < now - SETTLED_NANOSECONDS, now)
