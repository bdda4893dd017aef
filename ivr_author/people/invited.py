"""Whom a provider's word lets in: only who has an account here, by an address that the provider has verified."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from ivr_author.people.accounts import AccountFault, find_by_identity, find_person, get_account, link_identity
from ivr_author.people.roles import Person


def invited_person(session: Session, now: datetime, issuer: str, subject: str, email: str) -> Person | None:
    """The person that a provider means, by what it calls them, or the first time by `email` (empty: not verified).

    From then on the account at the provider is theirs, whatever address it has. None: nobody was invited so.
    """
    known = find_by_identity(session, issuer, subject)
    if known is not None:
        return known
    found = find_person(session, email) if email else None
    if found is None or get_account(session, found.id).disabled is not None:
        return None
    try:
        link_identity(session, now, found.email, found.id, issuer, subject)
    except AccountFault:
        return None
    return found
