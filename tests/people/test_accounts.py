"""Accounts: added, given roles and taken them, shut out; each with its row in the audit log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from ivr_author.people import accounts, audit, links, sessions
from ivr_author.people.accounts import AccountFault
from ivr_author.people.database import Database
from ivr_author.people.roles import Grant, Permission, Role
from tests.people.conftest import FAST, Add
from tests.people.moments import NOW

ES = Grant(Role.TRANSLATOR, frozenset({"es"}))
HT = Grant(Role.TRANSLATOR, frozenset({"ht"}))


def told(database: Database) -> list[tuple[str, str, str]]:
    """The log, oldest first."""
    with database.reading() as session:
        assert audit.verify(session) == []
        return [(one.who, one.action, one.subject) for one in reversed(audit.entries(session))]


def test_an_account_is_made_and_told_of(database: Database) -> None:
    with database.writing() as session:
        made = accounts.add_person(session, NOW, "boss@example.org", " Ana\t Ruiz ", "Ana@Example.ORG ", [ES, HT])
    with database.reading() as session:
        found = accounts.require_person(session, "ANA@example.org")
        (account,) = accounts.list_accounts(session)
    assert made == found == account.person
    assert (found.name, found.email) == ("Ana Ruiz", "ana@example.org")
    assert found.grants == (Grant(Role.TRANSLATOR, frozenset({"es", "ht"})),)
    assert (account.has_password, account.has_second_factor, account.disabled) == (False, False, None)
    assert told(database) == [("boss@example.org", "add person", "ana@example.org")]


@pytest.mark.parametrize(
    ("name", "email", "rule"),
    [
        ("Ana", "ana@example.org", "account-taken"),
        ("Ana", "ANA@EXAMPLE.ORG", "account-taken"),
        ("Ana", "ana", "account-email"),
        ("Ana", "a b@example.org", "account-email"),
        ("Ana", "a@b@example.org", "account-email"),
        ("Ana", "<script>@example.org", "account-email"),
        ("Ana", "x\n@example.org", "account-email"),
        ("Ana", "x\0@example.org", "account-email"),
        ("Ana", "x\ud800@example.org", "account-email"),
        ("Ana", "a" * 400 + "@example.org", "account-email"),
        ("", "ben@example.org", "account-name"),
        (" \t\0\u200b", "ben@example.org", "account-name"),
        ("x" * 201, "ben@example.org", "account-name"),
    ],
)
def test_what_makes_no_account_is_told(database: Database, add: Add, name: str, email: str, rule: str) -> None:
    add("ana", password="")
    with pytest.raises(AccountFault) as fault, database.writing() as session:
        accounts.add_person(session, NOW, "boss", name, email)
    assert fault.value.diagnostic.rule == rule
    assert fault.value.diagnostic.hint
    assert len(told(database)) == 1


def test_roles_add_up_and_are_taken_away(database: Database, add: Add) -> None:
    ana = add("ana", ES, password="")
    steps = [
        (accounts.grant, HT, "translator:es,ht"),
        (accounts.grant, Grant(Role.EDITOR), "editor translator:es,ht"),
        (accounts.revoke, ES, "editor translator:ht"),
        (accounts.revoke, HT, "editor"),
        (accounts.grant, HT, "editor translator:ht"),
        (accounts.grant, Grant(Role.TRANSLATOR), "editor translator"),
        (accounts.grant, ES, "editor translator"),
        (accounts.revoke, Grant(Role.TRANSLATOR), "editor"),
        (accounts.revoke, Grant(Role.EDITOR), ""),
    ]
    for change, grant, expected in steps:
        with database.writing() as session:
            person = change(session, NOW, "boss", ana.id, grant)
        assert " ".join(map(str, person.grants)) == expected
        with database.reading() as session:
            assert accounts.get_person(session, ana.id) == person
    with database.reading() as session:
        changes = [one.detail for one in reversed(audit.entries(session, action="change roles"))]
    assert len(changes) == len(steps) - 1  # one changed nothing
    assert changes[0] == {"before": "translator:es", "now": "translator:es,ht"}


def test_some_languages_are_not_taken_from_somebody_who_has_all(database: Database, add: Add) -> None:
    ana = add("ana", Role.REVIEWER)
    with pytest.raises(AccountFault) as fault, database.writing() as session:
        accounts.revoke(session, NOW, "boss", ana.id, Grant(Role.REVIEWER, frozenset({"es"})))
    assert "in all languages" in fault.value.diagnostic.message


@pytest.mark.parametrize("way", ["revoke", "set_grants", "disable"])
def test_the_last_administrator_stays(database: Database, add: Add, way: str) -> None:
    ana, ben = add("ana", Role.ADMINISTRATOR), add("ben", Role.ADMINISTRATOR)

    def take(person_id: int) -> None:
        with database.writing() as session:
            if way == "revoke":
                accounts.revoke(session, NOW, "boss", person_id, Grant(Role.ADMINISTRATOR))
            elif way == "set_grants":
                accounts.set_grants(session, NOW, "boss", person_id, [])
            else:
                accounts.disable(session, NOW, "boss", person_id)

    take(ben.id)
    with pytest.raises(AccountFault) as fault:
        take(ana.id)
    assert fault.value.diagnostic.rule == "last-administrator"
    with database.reading() as session:
        assert accounts.has_administrator(session)


def test_two_administrators_who_shut_each_other_out_at_once_leave_one(database: Database, add: Add) -> None:
    ana, ben = add("ana", Role.ADMINISTRATOR), add("ben", Role.ADMINISTRATOR)

    def shut_out(person_id: int) -> None:
        with database.writing() as session:
            accounts.disable(session, NOW, "boss", person_id)

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            accounts.disable(session, NOW, "boss", ana.id)
            other = pool.submit(shut_out, ben.id)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)  # it waits for us
        with pytest.raises(AccountFault) as fault:
            other.result(timeout=30)
    assert fault.value.diagnostic.rule == "last-administrator"


def test_somebody_who_is_shut_out_is_so_at_once_and_everywhere(database: Database, add: Add) -> None:
    ana = add("ana", Role.EDITOR)
    with database.writing() as session:
        token = sessions.begin(session, NOW, ana.id)
        link = links.make_link(session, NOW, "boss", links.Purpose.RESET, ana.id)
    with database.writing() as session:
        accounts.disable(session, NOW, "boss", ana.id)
    with database.reading() as session:
        assert sessions.look_up(session, NOW, token) is None
        with pytest.raises(links.LinkRefused):
            links.look_at(session, NOW, link)
        found = accounts.get_person(session, ana.id)
        assert found is not None
        assert not any(found.may(one) for one in Permission)
        assert accounts.get_grants(session, ana.id) == (Grant(Role.EDITOR),)
    with database.writing() as session:
        accounts.enable(session, NOW, "boss", ana.id)
    with database.reading() as session:
        assert sessions.look_up(session, NOW, token) is None
        assert accounts.require_person(session, ana.email).may(Permission.WRITE_WORDS)


def test_a_new_password_ends_all_sessions_but_one_and_all_links(database: Database, add: Add) -> None:
    ana = add("ana", Role.EDITOR)
    with database.writing() as session:
        here, there = (sessions.begin(session, NOW, ana.id) for _ in range(2))
        link = links.make_link(session, NOW, "boss", links.Purpose.RESET, ana.id)
    with database.writing() as session:
        kept = sessions.digest_of(here)
        accounts.set_password(session, NOW, ana.email, ana.id, FAST.hash("eight blue raincoats"), but_session=kept)
    with database.reading() as session:
        assert sessions.look_up(session, NOW, here) is not None
        assert sessions.look_up(session, NOW, there) is None
        with pytest.raises(links.LinkRefused):
            links.look_at(session, NOW, link)


def test_a_role_that_this_version_does_not_know_allows_nothing(database: Database, add: Add) -> None:
    ana = add("ana", Role.EDITOR)
    with database.writing() as session:
        accounts.get_row(session, ana.id).grants[0].role = "emperor"
    with database.reading() as session:
        assert accounts.require_person(session, ana.email).grants == ()


def test_a_providers_account_means_one_person(database: Database, add: Add) -> None:
    ana, ben = add("ana", Role.EDITOR), add("ben", Role.EDITOR)
    with database.writing() as session:
        accounts.link_identity(session, NOW, ana.email, ana.id, "https://id.example.org", "42")
        accounts.link_identity(session, NOW, ana.email, ana.id, "https://id.example.org", "42")
    with pytest.raises(AccountFault) as fault, database.writing() as session:
        accounts.link_identity(session, NOW, ben.email, ben.id, "https://id.example.org", "42")
    assert fault.value.diagnostic.rule == "account-identity"
    with database.writing() as session:
        assert accounts.find_by_identity(session, "https://id.example.org", "42") == ana
        assert accounts.find_by_identity(session, "https://other.example.org", "42") is None
        accounts.disable(session, NOW, "boss", ana.id)
        assert accounts.find_by_identity(session, "https://id.example.org", "42") is None


def test_everybody_is_listed_and_renamed(database: Database, add: Add) -> None:
    ben = add("ben", Role.EDITOR)
    add("ana", Role.VIEWER, password="")
    with database.writing() as session:
        accounts.rename(session, NOW + timedelta(minutes=1), "boss", ben.id, "Ben  Adams")
    with database.reading() as session:
        listed = accounts.list_accounts(session)
    assert [(one.person.name, one.has_password) for one in listed] == [("Ana", False), ("Ben Adams", True)]


def test_an_account_that_is_not_there_is_told(database: Database) -> None:
    for ask in (accounts.get_account, accounts.get_grants):
        with pytest.raises(AccountFault) as fault, database.reading() as session:
            ask(session, 77)
        assert fault.value.diagnostic.rule == "account-unknown"
    with pytest.raises(AccountFault), database.reading() as session:
        accounts.require_person(session, "nobody@example.org")
