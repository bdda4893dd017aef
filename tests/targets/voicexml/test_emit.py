"""What is emitted: its form, its schema, and that nothing in it leads nowhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ivr_author.compiler import compile_program
from ivr_author.ir.target import Artifact
from ivr_author.targets.voicexml import TARGET
from ivr_author.targets.voicexml.validate import faults_of_documents
from ivr_author.workspace.project import load_workspace
from tests.targets.voicexml.workspace import compile_workspace, write_workspace


@pytest.fixture
def artifact(tmp_path: Path) -> Artifact:
    return TARGET.emit(compile_workspace(write_workspace(tmp_path)))


def test_the_document_of_a_flow(artifact: Artifact, golden) -> None:
    golden("goldens/main.vxml", artifact.files["en/main.vxml"].decode())


def test_the_document_that_answers(artifact: Artifact, golden) -> None:
    golden("goldens/start.vxml", artifact.files["start.vxml"].decode())


def test_same_program_same_bytes(tmp_path: Path, artifact: Artifact) -> None:
    again = TARGET.emit(compile_workspace(write_workspace(tmp_path)))
    assert again == artifact
    assert list(again.files) == sorted(again.files)


def test_the_manifest_names_every_other_file(artifact: Artifact) -> None:
    manifest = json.loads(artifact.files["manifest.json"])
    assert set(manifest["files"]) == set(artifact.files) - {"manifest.json"}
    assert manifest["locales"] == {"en": "en-US", "es": "es-US"}
    assert manifest["entry"] in artifact.files


def test_the_sample_workspace_is_valid(repository: Path) -> None:
    workspace = load_workspace(repository)
    assert workspace.content is not None
    assert TARGET.validate(TARGET.emit(compile_program(workspace.content, workspace.translations()))) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<disconnect/>", "<clear/>", "clear"),
        ('next="#main_menu.offer"', 'next="#nowhere"', "goes to #nowhere"),
        ('<elseif cond="result', '<elseif expr="result', "elseif"),
        ('mode="dtmf"', 'mode="keys"', "grammar"),
        ('type="consultation"', 'type="bridge"', "transfer"),
        ('<log label="ivr">', '<log label="other">', "log"),
    ],
)
def test_the_schema_refuses_what_is_not_emitted(artifact: Artifact, old: str, new: str, fault: str) -> None:
    text = artifact.files["en/main.vxml"].decode()
    assert old in text
    faults = faults_of_documents({**artifact.files, "en/main.vxml": text.replace(old, new, 1).encode()})
    assert any(fault in one for one in faults), faults


def test_the_public_schemas_accept_it(artifact: Artifact, tmp_path: Path, repository: Path) -> None:
    check = repository.parent / "shared" / "validators" / "check.py"
    if not check.exists():
        pytest.skip("../shared/validators is not here")
    out = tmp_path / "out"
    for path, raw in artifact.files.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(raw)
    done = subprocess.run([sys.executable, str(check), str(out)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_two_locales_under_one_language_are_refused(tmp_path: Path) -> None:
    settings = (write_workspace(tmp_path) / "ivr.yaml").read_text().replace("[es]", "[es, es_US]")
    program = compile_workspace(write_workspace(tmp_path, settings=settings))
    assert [one.rule for one in TARGET.check(program)] == ["voicexml-same-language"]
