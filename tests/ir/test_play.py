"""What a call does, rule by rule (language.md): the cases in cases/, on the reference and on what targets emit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivr_author.core.diagnostics import has_errors
from ivr_author.harness.compare import compare
from ivr_author.harness.run import run_script
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import faults_of
from tests.ir.casebook import all_calls, artifact_of, case_names, read_case, transcript_of

CALLS = list(all_calls())


@pytest.mark.parametrize("name", case_names())
def test_the_reference_does_what_the_case_says(name: str, golden: Callable[[str, str], None]) -> None:
    case = read_case(name)
    assert faults_of(case.program) == []
    transcripts = {script.name: transcript_of(case.program, script) for script in case.scripts}
    golden(f"cases/{name}.txt", case.with_transcripts(transcripts))


@pytest.mark.parametrize("target", sorted(load_targets()))
@pytest.mark.parametrize("name", case_names())
def test_what_is_emitted_for_a_case_is_valid(name: str, target: str) -> None:
    assert not has_errors(load_targets()[target].check(read_case(name).program)), "a case is for every target"
    assert load_targets()[target].validate(artifact_of(name, target)) == []


@pytest.mark.parametrize("target", sorted(load_targets()))
@pytest.mark.parametrize(("name", "call"), CALLS, ids=lambda value: value)
def test_every_target_does_the_same(name: str, call: str, target: str) -> None:
    case = read_case(name)
    script = case.script(call)
    expected = run_script(case.program, script)
    result = run_script(case.program, script, load_targets()[target], artifact_of(name, target))
    difference = compare(expected.transcript, result.transcript)
    assert difference is None, "\n".join(difference.lines())
    assert result.faults == expected.faults
