"""Links that let somebody in once: to make the first account, to begin, to set a new password.

Looking at a link uses nothing up, for mail programs fetch what stands in a letter; a form on its page uses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr_author.core.diagnostics import error
from ivr_author.people.accounts import AccountFault, get_row, has_administrator, to_person, withdraw_links
from ivr_author.people.audit import append
from ivr_author.people.roles import Person
from ivr_author.people.sessions import digest_of, new_token
from ivr_author.people.tables import LinkRow, fit_text

RULES = {"first-link": "The link to the first account is asked for where there is an administrator"}
"""Every rule id that this module can report, with its description."""

CLOCK_SLACK = timedelta(minutes=5)

PATH = "/link/"
"""Where the studio takes links: a command that prints one knows no page."""


class Purpose(StrEnum):
    """What a link is for."""

    FIRST = "first"  # makes the first administrator; belongs to nobody yet
    INVITE = "invite"  # somebody sets their first password
    RESET = "reset"  # somebody sets another one


LASTS = {Purpose.FIRST: timedelta(hours=1), Purpose.INVITE: timedelta(days=7), Purpose.RESET: timedelta(hours=24)}


class Refusal(StrEnum):
    """Why a link does not work."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    WITHDRAWN = "withdrawn"  # a newer one was made, or the account was disabled
    CLOCK = "clock"  # made in what is the future now: the clock was or is wrong


class LinkRefused(Exception):
    """The link does not work; `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(f"the link does not work: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Link:
    """A link that works. `person` is None for the first account."""

    purpose: Purpose
    person: Person | None
    expires: datetime


def path_of(token: str) -> str:
    """The link as a path, to stand behind the studio's address."""
    return f"{PATH}{token}"


def make_link(
    session: Session,
    now: datetime,
    by: str,
    purpose: Purpose,
    person_id: int | None = None,
    *,
    lasts: timedelta | None = None,
) -> str:
    """The token of a new link, which is told only now; earlier links of this person end.

    FIRST is for nobody, the others for somebody who is not disabled. Raises AccountFault.
    """
    assert (purpose is Purpose.FIRST) == (person_id is None), "only the first link belongs to nobody"
    if person_id is None and has_administrator(session):
        message = "there is an administrator already, so no link to the first account is made"
        raise AccountFault(error("first-link", message, hint="ask them, or use `ivr-author people link EMAIL`"))
    subject = ""
    if person_id is not None:
        row = get_row(session, person_id)
        subject = row.email
        if row.disabled is not None:
            message = f"{row.email} is disabled"
            raise AccountFault(error("account-unknown", message, hint="enable the account first"))
    withdraw_links(session, now, person_id)
    token = new_token()
    session.add(
        LinkRow(
            digest=digest_of(token),
            purpose=purpose,
            person_id=person_id,
            made=now,
            made_by=fit_text(by)[:320],
            expires=now + (lasts or LASTS[purpose]),
        )
    )
    append(session, now, by, "make link", subject, {"purpose": str(purpose)})
    return token


def look_at(session: Session, now: datetime, token: str) -> Link:
    """What a link is for, if it would work now; raises LinkRefused. Uses nothing up."""
    row = session.get(LinkRow, digest_of(token), populate_existing=True)
    if row is None:
        raise LinkRefused(Refusal.UNKNOWN)
    if row.used is not None:
        raise LinkRefused(Refusal.USED)
    if row.withdrawn is not None:
        raise LinkRefused(Refusal.WITHDRAWN)
    if now >= row.expires:
        raise LinkRefused(Refusal.EXPIRED)
    if row.made > now + CLOCK_SLACK:
        raise LinkRefused(Refusal.CLOCK)
    if row.person_id is None:
        if has_administrator(session):
            raise LinkRefused(Refusal.WITHDRAWN)
        return Link(Purpose(row.purpose), None, row.expires)
    person = get_row(session, row.person_id)
    if person.disabled is not None:
        raise LinkRefused(Refusal.WITHDRAWN)
    return Link(Purpose(row.purpose), to_person(person), row.expires)


def use_link(session: Session, now: datetime, token: str) -> Link:
    """Use it up, in the transaction that does what it is for; raises LinkRefused. Of several at once, one succeeds."""
    digest = digest_of(token)
    # The lock first: whoever waited for it sees what the other did.
    locked = select(LinkRow.digest).where(LinkRow.digest == digest).with_for_update()
    session.execute(locked)
    link = look_at(session, now, token)
    session.execute(update(LinkRow).where(LinkRow.digest == digest).values(used=now))
    who = "" if link.person is None else link.person.email
    append(session, now, who or "first link", "use link", who, {"purpose": str(link.purpose)})
    return link
