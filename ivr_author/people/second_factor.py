"""One-time codes from a phone (TOTP, RFC 6238), each good once, and recovery codes for who has lost the phone."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from enum import StrEnum

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ivr_author.people.accounts import get_row
from ivr_author.people.audit import append
from ivr_author.people.seal import SEAL, Seal
from ivr_author.people.sessions import digest_of
from ivr_author.people.tables import PersonRow, RecoveryCodeRow

ISSUER = "ivr_author"
"""What authenticator apps show beside the address."""

RECOVERY_CODES = 10
STEP_SECONDS = 30
DRIFT = 1
"""Steps before and after the present one: a phone's clock, and the time it takes to type six digits."""


class Outcome(StrEnum):
    """What became of a code."""

    RIGHT = "right"
    RECOVERY = "recovery"  # right, and one recovery code less
    WRONG = "wrong"
    REUSED = "reused"  # was good, once
    SEALED = "sealed"  # the secret was sealed with another key: only recovery codes until that is back
    CLOCK = "clock"  # the server's clock was set back: only recovery codes until it is where it was

    @property
    def is_good(self) -> bool:
        """Whether it lets somebody in."""
        return self in {Outcome.RIGHT, Outcome.RECOVERY}


def begin_enrolment(session: Session, person_id: int) -> tuple[str, str]:
    """A new secret, in letters to type and as the URI of a QR code. It counts when a code of it was confirmed.

    Raises ValueError for somebody who has a second factor: `reset` comes first.
    """
    row = get_row(session, person_id)
    if row.totp_confirmed is not None:
        raise ValueError("there is a second factor already")
    secret = pyotp.random_base32()
    row.totp_sealed, row.totp_last_step = _seal_of(session).seal(row.id, secret), 0
    return secret, _uri(row, secret)


def enrolment_of(session: Session, person_id: int) -> tuple[str, str] | None:
    """What `begin_enrolment` gave, to be shown again after a wrong code; None: nothing was begun, or it has ended."""
    row = get_row(session, person_id)
    secret = _secret_of(session, row)
    return None if secret is None or row.totp_confirmed is not None else (secret, _uri(row, secret))


def confirm_enrolment(session: Session, now: datetime, person_id: int, code: str) -> tuple[str, ...]:
    """Take the factor into use; the recovery codes, which are told only now. Empty: the code was wrong."""
    row = _locked(session, person_id)
    if row.totp_confirmed is not None or _judge(session, row, now, code) is not Outcome.RIGHT:
        return ()
    row.totp_confirmed = now
    codes = _new_recovery_codes(session, person_id)
    append(session, now, row.email, "enrol second factor", row.email)
    return codes


def check_code(session: Session, now: datetime, person_id: int, code: str) -> Outcome:
    """Judge a code, or a recovery code, and use it up. `sign_in.confirm_code` does so with its limits."""
    row = _locked(session, person_id)
    if row.totp_confirmed is None:
        return Outcome.WRONG
    bare = "".join(code.split()).replace("-", "").lower()
    if len(bare) == _RECOVERY_CHARACTERS:
        known = session.get(RecoveryCodeRow, (person_id, digest_of(bare)))
        if known is None:
            return Outcome.WRONG
        session.delete(known)
        append(session, now, row.email, "use recovery code", row.email)
        return Outcome.RECOVERY
    return _judge(session, row, now, bare)


def renew_recovery_codes(session: Session, now: datetime, person_id: int) -> tuple[str, ...]:
    """Ten new codes in place of those that are left."""
    codes = _new_recovery_codes(session, person_id)
    row = get_row(session, person_id)
    append(session, now, row.email, "renew recovery codes", row.email)
    return codes


def recovery_codes_left(session: Session, person_id: int) -> int:
    """How many are left."""
    return len(session.scalars(select(RecoveryCodeRow).where(RecoveryCodeRow.person_id == person_id)).all())


def reset(session: Session, now: datetime, by: str, person_id: int) -> None:
    """Take the factor away, for who has lost the phone and the codes; they enrol anew at their next sign-in."""
    row = get_row(session, person_id)
    row.totp_sealed, row.totp_confirmed, row.totp_last_step = None, None, 0
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.person_id == person_id))
    append(session, now, by, "reset second factor", row.email)


def count_sealed_otherwise(session: Session) -> int:
    """How many have a second factor that was sealed with another key, so that no code of theirs is right."""
    rows = session.scalars(select(PersonRow).where(PersonRow.totp_confirmed.is_not(None)))
    return sum(_secret_of(session, row) is None for row in rows)


def _seal_of(session: Session) -> Seal:
    seal = session.info[SEAL]
    assert isinstance(seal, Seal), "`Database` gives sessions theirs"
    return seal


def _secret_of(session: Session, row: PersonRow) -> str | None:
    """None: there is none, or it was sealed with another key."""
    return None if row.totp_sealed is None else _seal_of(session).unseal(row.id, row.totp_sealed)


def _uri(row: PersonRow, secret: str) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=row.email, issuer_name=ISSUER)


_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_RECOVERY_CHARACTERS = 16


def _locked(session: Session, person_id: int) -> PersonRow:
    """Of two who show the same code at once, the second waits, and then sees that it was used."""
    query = select(PersonRow).where(PersonRow.id == person_id).with_for_update()
    session.execute(query.execution_options(populate_existing=True))
    return get_row(session, person_id)


def _judge(session: Session, row: PersonRow, now: datetime, code: str) -> Outcome:
    bare = "".join(code.split())
    if row.totp_sealed is None:
        return Outcome.WRONG
    secret = _secret_of(session, row)
    if secret is None:
        return Outcome.SEALED
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    fits = [
        step
        for step in range(present - DRIFT, present + DRIFT + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), bare.encode("utf-8", "replace"))
    ]
    if not fits:
        return Outcome.WRONG
    if row.totp_last_step > present + DRIFT:
        return Outcome.CLOCK
    if max(fits) <= row.totp_last_step:
        return Outcome.REUSED
    row.totp_last_step = max(fits)
    return Outcome.RIGHT


def _new_recovery_codes(session: Session, person_id: int) -> tuple[str, ...]:
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.person_id == person_id))
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_CHARACTERS)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCodeRow(person_id=person_id, digest=digest_of(code)) for code in codes)
    return tuple("-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in codes)
