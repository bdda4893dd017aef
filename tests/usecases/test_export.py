"""Whether flows can go out to a target, what stands in the way, and the bundle: the same bytes, valid, complete."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ivr_author.harness.targets import load_targets, target_names
from ivr_author.usecases.build import compile_flows, emit
from ivr_author.usecases.check import CheckResult, check_workspace
from ivr_author.usecases.export import (
    DEPLOY,
    RELEASE,
    Gate,
    Trial,
    bundle_of,
    readiness_of,
    record,
    try_everything,
    voices_on,
)
from ivr_author.workspace.exports import list_exports
from tests.harness.sample import CALLS, Planted, change, make_workspace, without_say
from tests.voiceless import write_workspace

CHECKER = Path(__file__).resolve().parents[3] / "shared" / "validators" / "check.py"
MAIN = "flows/main.yaml"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "office")


def nothing(_share: float, _words: str) -> None:
    """Nobody looks at how far it is."""


def try_on(workspace: Path, target: str) -> tuple[CheckResult, Trial]:
    checked = check_workspace(workspace)
    return checked, try_everything(checked, readiness_of(checked, target), nothing)


def bundle(workspace: Path, target: str) -> bytes:
    program = check_workspace(workspace).program
    assert program is not None
    return bundle_of(workspace, program, emit(program, target)).raw


def unzip(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put_under_git(folder: Path) -> None:
    settings = ("-c", "user.name=Dana", "-c", "user.email=dana@example.org", "-c", "commit.gpgsign=false")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "Begin")):
        subprocess.run(["git", "-C", str(folder), *settings, *command], check=True, capture_output=True)


@pytest.mark.parametrize("target", target_names())
def test_a_workspace_without_errors_can_go(workspace: Path, target: str) -> None:
    readiness = readiness_of(check_workspace(workspace), target)
    assert readiness.can_go
    assert readiness.blocking == {}
    assert readiness.flows == ("main",)
    assert [row.target for row in voices_on(check_workspace(workspace), target)] == [target]


@pytest.mark.parametrize(
    ("path", "old", "new", "gate", "rule"),
    [
        (MAIN, "start: welcome", "start: nowhere", Gate.CONTENT, "dangling-reference"),
        (MAIN, "nodes:", "nodes: [", Gate.CONTENT, None),
        ("ivr.yaml", "format: 1", "format: 1\nnonsense: 1", Gate.CONTENT, "unknown-key"),
    ],
)
def test_what_blocks_is_what_compile_refuses(
    workspace: Path, path: str, old: str, new: str, gate: Gate, rule: str | None
) -> None:
    change(workspace, path, old, new)
    readiness = readiness_of(check_workspace(workspace), "twiml")
    assert not readiness.can_go
    assert list(readiness.blocking) == [gate]
    assert rule is None or rule in {one.rule for one in readiness.blocking[gate]}
    assert compile_flows(workspace, "twiml").artifact is None


def test_silent_texts_block_and_are_listed_by_locale(tmp_path: Path) -> None:
    workspace = write_workspace(tmp_path / "voiceless")
    checked = check_workspace(workspace)
    readiness = readiness_of(checked, "twiml")
    assert list(readiness.blocking) == [Gate.TARGET]
    assert {one.rule for one in readiness.errors} == {"twiml-no-voice"}
    silent = {row.locale: [text.address for text in row.silent] for row in voices_on(checked, "twiml")}
    assert "main/bye/prompt" in silent["ht"]
    assert compile_flows(workspace, "twiml").artifact is None


def test_another_targets_faults_and_those_of_notices_block_nothing(workspace: Path) -> None:
    change(workspace, "ivr.yaml", "locales: []", "locales: [ht]")
    (workspace / "notices/reminder/notice.yaml").write_text("title: [")
    (workspace / CALLS).write_text("calls: [{name: 1}]")
    twiml, voicexml = (readiness_of(check_workspace(workspace), one) for one in ("twiml", "voicexml"))
    assert {one.rule for one in twiml.errors} <= {"twiml-no-voice"}
    assert not {one.rule for one in voicexml.errors} & set(load_targets()["twiml"].rules)


def test_without_flows_there_is_nothing_to_export(workspace: Path) -> None:
    (workspace / MAIN).unlink()
    (workspace / CALLS).unlink()
    change(workspace, "ivr.yaml", 'main: {number: "+18005550100", flow: main}', "{}")
    assert not readiness_of(check_workspace(workspace), "twiml").can_go


@pytest.mark.parametrize("target", target_names())
def test_everything_is_tried_in_every_locale(workspace: Path, target: str) -> None:
    change(workspace, "ivr.yaml", "locales: []", "locales: [es]")
    _, trial = try_on(workspace, target)
    assert (trial.scripts, trial.locales, trial.played, trial.passed) == (5, 2, 10, 10)
    assert trial.faults == ()
    assert trial.documents > 3
    assert trial.rules > 100


def test_a_call_that_is_not_as_its_script_says_is_told(workspace: Path) -> None:
    change(workspace, MAIN, "on_failure: agent", "on_failure: message")
    _, trial = try_on(workspace, "twiml")
    (fault,) = trial.faults
    assert fault.name == "A caller who never presses a key gets to someone after three offers"
    assert (fault.flow, fault.locale, fault.span.path) == ("main", "en", CALLS)
    assert fault.message


def test_a_target_that_leaves_the_reference_is_told(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = Planted(load_targets()["twiml"], lambda program: without_say(program, "main/closed/prompt"))
    monkeypatch.setattr("ivr_author.usecases.export.load_targets", lambda: {"twiml": planted})
    _, trial = try_on(workspace, "twiml")
    assert [one.message for one in trial.faults if "not as on the reference" in one.message]


def test_nothing_is_played_where_something_blocks(workspace: Path) -> None:
    change(workspace, MAIN, "start: welcome", "start: nowhere")
    _, trial = try_on(workspace, "twiml")
    assert trial.is_blocked
    assert trial.played == 0


def test_how_far_it_is_only_grows(workspace: Path) -> None:
    checked = check_workspace(workspace)
    told: list[float] = []
    try_everything(checked, readiness_of(checked, "twiml"), lambda share, _words: told.append(share))
    assert told == sorted(told)
    assert len(told) > 5
    assert max(told) < 1


@pytest.mark.parametrize("target", target_names())
def test_bundle_is_the_same_every_time_and_says_what_it_is(workspace: Path, target: str) -> None:
    put_under_git(workspace)
    raw = bundle(workspace, target)
    assert raw == bundle(workspace, target)
    files = unzip(raw)
    release = json.loads(files[RELEASE])
    assert files[DEPLOY].decode().startswith("# Put these documents on ")
    assert set(release["files"]) == set(files) - {DEPLOY, RELEASE}
    for path, facts in release["files"].items():
        assert facts == {"sha256": hashlib.sha256(files[path]).hexdigest(), "bytes": len(files[path])}
    assert len(release["commit"]) == 40
    assert release["has_changes_since_commit"] is False
    assert release["numbers"] == {"+18005550100": {"flow": "main", "locale": None}}
    assert release["needs"]["queues"] == {"agents": {"number": "+18005550101"}}
    change(workspace, MAIN, "prompt: Our office is closed now.", "prompt: We are closed.")
    changed = json.loads(unzip(bundle(workspace, target))[RELEASE])
    assert changed["has_changes_since_commit"] is True
    assert changed["content"] != release["content"]


def test_an_export_is_recorded_once_for_the_same_documents(workspace: Path) -> None:
    put_under_git(workspace)
    for name, value in (("user.name", "Dana"), ("user.email", "dana@example.org")):
        subprocess.run(["git", "-C", str(workspace), "config", name, value], check=True)
    program = check_workspace(workspace).program
    assert program is not None
    made = bundle_of(workspace, program, emit(program, "twiml"))
    assert record(workspace, made) is None
    assert record(workspace, made) is None
    (one,) = list_exports(workspace)
    assert (one.target, one.commit, one.content, one.has_changes) == ("twiml", made.commit, made.content, False)


def test_bundle_without_git_has_no_commit(workspace: Path) -> None:
    release = json.loads(unzip(bundle(workspace, "voicexml"))[RELEASE])
    assert release["commit"] is None


@pytest.mark.parametrize("target", target_names())
@pytest.mark.skipif(not CHECKER.exists(), reason="the project's common checker is not here")
def test_unzipped_bundle_passes_the_common_checker(workspace: Path, target: str, tmp_path: Path) -> None:
    for name, raw in unzip(bundle(workspace, target)).items():
        path = tmp_path / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    done = subprocess.run([sys.executable, CHECKER, tmp_path / "out"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("target", target_names())
def test_steps_of_deploying_name_what_there_is(target: str) -> None:
    text = load_targets()[target].deploy
    assert text.startswith("# ")
    assert "ivr-author" in text
    assert RELEASE in text
