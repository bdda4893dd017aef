"""The list of flows: what answers which number, what is wrong, how far translations are, what is on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr_author.web.app import create_app
from ivr_author.workspace.switches import Switch, add_switch
from tests.web.pages import Page, Visitor


def row(page: Page, flow: str) -> str:
    return next(one for one in page.texts("//table[1]//tbody/tr") if f" {flow} " in f" {one} ")


def test_flows_that_answer_a_number_stand_first(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/flows")
    assert [one.split()[-1] for one in page.texts("//tbody/tr/th/small")][:2] == ["main", "assister"]
    assert "+18005550110 español" in row(page, "main")


def test_every_language_has_a_meter_and_a_word(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/flows")
    items = page.texts("//li[@class='meters__item']")
    assert len(items) == len(page.all("//progress")) == 7
    assert all(" of " in item and "%" in item for item in items)


def test_translation_that_is_missing_is_told_by_number_and_word(visitor: Visitor, workspace: Path) -> None:
    (workspace / "locales/ht/LC_MESSAGES/flows.po").unlink()
    page = visitor.get("/flows")
    creole = next(one for one in page.texts("//li[@class='meters__item']") if "Kreyòl" in one)
    assert "0 %" in creole
    assert "not translated" in creole
    assert "Kreyòl ayisyen 0 %6 others done" in row(page, "billing")


def test_all_is_well(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "ivr.yaml").write_text(
        "format: 1\norganisation: New\nsource_locale: en\ntime_zone: UTC\n"
        'numbers: {main: {number: "+18005550100", flow: one}}\nqueues: {desk: {number: "+18005550101"}}\n'
    )
    (tmp_path / "flows/one.yaml").write_text(
        "format: 1\ntitle: One\nstart: desk\nnodes:\n"
        "  desk: {type: queue, queue: desk, next: {full: bye, closed: bye}}\n  bye: {type: hangup}\n"
    )
    visitor = Visitor(create_app(tmp_path))
    assert "Nothing needs you" in visitor.get("/flows").text
    assert visitor.get("/problems").texts("//div[@class='empty']/p")[0].startswith("Nothing needs you")


def test_bulletin_that_is_on_is_told_at_the_flow(visitor: Visitor, workspace: Path) -> None:
    assert "Bulletin on" not in visitor.get("/flows").text
    path = workspace / "flows/bulletins/technical_issues.yaml"
    path.write_text(path.read_text().replace("on: false", "on: true"))
    page = visitor.get("/flows")
    assert "Bulletin on: Technical issues" in row(page, "main")
    assert "Bulletin on" not in row(page, "billing")


def test_bulletin_that_was_switched_is_as_it_was_switched(visitor: Visitor, workspace: Path) -> None:
    now = datetime.now(UTC)
    add_switch(workspace, Switch(0, "payments_down", True, "Ada", now, values={"until": "18:00"}))
    page = visitor.get("/flows")
    assert "Bulletin on: Payments down" in row(page, "main")
    item = next(one for one in page.texts("//ul[@class='lines']/li") if "Payments down" in one)
    assert "on now" in item
    add_switch(workspace, Switch(0, "payments_down", False, "Ada", now))
    assert "Bulletin on" not in visitor.get("/flows").text


@pytest.mark.parametrize(
    ("begins", "ends", "told"), [(-2, -1, "over"), (-1, 1, "on now"), (1, 2, "begins"), (None, None, "on now")]
)
def test_bulletin_has_its_time(
    visitor: Visitor, workspace: Path, begins: int | None, ends: int | None, told: str
) -> None:
    now = datetime.now(UTC)
    text = "format: 1\ntitle: Storm\non: true\nprompt: Closed.\n"
    for key, days in (("from", begins), ("until", ends)):
        if days is not None:
            text += f'{key}: "{(now + timedelta(days=days)).isoformat(timespec="seconds")}"\n'
    (workspace / "flows/bulletins/storm.yaml").write_text(text)
    item = next(one for one in visitor.get("/flows").texts("//ul[@class='lines']/li") if "Storm" in one)
    assert told in item


def test_drafts_are_not_called_done(shared_visitor: Visitor) -> None:
    assert shared_visitor.get("/flows").texts("//tbody/tr[1]/td[4]") == ["7 languages in draft"]
    readings = shared_visitor.get("/").texts("//li[@class='meters__item']")
    assert len(readings) == 7
    assert all("no qualified reviewer yet" in one and not one.endswith("done") for one in readings)


def test_calendars_say_what_they_say_now(shared_visitor: Visitor) -> None:
    office = next(one for one in shared_visitor.get("/calendars").texts("//section") if one.startswith("office"))
    assert any(word in office for word in ("open now", "closed now", "holiday today"))
    assert "Asked at" in office


def test_broken_settings_are_told_first(visitor: Visitor, workspace: Path) -> None:
    (workspace / "ivr.yaml").write_text("format: 1\n")
    page = visitor.get("/flows")
    assert "ivr.yaml can't be read" in page.texts("//div[contains(@class, 'usa-alert--error')]")[0]
    assert len(page.all("//tbody/tr")) == 12
    assert "mended" in visitor.get("/flows/billing").text
