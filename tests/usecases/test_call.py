"""Calls of a script file, and a line on which a person calls."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ivr_author.usecases.call import open_line, play_script
from ivr_author.usecases.unknown import UnknownName
from tests.harness.sample import CALLS, change, make_workspace

MORNING = datetime(2026, 11, 17, 15, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "small")


@pytest.mark.parametrize("player", ["reference", "twiml", "voicexml"])
def test_a_script_that_lies_anywhere_is_played(workspace: Path, tmp_path: Path, player: str) -> None:
    script = tmp_path / "elsewhere.yaml"
    script.write_text((workspace / CALLS).read_text(encoding="utf-8"), encoding="utf-8")
    calls = play_script(workspace, "main", script, player)
    assert [result.passed for result in calls.results] == [True] * 5
    assert calls.results[0].target == player


def test_calls_begin_in_the_locale_that_is_asked_for(workspace: Path) -> None:
    change(workspace, "ivr.yaml", "locales: []", "locales: [es]")
    calls = play_script(workspace, "main", workspace / CALLS, "reference", "es")
    assert calls.results[0].script.setup.locale == "es"


def test_errors_are_reported_and_nothing_is_played(workspace: Path, tmp_path: Path) -> None:
    script = tmp_path / "broken.yaml"
    for text, rule in (("calls: [", "yaml-syntax"), ("calls:\n  - name: x\n", "missing-key")):
        script.write_text(text)
        calls = play_script(workspace, "main", script, "reference")
        assert not calls.results
        assert [one.rule for one in calls.diagnostics] == [rule]
        assert str(calls.diagnostics[0].span).startswith(f"{script.as_posix()}:")
    missing = play_script(workspace, "main", tmp_path / "nowhere.yaml", "reference")
    assert [one.rule for one in missing.diagnostics] == ["file-missing"]
    change(workspace, "flows/main.yaml", "type: queue", "type: queu")
    assert [one.rule for one in play_script(workspace, "main", workspace / CALLS, "reference").diagnostics] == [
        "unknown-node-type"
    ]


def test_names_that_there_are_not_are_faults_in_the_call(workspace: Path) -> None:
    for flow, locale in (("mian", None), ("main", "sp")):
        with pytest.raises(UnknownName):
            play_script(workspace, flow, workspace / CALLS, "reference", locale)
        with pytest.raises(UnknownName):
            open_line(workspace, flow, "reference", MORNING, locale)


def test_a_line_knows_number_time_and_examples(workspace: Path) -> None:
    change(
        workspace,
        "ivr.yaml",
        "queues:",
        "services:\n  bills:\n    url: https://example.org\n    answer: {due: money}\n"
        "    examples: [{ok: {due: '1.00'}}, not_found]\nqueues:",
    )
    line = open_line(workspace, "main", "reference", MORNING)
    assert line.setup is not None
    assert (line.setup.called, line.setup.at.isoformat()) == ("+18005550100", "2026-11-17T10:00:00-05:00")
    assert [answer.fields for answer in line.answers.lookups["bills"]] == [{"due": "1.00"}]
    assert line.target is None
    naive = datetime.fromisoformat("2026-11-17T10:00")
    local = open_line(workspace, "main", "twiml", naive)
    assert local.setup is not None
    assert local.setup.at == line.setup.at
    assert local.target is not None


def test_a_flow_with_errors_cannot_be_called(workspace: Path) -> None:
    change(workspace, "flows/main.yaml", "type: queue", "type: queu")
    line = open_line(workspace, "main", "reference", MORNING)
    assert line.setup is None
    assert [one.rule for one in line.diagnostics] == ["unknown-node-type"]
