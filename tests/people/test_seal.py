"""What second factors are sealed with: nothing else than the same key opens them, and a lost key is told."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import update

from ivr_author.people import second_factor
from ivr_author.people.database import Database, open_database
from ivr_author.people.roles import Role
from ivr_author.people.seal import Seal
from ivr_author.people.second_factor import Outcome
from ivr_author.people.sign_in import Reason, SignInRefused, confirm_code, sign_in
from ivr_author.people.tables import PersonRow
from tests.people.conftest import FAST, PASSWORD, Add
from tests.people.moments import NOW

OLD, NEW = b"o" * 32, b"n" * 32
STEP = timedelta(seconds=second_factor.STEP_SECONDS)


def test_only_the_same_key_opens_and_for_the_same_person() -> None:
    sealed = Seal([OLD]).seal(7, "SECRET")
    assert "SECRET" not in sealed
    assert Seal([OLD]).seal(7, "SECRET") != sealed
    assert Seal([OLD]).unseal(7, sealed) == "SECRET"
    assert Seal([NEW, OLD]).unseal(7, sealed) == "SECRET"
    assert Seal([NEW]).unseal(7, sealed) is None
    assert Seal([OLD]).unseal(71, sealed) is None
    assert Seal([OLD]).unseal(7, sealed[:-6] + "AAAA==") is None
    assert Seal([OLD]).unseal(7, "") is None
    assert Seal().unseal(7, Seal().seal(7, "SECRET")) is None


@pytest.fixture
def phone(url: str, database: Database, add: Add) -> pyotp.TOTP:
    """Ana, an administrator, has a second factor that was sealed with the old key."""
    ana = add("ana", Role.ADMINISTRATOR)
    opened = open_database(url, FAST, Seal([OLD]))
    with opened.writing() as session:
        secret, _ = second_factor.begin_enrolment(session, ana.id)
        assert second_factor.confirm_enrolment(session, NOW, ana.id, pyotp.TOTP(secret).at(NOW - STEP))
    opened.close()
    return pyotp.TOTP(secret)


def test_a_lost_key_is_told_and_recovery_codes_work(url: str, phone: pyotp.TOTP) -> None:
    lost, found = (open_database(url, FAST, Seal(keys)) for keys in ([NEW], [NEW, OLD]))
    token = sign_in(lost, NOW, "ana@example.org", PASSWORD)
    with pytest.raises(SignInRefused) as told:
        confirm_code(lost, NOW, token, phone.at(NOW))
    assert told.value.reason is Reason.SEALED
    with lost.writing() as session:
        assert second_factor.count_sealed_otherwise(session) == 1
        codes = second_factor.renew_recovery_codes(session, NOW, 1)
        assert second_factor.check_code(session, NOW, 1, codes[0]) is Outcome.RECOVERY
    # With the key's backup beside the new one, the phone is good again.
    with found.reading() as session:
        assert second_factor.count_sealed_otherwise(session) == 0
    assert confirm_code(found, NOW, token, phone.at(NOW))
    for one in (lost, found):
        one.close()


def test_an_administrator_takes_a_factor_away_that_nobody_can_read(url: str, phone: pyotp.TOTP) -> None:
    lost = open_database(url, FAST, Seal([NEW]))
    with lost.writing() as session:
        second_factor.reset(session, NOW, "test", 1)
        secret, _ = second_factor.begin_enrolment(session, 1)
        assert second_factor.enrolment_of(session, 1) == (secret, second_factor.enrolment_of(session, 1)[1])  # type: ignore[index]
        assert secret != phone.secret
    with lost.writing() as session:
        # One that was begun before the key was lost is begun anew.
        session.execute(update(PersonRow).values(totp_sealed=Seal([OLD]).seal(1, secret)))
        assert second_factor.enrolment_of(session, 1) is None
    lost.close()
