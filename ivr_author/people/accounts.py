"""Who is known here: accounts are added, given roles, disabled; each change and its row in the audit log at once.

`by` is who does it: an email address, or what says that it was the command line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.people.audit import append
from ivr_author.people.passwords import PasswordHash
from ivr_author.people.roles import Grant, Person, Role
from ivr_author.people.tables import GrantRow, IdentityRow, LinkRow, PersonRow, SessionRow, fit_text

RULES = {
    "account-email": "An email address is none",
    "account-identity": "A provider's account belongs to somebody else here",
    "account-name": "A person has no name",
    "account-taken": "There is an account with this email address",
    "account-unknown": "There is no such account",
    "last-administrator": "Nobody would be left who can manage people",
}
"""Every rule id that this module can report, with its description."""

MAX_NAME = 200
_PART = r"[^@\s\x00-\x1f\ud800-\udfff<>(),;:\"\\]"
_EMAIL = re.compile(f"{_PART}{{1,64}}@{_PART}{{1,255}}")


class AccountFault(Exception):
    """What was asked for can't be had; `diagnostic` says why to a person. Nothing was changed."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class Account:
    """A person with what administrators see of their account. Somebody who is disabled has no grants in effect."""

    person: Person
    made: datetime
    disabled: datetime | None
    has_password: bool
    has_second_factor: bool


def add_person(session: Session, now: datetime, by: str, name: str, email: str, grants: Iterable[Grant] = ()) -> Person:
    """A new account without a password: a link (`links`) or a provider lets them in. Raises AccountFault."""
    address = read_email(email)
    if session.scalar(select(PersonRow.id).where(PersonRow.email == address)) is not None:
        raise _fault("account-taken", f"there is an account of {address}", "grant it what it lacks, or enable it")
    row = PersonRow(email=address, name=_read_name(name), made=now)
    session.add(row)
    row.grants = [GrantRow(role=role, locale=locale) for role, locale in _rows_of(grants)]
    session.flush()
    person = to_person(row)
    append(session, now, by, "add person", address, {"name": row.name, "roles": _told(person.grants)})
    return person


def find_person(session: Session, email: str) -> Person | None:
    """The person with this address, disabled ones too (without grants then)."""
    row = session.scalars(select(PersonRow).where(PersonRow.email == fit_text(email.strip().lower()))).first()
    return None if row is None else to_person(row)


def require_person(session: Session, email: str) -> Person:
    """The same; raises AccountFault where there is none."""
    person = find_person(session, email)
    if person is None:
        raise _fault(
            "account-unknown", f"there is no account of {fit_text(email)}", "`ivr-author people list` shows all"
        )
    return person


def get_person(session: Session, person_id: int) -> Person | None:
    """The person with this id, with what they may do now."""
    row = session.get(PersonRow, person_id, populate_existing=True)
    return None if row is None else to_person(row)


def list_accounts(session: Session) -> tuple[Account, ...]:
    """Everybody, by name."""
    rows = session.scalars(select(PersonRow).order_by(PersonRow.name, PersonRow.id))
    return tuple(_account(row) for row in rows)


def get_account(session: Session, person_id: int) -> Account:
    """One of them; raises AccountFault where there is none."""
    return _account(get_row(session, person_id))


def has_administrator(session: Session) -> bool:
    """Whether somebody can manage people; until then only the first link can."""
    return bool(_administrators(session))


def grant(session: Session, now: datetime, by: str, person_id: int, given: Grant) -> Person:
    """Give a role; languages add up, and without languages the role is for all. In effect at their next request."""
    held = dict.fromkeys(get_grants(session, person_id))
    others = [one for one in held if one.role is not given.role]
    same = [one for one in held if one.role is given.role]
    if given.locales is None or any(one.locales is None for one in same):
        return set_grants(session, now, by, person_id, [*others, Grant(given.role)])
    locales = given.locales.union(*(one.locales for one in same if one.locales is not None))
    return set_grants(session, now, by, person_id, [*others, Grant(given.role, locales)])


def revoke(session: Session, now: datetime, by: str, person_id: int, taken: Grant) -> Person:
    """Take a role away, or with languages only these. In effect at their next request, in sessions that run too.

    Raises AccountFault where the role is held in all languages, and some are to be taken: nobody knows all the others.
    """
    kept = []
    for one in get_grants(session, person_id):
        if one.role is not taken.role:
            kept.append(one)
        elif taken.locales is not None and one.locales is None:
            message = f"they are {one.role} in all languages, so some of them can't be taken away"
            raise _fault("account-unknown", message, f"revoke {one.role}, then grant {one.role} for those that remain")
        elif taken.locales is not None and one.locales is not None and one.locales - taken.locales:
            kept.append(Grant(one.role, one.locales - taken.locales))
    return set_grants(session, now, by, person_id, kept)


def set_grants(session: Session, now: datetime, by: str, person_id: int, grants: Iterable[Grant]) -> Person:
    """Put these grants in place of those they have; raises AccountFault for the last administrator's."""
    row = get_row(session, person_id)
    before = to_person(row).grants
    rows = _rows_of(grants)
    if (Role.ADMINISTRATOR, "") not in rows:
        _keep_an_administrator(session, person_id)
    held = {(one.role, one.locale): one for one in row.grants}
    row.grants = [held.get(key) or GrantRow(role=key[0], locale=key[1]) for key in rows]
    session.flush()
    session.refresh(row)
    person = to_person(row)
    if person.grants != before:
        append(session, now, by, "change roles", row.email, {"before": _told(before), "now": _told(person.grants)})
    return person


def get_grants(session: Session, person_id: int) -> tuple[Grant, ...]:
    """What somebody was granted, whether or not they are disabled."""
    return _grants(get_row(session, person_id))


def disable(session: Session, now: datetime, by: str, person_id: int) -> None:
    """Shut somebody out at once: sessions and links end. Raises AccountFault for the last administrator."""
    row = get_row(session, person_id)
    _keep_an_administrator(session, person_id)
    if row.disabled is None:
        row.disabled = now
        end_sessions(session, person_id)
        withdraw_links(session, now, person_id)
        append(session, now, by, "disable person", row.email)


def enable(session: Session, now: datetime, by: str, person_id: int) -> None:
    """Let somebody in again, with the roles and the password they had."""
    row = get_row(session, person_id)
    if row.disabled is not None:
        row.disabled = None
        append(session, now, by, "enable person", row.email)


def rename(session: Session, now: datetime, by: str, person_id: int, name: str) -> None:
    """Write a name another way; what was signed with the old one stays as it was."""
    row = get_row(session, person_id)
    before, row.name = row.name, _read_name(name)
    if row.name != before:
        append(session, now, by, "rename person", row.email, {"before": before, "now": row.name})


def set_password(
    session: Session, now: datetime, by: str, person_id: int, password: PasswordHash, *, but_session: str = ""
) -> None:
    """Keep a password that was judged and hashed; all their sessions end (but one, by its digest), and open links."""
    row = get_row(session, person_id)
    row.password = password
    end_sessions(session, person_id, but_session)
    withdraw_links(session, now, person_id)
    append(session, now, by, "set password", row.email)


def link_identity(session: Session, now: datetime, by: str, person_id: int, issuer: str, subject: str) -> None:
    """Remember whom a provider means; raises AccountFault where it means somebody else."""
    row = get_row(session, person_id)
    known = session.get(IdentityRow, (issuer, subject))
    if known is None:
        session.add(IdentityRow(issuer=issuer, subject=subject, person_id=person_id))
        append(session, now, by, "link identity", row.email, {"issuer": issuer})
    elif known.person_id != person_id:
        message = f"this account at {issuer} belongs to somebody else here"
        raise _fault("account-identity", message, "sign in with the account that is yours")


def find_by_identity(session: Session, issuer: str, subject: str) -> Person | None:
    """The person whom a provider means, if they were linked and are not disabled."""
    known = session.get(IdentityRow, (issuer, subject))
    row = None if known is None else session.get(PersonRow, known.person_id)
    return None if row is None or row.disabled is not None else to_person(row)


def end_sessions(session: Session, person_id: int, but: str = "") -> int:
    """Sign somebody out everywhere, but in the session with this digest; how many ended."""
    theirs = select(SessionRow.digest).where(SessionRow.person_id == person_id, SessionRow.digest != but)
    digests = session.scalars(theirs).all()
    session.execute(delete(SessionRow).where(SessionRow.digest.in_(digests)))
    return len(digests)


def withdraw_links(session: Session, now: datetime, person_id: int | None) -> None:
    """No link that somebody was given and has not used works any longer; None: the links to the first account."""
    open_links = select(LinkRow).where(LinkRow.person_id == person_id, LinkRow.used.is_(None))
    for link in session.scalars(open_links.where(LinkRow.withdrawn.is_(None))):
        link.withdrawn = now


def read_email(email: str) -> str:
    """An address as it is kept; raises AccountFault."""
    address = email.strip().lower()
    if len(address) > 320 or not _EMAIL.fullmatch(address):
        raise _fault("account-email", "this is no email address", "write it as in ana@example.org")
    return address


def get_row(session: Session, person_id: int) -> PersonRow:
    """For modules of this package."""
    row = session.get(PersonRow, person_id)
    if row is None:
        raise _fault("account-unknown", "there is no such account", "`ivr-author people list` shows all")
    return row


def to_person(row: PersonRow) -> Person:
    """For modules of this package: who is disabled may do nothing."""
    return Person(row.id, row.name, row.email, () if row.disabled is not None else _grants(row))


def _grants(row: PersonRow) -> tuple[Grant, ...]:
    """A role that this version does not know allows nothing."""
    found: dict[Role, set[str]] = {}
    for one in row.grants:
        if one.role in set(Role):
            found.setdefault(Role(one.role), set()).add(one.locale)
    return tuple(Grant(role, None if "" in locales else frozenset(locales)) for role, locales in sorted(found.items()))


def _rows_of(grants: Iterable[Grant]) -> list[tuple[str, str]]:
    pairs = {(str(one.role), locale) for one in grants for locale in (one.locales or {""})}
    return sorted((role, locale) for role, locale in pairs if not locale or (role, "") not in pairs)


def _account(row: PersonRow) -> Account:
    has_factor = row.totp_confirmed is not None
    return Account(to_person(row), row.made, row.disabled, row.password is not None, has_factor)


def _administrators(session: Session) -> list[int]:
    """Who can manage people now; of two who take this from each other at once, the second waits and then sees it."""
    query = select(PersonRow.id).join(GrantRow).where(GrantRow.role == Role.ADMINISTRATOR, PersonRow.disabled.is_(None))
    return list(session.scalars(query))


def _keep_an_administrator(session: Session, person_id: int) -> None:
    session.execute(select(GrantRow.person_id).where(GrantRow.role == Role.ADMINISTRATOR).with_for_update())
    if _administrators(session) == [person_id]:
        message = "they are the last administrator: nobody could manage people any longer"
        raise _fault("last-administrator", message, "make somebody else administrator first")


def _read_name(name: str) -> str:
    words = " ".join("".join(character if character.isprintable() else " " for character in name).split())
    if not words or len(words) > MAX_NAME:
        raise _fault("account-name", f"a name has 1 to {MAX_NAME} characters", "write it as colleagues know it")
    return words


def _told(grants: Iterable[Grant]) -> str:
    return " ".join(str(one) for one in grants)


def _fault(rule: str, message: str, hint: str) -> AccountFault:
    return AccountFault(error(rule, message, hint=hint))
