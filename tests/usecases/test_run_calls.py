"""`test`: which calls are played where, and what is said about files with errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.harness.targets import player_names
from ivr_author.usecases.run_calls import run_calls
from ivr_author.usecases.unknown import UnknownName
from tests.harness.sample import CALLS, change, make_workspace

OTHER_CALLS = """
calls:
  - name: Nobody
    script: [hang_up]
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path)


def test_every_call_on_every_player(workspace: Path) -> None:
    run = run_calls(workspace, player_names())
    assert [result.target for result in run.results[::5]] == list(player_names())
    assert run.failed == ()
    assert set(run.seconds) == set(player_names())


@pytest.mark.parametrize("path", [CALLS, "flows", "flows/main.yaml", ".", "./flows/../flows/main.yaml"])
def test_paths_choose_scripts(workspace: Path, path: str) -> None:
    assert len(run_calls(workspace, ["reference"], [path]).results) == 5
    assert len(run_calls(workspace, ["reference"], [str(workspace / "flows"), path]).results) == 5


def test_a_path_without_calls_is_a_fault_in_the_call(workspace: Path) -> None:
    with pytest.raises(UnknownName, match=r"did you mean `flows/main\.calls\.yaml`"):
        run_calls(workspace, ["reference"], ["flows/man.calls.yaml"])


def test_files_with_errors_are_reported_and_the_other_calls_played(workspace: Path) -> None:
    change(workspace, CALLS, "outcome: queue agents}", "outcome: queue nobody}")
    (workspace / "flows/other.calls.yaml").write_text("calls: [", encoding="utf-8")
    run = run_calls(workspace, ["reference"])
    assert [one.rule for one in run.diagnostics] == ["yaml-syntax"]
    assert [result.script.name for result in run.failed] == ["A caller says what they want"]
    assert len(run.results) == 5


def test_a_file_that_cannot_be_read_is_a_fault_in_the_content(workspace: Path) -> None:
    (workspace / "flows/other.calls.yaml").write_text("calls: [", encoding="utf-8")
    run = run_calls(workspace, ["reference"], ["flows/other.calls.yaml"])
    assert run.results == ()
    assert [one.rule for one in run.diagnostics] == ["yaml-syntax"]


def test_calls_of_a_flow_that_there_is_not_fail(workspace: Path) -> None:
    (workspace / "flows/other.calls.yaml").write_text(OTHER_CALLS, encoding="utf-8")
    run = run_calls(workspace, player_names(), ["flows/other.calls.yaml"])
    assert len(run.failed) == len(run.results) == len(player_names())
    assert run.failed[-1].faults[0].message == "there is no flow `other` that could answer this call"


def test_without_settings_nothing_is_played(workspace: Path) -> None:
    (workspace / "ivr.yaml").unlink()
    run = run_calls(workspace, player_names(), [CALLS])
    assert run.results == ()
    assert [one.rule for one in run.diagnostics] == ["no-workspace"]
