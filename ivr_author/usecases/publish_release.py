"""Letting a release go out to callers, now or later, and going back to an earlier one: one step each.

Who may do so is for the faces to say; they give the person's name, and `Approvals` where there are accounts.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ivr_author.core.diagnostics import Diagnostic, error, warning
from ivr_author.flow.settings import APPROVED
from ivr_author.usecases.freeze import Freeze, find_freeze, freeze_gate
from ivr_author.usecases.gate import (
    CONTENT_GATES,
    Approvals,
    Gate,
    GateState,
    after_waivers,
    approvals_gate,
    gates_from_data,
    unasked_approvals,
)
from ivr_author.usecases.released import (
    GATES,
    known_release,
    published_manifest,
    readable_release,
    workspace_of_release,
)
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.git import GitError, Person, find_person, find_repository
from ivr_author.workspace.live import Journal, Publication, publish, read_journal
from ivr_author.workspace.project import load_calendars
from ivr_author.workspace.releases import (
    Release,
    ensure_tag,
    read_release_file,
    verify_release,
)

RULES = {
    "clock-behind": "The clock stands before the last publication",
    "release-is-live": "A release is live already, and nothing else waits",
    "release-never-live": "A release that was never live can't be gone back to",
    "release-no-reason": "A freeze window is overridden without a reason",
    "release-time": "A release can't be scheduled for that time",
    "schedule-called-off": "A publication calls off one that was scheduled",
}
"""Every rule id that only this module can report, with its description."""

FURTHEST = timedelta(days=366)
"""How far ahead a release may be scheduled; further is a slip of the pen."""

_CLOCK_SLACK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a publication: None where a gate blocks it. `warnings` are told whether it went out or not."""

    publication: Publication | None
    gates: tuple[Gate, ...]
    warnings: tuple[Diagnostic, ...] = ()


def publish_release(
    root: Path,
    name: str,
    by: str = "",
    *,
    at: datetime | None = None,
    reason: str = "",
    override_freeze: bool = False,
    approvals: Approvals | None = None,
    now: datetime | None = None,
) -> Outcome:
    """Let a release go out: now, or from a time on. One step: callers get the one before, or this, never a mixture.

    Who may override a freeze window is for the face to say; a reason is needed. Raises WorkspaceError: the release is
    damaged, the time is past, somebody published meanwhile, the journal can't be written.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    journal = read_journal(root)
    release = _sound_release(root, name, journal)
    warnings = clock_faults(journal, moment)
    live, waiting = journal.live(moment), journal.waiting(moment)
    if at is None and live is not None and live.release == name and not waiting:
        raise WorkspaceError(error("release-is-live", f"`{name}` is live already", hint="there is nothing to do"))
    when = moment if at is None else _checked_time(at, moment)
    if override_freeze and not reason.strip():
        raise WorkspaceError(error("release-no-reason", "a freeze window is overridden for a reason", hint="say why"))
    freeze = find_freeze(root, when)
    barrier = freeze_gate(freeze, reason if override_freeze else "")
    gates = (
        *(one for one in recorded_gates(root, release, moment) if one.id in CONTENT_GATES),
        _approvals_again(root, release, live, approvals),
        barrier,
    )
    if any(gate.is_blocked for gate in gates):
        return Outcome(None, gates, warnings)
    _tag(root, release)
    wanted = Publication(
        number=0,
        release=name,
        when=when,
        by=name_of(root, by),
        reason=reason.strip(),
        made=moment,
        manifest=release.manifest,
        is_scheduled=at is not None,
        freeze="; ".join(one.message for one in barrier.blocks) if barrier.state is GateState.WAIVED else "",
        outlook=freeze.outlook if freeze.is_asked and at is not None else "",
    )
    called_off = [one for one in waiting if at is None or one.when >= when]
    made = publish(root, wanted, journal.last)
    return Outcome(made, gates, (*warnings, *(_called_off(one, freeze) for one in called_off)))


def roll_back(root: Path, name: str = "", by: str = "", *, reason: str = "", now: datetime | None = None) -> Outcome:
    """Go back to a release that was live (default: the one before) at once. No gate can keep anybody from it.

    A freeze window is told. Raises WorkspaceError: it is damaged, or was never live; `UnknownName` for no release.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    journal = read_journal(root)
    was_live = {one.release for one in journal.was_live(moment)}
    target = name or journal.before_live(moment)
    if target is None:
        message = "there is no release to go back to: at most one was ever live"
        raise WorkspaceError(error("release-never-live", message, hint="name one, or publish one"))
    if target not in was_live:
        known_release(root, target)
        hint = (
            f"was live: {', '.join(sorted(was_live)) or 'none'}; `ivr-author release publish {target}` asks the gates"
        )
        raise WorkspaceError(error("release-never-live", f"`{target}` was never live", hint=hint))
    live = journal.live(moment)
    if live is not None and live.release == target and not journal.waiting(moment):
        raise WorkspaceError(error("release-is-live", f"`{target}` is live already", hint="there is nothing to do"))
    release = _sound_release(root, target, journal)
    freeze = find_freeze(root, moment)
    wanted = Publication(
        number=0,
        release=target,
        when=moment,
        by=name_of(root, by),
        reason=reason.strip(),
        made=moment,
        manifest=release.manifest,
        is_rollback=True,
    )
    called_off = journal.waiting(moment)
    made = publish(root, wanted, journal.last)
    told = (*clock_faults(journal, moment), *(_called_off(one, freeze) for one in called_off))
    return Outcome(made, (freeze_gate(freeze),), told)


def recorded_gates(root: Path, release: Release, moment: datetime) -> tuple[Gate, ...]:
    """The gates as they stood when a release was made; a waiver that has ended since blocks. Raises WorkspaceError."""
    settings, _, _ = load_calendars(root)
    today = moment.astimezone(ZoneInfo(settings.time_zone if settings is not None else "UTC")).date()
    gates = gates_from_data(json.loads(read_release_file(root, release, GATES)))
    return tuple(after_waivers(one, today) for one in gates)


def _approvals_again(root: Path, release: Release, live: Publication | None, approvals: Approvals | None) -> Gate:
    """An approval can be given, or lapse, after a release was made."""
    settings, _, _ = load_calendars(root)
    now_required = settings is None or settings.releases.approvals == APPROVED
    is_required = now_required or bool(release.facts.get("needs_approvals"))
    if approvals is None or not is_required:
        return unasked_approvals(is_required=is_required)
    before = readable_release(root, live.release) if live is not None else None
    with workspace_of_release(root, before) as earlier, workspace_of_release(root, release) as own:
        assert own is not None, "a release has content"
        return approvals_gate(approvals, earlier, own)[0]


def clock_faults(journal: Journal, moment: datetime) -> tuple[Diagnostic, ...]:
    """What is odd about the time that it is."""
    last = journal.publications[-1] if journal.publications else None
    if last is None or moment >= last.made - _CLOCK_SLACK:
        return ()
    message = f"the clock says {moment:%Y-%m-%d %H:%M}, the last publication {last.made:%Y-%m-%d %H:%M} (UTC)"
    return (warning("clock-behind", message, hint="set the clock right: scheduled releases go by it"),)


def _sound_release(root: Path, name: str, journal: Journal) -> Release:
    release = known_release(root, name)
    faults = verify_release(root, release, published_manifest(journal, name))
    if faults:
        raise WorkspaceError(faults[0])
    return release


def _checked_time(at: datetime, moment: datetime) -> datetime:
    hint = "name a time to come, within a year; without one it goes out now"
    if at <= moment:
        raise WorkspaceError(error("release-time", f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC is past", hint=hint))
    if at - moment > FURTHEST:
        raise WorkspaceError(
            error("release-time", f"{at.astimezone(UTC):%Y-%m-%d} is more than a year ahead", hint=hint)
        )
    return at.astimezone(UTC)


def name_of(root: Path, by: str) -> str:
    """In whose name it goes out."""
    return by or person_of(root).name


def person_of(root: Path, name: str = "", email: str = "") -> Person:
    """Who acts: whoever is named, else in whose name git commits here. Raises WorkspaceError where nobody is known."""
    if name:
        return Person(name, email)
    try:
        person = find_person(root)
    except GitError as failure:
        raise WorkspaceError(failure.diagnostic) from failure
    if person is None:
        hint = 'run `git config user.name "Your Name"` and `git config user.email you@example.org`'
        raise WorkspaceError(error("git-no-person", "nobody is named who publishes", hint=hint))
    return person


def _tag(root: Path, release: Release) -> None:
    """Make the tag that is missing where whoever made the release was killed before; where there is no git, none is."""
    with suppress(GitError, WorkspaceError):
        repository = find_repository(root)
        person = repository.person()
        if person is not None:
            ensure_tag(root, release, repository, person)


def _called_off(one: Publication, freeze: Freeze) -> Diagnostic:
    message = f"`{one.release}`, which was to go out at {freeze.clock(one.when)}, is called off by this"
    return warning("schedule-called-off", message, hint="schedule it again, if it is still meant")
