"""A database that is gone: who is known goes on reading, writing says why it can't, and nobody is let in."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ivr_author.people.roles import Role
from ivr_author.web import signed_in
from tests.web.accounts import PASSWORD, House
from tests.web.pages import BASE

WORDS = "/words/billing/due/prompt/1"


def hide(house: House) -> Path:
    """Take the file away; where it is now."""
    away = house.path.with_suffix(".away")
    house.path.rename(away)
    return away


def test_reading_goes_on_and_writing_says_why_not(house: House, kept_workspace: Path) -> None:
    visitor = house.enter(house.add("eddie", Role.EDITOR))
    form = visitor.get(WORDS).form()
    before = (kept_workspace / "flows/billing.yaml").read_bytes()
    away = hide(house)
    for address in ("/", "/flows/billing/list", "/problems", WORDS):
        visitor.get(address)
    assert "can't be shown now" in visitor.get("/translate/es?item=flows/billing").texts("//section[@id='talk']")[0]
    visitor.get("/comments", 503)
    page = visitor.post(WORDS, {**form, "text": "You owe me."}, 503)
    assert "database-gone" in page.text
    assert "You can go on reading" in page.text
    assert "You owe me." in page.text
    answer = visitor.client.post(
        "/flows/billing/edit",
        base_url=BASE,
        data={"op": "tidy", "csrf_token": form["csrf_token"]},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.json["faults"][0]["rule"]) == (503, "database-gone")
    assert (kept_workspace / "flows/billing.yaml").read_bytes() == before
    away.rename(house.path)
    visitor.post(WORDS, {**form, "text": "You owe {balance} at last."})


def test_nobody_is_let_in_meanwhile(house: House) -> None:
    person = house.add("vera", Role.VIEWER)
    unknown, form = house.enter(person), house.visitor().get("/sign-in").form()
    away = hide(house)
    unknown.get("/problems", 503)
    visitor = house.visitor()
    form = visitor.get("/sign-in").form()
    page = visitor.post("/sign-in", {**form, "email": "vera@example.org", "password": PASSWORD}, 503)
    assert PASSWORD not in page.text
    away.rename(house.path)
    visitor.post("/sign-in", {**form, "email": "vera@example.org", "password": PASSWORD})


def test_who_was_known_long_ago_is_not_known_any_more(house: House) -> None:
    visitor = house.enter(house.add("vera", Role.VIEWER))
    visitor.get("/problems")
    people = house.app.extensions["ivr_people"]
    for digest, (found, at) in list(people._known.items()):
        people._known[digest] = (found, at - signed_in.OUTAGE_SECONDS - 1)
    hide(house)
    visitor.get("/problems", 503)


def test_a_role_that_is_taken_away_is_not_kept_in_mind(house: House) -> None:
    visitor = house.enter(house.add("vera", Role.VIEWER))
    visitor.get("/problems")
    with sqlite3.connect(house.path) as raw:
        raw.execute("DELETE FROM grants")
    raw.close()
    visitor.get("/problems", 403)


def test_a_database_that_can_only_be_read(house: House) -> None:
    visitor = house.enter(house.add("eddie", Role.EDITOR))
    form = visitor.get(WORDS).form()
    house.path.write_bytes(b"not a database" * 100)
    visitor.get("/problems")
    page = visitor.post(WORDS, {**form, "text": "You owe me."}, 503)
    assert "database-damaged" in page.text
