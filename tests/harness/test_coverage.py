"""What the call scripts of the sample pass, and that leaving calls out shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.call.script import CallScript
from ivr_author.compiler import compile_program
from ivr_author.flow.edges import Edge
from ivr_author.harness.coverage import coverage
from ivr_author.ir.program import Program
from ivr_author.workspace.project import load_workspace


@pytest.fixture(scope="module")
def sample(repository: Path) -> tuple[Program, list[CallScript]]:
    workspace = load_workspace(repository)
    assert workspace.content is not None
    scripts = [script for found in workspace.scripts.values() for script in found]
    return compile_program(workspace.content, workspace.translations()), scripts


def test_the_scripts_of_the_sample_pass_every_node(sample: tuple[Program, list[CallScript]]) -> None:
    found = coverage(*sample)
    assert [name for flow in found.flows for name in flow.missing_nodes] == []
    reached, total = found.edges
    assert reached > total / 3
    # What was passed is always one of the edges that there are.
    known = {edge for flow in found.flows for edge in flow.edges}
    assert set(found.passed_by) <= known
    assert reached == len(found.passed_by)


def test_what_no_script_passes_is_missing(sample: tuple[Program, list[CallScript]]) -> None:
    program, scripts = sample
    found = coverage(program, [script for script in scripts if script.setup.flow != "voicemail"][:1])
    voicemail = next(flow for flow in found.flows if flow.flow == "voicemail")
    assert voicemail.nodes_reached == 0
    assert voicemail.missing_edges == voicemail.edges
    assert Edge("voicemail/message_menu", "used_up", "voicemail/answering_service") in voicemail.missing_edges


def test_an_edge_names_the_calls_that_pass_it(sample: tuple[Program, list[CallScript]]) -> None:
    program, scripts = sample
    script = next(one for one in scripts if one.name == "A member pays part of a bill by phone")
    found = coverage(program, [script])
    assert found.passed_by[Edge("billing/pay_menu", "key 1", "billing/ask_amount")] == (script.name,)
    assert found.passed_by[Edge("billing/identify", "found", "billing/look_up")] == (script.name,)
    assert Edge("billing/pay_menu", "key 2", "billing/ways_to_pay") not in found.passed_by


def test_nodes_that_other_players_report_count(sample: tuple[Program, list[CallScript]]) -> None:
    program, _ = sample
    assert coverage(program, [], ["voicemail/saved"]).nodes[0] == 1


def test_a_subflow_by_itself_is_not_expected(sample: tuple[Program, list[CallScript]]) -> None:
    program, _ = sample
    identify = next(flow for flow in coverage(program, []).flows if flow.flow == "identify")
    assert not [edge for edge in identify.edges if edge.label == "nobody_entered"]
