"""Links that work once, for a time, for whom they were made."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ivr_author.people import accounts, audit, links
from ivr_author.people.database import Database
from ivr_author.people.links import LinkRefused, Purpose, Refusal
from ivr_author.people.roles import Grant, Role
from tests.people.conftest import Add
from tests.people.moments import NOW
from tests.people.processes import PROCESSES, use_link


def refusal(database: Database, token: str, now: datetime = NOW) -> Refusal:
    with pytest.raises(LinkRefused) as refused, database.writing() as session:
        links.use_link(session, now, token)
    return refused.value.reason


@pytest.fixture
def token(database: Database, add: Add) -> str:
    """A link to a new password for Ana."""
    ana = add("ana", Role.EDITOR)
    with database.writing() as session:
        return links.make_link(session, NOW, "boss@example.org", Purpose.RESET, ana.id)


def test_a_link_is_looked_at_often_and_used_once(database: Database, token: str) -> None:
    for _ in range(2):
        with database.reading() as session:
            link = links.look_at(session, NOW, token)
    assert (link.purpose, link.expires) == (Purpose.RESET, NOW + timedelta(hours=24))
    assert link.person is not None
    assert link.person.email == "ana@example.org"
    with database.writing() as session:
        assert links.use_link(session, NOW, token) == link
    assert refusal(database, token) is Refusal.USED
    with database.reading() as session:
        told = [(one.who, one.action) for one in audit.entries(session, limit=2)]
        assert told == [("ana@example.org", "use link"), ("boss@example.org", "make link")]


def test_who_uses_a_link_and_then_fails_has_it_still(database: Database, token: str) -> None:
    def fail() -> None:
        with database.writing() as session:
            links.use_link(session, NOW, token)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.writing() as session:
        links.use_link(session, NOW, token)


@pytest.mark.parametrize("wrong", ["", "x", "é\0\ud800", "A" * 100_000])
def test_a_link_that_nobody_made(database: Database, token: str, wrong: str) -> None:
    assert refusal(database, wrong) is Refusal.UNKNOWN
    assert refusal(database, token[:-1] + ("A" if token[-1] != "A" else "B")) is Refusal.UNKNOWN


def test_a_link_expires(database: Database, token: str) -> None:
    assert refusal(database, token, NOW + timedelta(hours=24)) is Refusal.EXPIRED
    with database.writing() as session:
        links.use_link(session, NOW + timedelta(hours=23, minutes=59), token)


def test_a_link_from_the_future_does_not_live_for_years(database: Database, token: str) -> None:
    assert refusal(database, token, NOW - timedelta(days=400)) is Refusal.CLOCK
    with database.writing() as session:
        links.use_link(session, NOW - timedelta(minutes=4), token)  # another server's clock


def test_a_newer_link_ends_the_one_before(database: Database, token: str) -> None:
    with database.writing() as session:
        ana = accounts.require_person(session, "ana@example.org")
        newer = links.make_link(session, NOW, "boss", Purpose.INVITE, ana.id, lasts=timedelta(hours=1))
    assert refusal(database, token) is Refusal.WITHDRAWN
    assert refusal(database, newer, NOW + timedelta(hours=1)) is Refusal.EXPIRED
    with database.writing() as session:
        assert links.use_link(session, NOW, newer).purpose is Purpose.INVITE


def test_no_link_for_somebody_who_is_shut_out(database: Database, token: str) -> None:
    with database.writing() as session:
        ana = accounts.require_person(session, "ana@example.org")
        accounts.disable(session, NOW, "boss", ana.id)
    assert refusal(database, token) is Refusal.WITHDRAWN
    with pytest.raises(accounts.AccountFault), database.writing() as session:
        links.make_link(session, NOW, "boss", Purpose.RESET, ana.id)


def test_the_first_link_makes_the_first_administrator_and_no_second(database: Database, add: Add) -> None:
    with database.writing() as session:
        earlier = links.make_link(session, NOW, "serve", Purpose.FIRST)
        first = links.make_link(session, NOW, "serve", Purpose.FIRST)
    assert refusal(database, earlier) is Refusal.WITHDRAWN
    assert refusal(database, first, NOW + timedelta(hours=1)) is Refusal.EXPIRED
    with database.writing() as session:
        assert links.use_link(session, NOW, first).person is None
        accounts.add_person(session, NOW, "first link", "Ana", "ana@example.org", [Grant(Role.ADMINISTRATOR)])
    assert refusal(database, first) is Refusal.USED
    with pytest.raises(accounts.AccountFault) as fault, database.writing() as session:
        links.make_link(session, NOW, "serve", Purpose.FIRST)
    assert fault.value.diagnostic.rule == "first-link"


def test_a_first_link_ends_when_somebody_became_administrator_otherwise(database: Database, add: Add) -> None:
    with database.writing() as session:
        first = links.make_link(session, NOW, "serve", Purpose.FIRST)
    add("ana", Role.ADMINISTRATOR)
    assert refusal(database, first) is Refusal.WITHDRAWN


def test_the_token_stands_nowhere_in_the_database(database: Database, token: str) -> None:
    with database.reading() as session:
        connection = session.connection()
        for table in accounts.PersonRow.metadata.tables.values():
            for row in connection.execute(table.select()):
                assert token not in repr(row)


def test_of_two_processes_with_one_link_one_uses_it(url: str, database: Database, token: str) -> None:
    together, outcomes = PROCESSES.Barrier(2), PROCESSES.Queue()
    both = [PROCESSES.Process(target=use_link, args=(url, token, together, outcomes)) for _ in range(2)]
    for one in both:
        one.start()
    told = sorted(outcomes.get(timeout=60) for _ in both)
    for one in both:
        one.join(60)
    outcomes.close()
    assert told == ["refused: used", "used"]
