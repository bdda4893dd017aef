"""Signing in with a password and a code, with the limits on guessing. Each step is a short transaction of its own:
a hash takes as long as a hundred writes, and nobody else shall wait for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from ivr_author.people import limits, second_factor, sessions
from ivr_author.people.audit import append
from ivr_author.people.database import Database
from ivr_author.people.limits import TooMany
from ivr_author.people.tables import PersonRow, fit_text


class Reason(StrEnum):
    """Why somebody is not let in. Whether there is such an account is not told."""

    WRONG = "wrong"
    TOO_MANY = "too many"
    REUSED = "reused"  # the code was good, once: wait for the next one
    CLOCK = "clock"  # the server's clock was set back: a recovery code works
    SEALED = "sealed"  # the key of second factors is another one: a recovery code works
    SIGNED_OUT = "signed out"  # the session has ended meanwhile


class SignInRefused(Exception):
    """Not let in; `wait`: for how long there is no use in trying again (TOO_MANY)."""

    def __init__(self, reason: Reason, wait: timedelta = timedelta(0)) -> None:
        super().__init__(f"not signed in: {reason}")
        self.reason = reason
        self.wait = wait


def sign_in(
    database: Database,
    now: datetime,
    email: str,
    password: str,
    *,
    address: str = "",
    agent: str = "",
    replaces: str = "",
) -> str:
    """The token of a new session, in place of `replaces`; it may still need a code (`SignedIn.needs`).

    Raises SignInRefused, and DatabaseGone.
    """
    account = fit_text(email.strip().lower())
    _count(database, now, account, address)
    with database.reading() as session:
        row = session.scalars(select(PersonRow).where(PersonRow.email == account)).first()
        kept = None if row is None else row.password
        is_open = row is not None and row.disabled is None
        person_id = None if row is None else row.id
    is_right = database.passwords.is_right(kept, password)
    if person_id is None or kept is None or not is_right or not is_open:
        with database.writing() as session:
            # What was typed may be a password in the wrong field.
            whose = account if person_id is not None else ""
            append(session, now, whose or "unknown", "sign-in refused", whose, {"address": address})
        raise SignInRefused(Reason.WRONG)
    renewed = database.passwords.hash(password) if database.passwords.is_outdated(kept) else None
    with database.writing() as session:
        limits.forgive(session, now, account, address)
        person = session.scalars(select(PersonRow).where(PersonRow.id == person_id).with_for_update()).one()
        if person.password != kept or person.disabled is not None:
            raise SignInRefused(Reason.WRONG)  # changed while we looked
        if renewed is not None:
            person.password = renewed
        return sessions.begin(session, now, person_id, address=address, agent=agent, replaces=replaces)


def confirm_code(database: Database, now: datetime, token: str, code: str, *, address: str = "") -> str:
    """A code of the second factor, or a recovery code: the session's new token, with which all is open.

    Raises SignInRefused, and DatabaseGone.
    """
    with database.reading() as session:
        found = sessions.look_up(session, now, token)
    if found is None:
        raise SignInRefused(Reason.SIGNED_OUT)
    account = f"code of {found.person.id}"
    _count(database, now, account, address)
    with database.writing() as session:
        outcome = second_factor.check_code(session, now, found.person.id, code)
        if outcome.is_good:
            limits.forgive(session, now, account, address)
            renewed = sessions.renew(session, now, token, has_factor=True)
        else:
            renewed = None
            told = {"address": address, "outcome": str(outcome)}
            append(session, now, found.person.email, "code refused", found.person.email, told)
    if not outcome.is_good:
        raise SignInRefused(_REASONS.get(outcome, Reason.WRONG))
    if renewed is None:
        raise SignInRefused(Reason.SIGNED_OUT)
    return renewed


_REASONS = {
    second_factor.Outcome.REUSED: Reason.REUSED,
    second_factor.Outcome.CLOCK: Reason.CLOCK,
    second_factor.Outcome.SEALED: Reason.SEALED,
}


def enrol(
    database: Database, now: datetime, token: str, code: str, *, address: str = ""
) -> tuple[str, tuple[str, ...]]:
    """The first code of a factor that was begun: the session's new token, and the recovery codes to be shown once.

    Raises SignInRefused, and DatabaseGone.
    """
    with database.reading() as session:
        found = sessions.look_up(session, now, token)
    if found is None:
        raise SignInRefused(Reason.SIGNED_OUT)
    account = f"code of {found.person.id}"
    _count(database, now, account, address)
    with database.writing() as session:
        codes = second_factor.confirm_enrolment(session, now, found.person.id, code)
        if not codes:
            raise SignInRefused(Reason.WRONG)
        limits.forgive(session, now, account, address)
        renewed = sessions.renew(session, now, token, has_factor=True)
        if renewed is None:
            raise SignInRefused(Reason.SIGNED_OUT)
    return renewed, codes


def _count(database: Database, now: datetime, account: str, address: str) -> None:
    try:
        with database.writing() as session:
            limits.begin_attempt(session, now, account, address)
    except TooMany as many:
        raise SignInRefused(Reason.TOO_MANY, many.wait) from many
