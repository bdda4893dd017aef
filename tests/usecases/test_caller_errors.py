"""Errors that a change of one flow brings to the flows that lead into it: told before anything is saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.usecases.caller_errors import errors_in_callers
from ivr_author.usecases.edit_flow import EditedFlow, RefusedEdit, edit_flow, open_flow_file
from ivr_author.usecases.edit_source import RefusedSource, SavedSource, open_source, save_source
from ivr_author.usecases.flow_ops import ChangeFlow, ChangeWords
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.project import Workspace, load_workspace

SETTINGS = "format: 1\norganisation: Test\nsource_locale: en\nlocales: []\ntime_zone: America/New_York\n"
CHECKED = """\
format: 1
title: Identify
start: ask
returns: [known]
nodes:
  ask: {type: play, prompt: One moment., next: done}
  done: {type: return, name: known}
"""
CALLER = """\
format: 1
title: Main
start: who
nodes:
  who: {type: subflow, flow: identify, next: {known: bye}}
  bye: {type: hangup, prompt: Good bye.}
"""
BEFORE_IT = """\
format: 1
title: First
start: go
nodes:
  go: {type: play, prompt: Welcome., next: "flow:main"}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A flow that another one enters, and one that leads into that."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "ivr.yaml").write_text(SETTINGS)
    for name, text in (("identify", CHECKED), ("main", CALLER), ("first", BEFORE_IT)):
        (tmp_path / f"flows/{name}.yaml").write_text(text)
    return load_workspace(tmp_path)


ONE_MORE = ChangeFlow({"returns": ["known", "unknown"]})


def edit(workspace: Workspace, op: ChangeFlow | ChangeWords, *, insists: bool = False) -> object:
    seen = open_flow_file(workspace, "identify").revision
    return edit_flow(FileKeeper(workspace.root), workspace, "identify", op, seen, insists=insists)


def test_what_another_flow_gets_is_asked_about(workspace: Workspace) -> None:
    refused = edit(workspace, ONE_MORE)
    assert isinstance(refused, RefusedEdit)
    assert refused.asks
    ((place, fault),) = refused.faults
    assert (place, fault.rule, str(fault.span)) == ((), "missing-return", "flows/main.yaml:5:30")
    assert (workspace.root / "flows/identify.yaml").read_text() == CHECKED
    assert isinstance(edit(workspace, ONE_MORE, insists=True), EditedFlow)
    assert "unknown" in (workspace.root / "flows/identify.yaml").read_text()


def test_who_insists_may_not_break_the_flow_itself(workspace: Workspace) -> None:
    refused = edit(workspace, ChangeFlow({"start": "nowhere"}), insists=True)
    assert isinstance(refused, RefusedEdit)
    assert not refused.asks


def test_what_was_wrong_before_is_not_asked_about(workspace: Workspace) -> None:
    path = workspace.root / "flows/main.yaml"
    path.write_text(CALLER.replace("known: bye", "other: bye"))
    found = load_workspace(workspace.root)
    assert found.content is not None
    assert errors_in_callers(found, found.content.flows["identify"]) == ()
    assert isinstance(edit(found, ChangeFlow({"title": "Who"})), EditedFlow)


def test_source_tells_of_other_flows_too(workspace: Workspace) -> None:
    keeper, path = FileKeeper(workspace.root), "flows/identify.yaml"
    seen = open_source(workspace.root, path).revision
    typed = CHECKED.replace("[known]", "[known, unknown]")
    refused = save_source(keeper, workspace, path, typed, seen)
    assert isinstance(refused, RefusedSource)
    assert [str(one.span) for one in refused.faults] == ["flows/main.yaml:5:30"]
    assert isinstance(save_source(keeper, workspace, path, typed, seen, insists=True), SavedSource)
