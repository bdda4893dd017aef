"""Links that let somebody in once: the first administrator, who was invited, who lost a password."""

from __future__ import annotations

from datetime import timedelta

from ivr_author.people.accounts import find_person
from ivr_author.people.links import Purpose, make_link
from ivr_author.people.roles import Grant, Person, Role
from tests.web.accounts import PASSWORD, House

NEW = "three yellow bicycles"


def make(house: House, purpose: Purpose, person: Person | None = None) -> str:
    """The address of a new link."""
    with house.database.writing() as session:
        return "/link/" + make_link(session, house.clock(), "test", purpose, person.id if person else None)


def test_the_first_link_makes_an_administrator_once(house: House) -> None:
    address = make(house, Purpose.FIRST)
    visitor = house.visitor()
    form = visitor.get(address).form()
    # Looking at it, as a mail program does, has not used it up.
    form = visitor.get(address).form()
    typed = {**form, "name": "Dana Rivera", "email": "dana@example.org", "password": NEW, "again": NEW}
    assert visitor.post(address, typed).headers["Location"] == "/"
    # An administrator needs a second factor before anything is open.
    assert visitor.get("/", 303).headers["Location"] == "/account/second-factor"
    with house.database.reading() as session:
        dana = find_person(session, "dana@example.org")
    assert dana
    assert {one.role for one in dana.grants} == set(Role), "and may do all that there is to do"
    assert {"add person", "set password", "use link", "sign in"} <= {one.action for one in house.log()}
    other = house.visitor()
    assert "used already" in other.get(address, 410).text
    other.post(address, {**typed, "csrf_token": house.token_of(other), "email": "evil@example.org"}, 410)


def test_an_invitation_sets_name_and_password(shared_house: House) -> None:
    ana = shared_house.add("ana", Grant(Role.TRANSLATOR, frozenset({"es"})), password="")
    address = make(shared_house, Purpose.INVITE, ana)
    visitor = shared_house.visitor()
    form = visitor.get(address).form()
    assert form["name"] == "Ana"
    visitor.follow(visitor.post(address, {**form, "name": "Ana Ruiz", "password": NEW, "again": NEW}))
    assert "Ana Ruiz" in visitor.get("/help").texts("//header//summary")


def test_a_poor_password_is_told_and_the_link_stays(shared_house: House) -> None:
    bob = shared_house.add("bob", Role.VIEWER, password="")
    address = make(shared_house, Purpose.INVITE, bob)
    visitor = shared_house.visitor()
    form = visitor.get(address).form()
    for password, again, told in (
        ("tiny8jq", "tiny8jq", "at least 12 characters"),
        ("123456789012", "123456789012", "follows the keys"),
        (NEW, NEW + "!", "differ"),
    ):
        page = visitor.post(address, {**form, "password": password, "again": again}, 422)
        assert told in page.text
        assert password not in page.text
    visitor.post(address, {**form, "password": NEW, "again": NEW})


def test_a_reset_ends_what_was_and_an_old_link_is_withdrawn(shared_house: House) -> None:
    person = shared_house.add("cleo", Role.VIEWER)
    thief = shared_house.enter(person)
    old, fresh = make(shared_house, Purpose.RESET, person), make(shared_house, Purpose.RESET, person)
    visitor = shared_house.visitor()
    assert "withdrawn" in visitor.get(old, 410).text
    form = visitor.get(fresh).form()
    assert "name" not in form
    visitor.post(fresh, {**form, "password": NEW, "again": NEW})
    visitor.get("/help")
    thief.get("/help", 303)
    other = shared_house.visitor()
    form = other.get("/sign-in").form()
    other.post("/sign-in", {**form, "email": "cleo@example.org", "password": PASSWORD}, 422)


def test_links_that_do_not_work_say_why(shared_house: House) -> None:
    person = shared_house.add("dirk", Role.VIEWER)
    address = make(shared_house, Purpose.INVITE, person)
    visitor = shared_house.visitor()
    assert "no such link" in visitor.get(address + "x", 410).text
    assert "no such link" in visitor.get("/link/%00%ff", 410).text
    shared_house.clock.at -= timedelta(days=1)
    assert "clock" in visitor.get(address, 410).text
    shared_house.clock.at += timedelta(days=9)
    assert "limited time" in visitor.get(address, 410).text
    shared_house.clock.at -= timedelta(days=8)
