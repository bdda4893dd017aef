"""The sample workspace on Twilio: every scripted call as on the reference, and every document valid."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ivr_author.call.line import Line
from ivr_author.call.script import CallScript
from ivr_author.call.transcript import Transcript
from ivr_author.compiler import compile_program
from ivr_author.core.diagnostics import has_errors
from ivr_author.ir.play import play as play_reference
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact
from ivr_author.targets.twiml import TARGET
from ivr_author.targets.twiml.validate import validate_artifact
from ivr_author.targets.twiml.voices import gather_language
from ivr_author.workspace.project import Workspace, load_workspace

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace(ROOT)


@pytest.fixture(scope="module")
def program(workspace: Workspace) -> Program:
    assert workspace.content is not None
    return compile_program(workspace.content, workspace.translations())


@pytest.fixture(scope="module")
def artifact(program: Program) -> Artifact:
    return TARGET.emit(program)


def test_nothing_in_it_is_beyond_twilio(program: Program) -> None:
    assert not has_errors(TARGET.check(program))


def test_bundle_is_valid_and_the_same_each_time(program: Program, artifact: Artifact) -> None:
    assert validate_artifact(artifact) == []
    assert TARGET.emit(program) == artifact


def test_calls_are_as_on_the_reference_in_every_locale(
    workspace: Workspace, program: Program, artifact: Artifact
) -> None:
    different = []
    for path, scripts in workspace.scripts.items():
        for script in scripts:
            for locale in (None, *filter(gather_language, program.all_locales())):
                expected, heard = _play(script, locale, program, artifact)
                if expected != heard:
                    different.append(f"{path}: {script.name} in {locale}")
    assert different == []


def _play(
    script: CallScript, locale: str | None, program: Program, artifact: Artifact
) -> tuple[Transcript, Transcript]:
    setup = script.setup if locale is None else replace(script.setup, locale=locale)
    reference, line = (Line(script.caller(), script.world()) for _ in range(2))
    play_reference(program, setup, reference)
    TARGET.play(artifact, setup, line)
    return reference.transcript(), line.transcript()
