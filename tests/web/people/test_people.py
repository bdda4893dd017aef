"""Administrators and the others: invitations, roles that count at the next click, the log of all of it."""

from __future__ import annotations

import csv
import io
import sqlite3

import pytest

from ivr_author.people import accounts
from ivr_author.people.roles import Grant, Role
from tests.web.accounts import House
from tests.web.pages import Visitor


@pytest.fixture
def administrator(shared_house: House) -> Visitor:
    """Somebody who manages people."""
    with shared_house.database.reading() as session:
        known = accounts.find_person(session, "root@example.org")
    return shared_house.enter(known or shared_house.add("root", Role.ADMINISTRATOR))


def test_somebody_is_invited_by_a_link(shared_house: House, administrator: Visitor) -> None:
    form = administrator.get("/people").form()
    typed = {**form, "name": "Ana Ruiz", "email": "ana@example.org", "role": "translator", "locales-translator": "es"}
    page = administrator.post("/people", typed, 200)
    assert "no-store" in page.headers["Cache-Control"]
    link = page.one("//input[@id='link']/@value")
    assert link.startswith("http://127.0.0.1:8000/link/")
    shared_house.visitor().get(link.removeprefix("http://127.0.0.1:8000"))
    with shared_house.database.reading() as session:
        ana = accounts.require_person(session, "ana@example.org")
    assert ana.grants == (Grant(Role.TRANSLATOR, frozenset({"es"})),)
    assert "ana@example.org" in administrator.get("/people").text
    again = administrator.post("/people", {**typed, "name": "Ana"}, 422)
    assert "there is an account" in again.text.lower()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": "", "email": "x1@example.org", "role": "viewer"}, "A name has"),
        ({"name": "X", "email": "nonsense", "role": "viewer"}, "no email address"),
        ({"name": "X", "email": "x2@example.org"}, "at least one role"),
        ({"name": "X", "email": "x3@example.org", "role": "translator"}, "Choose the languages"),
    ],
)
def test_invitations_that_are_none(administrator: Visitor, typed: dict[str, str], told: str) -> None:
    form = administrator.get("/people").form()
    page = administrator.post("/people", {**form, **typed}, 422)
    assert told in page.text
    assert page.form()["email"] == typed["email"]


def test_hostile_roles_are_refused(shared_house: House, administrator: Visitor) -> None:
    person = shared_house.add("bob", Role.VIEWER)
    token = shared_house.token_of(administrator)
    address = f"/people/{person.id}/roles"
    administrator.post(address, {"csrf_token": token, "role": "god"}, 400)
    administrator.post(address, {"csrf_token": token, "role": "viewer", "planted": "1"}, 400)
    administrator.post(f"/people/{person.id}", {"csrf_token": token, "do": "explode"}, 400)
    administrator.post("/people/999999/roles", {"csrf_token": token, "role": "viewer"}, 404)
    administrator.get("/people/999999", 404)
    evil = '"><script>alert(1)</script>'
    page = administrator.post(
        "/people", {"csrf_token": token, "name": evil, "email": "e@example.org", "role": "viewer"}, 200
    )
    assert "<script>alert" not in page.text
    for address in ("/people", "/audit"):
        assert "<script>alert" not in administrator.get(address).text


def test_a_role_that_is_taken_away_is_gone_at_the_next_click(shared_house: House, administrator: Visitor) -> None:
    person = shared_house.add("cyd", Role.ENGINEER)
    visitor = shared_house.enter(person)
    visitor.get("/flows/new")
    form = administrator.get(f"/people/{person.id}").form()
    assert form["role"] == "engineer"
    administrator.post(f"/people/{person.id}/roles", {"csrf_token": form["csrf_token"], "role": "viewer"})
    page = visitor.get("/flows/new", 403)
    assert "engineer" in page.text
    visitor.get("/flows")
    assert shared_house.log("change roles")[0].detail == {"before": "engineer", "now": "viewer"}
    assert shared_house.log("refused")[0].who == "cyd@example.org"


def test_the_last_administrator_stays(house: House) -> None:
    person = house.add("solo", Role.ADMINISTRATOR)
    visitor = house.enter(person)
    token = house.token_of(visitor)
    page = visitor.post(f"/people/{person.id}/roles", {"csrf_token": token, "role": "viewer"}, 422)
    assert "last administrator" in page.text
    visitor.post(f"/people/{person.id}", {"csrf_token": token, "do": "disable"}, 422)
    visitor.get("/people")


def test_somebody_is_shut_out_and_let_in_again(shared_house: House, administrator: Visitor) -> None:
    person = shared_house.add("dan", Role.VIEWER)
    shared_house.enrol(person)
    visitor = shared_house.enter(person)
    token, address = shared_house.token_of(administrator), f"/people/{person.id}"
    administrator.follow(administrator.post(address, {"csrf_token": token, "do": "sign-out"}))
    visitor.get("/help", 303)
    administrator.post(address, {"csrf_token": token, "do": "disable"})
    assert "disabled" in administrator.get("/people").text
    administrator.post(address, {"csrf_token": token, "do": "enable"})
    administrator.post(address, {"csrf_token": token, "do": "reset-factor"})
    page = administrator.post(address, {"csrf_token": token, "do": "link"}, 200)
    assert "/link/" in page.text
    actions = [one.action for one in shared_house.log()][:6]
    assert actions[0] == "make link"
    assert {"sign out everywhere", "disable person", "enable person", "reset second factor"} <= {
        one.action for one in shared_house.log()
    }


def test_the_log_is_shown_filtered_and_taken_along(shared_house: House, administrator: Visitor) -> None:
    page = administrator.get("/audit?action=add+person")
    assert set(page.texts("//tbody//td[2]")) == {"added a person"}
    assert "No row fits" in administrator.get("/audit?who=nobody%40example.org").text
    assert "The log is whole" in administrator.get("/audit?verify=1").text
    raw = administrator.get("/audit.csv")
    assert raw.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(raw.text.removeprefix("\ufeff"))))
    assert rows[0][:3] == ["number", "at", "who"]
    assert len(rows) == len(shared_house.log()) + 1
    administrator.get("/audit?before=99999999999999999999&verify=1")


def test_a_row_that_was_changed_is_told(house: House) -> None:
    visitor = house.enter(house.add("root", Role.ADMINISTRATOR))
    with sqlite3.connect(house.path) as raw:
        raw.execute("UPDATE audit SET who = 'somebody@else' WHERE number = 1")
    raw.close()
    page = visitor.get("/audit?verify=1")
    assert "audit-changed-row" in page.text
    assert "The log is whole" not in page.text
