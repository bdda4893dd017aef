"""One's own account: the password, the second factor, and where one is signed in."""

from __future__ import annotations

import pyotp
from lxml import etree

from ivr_author.people.roles import Role
from tests.web.accounts import PASSWORD, House

NEW = "three yellow bicycles"


def test_password_is_changed_by_who_knows_the_present_one(shared_house: House) -> None:
    person = shared_house.add("ada", Role.VIEWER)
    elsewhere, visitor = shared_house.enter(person), shared_house.enter(person)
    form = visitor.get("/account").form("//form[contains(@action, 'password')]")
    wrong = visitor.post("/account/password", {**form, "current": "guess", "password": NEW, "again": NEW}, 422)
    assert "not right" in wrong.text
    poor = visitor.post("/account/password", {**form, "current": PASSWORD, "password": "ada", "again": "ada"}, 422)
    assert "at least 12" in poor.text
    visitor.get("/account")
    visitor.follow(visitor.post("/account/password", {**form, "current": PASSWORD, "password": NEW, "again": NEW}))
    elsewhere.get("/account", 303)
    assert [one.action for one in shared_house.log()][:2] == ["set password", "password refused"]


def test_the_present_password_is_guessed_five_times(shared_house: House) -> None:
    visitor = shared_house.enter(shared_house.add("bea", Role.VIEWER))
    form = visitor.get("/account").form("//form[contains(@action, 'password')]")
    wrong = {**form, "current": "guess", "password": NEW, "again": NEW}
    for _ in range(5):
        visitor.post("/account/password", wrong, 422)
    visitor.post("/account/password", {**wrong, "current": PASSWORD}, 429)


def test_second_factor_is_enrolled_by_picture_or_letters(shared_house: House) -> None:
    visitor = shared_house.visitor()
    shared_house.add("cyd", Role.ADMINISTRATOR)
    form = visitor.get("/sign-in").form()
    visitor.post("/sign-in", {**form, "email": "cyd@example.org", "password": PASSWORD})
    page = visitor.get("/account/second-factor")
    picture = page.one("//*[local-name()='svg']")
    assert etree.tostring(picture).count(b"path") >= 1
    totp = pyotp.TOTP(page.one("//code[@id='secret']/text()").replace(" ", ""))
    # The page shows the same secret again after a wrong code.
    again = visitor.post("/account/second-factor", {**page.form(), "code": "12"}, 422)
    assert again.one("//code[@id='secret']/text()") == page.one("//code[@id='secret']/text()")
    code = totp.at(shared_house.clock().timestamp())
    codes = visitor.post("/account/second-factor", {**page.form(), "code": code}, 200)
    assert "no-store" in codes.headers["Cache-Control"]
    recovery = codes.texts("//ul[@class='codes']/li")
    assert len(set(recovery)) == 10
    visitor.get("/people")
    # Without the phone.
    other = shared_house.visitor()
    other.post("/sign-in", {**other.get("/sign-in").form(), "email": "cyd@example.org", "password": PASSWORD})
    other.post("/sign-in/code", {**other.get("/sign-in/code").form(), "code": recovery[0]})
    assert "9 recovery codes are left" in other.get("/account").text
    third = shared_house.visitor()
    third.post("/sign-in", {**third.get("/sign-in").form(), "email": "cyd@example.org", "password": PASSWORD})
    third.post("/sign-in/code", {**third.get("/sign-in/code").form(), "code": recovery[0]}, 422)


def test_recovery_codes_are_made_anew_for_a_code(shared_house: House) -> None:
    person = shared_house.add("dan", Role.VIEWER)
    totp = shared_house.enrol(person)
    visitor = shared_house.enter(person)
    form = visitor.get("/account").form("//form[contains(@action, 'recovery')]")
    visitor.post("/account/recovery-codes", {**form, "code": "000000"}, 422)
    code = totp.at(shared_house.clock().timestamp())
    page = visitor.post("/account/recovery-codes", {**form, "code": code}, 200)
    assert len(page.all("//ul[@class='codes']/li")) == 10
    visitor.get("/account")


def test_own_sessions_are_ended_and_nobody_else_s(shared_house: House) -> None:
    person, other = shared_house.add("eve", Role.VIEWER), shared_house.add("fay", Role.VIEWER)
    first, second, stranger = shared_house.enter(person), shared_house.enter(person), shared_house.enter(other)
    page = second.get("/account")
    (digest,) = page.all("//button[@name='session' and @value!='others']/@value")
    token = page.form("//form[contains(@action, 'sessions')]")["csrf_token"]
    mine = stranger.get("/account").form("//form[contains(@action, 'password')]")["csrf_token"]
    stranger.post("/account/sessions", {"csrf_token": mine, "session": digest}, 404)
    first.get("/account")
    second.post("/account/sessions", {"csrf_token": token, "session": digest})
    first.get("/account", 303)
    third = shared_house.enter(person)
    second.post("/account/sessions", {"csrf_token": token, "session": "others"})
    third.get("/account", 303)
    second.get("/account")
