"""Signing in: passwords, codes, how often somebody may guess, and sessions that end when they should."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher

from ivr_author.people import accounts, audit, limits, second_factor, sessions
from ivr_author.people.database import Database, open_database
from ivr_author.people.passwords import Passwords
from ivr_author.people.roles import Grant, Permission, Role
from ivr_author.people.second_factor import Outcome
from ivr_author.people.sessions import Needs, SignedIn
from ivr_author.people.sign_in import Reason, SignInRefused, confirm_code, enrol, sign_in
from tests.people.conftest import PASSWORD, Add
from tests.people.moments import NOW

ANA = "ana@example.org"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STEP = timedelta(seconds=30)


def look_up(database: Database, token: str, now: datetime = NOW) -> SignedIn | None:
    with database.reading() as session:
        return sessions.look_up(session, now, token)


def signed_in(database: Database, token: str, now: datetime = NOW) -> SignedIn:
    found = look_up(database, token, now)
    assert found is not None
    return found


def refused(database: Database, now: datetime, email: str, password: str, address: str = "") -> SignInRefused:
    with pytest.raises(SignInRefused) as told:
        sign_in(database, now, email, password, address=address)
    return told.value


def code_refused(database: Database, now: datetime, token: str, code: str) -> Reason:
    with pytest.raises(SignInRefused) as told:
        confirm_code(database, now, token, code)
    return told.value.reason


def with_factor(database: Database, add: Add) -> tuple[str, pyotp.TOTP, tuple[str, ...]]:
    """Ana, an administrator, has just enrolled: her session, her phone, her recovery codes."""
    ana = add("ana", Role.ADMINISTRATOR)
    token = sign_in(database, NOW - HOUR, ANA, PASSWORD)
    with database.writing() as session:
        secret, _ = second_factor.begin_enrolment(session, ana.id)
    phone = pyotp.TOTP(secret)
    token, codes = enrol(database, NOW - HOUR, token, phone.at(NOW - HOUR))
    return token, phone, codes


def test_who_knows_the_password_is_signed_in(database: Database, add: Add) -> None:
    ana = add("ana", Role.EDITOR)
    token = sign_in(database, NOW, " Ana@Example.org", PASSWORD, address="192.0.2.1", agent="Firefox\x1b[31m")
    found = signed_in(database, token)
    assert (found.person, found.needs, found.address) == (ana, Needs.NOTHING, "192.0.2.1")
    assert found.agent == "Firefox\ufffd[31m"
    with database.reading() as session:
        (last,) = audit.entries(session, limit=1)
    assert (last.who, last.action, last.detail["address"]) == (ANA, "sign in", "192.0.2.1")


def test_who_does_not_is_not_and_is_not_told_why(database: Database, add: Add) -> None:
    add("ana", Role.EDITOR)
    ben = add("ben", Role.EDITOR)
    add("cem", Role.EDITOR, password="")
    with database.writing() as session:
        accounts.disable(session, NOW, "boss", ben.id)
    for email, password in [
        *((ANA, "seven green umbrellaz"), (ANA, ""), ("nobody@example.org", PASSWORD), (PASSWORD, "")),
        *(("ben@example.org", PASSWORD), ("cem@example.org", PASSWORD), ("cem@example.org", "nobody's password")),
    ]:
        told = refused(database, NOW, email, password)
        assert (told.reason, told.wait) == (Reason.WRONG, timedelta(0))
    with database.reading() as session:
        log = audit.entries(session, action="sign-in refused")
        assert {one.who for one in log} == {ANA, "ben@example.org", "cem@example.org", "unknown"}
        assert PASSWORD not in "".join(audit.to_csv(session))  # it was typed in the wrong field


@pytest.mark.parametrize(
    "odd", ["\0", "\ud800@example.org", "ana@example.org\0", "x" * 100_000, "'; DROP TABLE people"]
)
def test_whatever_is_typed_is_only_wrong(database: Database, add: Add, odd: str) -> None:
    ana = add("ana", Role.EDITOR)
    assert refused(database, NOW, odd, odd, odd).reason is Reason.WRONG
    token = sign_in(database, NOW, ANA, PASSWORD, address=odd, agent=odd, replaces=odd)
    assert signed_in(database, token).person == ana
    assert code_refused(database, NOW, odd, odd) is Reason.SIGNED_OUT
    with database.reading() as session:
        assert accounts.find_person(session, odd) is None
        assert audit.entries(session, who=odd, action=odd, subject=odd) == ()
        assert audit.verify(session) == []


def test_five_wrong_passwords_are_enough_for_a_quarter_of_an_hour(database: Database, add: Add) -> None:
    add("ana", Role.EDITOR)
    add("ben", Role.EDITOR)
    for number in range(limits.PER_ACCOUNT):
        assert refused(database, NOW + number * MINUTE, ANA, "wrong").reason is Reason.WRONG
    now = NOW + 5 * MINUTE
    told = refused(database, now, ANA, PASSWORD)
    assert (told.reason, told.wait) == (Reason.TOO_MANY, 10 * MINUTE)
    assert sign_in(database, now, "ben@example.org", PASSWORD)
    assert refused(database, NOW + 14 * MINUTE, ANA, PASSWORD).reason is Reason.TOO_MANY
    assert sign_in(database, NOW + 15 * MINUTE, ANA, PASSWORD)


def test_the_right_password_begins_the_count_anew(database: Database, add: Add) -> None:
    add("ana", Role.EDITOR)
    for _ in range(3):
        for _ in range(limits.PER_ACCOUNT - 1):
            assert refused(database, NOW, ANA, "wrong").reason is Reason.WRONG
        assert sign_in(database, NOW, ANA, PASSWORD)


def test_an_address_that_guesses_at_many_accounts_is_stopped(database: Database, add: Add) -> None:
    add("ana", Role.EDITOR)
    for number in range(limits.PER_ADDRESS):
        now = NOW + number * timedelta(seconds=1)
        assert refused(database, now, f"somebody{number}@example.org", "wrong", "192.0.2.1").reason is Reason.WRONG
        # An account of one's own gives no further tries at others'.
        if number == limits.PER_ADDRESS - 2:
            sign_in(database, now + timedelta(milliseconds=1), ANA, PASSWORD, address="192.0.2.1")
    later = NOW + MINUTE
    assert refused(database, later, ANA, PASSWORD, "192.0.2.1").reason is Reason.TOO_MANY
    assert sign_in(database, later, ANA, PASSWORD, address="192.0.2.2")


def test_nobody_is_locked_out_for_years_by_a_clock_that_was_wrong(database: Database, add: Add) -> None:
    add("ana", Role.EDITOR)
    for _ in range(limits.PER_ACCOUNT):
        refused(database, NOW + 400 * DAY, ANA, "wrong")
    assert sign_in(database, NOW, ANA, PASSWORD)


def test_who_guesses_in_parallel_gets_no_more_tries(database: Database, add: Add) -> None:
    add("ana", Role.EDITOR)
    with ThreadPoolExecutor(8) as pool:
        told = [one.reason for one in pool.map(lambda _: refused(database, NOW, ANA, "wrong", "192.0.2.1"), range(16))]
    assert told.count(Reason.WRONG) == limits.PER_ACCOUNT
    assert told.count(Reason.TOO_MANY) == 16 - limits.PER_ACCOUNT


def test_a_dearer_hash_takes_the_place_of_the_old_one_at_sign_in(url: str, database: Database, add: Add) -> None:
    add("ana", Role.EDITOR)
    dearer = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    later = open_database(url, dearer)
    sign_in(later, NOW, ANA, PASSWORD)
    with later.reading() as session:
        kept = session.get(accounts.PersonRow, 1).password  # type: ignore[union-attr]
    assert not dearer.is_outdated(str(kept))
    assert sign_in(database, NOW, ANA, PASSWORD)
    later.close()


def test_a_session_ends_idle_and_in_any_case(database: Database, add: Add) -> None:
    add("ana", Role.EDITOR)
    token = sign_in(database, NOW, ANA, PASSWORD)
    assert look_up(database, token, NOW + sessions.IDLE - STEP)
    assert look_up(database, token, NOW + sessions.IDLE) is None

    def is_open(hours: int) -> bool:
        """A click, which is kept."""
        found = look_up(database, token, NOW + hours * HOUR)
        if found is not None:
            with database.writing() as session:
                sessions.touch(session, NOW + hours * HOUR, found.digest)
        return found is not None

    assert [is_open(hours) for hours in (*range(11, 7 * 24, 11), 7 * 24)] == [*([True] * 15), False]


def test_it_is_not_written_down_at_each_click(database: Database, add: Add) -> None:
    add("ana", Role.EDITOR)
    token = sign_in(database, NOW, ANA, PASSWORD)
    assert not signed_in(database, token, NOW + 4 * MINUTE).is_due
    assert signed_in(database, token, NOW + 5 * MINUTE).is_due


def test_a_session_begun_under_a_wrong_clock_is_none(database: Database, add: Add) -> None:
    add("ana", Role.EDITOR)
    token = sign_in(database, NOW + 400 * DAY, ANA, PASSWORD)
    assert look_up(database, token, NOW) is None
    assert look_up(database, sign_in(database, NOW + 2 * MINUTE, ANA, PASSWORD), NOW)


def test_a_new_sign_in_has_a_new_token_and_ends_the_old_one(database: Database, add: Add) -> None:
    add("ana", Role.EDITOR)
    first = sign_in(database, NOW, ANA, PASSWORD)
    second = sign_in(database, NOW, ANA, PASSWORD, replaces=first)
    assert first != second
    assert look_up(database, first) is None
    assert look_up(database, second)


@pytest.mark.parametrize("token", ["", "x", "\0\ud800", "A" * 43])
def test_a_token_that_nobody_was_given_signs_nobody_in(database: Database, add: Add, token: str) -> None:
    add("ana", Role.EDITOR)
    sign_in(database, NOW, ANA, PASSWORD)
    assert look_up(database, token) is None


def test_a_digest_is_no_token(database: Database, add: Add) -> None:
    add("ana", Role.EDITOR)
    token = sign_in(database, NOW, ANA, PASSWORD)
    assert look_up(database, sessions.digest_of(token)) is None


def test_a_role_taken_away_is_gone_at_the_next_click(database: Database, add: Add) -> None:
    ana = add("ana", Role.EDITOR)
    token = sign_in(database, NOW, ANA, PASSWORD)
    assert signed_in(database, token).person.may(Permission.WRITE_WORDS)
    with database.writing() as session:
        accounts.revoke(session, NOW, "boss", ana.id, Grant(Role.EDITOR))
    assert not signed_in(database, token).person.may(Permission.WRITE_WORDS)


def test_a_role_that_demands_a_second_factor_does_so_in_sessions_that_run(database: Database, add: Add) -> None:
    ana = add("ana", Role.EDITOR)
    token = sign_in(database, NOW, ANA, PASSWORD)
    with database.writing() as session:
        accounts.grant(session, NOW, "boss", ana.id, Grant(Role.OPERATIONS))
    assert signed_in(database, token).needs is Needs.ENROLMENT


def test_sessions_are_listed_and_ended_one_by_one_and_all(database: Database, add: Add) -> None:
    ana = add("ana", Role.EDITOR)
    add("ben", Role.EDITOR)
    tokens = [sign_in(database, NOW + number * MINUTE, ANA, PASSWORD) for number in range(4)]
    bens = sign_in(database, NOW, "ben@example.org", PASSWORD)
    now = NOW + 5 * MINUTE
    with database.writing() as session:
        listed = sessions.sessions_of(session, now, ana.id)
        assert [one.digest for one in listed] == [sessions.digest_of(token) for token in reversed(tokens)]
        assert sessions.end(session, now, ANA, listed[0].digest)
        assert not sessions.end(session, now, ANA, listed[0].digest)
        assert sessions.end_all(session, now, "boss", ana.id, but=listed[1].digest) == 2
    assert [look_up(database, token, now) is not None for token in tokens] == [False, False, True, False]
    assert look_up(database, bens, now)


def test_an_administrator_enrols_first_and_shows_a_code_each_time(database: Database, add: Add) -> None:
    ana = add("ana", Role.ADMINISTRATOR)
    token = sign_in(database, NOW - HOUR, ANA, PASSWORD)
    assert signed_in(database, token).needs is Needs.ENROLMENT
    with database.writing() as session:
        secret, uri = second_factor.begin_enrolment(session, ana.id)
    phone = pyotp.parse_uri(uri)
    assert isinstance(phone, pyotp.TOTP)
    assert (phone.secret, phone.name) == (secret, ANA)
    with pytest.raises(SignInRefused):
        enrol(database, NOW - HOUR, token, "000000")
    assert signed_in(database, token).needs is Needs.ENROLMENT
    with database.reading() as session:
        assert second_factor.enrolment_of(session, ana.id) == (secret, uri)
    renewed, codes = enrol(database, NOW - HOUR, token, phone.at(NOW - HOUR))
    assert look_up(database, token) is None
    assert signed_in(database, renewed).needs is Needs.NOTHING
    assert len(set(codes)) == second_factor.RECOVERY_CODES

    again = sign_in(database, NOW, ANA, PASSWORD)
    assert signed_in(database, again).needs is Needs.CODE
    assert code_refused(database, NOW, again, "000000") is Reason.WRONG
    confirmed = confirm_code(database, NOW, again, f" {phone.at(NOW)[:3]} {phone.at(NOW)[3:]} ")
    assert signed_in(database, confirmed).needs is Needs.NOTHING
    assert look_up(database, again) is None


def test_a_code_is_good_once(database: Database, add: Add) -> None:
    _, phone, _ = with_factor(database, add)
    first, second = (sign_in(database, NOW, ANA, PASSWORD) for _ in range(2))
    code = phone.at(NOW)
    confirm_code(database, NOW, first, code)
    assert code_refused(database, NOW, second, code) is Reason.REUSED
    assert code_refused(database, NOW, second, phone.at(NOW - STEP)) is Reason.REUSED  # an older one neither
    assert confirm_code(database, NOW + STEP, second, phone.at(NOW + STEP))


@pytest.mark.parametrize(("late", "outcome"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phones_clock_may_be_wrong_by_half_a_minute(database: Database, add: Add, late: int, outcome: bool) -> None:
    _, phone, _ = with_factor(database, add)
    with database.writing() as session:
        judged = second_factor.check_code(session, NOW, 1, phone.at(NOW + late * STEP))
    assert judged.is_good is outcome


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\0\ud800", "1" * 100_000])
def test_what_is_no_code_is_wrong(database: Database, add: Add, code: str) -> None:
    with_factor(database, add)
    with database.writing() as session:
        assert second_factor.check_code(session, NOW, 1, code) is Outcome.WRONG


def test_a_code_that_two_show_at_once_lets_one_in(database: Database, add: Add) -> None:
    _, phone, _ = with_factor(database, add)

    def show() -> Outcome:
        with database.writing() as session:
            return second_factor.check_code(session, NOW, 1, phone.at(NOW))

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            assert second_factor.check_code(session, NOW, 1, phone.at(NOW)) is Outcome.RIGHT
            other = pool.submit(show)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)  # it waits for us
        assert other.result(timeout=30) is Outcome.REUSED


def test_a_clock_that_was_set_back_lets_no_code_in_twice_and_recovery_codes_still(database: Database, add: Add) -> None:
    _, phone, codes = with_factor(database, add)
    token = sign_in(database, NOW, ANA, PASSWORD)
    confirm_code(database, NOW, token, phone.at(NOW))
    back = NOW - 2 * HOUR
    token = sign_in(database, back, ANA, PASSWORD)
    assert code_refused(database, back, token, phone.at(back)) is Reason.CLOCK
    assert signed_in(database, confirm_code(database, back, token, codes[0]), back).needs is Needs.NOTHING


def test_a_recovery_code_is_good_once_however_it_is_typed(database: Database, add: Add) -> None:
    _, _, codes = with_factor(database, add)
    token = sign_in(database, NOW, ANA, PASSWORD)
    token = confirm_code(database, NOW, token, f" {codes[3].upper().replace('-', ' ')}")
    assert signed_in(database, token).needs is Needs.NOTHING
    with database.reading() as session:
        assert second_factor.recovery_codes_left(session, 1) == second_factor.RECOVERY_CODES - 1
    assert code_refused(database, NOW, sign_in(database, NOW, ANA, PASSWORD), codes[3]) is Reason.WRONG
    with database.writing() as session:
        fresh = second_factor.renew_recovery_codes(session, NOW, 1)
        assert not second_factor.check_code(session, NOW, 1, codes[4]).is_good
        assert second_factor.check_code(session, NOW, 1, fresh[4]) is Outcome.RECOVERY


def test_codes_are_not_guessed_either(database: Database, add: Add) -> None:
    _, phone, codes = with_factor(database, add)
    token = sign_in(database, NOW, ANA, PASSWORD)
    for _ in range(limits.PER_ACCOUNT):
        assert code_refused(database, NOW, token, "000000") is Reason.WRONG
    assert code_refused(database, NOW, token, phone.at(NOW)) is Reason.TOO_MANY
    assert code_refused(database, NOW, token, codes[0]) is Reason.TOO_MANY


def test_a_code_needs_a_session_that_runs(database: Database, add: Add) -> None:
    _, phone, _ = with_factor(database, add)
    token = sign_in(database, NOW, ANA, PASSWORD)
    late = NOW + 13 * HOUR
    assert code_refused(database, late, token, phone.at(late)) is Reason.SIGNED_OUT


def test_a_lost_phone_is_replaced_by_an_administrator(database: Database, add: Add) -> None:
    token, phone, codes = with_factor(database, add)
    with pytest.raises(ValueError, match="already"), database.writing() as session:
        second_factor.begin_enrolment(session, 1)
    with database.writing() as session:
        second_factor.reset(session, NOW, "boss@example.org", 1)
    with database.writing() as session:
        assert not second_factor.check_code(session, NOW, 1, codes[0]).is_good
        assert not second_factor.check_code(session, NOW, 1, phone.at(NOW)).is_good
    assert signed_in(database, sign_in(database, NOW, ANA, PASSWORD)).needs is Needs.ENROLMENT
    assert signed_in(database, token).needs is Needs.NOTHING


def test_no_secret_stands_in_the_log(database: Database, add: Add) -> None:
    token, phone, codes = with_factor(database, add)
    with database.reading() as session:
        log = "".join(audit.to_csv(session))
    assert not [secret for secret in (token, phone.secret, PASSWORD, *codes) if secret in log]
