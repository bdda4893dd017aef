"""A change that would break other flows: each form tells which, by rule and place, keeps what was typed, and asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.usecases.test_caller_errors import BEFORE_IT, CALLER, CHECKED, SETTINGS
from tests.web.conftest import create_studio
from tests.web.pages import BASE, Page, Visitor


@pytest.fixture(scope="module")
def shared_studio(tmp_path_factory: pytest.TempPathFactory) -> tuple[Visitor, Path]:
    """A studio of three flows; each test begins from the text that the one in the middle had at first."""
    root = tmp_path_factory.mktemp("callers")
    (root / "flows").mkdir()
    (root / "ivr.yaml").write_text(SETTINGS)
    for name, text in (("main", CALLER), ("first", BEFORE_IT), ("identify", CHECKED)):
        (root / f"flows/{name}.yaml").write_text(text)
    return Visitor(create_studio(root)), root / "flows/identify.yaml"


@pytest.fixture
def studio(shared_studio: tuple[Visitor, Path]) -> tuple[Visitor, Path]:
    """That studio."""
    shared_studio[1].write_text(CHECKED)
    return shared_studio


def all_of(page: Page, xpath: str) -> dict[str, Any]:
    """What a form would send, each value of a name."""
    sent: dict[str, Any] = {}
    for name, value in page.tree.xpath(xpath)[0].form_values():
        sent.setdefault(name, []).append((value or "").removeprefix("\n"))
    return sent


def check_asked(page: Page) -> None:
    said = page.texts("//*[@role='alert']")[0]
    assert "This would break other flows" in said
    assert "flows/main.yaml" in said
    assert "missing-return" in said
    assert page.texts("//button[@name='insist']") == ["Save anyway"]


def test_the_settings_ask_and_keep_what_was_typed(studio: tuple[Visitor, Path]) -> None:
    visitor, path = studio
    form = visitor.get("/flows/identify/settings").form("//form[@data-draft]")
    typed = {**form, "title": "Who is calling", "returns": "known\nunknown"}
    page = visitor.post("/flows/identify/settings", typed, 422)
    check_asked(page)
    assert path.read_text() == CHECKED
    kept = all_of(page, "//form[@data-draft]")
    assert kept["title"] == ["Who is calling"]
    visitor.post("/flows/identify/settings", {**kept, "insist": "1"})
    assert "returns: [known, unknown]" in path.read_text()


def test_a_plain_operation_asks(studio: tuple[Visitor, Path]) -> None:
    visitor, path = studio
    form = visitor.get("/flows/identify/settings").form("//form[@data-draft]")
    own = {name: form[name] for name in ("csrf_token", "revision")}
    typed = {**own, "op": "settings", "returns": "known\nunknown", "back": "canvas"}
    page = visitor.post("/flows/identify/edit", typed, 422)
    check_asked(page)
    again = all_of(page, "//form[.//button[@name='insist']]")
    visitor.post("/flows/identify/edit", {**again, "insist": "1"})
    assert "returns: [known, unknown]" in path.read_text()


def test_scripts_are_told_that_they_may_insist(studio: tuple[Visitor, Path]) -> None:
    visitor, path = studio
    form = visitor.get("/flows/identify/settings").form("//form[@data-draft]")
    typed = {**{name: form[name] for name in ("csrf_token", "revision")}, "op": "settings", "returns": "unknown"}
    accept = {"Accept": "application/json"}
    answer = visitor.client.post("/flows/identify/edit", data=typed, base_url=BASE, headers=accept)
    assert answer.status_code == 422
    assert answer.json["asks"] is False, "a return that the flow itself names is its own fault"
    typed["returns"] = "known\nunknown"
    answer = visitor.client.post("/flows/identify/edit", data=typed, base_url=BASE, headers=accept)
    assert answer.json["asks"] is True
    assert [(one["path"], one["rule"]) for one in answer.json["faults"]] == [("flows/main.yaml", "missing-return")]
    answer = visitor.client.post("/flows/identify/edit", data={**typed, "insist": "1"}, base_url=BASE, headers=accept)
    assert answer.status_code == 200
    assert "unknown" in path.read_text()


def test_source_names_the_other_file(studio: tuple[Visitor, Path]) -> None:
    visitor, _ = studio
    form = visitor.get("/flows/identify/source").form("//form[@data-source]")
    page = visitor.post(
        "/source/flows/identify.yaml", {**form, "text": CHECKED.replace("[known]", "[known, unknown]")}, 422
    )
    links = page.all("//div[@id='source-result']//a/@href")
    assert links == ["/source/flows/main.yaml?line=5"]
