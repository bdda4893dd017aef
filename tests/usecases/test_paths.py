"""Covering calls as a script file that passes, and files that are not ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.usecases.call import play_script
from ivr_author.usecases.paths import ALL, MARK, NotOurs, find_paths, write_paths
from ivr_author.usecases.unknown import UnknownName
from tests.harness.sample import CALLS, change, make_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = make_workspace(tmp_path / "small")
    change(folder, "ivr.yaml", "locales: []", "locales: [es]")
    return folder


@pytest.mark.parametrize("player", ["reference", "twiml", "voicexml"])
def test_the_calls_pass_where_they_are_played(workspace: Path, tmp_path: Path, player: str) -> None:
    result = find_paths(workspace, "main", "edges", ALL)
    assert list(result.coverings) == ["en", "es"]
    assert all(one.covered == one.total for one in result.coverings.values())
    out = tmp_path / "paths.yaml"
    write_paths(result, out)
    calls = play_script(workspace, "main", out, player)
    assert [one.script.name for one in calls.results if not one.passed] == []
    assert len(calls.results) == sum(len(one.calls) for one in result.coverings.values())


def test_what_hand_written_calls_reach(workspace: Path) -> None:
    by_hand = find_paths(workspace, "main").by_hand
    assert by_hand is not None
    assert by_hand.missing_nodes == ()
    assert "main/agent: closed -> main/message" in map(str, by_hand.missing_edges)
    (workspace / CALLS).unlink()
    by_hand = find_paths(workspace, "main").by_hand
    assert by_hand is not None
    assert by_hand.nodes_reached == by_hand.edges_reached == 0


def test_only_files_of_ours_are_written_over(workspace: Path, tmp_path: Path) -> None:
    result = find_paths(workspace, "main", "nodes")
    before = (workspace / CALLS).read_bytes()
    with pytest.raises(NotOurs):
        write_paths(result, workspace / CALLS)
    assert (workspace / CALLS).read_bytes() == before
    write_paths(result, tmp_path / "new/paths.yaml")
    write_paths(result, tmp_path / "new/paths.yaml")
    assert (tmp_path / "new/paths.yaml").read_text(encoding="utf-8").startswith(MARK)


def test_names_that_there_are_not_are_faults_in_the_call(workspace: Path) -> None:
    for flow, locale in (("mian", ""), ("main", "sp")):
        with pytest.raises(UnknownName):
            find_paths(workspace, flow, "edges", locale)


def test_a_flow_with_errors_has_no_paths(workspace: Path) -> None:
    change(workspace, "flows/main.yaml", "next: {full: message, closed: message}", "next: {full: nobody}")
    result = find_paths(workspace, "main")
    assert not result.coverings
    assert "dangling-reference" in {one.rule for one in result.diagnostics}
