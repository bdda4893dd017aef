"""The other tabs of a notice: fields, branches, rules, languages; and how a new one is begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.web.app import create_app
from tests.web.notices import NOTICE, write_workspace
from tests.web.pages import Visitor

TABS = ["", "/fields", "/branches", "/rules", "/languages", "/history"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path)


@pytest.fixture
def notices(root: Path) -> Visitor:
    return Visitor(create_app(root))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    return Visitor(create_app(write_workspace(tmp_path_factory.mktemp("tabs"))))


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_knows_the_others(shared: Visitor, tab: str) -> None:
    page = shared.get(f"/notices/bill{tab}")
    links = page.all("//nav[@aria-label='Views of this notice']//a/@href")
    assert links == [f"/notices/bill{one}" for one in TABS]
    assert page.all("//nav[@aria-label='Views of this notice']//a[@aria-current]/@href") == [f"/notices/bill{tab}"]
    assert page.one("//nav[@aria-label='Rooms']//a[@aria-current]/text()") == "Notices"
    shared.get(f"/notices/nothing{tab}", 404)


@pytest.mark.parametrize("tab", TABS)
def test_broken_notice_is_shown_by_every_tab(notices: Visitor, root: Path, tab: str) -> None:
    (root / "notices/bill/notice.yaml").write_text("channels: [[\n")
    notices.get(f"/notices/bill{tab}")
    (root / "notices/bill/notice.yaml").write_text(NOTICE)
    (root / "notices/bill/notice.md.j2").write_text("{% if %}")
    notices.get(f"/notices/bill{tab}")
    (root / "notices/bill/notice.md.j2").unlink()
    notices.get(f"/notices/bill{tab}")


# --- fields -----------------------------------------------------------------------------------------------------------


def test_fields_are_shown_with_their_places_and_what_the_member_has(shared: Visitor) -> None:
    rows = shared.get("/notices/bill/fields?member=layla").texts("//table//tbody/tr")
    assert rows[2] == "amount All that has to be paid money line 6, line 8, line 16 $212.40 Change amount"
    assert rows[3] == "due date may be left out line 5, line 6 – Change due"
    assert rows[4] == "charges list: plan text, amount money line 11 2 rows Change charges"


def test_field_is_renamed_everywhere(notices: Visitor, root: Path) -> None:
    form = notices.get("/notices/bill/fields?edit=amount").form("//section[@id='edit']//form")
    assert form["label"] == "All that has to be paid"
    asked = notices.post("/notices/bill/fields", form | {"name": "amount_due", "do": "change"}, 200)
    assert asked.texts("//summary/code") == [
        "notices/bill/notice.yaml",
        "notices/bill/notice.md.j2",
        "locales/es/LC_MESSAGES/notices.po",
        "locales/ar/LC_MESSAGES/notices.po",
    ]
    assert "amount_due" not in (root / "notices/bill/notice.md.j2").read_text()
    page = notices.follow(notices.post("/notices/bill/fields", asked.form() | {"agreed": "1"}))
    assert "amount_due" in page.texts("//tbody")[0]
    assert "Pague {amount_due}" in (root / "locales/es/LC_MESSAGES/notices.po").read_text()
    assert "{{ amount_due }}" in (root / "notices/bill/notice.md.j2").read_text()


def test_a_list_is_declared_with_its_columns_in_rows(notices: Visitor, root: Path) -> None:
    address = "/notices/bill/fields"
    form = notices.get(address).form("//section[@id='new']//form") | {"name": "visits", "type": "list"}
    page = notices.post(address, form | {"_add": "columns"}, 200)
    form = page.form("//section[@id='new']//form")
    assert (form["name"], form["type"], form["columns.0.name"]) == ("visits", "list", "")
    form |= {"columns.0.name": "day", "columns.0.type": "date", "columns.0.example": "2026-12-01"}
    notices.post(address, form | {"do": "add"})
    text = (root / "notices/bill/notice.yaml").read_text()
    assert "visits: {type: list, fields: {day: date}}" in text.replace("\n    ", " ") or "day: date" in text
    edit = notices.get(f"{address}?edit=charges")
    form = edit.form("//section[@id='edit']//form")
    assert (form["columns.0.name"], form["columns.1.type"]) == ("plan", "money")
    notices.post(address, form | {"do": "change", "label": "What is paid"})
    page = notices.post(address, form | {"do": "change", "columns.1.name": "cost"}, 409)
    assert page.form("//section[@id='edit']//form")["columns.1.name"] == "cost"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"type": "list"}, "A list needs a column."),
        ({"type": "text", "columns.0.name": "day"}, "Columns belong to a list"),
        ({"type": "list", "columns.0.name": "Day"}, "lower-case"),
        ({"type": "list", "columns.0.name": "day", "columns.1.name": "day"}, "already"),
    ],
)
def test_columns_that_cannot_be_are_shown_again(shared: Visitor, typed: dict[str, str], fault: str) -> None:
    address = "/notices/bill/fields"
    form = shared.get(address).form("//section[@id='new']//form")
    page = shared.post(address, form | {"name": "visits", "do": "add"} | typed, 422)
    assert fault in page.texts("//div[@class='error-summary']")[0]
    kept = page.form("//section[@id='new']//form")
    assert {name: kept[name] for name in typed} == typed


def test_field_that_cannot_be_is_shown_again(notices: Visitor, root: Path) -> None:
    form = notices.get("/notices/bill/fields").form("//section[@id='new']//form")
    page = notices.post("/notices/bill/fields", form | {"name": "Paid On", "label": "Day", "do": "add"}, 422)
    assert "can't be called Paid On" in page.texts("//div[@class='error-summary']")[0]
    assert page.form("//section[@id='new']//form")["label"] == "Day"
    assert (root / "notices/bill/notice.yaml").read_text() == NOTICE


@pytest.mark.parametrize(
    ("change", "status"), [({"do": "burn"}, 400), ({"other": "x", "do": "add"}, 400), ({"csrf_token": "x"}, 403)]
)
def test_forms_of_fields_that_are_wrong(shared: Visitor, change: dict[str, str], status: int) -> None:
    form = shared.get("/notices/bill/fields").form("//section[@id='new']//form") | {"name": "x", "do": "add"}
    page = shared.post("/notices/bill/fields", form | change, status)
    if status == 403:
        assert page.form("//section[@id='new']//form")["name"] == "x"


def test_field_form_that_is_outdated_keeps_what_was_typed(notices: Visitor, root: Path) -> None:
    form = notices.get("/notices/bill/fields").form("//section[@id='new']//form") | {"name": "x", "do": "add"}
    (root / "notices/bill/notice.yaml").write_text(NOTICE + "# theirs\n")
    page = notices.post("/notices/bill/fields", form | {"example": "y"}, 409)
    again = page.form("//section[@id='new']//form")
    assert (again["name"], again["example"]) == ("x", "y")
    notices.post("/notices/bill/fields", again | {"do": "add"})
    assert "# theirs" in (root / "notices/bill/notice.yaml").read_text()


# --- branches ---------------------------------------------------------------------------------------------------------


def test_every_letter_is_told_with_who_gets_it(shared: Visitor) -> None:
    page = shared.get("/notices/bill/branches")
    rows = page.texts("(//section[@class='card'])[1]//tbody/tr")
    assert len(rows) == 4
    assert any("Robin Sample" in one for one in rows)
    assert any("due: none" in one and "Layla" in one for one in rows)
    assert sum("nobody" in one for one in rows) == 2
    assert "2 kinds that no sample member gets" in page.texts("//section[@class='card']")[0]
    assert page.texts("//section[@class='card'][contains(., 'Text message')]")[0].endswith("The same for everyone.")
    for link in page.all("//tbody//td[last()]/a/@href"):
        other = shared.get(link)
        assert "Example" in other.texts("//select[@id='member']/option[@selected]")[0]
        assert not other.texts("//div[contains(@class, 'usa-alert')]")


# --- rules ------------------------------------------------------------------------------------------------------------


def test_rules_are_told_with_their_regulations(notices: Visitor, root: Path) -> None:
    (root / "notices/bill/notice.yaml").write_text(NOTICE.replace("limits:", "legal: [45 CFR 155.230]\nlimits:"))
    page = notices.get("/notices/bill/rules")
    rows = page.texts("//tbody/tr")
    broken = next(one for one in rows if one.startswith("missing-action"))
    assert "45 CFR 155.230(a)(1)" in broken
    assert broken.endswith("not kept")
    assert next(one for one in rows if one.startswith("appeal-content")).endswith("does not apply")
    assert next(one for one in rows if one.startswith("heading-order")).endswith("kept")
    assert page.texts("//h2")[0].endswith("rules are not kept")


def test_grade_and_waiver_are_set_by_a_form(notices: Visitor, root: Path) -> None:
    form = notices.get("/notices/bill/rules").form("//section[@id='readability']//form")
    sent = form | {"grade": "6", "text": "bill/dear_name", "reason": "A name", "by": "Dana", "until": "2027-01-31"}
    page = notices.follow(notices.post("/notices/bill/rules", sent))
    assert page.form("//section[@id='readability']//form")["grade"] == "6"
    assert page.texts("//legend") == ["Waiver 1", "New waiver"]
    text = (root / "notices/bill/notice.yaml").read_text()
    assert "grade_at_most: 6" in text
    assert "reason: A name" in text


@pytest.mark.parametrize("grade", ["x", "0", "99", "²"])
def test_what_is_no_grade_is_told(shared: Visitor, grade: str) -> None:
    form = shared.get("/notices/bill/rules").form("//section[@id='readability']//form")
    page = shared.post("/notices/bill/rules", form | {"grade": grade}, 422)
    assert "is no school grade" in page.texts("//div[@class='error-summary']")[0]
    assert page.form("//section[@id='readability']//form")["grade"] == grade


# --- languages --------------------------------------------------------------------------------------------------------


def test_texts_stand_beside_their_translations(shared: Visitor) -> None:
    page = shared.get("/notices/bill/languages?locale=ar")
    rows = page.all("//table[contains(@class, 'pairs')]/tbody/tr")
    cells = [[" ".join(cell.text_content().split()) for cell in row.xpath("./td")] for row in rows]
    assert cells[0] == ["Pay {amount}", "ادفع {amount}", "translated"]
    assert page.all("//td//p[contains(@class, 'speech')]/@dir")[0] == "rtl"
    assert ["You must pay **{amount}** by {due}.", "members get English", "not translated"] in cells
    open_rows = shared.get("/notices/bill/languages?locale=ar&only=open").texts(
        "//table[contains(@class, 'pairs')]//tr"
    )
    assert len(open_rows) == 3


# --- a new one --------------------------------------------------------------------------------------------------------


def test_notice_is_begun_by_a_form(notices: Visitor, root: Path) -> None:
    form = notices.get("/notices/new").form("//main//form")
    told = notices.post("/notices/new", form | {"id": "Past Due", "title": "Past due"}, 422)
    assert "can't be called Past Due" in told.texts("//div[@class='error-summary']")[0]
    assert told.form("//main//form")["title"] == "Past due"
    whole = {"id": "past_due", "title": "Past due", "purpose": "Tells who has not paid.", "owner": "Billing"}
    page = notices.follow(notices.post("/notices/new", form | whole))
    assert page.all("//img[@class='sheet']")
    assert page.texts("//h1") == ["Past due"]
    assert (root / "notices/past_due/notice.yaml").exists()
