"""How often somebody may guess: wrong tries by account and by address, counted in the database for all processes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ivr_author.people.tables import AttemptRow, fit_text

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
"""Wrong tries at one account in a window."""
PER_ADDRESS = 20
"""Wrong tries from one network address in a window; an office shares one."""

KEPT = timedelta(days=1)
CLOCK_SLACK = timedelta(minutes=5)


class TooMany(Exception):
    """There were too many wrong tries; `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"too many wrong tries; wait {int(wait.total_seconds() / 60) + 1} minutes")
        self.wait = wait


def begin_attempt(session: Session, now: datetime, account: str, address: str) -> None:
    """Count a try before it is judged, so that a thousand at once are counted too. Raises TooMany, and counts nothing.

    `account` is what is tried at, whether it exists or not; an empty address (the provider's answer) is not counted.
    A try that turned out right is taken back by `forgive`.
    """
    for key, most in _keys(account, address):
        _lock(session, key)
        # Tries from the future are from before the clock was set back: nobody shall wait for years.
        within = (AttemptRow.key == key, AttemptRow.at > now - WINDOW, AttemptRow.at <= now + CLOCK_SLACK)
        count, oldest = session.execute(select(func.count(), func.min(AttemptRow.at)).where(*within)).one()
        if count >= most:
            raise TooMany(max(oldest + WINDOW - now, timedelta(seconds=1)))
        session.add(AttemptRow(key=key, at=now))
    session.execute(delete(AttemptRow).where(AttemptRow.at < now - KEPT))
    session.flush()


def forgive(session: Session, now: datetime, account: str, address: str) -> None:
    """The try that `begin_attempt` counted at this moment was right: the account begins anew, the address has one less.

    An address is not begun anew: else who has an account of their own could guess at others' for ever.
    """
    (key, _), *others = _keys(account, address)
    session.execute(delete(AttemptRow).where(AttemptRow.key == key))
    for other, _ in others:
        mine = select(AttemptRow.id).where(AttemptRow.key == other, AttemptRow.at == now).limit(1)
        session.execute(delete(AttemptRow).where(AttemptRow.id.in_(mine)))


def _keys(account: str, address: str) -> list[tuple[str, int]]:
    keys = [("account:" + hashlib.sha256(account.encode("utf-8", "replace")).hexdigest(), PER_ACCOUNT)]
    return [*keys, (f"address:{fit_text(address)[:200]}", PER_ADDRESS)] if address else keys


def _lock(session: Session, key: str) -> None:
    # SQLite has one writer at a time anyway.
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))
