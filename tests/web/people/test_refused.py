"""Forms that scripts send, and that are refused: why stands above the form, which keeps what was typed into it."""

from __future__ import annotations

import pytest

from ivr_author.people.accounts import set_grants
from ivr_author.people.roles import Grant, Person, Role
from tests.web.accounts import House
from tests.web.pages import BASE, Visitor
from tests.web.people.test_database_gone import hide

NODE = "/flows/billing/nodes/due"


def send(visitor: Visitor, address: str, form: dict[str, str], **headers: str) -> tuple[int, dict[str, str], str]:
    """The status, the headers and the body of an answer."""
    answer = visitor.client.post(address, data=form, base_url=BASE, headers=headers)
    return answer.status_code, dict(answer.headers), answer.text


def take_role_away(house: House, person: Person) -> None:
    """While they are signed in."""
    with house.database.writing() as session:
        set_grants(session, house.clock(), "test", person.id, [Grant(Role.VIEWER)])


@pytest.fixture
def engineer(house: House) -> tuple[Person, Visitor]:
    """Somebody who builds flows, and another who could."""
    house.add("other", Role.ENGINEER)
    person = house.add("erin", Role.ENGINEER)
    return person, house.enter(person)


def test_a_script_is_told_who_could(house: House, engineer: tuple[Person, Visitor]) -> None:
    person, visitor = engineer
    form = visitor.get(NODE).form("//form[@data-draft]")
    take_role_away(house, person)
    status, headers, part = send(visitor, NODE, form, **{"HX-Request": "true"})
    assert (status, headers["HX-Retarget"], headers["X-Not-Allowed"]) == (403, "#save-refused", "role")
    assert part.lstrip().startswith('<div class="error-summary"')
    assert "other@example.org" in part
    assert "What you typed is still here." in part
    status, headers, told = send(visitor, "/flows/billing/edit", form, Accept="application/json")
    assert (status, headers["X-Not-Allowed"], "not-allowed" in told) == (403, "role", True)
    status, headers, page = send(visitor, NODE, form)
    assert status == 403
    assert page.startswith("<!doctype html>")


def test_what_a_view_refuses_is_told_in_its_words(house: House) -> None:
    visitor = house.enter(house.add("tina", Grant(Role.TRANSLATOR, frozenset({"es"}))))
    address = "/translate/es?item=flows/billing&show=draft"
    form = visitor.get(address).form("//form[@id='tl-form']")
    status, headers, part = send(visitor, address, {**form, "deed": "review"}, **{"HX-Request": "true"})
    assert (status, headers["HX-Retarget"], headers["X-Not-Allowed"]) == (403, "#save-refused", "view")
    assert "Only reviewers of this language" in part
    # A token that is too old is no refusal: the script gets a fresh one, and sends the form once more.
    old = {"form": "old", "csrf_token": "old"}
    status, headers, _ = send(visitor, "/reader", old, **{"HX-Request": "true"})
    assert (status, "X-Not-Allowed" in headers) == (403, False)


def test_a_database_that_is_gone_is_told_beside_the_form(house: House, engineer: tuple[Person, Visitor]) -> None:
    _, visitor = engineer
    form = visitor.get(NODE).form("//form[@data-draft]")
    away = hide(house)
    status, headers, part = send(visitor, NODE, form, **{"HX-Request": "true"})
    assert (status, headers["HX-Retarget"]) == (503, "#save-refused")
    assert "database-gone" in part
    away.rename(house.path)
    assert send(visitor, NODE, form, **{"HX-Request": "true"})[0] == 200
