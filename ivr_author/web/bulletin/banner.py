"""What other pages tell of bulletins: those that no second person has confirmed having seen; Home: which are on."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ivr_author.people.roles import Permission, Person
from ivr_author.people.sessions import Needs
from ivr_author.usecases.bulletins import BulletinNow, BulletinState
from ivr_author.web.bulletin.desk import the_desk
from ivr_author.web.database_gone import known_visitor
from ivr_author.web.language import from_now
from ivr_author.web.rooms import on_office_clock, snapshot
from ivr_author.web.signed_in import the_people
from ivr_author.web.switched import switches_now
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.switches import Switch

MOST_SHOWN = 3
"""In full; more than that are counted."""


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A switch that nobody else has confirmed. `may_confirm`: whoever looks may; never their own."""

    switch: Switch
    title: str
    when: datetime
    is_own: bool
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class Banner:
    """The newest of them, and how many more there are. `has_people`: somebody can confirm them."""

    shown: tuple[Unconfirmed, ...] = ()
    more: int = 0
    has_people: bool = True


def banner() -> Banner:
    """For the page that is drawn; nothing for who is not signed in."""
    visitor: Person | None = None
    has_people = the_people() is not None
    if has_people:
        found = known_visitor()
        if found is None or found.needs is not Needs.NOTHING:
            return Banner()
        visitor = found.person
    desk = the_desk()
    rows: tuple[Switch, ...] = ()
    # Pages are drawn all the same; the room says what can't be read.
    with suppress(WorkspaceError):
        rows = switches_now().unseen()
    if not has_people:
        # Nobody could ever confirm it: told while it matters to callers.
        rows = tuple(one for one in rows if one.on and (one.end is None or one.end > desk.now()))
    newest = sorted(rows, key=lambda one: -one.number)
    return Banner(tuple(_told(one, visitor) for one in newest[:MOST_SHOWN]), len(newest[MOST_SHOWN:]), has_people)


@dataclass(frozen=True, slots=True)
class On:
    """The bulletins that are on, or wait for their time, for Home; times in the exchange's zone."""

    rows: tuple[BulletinNow, ...]
    zone: str
    now: datetime

    def here(self, moment: datetime) -> datetime:
        """A moment on the exchange's clocks."""
        return moment.astimezone(ZoneInfo(self.zone))

    def from_now(self, moment: datetime) -> str:
        """How far off it is."""
        return from_now(moment - self.now)


def bulletins_on() -> On:
    """What callers hear of bulletins, now or soon; nothing where it can't be read, which the room tells."""
    desk = the_desk()
    try:
        board = desk.board()
    except WorkspaceError:
        return On((), "UTC", desk.now())
    rows = [row for row in board.bulletins if row.state in (BulletinState.ON, BulletinState.WAITING)]
    return On(tuple(sorted(rows, key=lambda row: row.state is not BulletinState.ON)), board.time_zone, desk.now())


def _told(switch: Switch, visitor: Person | None) -> Unconfirmed:
    content = snapshot().content
    bulletin = content.bulletins.get(switch.bulletin) if content is not None else None
    is_own = visitor is None or switch.is_by(visitor.name, visitor.email)
    return Unconfirmed(
        switch=switch,
        title=bulletin.title.value if bulletin is not None else switch.bulletin,
        when=on_office_clock(switch.made),
        is_own=is_own,
        may_confirm=visitor is not None and not is_own and visitor.may(Permission.SWITCH_BULLETINS),
    )
