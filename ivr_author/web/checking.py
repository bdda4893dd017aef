"""Checks the workspace behind the pages: one thread, the newest version only, and nobody waits for it long."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import RLock

from ivr_author.core.diagnostics import Diagnostic, sort_diagnostics
from ivr_author.flow.content import Content
from ivr_author.flow.reached import flows_reached
from ivr_author.ir.program import Program
from ivr_author.usecases.check import CheckResult, check_loaded, sound_content
from ivr_author.usecases.check_apart import ApartChecker, is_large
from ivr_author.usecases.program import program_of
from ivr_author.workspace.project import Workspace

FIRST_SECONDS = 10.0
"""How long the first page after a start waits: it has no earlier result to show instead."""

LATER_SECONDS = 0.35
"""How long a page waits for what is new. A workspace that took longer the last time is not waited for at all."""

SWITCH_SECONDS = 0.0005
"""While a check runs here, a page that reads a file gets the interpreter back after so long, not Python's 5 ms."""

APART_ATTEMPTS = 3
"""How often a check elsewhere may find other files than those that it was begun for; the next one is made here."""


class Checker:
    """Checks one version of the workspace after the other: a large one in a process of its own."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._apart = ApartChecker()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="check")
        self._newest: Workspace | None = None
        self._took = 0.0
        self.latest: CheckResult | None = None
        """What the last check that has ended found."""

    def begin(self, workspace: Workspace) -> Future[CheckResult | None]:
        """Check this version as soon as the one before has ended; None where a newer one came before its turn."""
        with self._lock:
            self._newest = workspace
        return self._pool.submit(self._check, workspace)

    def _check(self, workspace: Workspace) -> CheckResult | None:
        if self._newest is not workspace:
            return None
        begun = time.monotonic()
        result = self._check_apart(workspace) if is_large(workspace) else _check_here(workspace)
        if result is not None:
            with self._lock:
                self._took, self.latest = time.monotonic() - begun, result
        return result

    def _check_apart(self, workspace: Workspace) -> CheckResult | None:
        for _ in range(APART_ATTEMPTS):
            result = self._apart.check(workspace)
            if result is not None:
                return result
            if self._newest is not workspace:
                return None
        return _check_here(workspace)

    def close(self) -> None:
        """End what runs elsewhere, so that nobody waits for it."""
        self._apart.close()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def wait(self, running: Future[CheckResult | None]) -> CheckResult | None:
        """The result, if it comes soon enough to wait for."""
        try:
            return running.result(self._seconds())
        except StillRunning:
            return None

    def _seconds(self) -> float:
        if self.latest is None:
            return FIRST_SECONDS
        return LATER_SECONDS if self._took < LATER_SECONDS * 2 else 0.0


def _check_here(workspace: Workspace) -> CheckResult:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        return check_loaded(workspace)
    finally:
        sys.setswitchinterval(usual)


@dataclass
class Known:
    """What is known of a version of the workspace. Provisional: from the check before, as far as files are the same."""

    workspace: Workspace
    diagnostics: Sequence[Diagnostic]
    checked: CheckResult | None = None
    _programs: dict[str, Program | None] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    @property
    def is_provisional(self) -> bool:
        """Whether the check of this version has not ended yet."""
        return self.checked is None

    @cached_property
    def by_path(self) -> Mapping[str, list[Diagnostic]]:
        """The faults of each file; those of none under the empty path."""
        faults: dict[str, list[Diagnostic]] = defaultdict(list)
        for one in self.diagnostics:
            faults[one.span.path if one.span else ""].append(one)
        return dict(faults)

    @cached_property
    def sound(self) -> Content | None:
        """The content without flows that have errors."""
        if self.checked is not None:
            return self.checked.sound
        content = self.workspace.content
        return sound_content(content, self.diagnostics) if content is not None else None

    @property
    def sound_flows(self) -> Collection[str]:
        """The flows that can be called."""
        return self.sound.flows if self.sound is not None else ()

    @cached_property
    def program(self) -> Program | None:
        """What all flows without errors come to."""
        if self.checked is not None:
            return self.checked.program
        return program_of(self.workspace, self.sound) if self.sound is not None else None

    def program_of(self, flow_id: str) -> Program | None:
        """A program of a flow and those that it leads to: made much sooner than that of a whole workspace."""
        with self._lock:
            if flow_id not in self._programs:
                sound = self.sound
                made = None
                if sound is not None and flow_id in sound.flows:
                    made = program_of(self.workspace, replace(sound, flows=flows_reached(sound, flow_id)))
                self._programs[flow_id] = made
            return self._programs[flow_id]


def known_of(checked: CheckResult) -> Known:
    """Everything, after a check."""
    return Known(checked.workspace, checked.diagnostics, checked)


def provisional(workspace: Workspace, before: CheckResult | None) -> Known:
    """What reading found, and what the check before found in files that are still the same."""
    if before is None:
        return Known(workspace, workspace.diagnostics)
    old = before.workspace.sources
    same = {path for path, source in workspace.sources.items() if old.get(path) is source}
    kept = [one for one in before.diagnostics if one.span is None or one.span.path in same]
    return Known(workspace, sort_diagnostics(dict.fromkeys((*kept, *workspace.diagnostics))))
