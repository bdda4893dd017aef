"""What pages know while a check runs: nothing is waited for long, nothing that was known is forgotten."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr_author.usecases.check import CheckResult, check_loaded
from ivr_author.web import checking
from ivr_author.web.studio import Studio
from ivr_author.workspace.project import Workspace


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
