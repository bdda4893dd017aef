"""Releases that wait for their time: those whose time is inside a freeze window by now, and calling one off.

The journal alone decides what is live: a window that is declared after a release was scheduled holds nothing up. So
it is told wherever releases are, until somebody calls it off or lets it be.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic, error, warning
from ivr_author.usecases.freeze import Freeze, find_freeze
from ivr_author.usecases.publish_release import name_of
from ivr_author.usecases.released import known_release
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.live import CallOff, Journal, Publication, call_off, read_journal

RULES = {
    "release-not-scheduled": "A release that waits for nothing can't be called off",
    "schedule-frozen": "A release is scheduled for a moment that a freeze window holds by now",
}
"""Every rule id that only this module can report, with its description."""


def freeze_of(root: Path, scheduled: Publication) -> Freeze | None:
    """The freeze window in which it would go out, unless somebody scheduled it there for a reason."""
    if scheduled.freeze:
        return None
    found = find_freeze(root, scheduled.when)
    return found if found.window is not None else None


def frozen_faults(root: Path, journal: Journal, moment: datetime) -> tuple[Diagnostic, ...]:
    """What is to be told of those that wait. Raises WorkspaceError."""
    found = ((one, freeze_of(root, one)) for one in journal.waiting(moment))
    return tuple(frozen_fault(one, freeze) for one, freeze in found if freeze is not None)


def frozen_fault(scheduled: Publication, freeze: Freeze) -> Diagnostic:
    """One of them, with the way out."""
    assert freeze.window is not None, "`freeze_of` gives no other"
    when, window = freeze.clock(scheduled.when), freeze.describe(freeze.window)
    known = f"; when it was scheduled: {scheduled.outlook}" if scheduled.outlook else ""
    message = f"`{scheduled.release}` goes out at {when}, inside a freeze window {window}{known}"
    hint = f"`ivr-author release cancel {scheduled.release}` calls it off; it goes out if nobody does"
    return warning("schedule-frozen", message, hint=hint)


def cancel_release(
    root: Path, name: str, by: str = "", *, reason: str = "", now: datetime | None = None
) -> tuple[Publication, ...]:
    """Call off a release that waits for its time: one step, and what is live stays live.

    Raises WorkspaceError: it does not wait, or its time has come meanwhile; `UnknownName` for no release.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    known_release(root, name)
    waits = [one for one in read_journal(root).waiting(moment) if one.release == name]
    if not waits:
        hint = "`ivr-author release list` shows what waits; what is live is taken back by `ivr-author release rollback`"
        raise WorkspaceError(error("release-not-scheduled", f"`{name}` waits for nothing", hint=hint))
    told = CallOff(name_of(root, by), reason.strip(), moment)
    return tuple(call_off(root, one.number, told) for one in waits)
