"""Sign-ins that last: kept in the database, so that they can be ended there. The cookie holds a token, nothing else."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session, joinedload

from ivr_author.people.accounts import end_sessions as end_all_of
from ivr_author.people.accounts import get_row, to_person
from ivr_author.people.audit import append
from ivr_author.people.roles import Person
from ivr_author.people.tables import PersonRow, SessionRow

IDLE = timedelta(hours=12)
"""Without a request for so long, a session ends: a working day with its night."""
ABSOLUTE = timedelta(days=7)
"""It ends then in any case."""
TOUCH_AFTER = timedelta(minutes=5)
"""How exactly it is kept when it was last used: a write at each request would be too many."""
CLOCK_SLACK = timedelta(minutes=5)
"""A session from further in the future was begun under a wrong clock, and could last for years."""

TOKEN_BYTES = 32

# Every request asks: one question instead of three.
_WHOSE = (
    select(SessionRow, PersonRow)
    .join(PersonRow, PersonRow.id == SessionRow.person_id)
    .where(SessionRow.digest == bindparam("digest"))
    .options(joinedload(PersonRow.grants))
    .execution_options(populate_existing=True)
)


class Needs(StrEnum):
    """What somebody has still to do before anything but that is open to them."""

    NOTHING = "nothing"
    CODE = "code"  # of their second factor
    ENROLMENT = "enrolment"  # of a second factor, which a role of theirs demands


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session as it stands now. While `needs` is not NOTHING, only the pages for that may be shown.

    `digest` names it to administrators and to `end`; who knows it can't sign in with it. `is_due`: call `touch`.
    """

    person: Person
    needs: Needs
    digest: str
    begun: datetime
    seen: datetime
    address: str
    agent: str
    is_due: bool


def new_token() -> str:
    """A secret for a cookie or a link, in characters that stand in both."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def begin(
    session: Session,
    now: datetime,
    person_id: int,
    *,
    address: str = "",
    agent: str = "",
    has_factor: bool = False,
    replaces: str = "",
    way: str = "password",
) -> str:
    """Sign somebody in, and give the token for the cookie; always a new one, in place of the token that was there.

    `has_factor`: a second factor was shown already. `way`: password, link, or the provider, for the audit log.
    """
    row = get_row(session, person_id)
    if replaces:
        session.execute(delete(SessionRow).where(SessionRow.digest == digest_of(replaces)))
    session.execute(delete(SessionRow).where(SessionRow.begun < now - ABSOLUTE))
    token = new_token()
    session.add(
        SessionRow(
            digest=digest_of(token),
            person_id=person_id,
            begun=now,
            seen=now,
            factor=now if has_factor else None,
            address=_printable(address)[:64],
            agent=_printable(agent)[:200],
        )
    )
    append(session, now, row.email, "sign in", row.email, {"way": way, "address": address[:64]})
    return token


def look_up(session: Session, now: datetime, token: str) -> SignedIn | None:
    """Who this token signs in at this moment, with the roles of this moment; None: nobody. Only reads."""
    found = session.execute(_WHOSE, {"digest": digest_of(token)}).unique().one_or_none() if token else None
    if found is None:
        return None
    row, person = found
    return _signed_in(row, person, now) if _is_running(row, now) and person.disabled is None else None


def touch(session: Session, now: datetime, digest: str) -> None:
    """Keep that it was used now."""
    row = session.get(SessionRow, digest)
    if row is not None:
        row.seen = now


def renew(session: Session, now: datetime, token: str, *, has_factor: bool = False) -> str | None:
    """Another token in place of this one, where somebody may do more from now on. None: it is no longer valid.

    Its absolute end stays as it was.
    """
    row = session.scalars(select(SessionRow).where(SessionRow.digest == digest_of(token)).with_for_update()).first()
    if row is None or not _is_running(row, now):
        return None
    fresh = new_token()
    row.digest, row.seen = digest_of(fresh), now
    if has_factor:
        row.factor = now
    return fresh


def end(session: Session, now: datetime, by: str, digest: str) -> bool:
    """End one session, by its digest; whether there was one."""
    row = session.get(SessionRow, digest)
    if row is None:
        return False
    whose = get_row(session, row.person_id).email
    session.delete(row)
    append(session, now, by, "sign out", whose, {"begun": row.begun.isoformat()})
    return True


def end_all(session: Session, now: datetime, by: str, person_id: int, but: str = "") -> int:
    """End all sessions of somebody, but the one with this digest; how many there were."""
    ended = end_all_of(session, person_id, but)
    append(session, now, by, "sign out everywhere", get_row(session, person_id).email, {"sessions": str(ended)})
    return ended


def sessions_of(session: Session, now: datetime, person_id: int) -> tuple[SignedIn, ...]:
    """The running sessions of somebody, last used first."""
    person = get_row(session, person_id)
    rows = session.scalars(select(SessionRow).where(SessionRow.person_id == person_id).order_by(SessionRow.seen.desc()))
    return tuple(_signed_in(row, person, now) for row in rows if _is_running(row, now))


def _is_running(row: SessionRow, now: datetime) -> bool:
    latest = now + CLOCK_SLACK
    return row.begun <= latest and row.seen <= latest and now < min(row.seen + IDLE, row.begun + ABSOLUTE)


def _signed_in(row: SessionRow, person: PersonRow, now: datetime) -> SignedIn:
    who = to_person(person)
    needs = Needs.NOTHING
    if row.factor is None and person.totp_confirmed is not None:
        needs = Needs.CODE
    elif row.factor is None and who.needs_second_factor:
        needs = Needs.ENROLMENT
    is_due = now - row.seen >= TOUCH_AFTER
    return SignedIn(who, needs, row.digest, row.begun, row.seen, row.address, row.agent, is_due)


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
