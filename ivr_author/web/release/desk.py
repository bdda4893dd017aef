"""Making releases behind the pages: one at a time, in the name of whoever asked; and how the last ones went out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from flask import current_app

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.people.audit import append
from ivr_author.usecases.approvals import RecordedApprovals
from ivr_author.usecases.gate import Gate
from ivr_author.usecases.release import Creation, ask_gates, create_release
from ivr_author.web.export_page import digest_of
from ivr_author.web.jobs import Job, Progress, the_jobs
from ivr_author.web.next_page import NextPage
from ivr_author.web.person import person
from ivr_author.web.rooms import snapshot, the_studio
from ivr_author.web.signed_in import the_people
from ivr_author.workspace.files import WorkspaceError

EXTENSION = "ivr_releases"
KEY = "release"
"""Of the one task: two releases at once are never made, and what blocks is told of one state of the files."""


def _utc() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Task:
    """What is being made: a release of this name, or without one only what would block."""

    name: str
    by: str
    content: str
    """The digest of the files that it was begun with."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why no release could be made at all."""

    fault: Diagnostic


@dataclass(frozen=True, slots=True)
class WentOut:
    """How a publication went: the seconds that it took, and what is to be told of it."""

    seconds: float
    warnings: tuple[Diagnostic, ...]


Outcome = Creation | Refused | tuple[Gate, ...]


@dataclass
class Desk:
    """Of one studio. `clock` is for those without accounts; with them, theirs counts."""

    clock: Callable[[], datetime] = _utc
    task: Task | None = None
    went_out: NextPage[WentOut] = field(default_factory=NextPage)
    """How the last publications went, by their numbers."""
    _lock: Lock = field(default_factory=Lock)

    def now(self) -> datetime:
        """What time it is."""
        people = the_people()
        return people.clock() if people is not None else self.clock()

    def start(self, name: str) -> Job | None:
        """Begin to make a release, or without a name to ask what blocks; None where another task is not over.

        Raises `TooBusy`.
        """
        root, by, moment = the_studio().root, person().name, self.now()
        log, approvals = logging_of_visitor(), recorded_approvals()

        def work(progress: Progress) -> Outcome:
            try:
                if not name:
                    return ask_gates(root, approvals, progress, moment)
                made = create_release(root, name, by, approvals, progress, moment)
            except WorkspaceError as failure:
                return Refused(failure.diagnostic)
            if made.release is not None:
                log("make a release", name, {"commit": made.release.commit, "manifest": made.release.manifest})
            else:
                log("try to make a release", name, blocked_by(made.gates))
            return made

        with self._lock:
            held = the_jobs().find(KEY)
            if held is not None and not held.is_over:
                return None
            the_jobs().forget(KEY)
            job = the_jobs().start(KEY, work)
            self.task = Task(name, by, digest_of(snapshot()))
        return job

    def job(self) -> Job | None:
        """The task that was begun last."""
        return the_jobs().find(KEY)


def blocked_by(gates: Iterable[Gate]) -> dict[str, str]:
    """What the audit log tells of gates that kept a release from being made, or from going out."""
    return {"blocked by": ", ".join(gate.id for gate in gates if gate.is_blocked)}


def the_desk() -> Desk:
    """The desk of this application."""
    desk = current_app.extensions.setdefault(EXTENSION, Desk())
    assert isinstance(desk, Desk), "nobody else uses this name"
    return desk


def recorded_approvals() -> RecordedApprovals | None:
    """Who approved what; None without accounts, where nobody can."""
    people = the_people()
    return RecordedApprovals(people.database) if people is not None else None


def logging_of_visitor() -> Callable[[str, str, Mapping[str, str]], None]:
    """Writes into the audit log in the name of whose request this is, also after it; nothing without accounts."""
    people, who = the_people(), person().email
    if people is None:
        return lambda _action, _subject, _detail: None

    def log(action: str, subject: str, detail: Mapping[str, str]) -> None:
        with people.database.writing() as session:
            append(session, people.clock(), who, action, subject, detail)

    return log
