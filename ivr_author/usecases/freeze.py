"""Freeze windows of a workspace: whether one holds at a moment, when the next one begins, and the gate of a release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ivr_author.core.freeze import FreezeWindow, freeze_windows
from ivr_author.usecases.gate import Block, Gate, GateState
from ivr_author.workspace.project import load_calendars

LOOK_AHEAD = timedelta(days=400)
"""How far the next window is looked for: a deadline comes every year."""


@dataclass(frozen=True, slots=True)
class Freeze:
    """How a moment stands to the freeze windows: the one that holds, and the next that begins.

    `is_asked`: ivr.yaml names calendars for it. `faults` say why windows can't be known; then nothing goes out.
    """

    is_asked: bool = False
    window: FreezeWindow | None = None
    next_window: FreezeWindow | None = None
    time_zone: str = "UTC"
    faults: tuple[Block, ...] = ()

    def describe(self, window: FreezeWindow) -> str:
        """A window in words, in the workspace's time zone."""
        start, end = (self.clock(one) for one in (window.start, window.end))
        names = ", ".join(window.names or window.calendars)
        return f"from {start} to {end} ({self.time_zone}): {names}"

    def clock(self, moment: datetime) -> str:
        """A moment as the clocks of the workspace show it."""
        return f"{moment.astimezone(ZoneInfo(self.time_zone)):%Y-%m-%d %H:%M}"

    @property
    def outlook(self) -> str:
        """When the next window begins."""
        if self.next_window is None:
            return f"no freeze window in the next {LOOK_AHEAD.days} days"
        return f"the next freeze window is {self.describe(self.next_window)}"


def find_freeze(root: Path, moment: datetime) -> Freeze:
    """How a moment stands to the freeze windows of a workspace as its files are now, committed or not."""
    settings, calendars, diagnostics = load_calendars(root)
    if settings is None:
        told = next((one.message for one in diagnostics), "ivr.yaml can't be read")
        return Freeze(is_asked=True, faults=(Block(f"freeze windows can't be known: {told}", "file", "ivr.yaml"),))
    named = [one.value for one in settings.releases.freeze]
    if not named:
        return Freeze(time_zone=settings.time_zone)
    missing = tuple(
        Block(f"freeze windows can't be known: there is no readable calendar `{one}`", "calendar", one)
        for one in named
        if one not in calendars
    )
    known = {one: calendars[one].calendar for one in named if one in calendars}
    windows = freeze_windows(known, moment, moment + LOOK_AHEAD)
    return Freeze(
        is_asked=True,
        window=next((one for one in windows if one.holds(moment)), None),
        next_window=next((one for one in windows if one.start > moment), None),
        time_zone=settings.time_zone,
        faults=missing,
    )


def freeze_gate(freeze: Freeze, reason: str = "") -> Gate:
    """Whether a release may go out at that moment; `reason` is that of whoever may override a window."""
    if not freeze.is_asked:
        return Gate("freeze", GateState.NOT_ASKED)
    blocks = freeze.faults
    if freeze.window is not None:
        calendar = freeze.window.calendars[0]
        blocks = (*blocks, Block(f"nothing is released {freeze.describe(freeze.window)}", "calendar", calendar))
    if not blocks:
        return Gate("freeze", GateState.PASSED, note=freeze.outlook)
    if reason:
        return Gate("freeze", GateState.WAIVED, blocks, f"overridden: {reason}")
    return Gate("freeze", GateState.BLOCKED, blocks, freeze.outlook)
