"""The list of problems: filters, excerpts, and the ways from a problem to its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.pages import Visitor


@pytest.fixture
def broken(visitor: Visitor, workspace: Path) -> Visitor:
    """A studio on a workspace with errors in two flows and a warning."""
    billing, menu = workspace / "flows/billing.yaml", workspace / "flows/menu.yaml"
    billing.write_text(billing.read_text().replace("Your balance is {balance}.", "Your balance is {balanec}."))
    menu.write_text(menu.read_text().replace("open: season_note", "open: seasno_note"))
    return visitor


def test_filters_narrow_down(broken: Visitor) -> None:
    everything = broken.get("/problems")
    errors = broken.get("/problems?severity=error")
    assert len(errors.all("//ol[@class='problems']/li")) < len(everything.all("//ol[@class='problems']/li"))
    assert set(errors.texts("//li//span[contains(@class, 'status')]")) == {"Error"}
    menu = broken.get("/problems?severity=error&flow=menu")
    assert {one.split(":")[0] for one in menu.texts("//*[contains(@class, 'problem__where')]")} == {"flows/menu.yaml"}
    rule = menu.texts("//a[@class='problem__rule']")[0]
    assert set(broken.get(f"/problems?rule={rule}").texts("//a[@class='problem__rule']")) == {rule}
    assert broken.get("/problems?rule=nothing").all("//div[@class='empty']")
    assert len(broken.get("/problems?text=BALANEC").all("//ol[@class='problems']/li")) == 1
    arabic = broken.get("/problems?locale=ar").texts("//*[contains(@class, 'problem__where')]")
    assert {one.split("/")[1] for one in arabic} <= {"ar"}


def test_rule_is_explained_and_files_are_told_apart(broken: Visitor) -> None:
    page = broken.get("/problems?severity=error")
    titles = page.texts("//div[@class='faults__head']/h2")
    assert titles == ["Billing", "Main menu"]
    rule = page.texts("//a[@class='problem__rule']")[0]
    explained = broken.get(f"/problems?rule={rule}").texts("//main/p[code]")[0]
    assert explained.startswith(f"{rule}: ")
    assert len(explained) > len(rule) + 20


def test_problem_leads_to_its_node_and_its_words(broken: Visitor) -> None:
    page = broken.get("/problems?flow=billing&severity=error")
    problem = page.all("//li[contains(@class, 'problem')][.//a[@href='/flows/billing#n-due']]")[0]
    assert problem.xpath(".//a[@href='/words/billing/due/prompt/1']")
    assert "^" in problem.xpath("string(.//span[@class='excerpt__caret'])")
    assert "balanec" in problem.xpath("string(.//pre)")


def test_home_counts_them(broken: Visitor) -> None:
    alert = broken.get("/flows").texts("//div[contains(@class, 'usa-alert--error')]")[0]
    assert "keep these flows from being exported" in alert
    assert "balanec" in broken.get("/flows/billing/list").texts("//li[@id='n-due']//li[contains(@class, 'problem')]")[0]
