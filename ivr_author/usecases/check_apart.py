"""`check` in a process of its own: a large workspace takes seconds, which nobody else in this process waits for then.

Threads do not do it: Python runs one at a time, and a page that needs 0.1 s takes 0.6 beside a check.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Mapping
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock

from ivr_author.batch.local import LocalPool
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.usecases.check import CheckResult, check_loaded, some_of
from ivr_author.workspace.loader import KeptFiles
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.stamps import stamp_workspace

LARGE_CHARACTERS = 5_000_000
"""From here on all texts of a workspace together take longer to check than a page may; the sample has 1.4 million."""


COLLECT_AFTER = 50_000
"""What was read stays: to look through all of it after every 700 new objects is a fifth of a check."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What comes back from the other process: little, for it is read here. `version` tells which texts were checked."""

    version: str
    diagnostics: tuple[Diagnostic, ...]
    sound_flows: frozenset[str]
    sound_bulletins: frozenset[str]


def is_large(workspace: Workspace) -> bool:
    """Whether a check of it is better made apart: starting a process takes a second, too."""
    return sum(len(source.text) for source in workspace.sources.values()) > LARGE_CHARACTERS


class ApartChecker:
    """The other process: begun with the first check, kept for the next ones, which check what has changed since."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pool: LocalPool[Findings | None] | None = None
        self._closed = Event()

    def check(self, workspace: Workspace) -> CheckResult | None:
        """The same as `check_loaded`; None where other files were found, which have changed since this was read."""
        with self._lock:
            if self._closed.is_set():
                return None
            if self._pool is None:
                self._pool = LocalPool(_check, 1)
            running = self._pool.submit((workspace.root,))
        try:
            found = running.result()
        except BrokenExecutor:
            # Killed, for want of memory perhaps; the next check begins another one. Or closed, and nobody waits.
            return None if self._closed.is_set() else check_loaded(workspace)
        if found is None or found.version != version_of(workspace.sources):
            return None
        sound = workspace.content and some_of(workspace.content, found.sound_flows, found.sound_bulletins)
        return CheckResult(workspace, found.diagnostics, sound)

    def close(self) -> None:
        """End the process, whatever it is doing; there are no more checks."""
        with self._lock:
            self._closed.set()
            if self._pool is not None:
                self._pool.close()


_kept: dict[Path, KeptFiles] = {}
"""In the other process: what it has read of the workspace that it checks."""


def _check(items: tuple[Path, ...]) -> Findings | None:
    for root in items:
        gc.set_threshold(COLLECT_AFTER)
        kept = _kept.setdefault(root, KeptFiles())
        kept.signatures = stamp_workspace(root).signatures()
        workspace = load_workspace(root, kept)
        found = check_loaded(workspace)
        flows, bulletins = (found.sound.flows, found.sound.bulletins) if found.sound is not None else ({}, {})
        version = version_of(workspace.sources)
        return Findings(version, found.diagnostics, frozenset(flows), frozenset(bulletins))
    return None


def version_of(sources: Mapping[str, Source]) -> str:
    """Tells texts apart that were read: a digest of them all with their paths, in hexadecimal digits."""
    digest = hashlib.sha256()
    for path, source in sorted(sources.items()):
        digest.update(f"{path}\0{len(source.text)}\0".encode())
        digest.update(source.text.encode(errors="surrogatepass"))
    return digest.hexdigest()
