"""What pages know while a check runs: nothing is waited for long, nothing that was known is forgotten."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr_author.usecases import check_apart
from ivr_author.usecases.check import CheckResult, check_loaded
from ivr_author.web import checking
from ivr_author.web.checking import Checker
from ivr_author.web.studio import Studio
from ivr_author.workspace.project import Workspace
from tests.rule_cases import HELLO, SETTINGS


@pytest.fixture(autouse=True)
def no_check_outlives_its_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Studios are closed and their checks waited for: one that went on would meet what the next test puts in place."""
    made: list[Checker] = []
    begin = Checker.__init__

    def keep(checker: Checker) -> None:
        begin(checker)
        made.append(checker)

    monkeypatch.setattr(Checker, "__init__", keep)
    yield
    for one in made:
        one.close()
        one._pool.shutdown(wait=True)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Every check after the first waits until this is set; pages wait for none of them."""
    opened, first = threading.Event(), []

    def check(workspace: Workspace) -> CheckResult:
        if first:
            assert opened.wait(30)
        first.append(workspace)
        return check_loaded(workspace)

    monkeypatch.setattr(checking, "check_loaded", check)
    yield opened
    opened.set()


def rules_of(studio: Studio, path: str) -> set[str]:
    return {one.rule for one in studio.snapshot().faults_of(path)}


def test_page_shows_what_is_known_while_a_check_runs(
    workspace: Path, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace / "flows/menu.yaml").write_text("nodes: [\n")
    studio = Studio(workspace)
    broken = rules_of(studio, "flows/menu.yaml")
    assert broken
    assert not studio.snapshot().is_checking
    monkeypatch.setattr(checking, "LATER_SECONDS", 0.01)
    billing = workspace / "flows/billing.yaml"
    billing.write_text(billing.read_text().replace("title: Billing", "titel: Billing"))
    shown = studio.snapshot()
    assert shown.is_checking
    assert rules_of(studio, "flows/menu.yaml") == broken, "found before, in a file that is still the same"
    assert "unknown-key" in {one.rule for one in shown.faults_of("flows/billing.yaml")}, "reading alone finds it"
    assert not shown.can_be_called("billing")
    assert shown.program_of("billing") is None
    gate.set()
    monkeypatch.setattr(checking, "LATER_SECONDS", 60.0)
    assert not studio.snapshot().is_checking


def test_flow_can_be_called_before_the_check_ends(
    workspace: Path, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = Studio(workspace)
    whole = studio.snapshot().program
    assert whole
    monkeypatch.setattr(checking, "LATER_SECONDS", 0.01)
    billing = workspace / "flows/billing.yaml"
    billing.write_text(billing.read_text().replace("title: Billing", "title: Payments"))
    shown = studio.snapshot()
    part = shown.program_of("billing")
    assert shown.is_checking
    assert part
    assert {"billing", "identify"} <= set(part.entries) < set(whole.entries), "only what billing leads to is made"
    assert shown.build("twiml", "billing").artifact


def test_file_that_was_only_touched_is_not_checked_again(workspace: Path) -> None:
    studio = Studio(workspace)
    first = studio.snapshot()
    path = workspace / "flows/billing.yaml"
    path.write_text(path.read_text())
    second = studio.snapshot()
    assert second.content
    assert first.content
    assert second.content.flows["billing"] is first.content.flows["billing"]


def test_large_workspace_is_checked_in_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = set(multiprocessing.active_children())
    monkeypatch.setattr(checking, "is_large", lambda workspace: workspace.root == tmp_path)
    monkeypatch.setattr(checking, "check_loaded", lambda _: pytest.fail("checked here"))
    monkeypatch.setattr(checking, "LATER_SECONDS", 60.0)
    flow = tmp_path / "flows/hello.yaml"
    flow.parent.mkdir()
    (tmp_path / "ivr.yaml").write_text(SETTINGS)
    flow.write_text(HELLO)
    studio = Studio(tmp_path)
    try:
        assert set(studio.snapshot().callable_flows) == {"hello"}
        assert "dangling-reference" not in rules_of(studio, "flows/hello.yaml")
        flow.write_text(HELLO.replace("start: hello", "start: helo"))
        assert "dangling-reference" in rules_of(studio, "flows/hello.yaml")
        assert not studio.snapshot().callable_flows
    finally:
        studio.close()
    assert not set(multiprocessing.active_children()) - others


def test_check_that_met_other_files_is_made_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Workspace] = []
    monkeypatch.setattr(checking, "is_large", lambda workspace: workspace.root == tmp_path)
    monkeypatch.setattr(check_apart.ApartChecker, "check", lambda _, workspace: asked.append(workspace))
    (tmp_path / "flows").mkdir()
    (tmp_path / "ivr.yaml").write_text(SETTINGS)
    (tmp_path / "flows/hello.yaml").write_text(HELLO)
    studio = Studio(tmp_path)
    assert set(studio.snapshot().callable_flows) == {"hello"}
    assert len(asked) == checking.APART_ATTEMPTS
