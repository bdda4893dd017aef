"""Compiling: the same bytes each time, nothing from content with errors, and no work of others removed."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from ivr_author.harness.targets import load_targets, target_names
from ivr_author.usecases.build import InvalidArtifact, compile_flows, emit, write_artifact, zip_files
from ivr_author.usecases.check import check_workspace
from ivr_author.usecases.unknown import UnknownName
from tests.harness.sample import Planted, change, load, make_workspace

OTHER = """
format: 1
title: Other
start: bye
nodes:
  bye: {type: hangup, prompt: Goodbye from the other flow.}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "small", {"flows/other.yaml": OTHER})


@pytest.mark.parametrize("target", target_names())
def test_the_same_content_gives_the_same_bytes(workspace: Path, target: str, tmp_path: Path) -> None:
    one, other = compile_flows(workspace, target).artifact, compile_flows(workspace, target).artifact
    assert one is not None
    assert other is not None
    assert one.files == other.files
    assert zip_files(one.files) == zip_files(other.files)
    with zipfile.ZipFile(io.BytesIO(zip_files(one.files))) as archive:
        assert archive.namelist() == sorted(one.files)
        assert {name: archive.read(name) for name in archive.namelist()} == dict(one.files)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("target", target_names())
def test_a_flow_brings_along_only_what_it_leads_to(workspace: Path, target: str) -> None:
    change(workspace, "flows/main.yaml", "type: hangup\n    prompt: Thank you.", "type: hangup\n    prompt: Thanks.")
    result = compile_flows(workspace, target, ["main"])
    assert result.program is not None
    assert list(result.program.entries) == ["main"]
    change(workspace, "flows/main.yaml", "{full: message, closed: message}", "{full: 'flow:other', closed: message}")
    result = compile_flows(workspace, target, ["main"])
    assert result.program is not None
    assert list(result.program.entries) == ["main", "other"]


def test_content_with_errors_is_not_compiled(workspace: Path) -> None:
    change(workspace, "flows/other.yaml", "start: bye", "start: nowhere")
    result = compile_flows(workspace, "twiml")
    assert result.artifact is None
    assert [one.rule for one in result.diagnostics if one.severity == "error"] == ["dangling-reference"]
    assert compile_flows(workspace, "twiml", ["main"]).artifact is not None, "nothing leads from main to it"
    assert compile_flows(workspace, "twiml", ["other"]).artifact is None


def test_a_flow_that_cannot_be_read_is_not_left_out(workspace: Path) -> None:
    (workspace / "flows/other.yaml").write_text("nodes: [", encoding="utf-8")
    result = compile_flows(workspace, "twiml")
    assert result.artifact is None
    assert [one.rule for one in result.diagnostics] == ["yaml-syntax"]


@pytest.mark.parametrize("target", target_names())
def test_without_flows_there_is_nothing_to_compile(workspace: Path, target: str) -> None:
    for path in (workspace / "flows").glob("*.yaml"):
        path.unlink()
    change(workspace, "ivr.yaml", 'main: {number: "+18005550100", flow: main}', "")
    result = compile_flows(workspace, target)
    assert result.artifact is None
    assert [one.rule for one in result.diagnostics if one.severity == "error"] == ["no-flows"]


def test_errors_in_call_scripts_do_not_count(workspace: Path) -> None:
    (workspace / "flows/main.calls.yaml").write_text("calls: 1", encoding="utf-8")
    assert compile_flows(workspace, "twiml").artifact is not None


def test_hard_words_are_for_check_alone(workspace: Path) -> None:
    hard = "Notwithstanding administrative determinations documentation requirements apply universally. " * 12
    change(workspace, "flows/other.yaml", "Goodbye from the other flow.", hard)
    change(workspace, "flows/other.yaml", "start: bye", "readability: {grade_at_most: 6}\nstart: bye")
    assert "reading-grade" in [one.rule for one in check_workspace(workspace).diagnostics]
    assert compile_flows(workspace, "twiml").artifact is not None


def test_errors_in_notices_do_not_count(workspace: Path) -> None:
    (workspace / "notices/bill").mkdir(parents=True)
    (workspace / "notices/bill/notice.yaml").write_text("format: 1\nchannels: [pigeon]\n")
    (workspace / "locales/es/LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    (workspace / "locales/es/LC_MESSAGES/notices.po").write_text("no catalog\n")
    result = compile_flows(workspace, "twiml")
    assert result.artifact is not None
    assert not [one for one in result.diagnostics if one.span and "notices" in one.span.path]


def test_a_flow_that_there_is_not_is_a_fault_in_the_call(workspace: Path) -> None:
    with pytest.raises(UnknownName, match="there is no flow `mian`; did you mean `main`"):
        compile_flows(workspace, "twiml", ["mian"])


def test_an_artifact_that_its_schema_refuses_is_a_fault_of_ours(workspace: Path) -> None:
    class Invalid(Planted):
        def validate(self, artifact: object) -> list[str]:
            """Find something."""
            return ["a.xml: line 1: what is that"]

    program, _ = load(workspace)
    targets = {"twiml": Invalid(load_targets()["twiml"], lambda good: good)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ivr_author.usecases.build.load_targets", lambda: targets)
        with pytest.raises(InvalidArtifact, match=r"1 faults.*a.xml: line 1: what is that"):
            emit(program, "twiml")


@pytest.mark.parametrize("target", target_names())
def test_what_an_earlier_build_left_is_removed_and_nothing_else(workspace: Path, target: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    both, one = compile_flows(workspace, target).artifact, compile_flows(workspace, target, ["main"]).artifact
    assert both is not None
    assert one is not None
    first = write_artifact(both, out)
    assert (first.files, first.changed, first.removed) == (len(both.files), len(both.files), 0)
    assert write_artifact(both, out).changed == 0
    lost = sorted(set(both.files) - set(one.files))
    assert lost
    (out / "notes.txt").write_text("mine")
    (out / lost[0]).write_text("changed by hand")
    assert write_artifact(one, out).removed == len(lost) - 1
    left = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert left == {*one.files, "notes.txt", lost[0]}


FOREIGN = ["not json", "[]", '{"files": {"notes.txt": "x"}}', '{"target": "voicexml", "files": {"notes.txt": "x"}}']


@pytest.mark.parametrize("manifest", FOREIGN)
def test_a_foreign_manifest_removes_nothing(workspace: Path, tmp_path: Path, manifest: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_text(manifest)
    (out / "notes.txt").write_text("mine")
    artifact = compile_flows(workspace, "twiml").artifact
    assert artifact is not None
    assert write_artifact(artifact, out).removed == 0
    assert (out / "notes.txt").read_text() == "mine"


def test_a_manifest_that_leads_upwards_removes_nothing(workspace: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "mine.txt").write_text("")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    (out / "manifest.json").write_text(json.dumps({"target": "twiml", "files": {"../mine.txt": empty}}))
    artifact = compile_flows(workspace, "twiml").artifact
    assert artifact is not None
    assert write_artifact(artifact, out).removed == 0
    assert (tmp_path / "mine.txt").exists()
