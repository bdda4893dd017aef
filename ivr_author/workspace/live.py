"""Which release is live: a journal of publications, each one appended line, so that there is no half of one.

The order of the lines decides; the clock is asked only whether a scheduled one has come. What a release holds is left
to `releases`, who may publish to the usecases.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ivr_author.core.diagnostics import Diagnostic, error, warning
from ivr_author.core.source import Span
from ivr_author.workspace.files import WorkspaceError, locked
from ivr_author.workspace.live_lines import LIVE, append_lines, read_lines, signature_of

JOURNAL = "publications.jsonl"
JOURNAL_PATH = f"{LIVE}/{JOURNAL}"

RULES = {
    "publication-has-come": "A scheduled publication can't be called off once its time has come",
    "publication-meanwhile": "Somebody published while this publication was prepared",
    "publications-torn": "The last line of the publications was not written whole, so it counts for nothing",
    "publications-unreadable": "A line of the publications can't be read, or is not where it belongs",
}
"""Every rule id that only this module can report, with its description."""

LONGEST_REASON = 1_000
"""Characters of a reason, which stands in a list."""


@dataclass(frozen=True, slots=True)
class CallOff:
    """Who called a scheduled publication off, why, and when."""

    by: str
    reason: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Publication:
    """A release going out: from `when` on (UTC), by whom and why; `made`: when that was decided.

    `manifest` is the hash of the release's manifest then. `is_scheduled`: it waits for `when`, until `has_begun` says
    that somebody saw it live. `is_rollback`: back to an earlier release. `freeze` names the windows that were
    overridden, `outlook` what was known of others when it was scheduled.
    """

    number: int
    release: str
    when: datetime
    by: str
    reason: str
    made: datetime
    manifest: str = ""
    is_scheduled: bool = False
    has_begun: bool = False
    is_rollback: bool = False
    freeze: str = ""
    outlook: str = ""
    called_off: CallOff | None = None

    def has_come(self, now: datetime) -> bool:
        """Whether its time has come. One that went out at once stays so, whatever clock is set back."""
        if self.called_off is not None:
            return False
        return not self.is_scheduled or self.has_begun or self.when <= now


@dataclass(frozen=True, slots=True)
class Journal:
    """All publications, oldest first, and what of their file can't be read."""

    publications: tuple[Publication, ...] = ()
    faults: tuple[Diagnostic, ...] = ()

    @property
    def last(self) -> int:
        """The number of the last one; 0 without any."""
        return self.publications[-1].number if self.publications else 0

    def live(self, now: datetime) -> Publication | None:
        """The last one whose time has come."""
        return next((one for one in reversed(self.publications) if one.has_come(now)), None)

    def waiting(self, now: datetime) -> tuple[Publication, ...]:
        """Those that are still to come, as far as no later one has called them off."""
        live = self.live(now)
        after = live.number if live is not None else 0
        return tuple(one for one in self.publications if one.number > after and not self._is_called_off(one))

    def was_live(self, now: datetime) -> tuple[Publication, ...]:
        """Those that callers have heard, or hear, oldest first."""
        return tuple(
            one
            for one in self.publications
            if one.has_come(now) and (not one.is_scheduled or one.has_begun or not self._is_called_off(one))
        )

    def _is_called_off(self, scheduled: Publication) -> bool:
        """Whether somebody called it off, or a later publication is live before the time of a scheduled one."""
        return scheduled.called_off is not None or any(
            one.number > scheduled.number
            and one.called_off is None
            and (one.when if one.is_scheduled else one.made) <= scheduled.when
            for one in self.publications
        )

    def before_live(self, now: datetime) -> str | None:
        """The release to go back to: the one before, as if what was rolled back had never been live."""
        stack: list[str] = []
        for one in self.was_live(now):
            if one.is_rollback and one.release in stack:
                del stack[stack.index(one.release) :]
            if not stack or stack[-1] != one.release:
                stack.append(one.release)
        return stack[-2] if len(stack) > 1 else None


def read_journal(root: Path) -> Journal:
    """The publications of a workspace; none where nothing was ever published. Raises WorkspaceError."""
    return _parse(*read_lines(root, JOURNAL))


def publications(root: Path) -> tuple[Publication, ...]:
    """The publications of a workspace, oldest first. Raises WorkspaceError."""
    return read_journal(root).publications


def live_release(root: Path, now: datetime) -> str | None:
    """The release that is live at an instant. Raises WorkspaceError."""
    found = read_journal(root).live(now)
    return found.release if found is not None else None


def journal_signature(root: Path) -> tuple[int, ...]:
    """Differs when the journal was written; empty where there is none."""
    return signature_of(root, JOURNAL)


def publish(root: Path, wanted: Publication, after: int | None = None) -> Publication:
    """Append a publication (its number is given here): from then on, or from its time on, its release is live.

    `after` is the number of the last one that the publisher knew of; raises WorkspaceError where there is a newer one,
    or where the line can't be written: then nothing has changed.
    """
    with locked(root, JOURNAL_PATH):
        journal = read_journal(root)
        if after is not None and journal.last != after:
            newer = journal.publications[-1]
            message = f"{newer.by} published `{newer.release}` meanwhile"
            hint = "look at `ivr-author release list`, and publish again if that is still meant"
            raise WorkspaceError(error("publication-meanwhile", message, hint=hint))
        made = replace(wanted, number=journal.last + 1)
        append_lines(root, JOURNAL, [_to_data(made)])
    return made


def mark_begun(root: Path, number: int) -> None:
    """Write down that a scheduled publication was seen live, so that a clock that is set back does not undo it."""
    with locked(root, JOURNAL_PATH):
        found = _numbered(read_journal(root), number)
        if found is not None and not found.has_begun and found.called_off is None:
            append_lines(root, JOURNAL, [{"begun": number}])


def call_off(root: Path, number: int, told: CallOff) -> Publication:
    """Append that a scheduled publication is not to go out. Raises WorkspaceError where its time has come."""
    with locked(root, JOURNAL_PATH):
        found = _numbered(read_journal(root), number)
        if found is None or not found.is_scheduled or found.has_come(told.made):
            message = f"`{found.release}` has gone out meanwhile" if found else "it was published meanwhile"
            hint = "go back to the release before: `ivr-author release rollback`"
            raise WorkspaceError(error("publication-has-come", message, hint=hint))
        if found.called_off is None:
            line = {"called_off": number, "by": told.by, "reason": told.reason[:LONGEST_REASON]}
            append_lines(root, JOURNAL, [{**line, "made": told.made.astimezone(UTC).isoformat()}])
    return replace(found, called_off=found.called_off or told)


def _numbered(journal: Journal, number: int) -> Publication | None:
    return next((one for one in journal.publications if one.number == number), None)


def _parse(lines: Sequence[bytes], torn: bytes) -> Journal:
    found: dict[int, Publication] = {}
    faults: list[Diagnostic] = []
    last = 0
    for index, line in enumerate(lines, 1):
        span = Span(JOURNAL_PATH, index, 1, index, 1)
        told = _read_line(line)
        if isinstance(told, Publication) and told.number == last + 1:
            found[told.number] = told
            last = told.number
        elif isinstance(told, int) and told in found:
            found[told] = replace(found[told], has_begun=True)
        elif isinstance(told, tuple) and told[0] in found:
            found[told[0]] = replace(found[told[0]], called_off=told[1])
        else:
            if isinstance(told, Publication) and told.number > last:
                found[told.number] = told
                last = told.number
            message = "this line is no publication, or others are missing before it"
            faults.append(warning("publications-unreadable", message, span, "find out who changed the file"))
    if torn:
        span = Span(JOURNAL_PATH, len(lines) + 1, 1, len(lines) + 1, 1)
        message = "the last line is torn, as a process that was killed leaves it; it counts for nothing"
        faults.append(warning("publications-torn", message, span, "publish again, if that was meant"))
    return Journal(tuple(found.values()), tuple(faults))


def _to_data(one: Publication) -> dict[str, Any]:
    return {
        "number": one.number,
        "release": one.release,
        "manifest": one.manifest,
        "when": one.when.astimezone(UTC).isoformat(),
        "scheduled": one.is_scheduled,
        "rollback": one.is_rollback,
        "by": one.by,
        "reason": one.reason[:LONGEST_REASON],
        "freeze": one.freeze,
        "outlook": one.outlook,
        "made": one.made.astimezone(UTC).isoformat(),
    }


def _read_line(line: bytes) -> Publication | int | tuple[int, CallOff] | None:
    """A publication, the number of one that has begun, that of one with who called it off, or nothing of ours."""
    try:
        told = json.loads(line)
        if isinstance(told, dict) and told.keys() == {"begun"}:
            return int(told["begun"])
        if isinstance(told, dict) and "called_off" in told:
            made = datetime.fromisoformat(told["made"])
            off = CallOff(str(told["by"]), str(told["reason"]), made)
            return None if made.tzinfo is None else (int(told["called_off"]), off)
        when, made = (datetime.fromisoformat(told[key]) for key in ("when", "made"))
        if when.tzinfo is None or made.tzinfo is None:
            return None
        return Publication(
            number=int(told["number"]),
            release=str(told["release"]),
            when=when,
            by=str(told["by"]),
            reason=str(told["reason"]),
            made=made,
            manifest=str(told["manifest"]),
            is_scheduled=told["scheduled"] is True,
            is_rollback=told["rollback"] is True,
            freeze=str(told["freeze"]),
            outlook=str(told.get("outlook", "")),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
