"""Changing one's own password: who only sits at an open session shall not be able to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.people import limits
from ivr_author.people.accounts import set_password
from ivr_author.people.audit import append
from ivr_author.people.database import Database
from ivr_author.people.limits import TooMany
from ivr_author.people.passwords import judge_password
from ivr_author.people.sessions import SignedIn
from ivr_author.people.sign_in import Reason, SignInRefused
from ivr_author.people.tables import PersonRow


def change_password(
    database: Database, now: datetime, visitor: SignedIn, current: str, wanted: str, *, address: str = ""
) -> tuple[Diagnostic, ...]:
    """Take another password, and end all other sessions; what is wrong with it, if so: nothing was changed then.

    Who has none yet (a provider lets them in) needs to show none. Raises SignInRefused for a wrong one, DatabaseGone.
    """
    faults = judge_password(wanted, visitor.person.name, visitor.person.email)
    if faults:
        return faults
    who = visitor.person.email
    try:
        with database.writing() as session:
            limits.begin_attempt(session, now, who, address)
    except TooMany as many:
        raise SignInRefused(Reason.TOO_MANY, many.wait) from many
    with database.reading() as session:
        kept = session.scalars(select(PersonRow.password).where(PersonRow.id == visitor.person.id)).one()
    if kept is not None and not database.passwords.is_right(kept, current):
        with database.writing() as session:
            append(session, now, who, "password refused", who, {"address": address})
        raise SignInRefused(Reason.WRONG)
    hashed = database.passwords.hash(wanted)
    with database.writing() as session:
        limits.forgive(session, now, who, address)
        set_password(session, now, who, visitor.person.id, hashed, but_session=visitor.digest)
    return ()
