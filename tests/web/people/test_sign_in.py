"""Signing in and out: what lets somebody in, what does not, and that neither tells who has an account."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ivr_author.people import accounts, sessions
from ivr_author.people.roles import Role
from tests.web.accounts import PASSWORD, House, open_house
from tests.web.pages import BASE, Visitor


def sign_in(visitor: Visitor, email: str, password: str = PASSWORD, status: int = 303, following: str = "/") -> object:
    """Fill in the form and send it."""
    form = visitor.get(f"/sign-in?next={following}").form()
    return visitor.post("/sign-in", {**form, "email": email, "password": password}, status)


def test_who_is_not_signed_in_is_led_to_the_form_and_back(shared_house: House) -> None:
    shared_house.add("ada", Role.VIEWER)
    visitor = shared_house.visitor()
    there = visitor.get("/flows/billing/list?locale=es", 303)
    assert there.headers["Location"] == "/sign-in?next=/flows/billing/list?locale%3Des"
    form = visitor.get("/sign-in?next=/flows/billing/list?locale%3Des").form()
    done = visitor.post("/sign-in", {**form, "email": " ADA@example.org ", "password": PASSWORD})
    assert done.headers["Location"] == "/flows/billing/list?locale=es"
    page = visitor.follow(done)
    assert "Ada" in page.texts("//header//summary")
    assert shared_house.log("sign in")[0].detail["way"] == "password"


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "/nowhere", "javascript:1"]
)
def test_nobody_is_led_elsewhere(shared_house: House, evil: str) -> None:
    assert shared_house.visitor().get("/sign-in", query_string={"next": evil}).form()["next"] == "/"


def test_wrong_password_and_unknown_address_look_the_same(shared_house: House) -> None:
    shared_house.add("bea", Role.VIEWER)
    pages = []
    for email in ("bea@example.org", "nobody@example.org"):
        visitor = shared_house.visitor()
        page = sign_in(visitor, email, "wrong password here", 422)
        pages.append(page.texts("//main//*[@role='alert']"))
        assert "Location" not in page.headers
        assert "wrong password here" not in page.text
        visitor.get("/", 303)
    assert pages[0] == pages[1]
    assert "don’t fit together" in pages[0][0] or "don't fit together" in pages[0][0]


def test_guessing_ends_with_429_and_says_when(shared_house: House) -> None:
    shared_house.add("cyd", Role.VIEWER)
    for email in ("cyd@example.org", "none@example.org"):
        visitor = shared_house.visitor()
        for _ in range(5):
            sign_in(visitor, email, "wrong password here", 422)
        page = sign_in(visitor, email, PASSWORD, 429)
        assert int(page.headers["Retry-After"]) > 600
        assert "Try again in 15 minutes" in page.text
    shared_house.clock.at += timedelta(minutes=16)
    sign_in(shared_house.visitor(), "cyd@example.org")


def test_signing_out_ends_the_session_in_the_database_too(shared_house: House) -> None:
    visitor = shared_house.enter(shared_house.add("dan", Role.VIEWER))
    token = shared_house.tokens["dan@example.org"]
    form = visitor.get("/").form("//form[contains(@action, 'sign-out')]")
    visitor.post("/sign-out", form)
    visitor.client.set_cookie("ivr_author_session", token, domain="127.0.0.1")
    visitor.get("/", 303)
    assert shared_house.log("sign out")[0].who == "dan@example.org"


def test_a_code_is_asked_for_before_anything_is_open(shared_house: House) -> None:
    person = shared_house.add("eve", Role.ADMINISTRATOR)
    totp = shared_house.enrol(person)
    visitor = shared_house.visitor()
    assert sign_in(visitor, "eve@example.org", following="/people").headers["Location"] == "/sign-in/code?next=/people"
    assert visitor.get("/people", 303).headers["Location"] == "/sign-in/code"
    assert visitor.get("/account", 303).headers["Location"] == "/sign-in/code"
    assert not visitor.get("/sign-in/code").all("//nav[@aria-label='Rooms']")
    form = visitor.get("/sign-in/code?next=/people").form()
    wrong = visitor.post("/sign-in/code", {**form, "code": "000000"}, 422)
    assert "not right" in wrong.text
    code = totp.at(shared_house.clock().timestamp())
    assert visitor.post("/sign-in/code", {**form, "code": code}).headers["Location"] == "/people"
    visitor.get("/people")
    # The same code again, by who looked over the shoulder.
    other = shared_house.visitor()
    sign_in(other, "eve@example.org")
    again = other.post("/sign-in/code", {**other.get("/sign-in/code").form(), "code": code}, 422)
    assert "used already" in again.text


def test_the_code_is_guessed_five_times(shared_house: House) -> None:
    person = shared_house.add("fay", Role.OPERATIONS)
    shared_house.enrol(person)
    visitor = shared_house.visitor()
    sign_in(visitor, "fay@example.org")
    form = visitor.get("/sign-in/code").form()
    for _ in range(5):
        visitor.post("/sign-in/code", {**form, "code": "000000"}, 422)
    assert visitor.post("/sign-in/code", {**form, "code": "000000"}, 429).headers["Retry-After"]


def test_a_form_without_its_token_signs_nobody_in(shared_house: House) -> None:
    shared_house.add("gus", Role.VIEWER)
    visitor = shared_house.visitor()
    answer = visitor.post("/sign-in", {"email": "gus@example.org", "password": PASSWORD}, 422)
    assert "open for too long" in answer.text
    assert all("session" not in one for one in answer.headers.getlist("Set-Cookie"))


def test_scripts_and_parts_of_pages_are_told_otherwise(shared_house: House) -> None:
    client = shared_house.visitor().client
    answer = client.get("/flows/billing/graph.json", base_url=BASE, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["faults"][0]["rule"]) == (401, "signed-out")
    part = client.get("/find?q=x", base_url=BASE, headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"].startswith("/sign-in")


def test_an_ended_session_and_one_that_is_over_let_nobody_in(shared_house: House) -> None:
    person = shared_house.add("hal", Role.VIEWER)
    visitor = shared_house.enter(person)
    visitor.get("/help")
    with shared_house.database.writing() as session:
        sessions.end_all(session, shared_house.clock(), "test", person.id)
    visitor.get("/help", 303)
    visitor = shared_house.enter(person)
    visitor.get("/help")
    shared_house.clock.at += timedelta(hours=13)
    visitor.get("/help", 303)


def test_who_is_disabled_is_out_at_the_next_click(shared_house: House) -> None:
    person = shared_house.add("ida", Role.VIEWER)
    visitor = shared_house.enter(person)
    visitor.get("/help")
    with shared_house.database.writing() as session:
        accounts.disable(session, shared_house.clock(), "test", person.id)
    visitor.get("/help", 303)
    sign_in(shared_house.visitor(), "ida@example.org", status=422)


def test_cookies_are_out_of_reach(
    kept_workspace: Path, people_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = "https://studio.example.org"
    house = open_house(kept_workspace, people_template, tmp_path_factory.mktemp("secure"), base)
    house.add("jan", Role.VIEWER)
    client = house.app.test_client()
    visitor = Visitor(house.app)
    visitor.client = client
    page = client.get("/sign-in", base_url=base)
    assert "Secure" in page.headers["Set-Cookie"]
    assert "max-age" in page.headers["Strict-Transport-Security"]
    token = client.get("/token", base_url=base).text
    form = {"csrf_token": token, "email": "jan@example.org", "password": PASSWORD, "next": "/"}
    # A proxy in front speaks http to us.
    headers = {"Origin": base, "Host": "studio.example.org"}
    client.get("/token", base_url="http://127.0.0.1")
    done = client.post("/sign-in", base_url=base, data=form, headers=headers)
    cookie = next(one for one in done.headers.getlist("Set-Cookie") if "session" in one)
    parts = {one.strip() for one in cookie.split(";")}
    assert cookie.startswith("__Host-ivr_author_session=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= parts
    assert not any(one.startswith("Domain") for one in parts)
    for origin in ("http://studio.example.org", "https://evil.example"):
        refused = client.post("/sign-in", base_url=base, data=form, headers={**headers, "Origin": origin})
        assert refused.status_code == 403
    assert client.get("/", base_url="https://evil.example").status_code == 403
    house.database.close()
