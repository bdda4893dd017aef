"""What releases there are: which is live, which waits, which were live before; and one of them in full."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.usecases.freeze import Freeze, find_freeze
from ivr_author.usecases.gate import Approval, Gate
from ivr_author.usecases.publish_release import clock_faults, recorded_gates
from ivr_author.usecases.released import APPROVALS, CHANGES, known_release, published_manifest
from ivr_author.usecases.scheduled import freeze_of, frozen_faults
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.live import Journal, Publication, read_journal
from ivr_author.workspace.project import load_calendars
from ivr_author.workspace.releases import Release, list_releases, read_release_file, verify_release


@dataclass(frozen=True, slots=True)
class Listed:
    """A release in a list: the publications of it that were live or wait, and whether it is live now.

    `freeze`: it waits for a moment that a freeze window holds by now, which window.
    """

    release: Release
    is_live: bool
    waits: tuple[Publication, ...]
    was_live: tuple[Publication, ...]
    freeze: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """All releases, newest first; the one that is live; all publications; freeze windows now and next; what is wrong.

    `earlier`: the release that `roll_back` would go back to. `frozen` tells of those that wait for a freeze window.
    """

    releases: tuple[Listed, ...]
    live: Publication | None
    publications: tuple[Publication, ...]
    freeze: Freeze
    earlier: str | None
    faults: tuple[Diagnostic, ...]
    frozen: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """One release in full. `faults`: files that are not as they were made, so that it is not served."""

    listed: Listed
    gates: tuple[Gate, ...]
    approvals: tuple[Approval, ...]
    changes: str
    faults: tuple[Diagnostic, ...]


def list_all(root: Path, now: datetime | None = None) -> Overview:
    """Every release, what is live, what waits, and the freeze windows."""
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    journal = read_journal(root)
    releases, faults = list_releases(root)
    listed = tuple(_listed(root, one, journal, moment) for one in releases)
    return Overview(
        listed,
        journal.live(moment),
        journal.publications,
        find_freeze(root, moment),
        journal.before_live(moment),
        (*journal.faults, *clock_faults(journal, moment), *faults),
        frozen_faults(root, journal, moment),
    )


def show_release(root: Path, name: str, now: datetime | None = None) -> Shown:
    """One release, its files held against their hashes. Raises WorkspaceError where there is none, or none to read."""
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    journal = read_journal(root)
    release = known_release(root, name)
    faults = verify_release(root, release, published_manifest(journal, name))
    gates: tuple[Gate, ...] = ()
    given: tuple[Approval, ...] = ()
    changes = ""
    if not faults:
        gates = recorded_gates(root, release, moment)
        given = tuple(Approval(**one) for one in json.loads(read_release_file(root, release, APPROVALS)))
        changes = read_release_file(root, release, CHANGES).decode()
    return Shown(_listed(root, release, journal, moment), gates, given, changes, faults)


def read_time(text: str, root: Path) -> datetime:
    """A time as a person writes it: `2026-12-28 06:00` on the clocks of the workspace, or with an offset.

    Raises WorkspaceError for what is no time, and for one that the clocks skip.
    """
    hint = "write it as 2026-12-28T06:00, or with an offset, as 2026-12-28T06:00-05:00"
    try:
        given = datetime.fromisoformat(text.strip())
    except ValueError:
        raise WorkspaceError(error("release-time", f"`{text[:60]}` is no date and time", hint=hint)) from None
    if given.tzinfo is not None:
        return given.astimezone(UTC)
    settings, _, _ = load_calendars(root)
    zone = ZoneInfo(settings.time_zone if settings is not None else "UTC")
    moment = given.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != given:
        message = f"the clocks of {zone.key} skip {given:%Y-%m-%d %H:%M}"
        raise WorkspaceError(error("release-time", message, hint="take another time, or write the offset"))
    return moment


def _listed(root: Path, release: Release, journal: Journal, moment: datetime) -> Listed:
    live = journal.live(moment)
    waits = tuple(one for one in journal.waiting(moment) if one.release == release.name)
    frozen = next(filter(None, (freeze_of(root, one) for one in waits)), None)
    return Listed(
        release,
        live is not None and live.release == release.name,
        waits,
        tuple(one for one in journal.was_live(moment) if one.release == release.name),
        frozen.describe(frozen.window) if frozen is not None and frozen.window is not None else "",
    )
