"""Calendars, services, sample members, find, Home: what they show, and what their forms save, refuse and keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.pages import Visitor
from tests.web.shared import files_of

OFFICE = "flows/calendars/office.yaml"


def classes_of(visitor: Visitor, address: str, day: str) -> str:
    return str(visitor.get(address).one(f"//a[contains(@href, 'day={day}')][contains(@class, 'day')]/@class"))


def test_year_shows_what_each_day_is(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/calendars/office?year=2026")
    assert len(page.all("//table[@class='month']")) == 12
    assert len(page.all("//table[@class='month']//a")) == 365
    for day, kind in (("2026-12-25", "holiday"), ("2026-12-24", "hours"), ("2026-12-26", "closed")):
        assert f"day--{kind}" in classes_of(shared_visitor, "/calendars/office?year=2026", day)
    assert "Special hours" in page.texts("//table[@class='month']//a[contains(@href, '2026-12-24')]")[0]
    # One tab stop for a day that is special; the others are reached by the form.
    assert len(page.all("//table[@class='month']//a[not(@tabindex)]")) == 8


@pytest.mark.parametrize(
    ("at", "heard"), [("2026-12-24T12:59", "Open"), ("2026-12-24T13:00", "Closed"), ("2026-12-25T10:00", "Holiday")]
)
def test_what_a_call_would_hear(shared_visitor: Visitor, at: str, heard: str) -> None:
    assert shared_visitor.get(f"/calendars/office?at={at}").texts("//p[@role='status']/span")[0] == heard


@pytest.mark.parametrize(
    "asked", ["year=0", "year=99999999999", "year=x", "day=2026-02-30", "at=now", "day=9999-12-31"]
)
def test_calendar_bears_any_address(shared_visitor: Visitor, asked: str) -> None:
    assert shared_visitor.get(f"/calendars/office?{asked}").texts("//h1") == ["office"]


def test_day_is_saved_and_made_ordinary_again(visitor: Visitor, workspace: Path) -> None:
    before = (workspace / OFFICE).read_text()
    form = visitor.get("/calendars/office?day=2026-12-28").form("//form[@method='post'][contains(@action, 'days')]")
    hours = {**form, "kind": "hours", "hours": "13:00-17:00, 8:00-12:00", "name": "Stock-taking", "do": "set"}
    page = visitor.follow(visitor.post("/calendars/office/days", hours))
    assert "Saved." in page.text
    assert (
        '{date: "2026-12-28", hours: ["8:00-12:00", "13:00-17:00"], name: Stock-taking}'
        in (workspace / OFFICE).read_text()
    )
    form = page.form("//form[@method='post'][contains(@action, 'days')]")
    visitor.post("/calendars/office/days", {**form, "do": "remove"})
    assert (workspace / OFFICE).read_text() == before


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"date": "tomorrow"}, "Write a day"),
        ({"kind": "hours", "hours": "8-13"}, "no stretch of hours"),
        ({"kind": "hours", "hours": ""}, "Write the hours"),
        ({"kind": "feast"}, "nothing like that"),
    ],
)
def test_faulty_day_is_kept_in_the_form(shared_visitor: Visitor, typed: dict[str, str], fault: str) -> None:
    before = (files_of(shared_visitor) / OFFICE).read_text()
    form = shared_visitor.get("/calendars/office?day=2026-12-28").form(
        "//form[@method='post'][contains(@action, 'days')]"
    )
    page = shared_visitor.post("/calendars/office/days", {**form, "name": "Kept words", "do": "set", **typed}, 422)
    assert fault in page.texts("//div[@role='alert']")[0]
    assert page.one("//input[@name='name']/@value") == "Kept words"
    assert (files_of(shared_visitor) / OFFICE).read_text() == before


def test_day_of_a_changed_file_is_not_saved(visitor: Visitor, workspace: Path) -> None:
    form = visitor.get("/calendars/office?day=2026-12-28").form("//form[@method='post'][contains(@action, 'days')]")
    (workspace / OFFICE).write_text((workspace / OFFICE).read_text() + "# meanwhile\n")
    page = visitor.post("/calendars/office/days", {**form, "kind": "holiday", "name": "Mine", "do": "set"}, 409)
    assert page.one("//input[@name='name']/@value") == "Mine"
    form = page.form("//form[@method='post'][contains(@action, 'days')]")
    visitor.post("/calendars/office/days", {**form, "do": "set"})
    assert "# meanwhile" in (workspace / OFFICE).read_text()
    assert "name: Mine" in (workspace / OFFICE).read_text()


WEEK = "/calendars/office/week"


def test_ordinary_weeks_are_changed_in_rows(visitor: Visitor, workspace: Path) -> None:
    before = (workspace / OFFICE).read_text()
    page = visitor.follow(visitor.post(WEEK, visitor.get(WEEK).form()))
    assert (workspace / OFFICE).read_text() == before, "what was not changed is not written anew"
    assert page.all("//a[contains(@href, '/week')]")
    page = visitor.post(WEEK, {**visitor.get(WEEK).form(), "_add": "hours"}, 200)
    form = page.form()
    assert (form["hours.5.day"], form["hours.5.from"]) == ("", "")
    assert page.texts("//label[@for='hours-5-from']") == ["Opens of row 6"]
    form |= {"hours.5.day": "sat", "hours.5.from": "9:00", "hours.5.to": "13:00"}
    form = visitor.post(WEEK, {**form, "_remove": "hours.0"}, 200).form()
    assert form["hours.4.day"] == "sat", "what was typed is kept, and numbered anew"
    assert (workspace / OFFICE).read_text() == before, "buttons of rows save nothing"
    visitor.post(WEEK, form)
    changed = before.replace('mon: ["8:00-18:00"]', "mon: []").replace("sat: []", 'sat: ["9:00-13:00"]')
    assert (workspace / OFFICE).read_text() == changed


@pytest.mark.parametrize(
    ("typed", "fault", "status"),
    [
        ({"hours.0.day": ""}, "Choose a day", 422),
        ({"hours.0.to": "7:00"}, "ends before it begins", 422),
        ({"hours.0.from": "eight"}, "no stretch of hours", 422),
        ({"hours.1.day": "mon"}, "overlap", 422),
        ({"revision": "0"}, "changed meanwhile", 409),
        ({"hours.0.colour": "red"}, "", 400),
        ({"csrf_token": "old"}, "still here", 403),
    ],
)
def test_faulty_weeks_are_kept_in_the_form(
    shared_visitor: Visitor, typed: dict[str, str], fault: str, status: int
) -> None:
    before = (files_of(shared_visitor) / OFFICE).read_text()
    form = {**shared_visitor.get(WEEK).form(), "hours.4.to": "23:30", **typed}
    page = shared_visitor.post(WEEK, form, status)
    if status != 400:
        assert fault in page.texts("//div[@role='alert']")[0]
        assert page.form()["hours.4.to"] == "23:30"
    assert (files_of(shared_visitor) / OFFICE).read_text() == before


def test_unknown_fields_and_things_are_refused(shared_visitor: Visitor) -> None:
    form = shared_visitor.get("/calendars/office").form("//form[@method='post'][contains(@action, 'days')]")
    shared_visitor.post("/calendars/office/days", {**form, "colour": "red"}, 400)
    shared_visitor.post("/calendars/office/days", {**form, "csrf_token": "old"}, 403)
    for address in ("/calendars/none", "/services/none", "/members/none"):
        shared_visitor.get(address, 404)


def test_service_examples(visitor: Visitor, workspace: Path) -> None:
    page = visitor.get("/services/billing.balance")
    new = page.form("//details[@id='example-new']//form")
    refused = visitor.post("/services/billing.balance/examples", {**new, "do": "set", "field-balance": "a lot"}, 422)
    assert "`balance`" not in refused.texts("//div[@role='alert']")[0]
    assert "of type money" in refused.texts("//div[@role='alert']")[0]
    assert refused.form("//details[@id='example-new']//form")["field-balance"] == "a lot"
    visitor.post("/services/billing.balance/examples", {**new, "do": "set", "field-balance": "7.10"})
    assert '- ok: {balance: "7.10"}' in (workspace / "ivr.yaml").read_text()


def test_member_in_a_form(visitor: Visitor) -> None:
    page = visitor.get("/members/markup")
    assert page.texts("//h1") == ["Bo *Star* <i>Drop</i> {{ 7 * 7 }}"]
    form = page.form("//form[@data-draft]")
    form["row.people.1.name"] = "Ann | Other"
    page = visitor.follow(visitor.post("/members/markup", {**form, "do": "save"}))
    assert page.form("//form[@data-draft]")["row.people.1.name"] == "Ann | Other"
    copy = visitor.get("/members/new?like=markup").form("//form[@data-draft]")
    assert "There is a member" in visitor.post("/members/new", {**copy, "id": "zoe"}, 422).text
    visitor.follow(visitor.post("/members/new", {**copy, "id": "markup_2"}))
    lacking = visitor.post("/members/markup_2", {**copy, "id": "markup_2", "value.name": "", "do": "save"}, 422)
    assert "missing-sample" in lacking.texts("//div[@role='alert']")[0]
    again = lacking.form("//form[@data-draft]")
    assert again["value.name"] == ""
    visitor.post("/members/markup_2", {**again, "revision": copy["revision"], "do": "remove"}, 409)
    visitor.post("/members/markup_2", {**again, "do": "remove"})
    visitor.get("/members/markup_2", 404)


@pytest.mark.parametrize(
    ("query", "title", "href"),
    [
        ("billing", "Billing", "/flows/billing"),
        ("over_balance", "over_balance", "/flows/billing#n-over_balance"),
        ("premium bill", "Premium bill", "/notices/premium_bill"),
        ("quý vị còn nợ", "Quý vị còn nợ {balance}.", "/flows/billing/list?locale=vi#n-overdue"),
        ("dead-end", "dead-end", "/problems?rule=dead-end"),
        ("office.yaml", "flows/calendars/office.yaml", "/source/flows/calendars/office.yaml"),
        ("zoe", "zoe", "/members/zoe"),
    ],
)
def test_find(shared_visitor: Visitor, query: str, title: str, href: str) -> None:
    page = shared_visitor.get(f"/find?q={query}")
    hits = dict(
        zip(page.texts("//*[contains(@class, 'hit__title')]"), page.all("//a[@class='hit']/@href"), strict=True)
    )
    assert hits.get(title) == href, hits


def test_find_bears_anything(shared_visitor: Visitor) -> None:
    for query in ("", "%20", "x" * 5000, "<script>alert(1)</script>", "\x00", "a b c d e f g"):
        page = shared_visitor.get("/find", query_string={"q": query})
        assert "<script>alert" not in page.text
    assert (
        shared_visitor.client.get("/find?q=balance", base_url="http://127.0.0.1:8000", headers={"HX-Request": "true"})
        .text.lstrip()
        .startswith("<div")
    )


def test_home_says_what_needs_whom(visitor: Visitor, workspace: Path) -> None:
    billing = workspace / "flows/billing.yaml"
    billing.write_text(billing.read_text().replace("Your balance is {balance}.", "Your balance is {balanec}."))
    page = visitor.get("/")
    rows = page.texts("//ul[@class='needs']/li")
    assert rows[0].startswith("Error Billing: 1 error keeps it from going out.")
    assert page.all("//ul[@class='needs']/li/a/@href")[0] == "/problems?file=flows/billing.yaml&severity=error"
    assert all(len(row.xpath(".//a")) == 1 for row in page.all("//ul[@class='needs']/li"))
    form = page.form("//form[@class='role']")
    visitor.post("/reader", {**form, "role": "translation"})
    page = visitor.get("/")
    assert "Billing" not in " ".join(page.texts("//main/ul[@class='needs']/li"))
    assert "Billing" in " ".join(page.texts("//main/details//li"))


def test_home_of_a_new_workspace(tmp_path: Path, visitor: Visitor, workspace: Path) -> None:
    for path in [*(workspace / "flows").glob("*.yaml"), *(workspace / "flows/bulletins").glob("*.yaml")]:
        path.unlink()
    for path in sorted((workspace / "notices").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (workspace / "ivr.yaml").write_text(
        "format: 1\norganisation: New\nsource_locale: en\nlocales: []\ntime_zone: UTC\n"
    )
    page = visitor.get("/")
    assert "This workspace is new" in page.text or page.texts("//ul[@class='needs']/li")
