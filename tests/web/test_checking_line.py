"""While a check runs, every page says so, no page says that all is well, and the line tells when it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ivr_author.web.studio import Snapshot
from tests.web.pages import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Page

LINE = "//*[@id='checking' and @role='status']"
WELL = ("No errors.", "no rule has found anything", "Nothing needs you")


def let_run(monkeypatch: pytest.MonkeyPatch, runs: bool) -> None:
    monkeypatch.setattr(Snapshot, "is_checking", property(lambda _: runs))


@pytest.mark.parametrize("path", ["/", "/flows", "/flows/billing", "/notices/premium_bill", "/problems", "/help"])
def test_page_says_that_the_check_runs(shared_visitor: Visitor, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    assert not shared_visitor.get(path).all(LINE)
    let_run(monkeypatch, True)
    page = shared_visitor.get(path)
    assert page.texts(LINE) == ["Still checking what changed. Problems may be missing here until that has ended."]
    assert page.all(f"{LINE}//*[@hx-get='/checking']")


@pytest.mark.parametrize("path", ["/", "/flows", "/problems"])
def test_no_page_says_that_all_is_well_before_the_check_has_ended(
    shared_visitor: Visitor, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(Snapshot, "diagnostics", property(lambda _: ()))
    assert any(words in shared_visitor.get(path).text for words in WELL), "said once it has ended"
    let_run(monkeypatch, True)
    assert not any(words in shared_visitor.get(path).text for words in WELL)


def test_line_asks_until_the_check_has_ended(shared_visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    let_run(monkeypatch, True)
    assert shared_visitor.client.get("/checking").status_code == 204, "nothing to read out again"
    let_run(monkeypatch, False)
    ended = shared_visitor.client.get("/checking").text
    assert "Everything is checked now." in ended
    assert "hx-get" not in ended, "it stops asking"


def test_page_that_failed_asks_nothing_of_the_workspace(
    shared_visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_run(monkeypatch, True)
    assert not shared_visitor.get("/nothing", 404).all(LINE)


def test_line_tells_the_end_without_a_reload(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    let_run(monkeypatch, True)
    page.goto("/problems")
    line = page.locator("#checking")
    assert "Still checking" in line.inner_text()
    let_run(monkeypatch, False)
    line.get_by_text("Everything is checked now.").wait_for()
    line.get_by_role("link", name="Show this page anew").click()
    line.wait_for(state="detached")
    assert page.url.endswith("/problems")
