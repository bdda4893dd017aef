"""What callers hear of bulletins now, kept while it is the same: the live release is read once, not for each page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock

from flask import current_app

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.people.audit import append
from ivr_author.usecases.bulletins import BulletinBoard, Heard, board_of, open_heard
from ivr_author.usecases.switch_bulletin import Act
from ivr_author.web.next_page import NextPage
from ivr_author.web.person import person
from ivr_author.web.release.desk import the_desk as the_release_desk
from ivr_author.web.rooms import snapshot, the_studio
from ivr_author.web.signed_in import the_people
from ivr_author.web.switched import switches_now
from ivr_author.workspace.live import read_journal
from ivr_author.workspace.switches import Switch

EXTENSION = "ivr_bulletins"


@dataclass
class Desk:
    """Of one studio."""

    warnings: NextPage[tuple[Diagnostic, ...]] = field(default_factory=NextPage)
    """What is to be told of a switch, by its number."""
    _lock: Lock = field(default_factory=Lock)
    _files: Heard | None = None
    _live: tuple[tuple[str, str], Heard] | None = None

    def now(self) -> datetime:
        """What time it is."""
        return the_release_desk().now()

    def heard(self) -> Heard:
        """What callers hear: the release that is live, else the files. Raises WorkspaceError."""
        root, moment = the_studio().root, self.now()
        live = read_journal(root).live(moment)
        with self._lock:
            if live is None:
                workspace = snapshot().workspace
                if self._files is None or self._files.workspace is not workspace:
                    self._files = Heard(None, workspace)
                return self._files
            key = live.release, live.manifest
            if self._live is None or self._live[0] != key:
                with open_heard(root, moment) as heard:
                    self._live = key, heard
            return self._live[1]

    @contextmanager
    def opening(self, root: Path, moment: datetime) -> Iterator[Heard]:
        """The same for who switches: a release is read anew, with all its files."""
        kept = self.heard()
        if kept.release is None:
            yield kept
            return
        with open_heard(root, moment) as heard:
            yield heard

    def board(self) -> BulletinBoard:
        """Every bulletin as it is now. Raises WorkspaceError."""
        return board_of(self.heard(), switches_now(), self.now())


def the_desk() -> Desk:
    """The desk of this application."""
    desk = current_app.extensions.setdefault(EXTENSION, Desk())
    assert isinstance(desk, Desk), "nobody else uses this name"
    return desk


def act_of_visitor(action: str, reason: str = "", after: int | None = None, seen: str = "") -> Act:
    """A switch in the name of whose request this is; it stands in the audit log, or is not made."""
    here = person()
    return Act(here.name, here.email, reason, after, seen, _logging(action))


def _logging(action: str) -> Callable[[Switch], AbstractContextManager[None]]:
    people, who = the_people(), person().email

    @contextmanager
    def log(switch: Switch) -> Iterator[None]:
        if people is None:
            yield
            return
        with people.database.writing() as session:
            append(session, people.clock(), who, action, switch.bulletin, switch.detail())
            yield

    return log
