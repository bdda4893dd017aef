"""Covering calls: they go as planned on the reference, and what they leave out is named."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from ivr_author.call.caller import ListCaller, Press
from ivr_author.call.world import ScriptWorld
from ivr_author.compiler import compile_program
from ivr_author.harness.paths import Covering, CoverKind, GeneratedCall, covering_calls
from ivr_author.harness.reachable import edges_of_program
from ivr_author.harness.trace import trace_call
from ivr_author.ir.program import Program
from ivr_author.workspace.project import load_workspace
from tests.benchmarks.synthetic import compile_flow, make_program


@pytest.fixture(scope="module")
def sample(repository: Path) -> Program:
    workspace = load_workspace(repository)
    assert workspace.content is not None
    return compile_program(workspace.content, workspace.translations())


def passed(program: Program, call: GeneratedCall) -> tuple[object, ...]:
    caller = ListCaller(call.actions)
    world = ScriptWorld(call.lookups, call.queues, call.transfers, call.sends, call.callbacks, call.recordings)
    _, trace = trace_call(program, call.setup, caller, world)
    assert caller.position == len(call.actions)
    return tuple(trace.edges)


def assert_goes_as_planned(program: Program, covering: Covering) -> None:
    assert covering.calls
    for call in covering.calls:
        assert passed(program, call) == call.edges
        assert len(call.actions) <= 90


def reasons(covering: Covering) -> dict[str, str]:
    return {str(one.item): one.reason for one in covering.missing}


@pytest.mark.parametrize("flow", ["billing", "main", "callback", "overflow", "voicemail", "language_help"])
def test_calls_go_on_the_reference_as_they_were_planned(sample: Program, flow: str) -> None:
    covering = covering_calls(sample, flow)
    assert_goes_as_planned(sample, covering)
    # Every edge is either passed by a call or named with a reason.
    passed_edges = {edge for call in covering.calls for edge in call.edges}
    assert passed_edges | {one.item for one in covering.missing} == set(edges_of_program(sample, flow))
    assert passed_edges.isdisjoint(one.item for one in covering.missing)
    assert all(one.reason for one in covering.missing)


def test_only_what_contradicts_itself_is_left_out_of_the_main_line(sample: Program) -> None:
    left = reasons(covering_calls(sample, "main"))
    assert left.pop("main/language_known: if 1 -> main/alerts").startswith("no value that was tried makes `locale")
    assert left.pop("billing/ask_amount: key 0 -> billing/representative").startswith("the key is an entry by itself")
    assert left.pop("deadlines/peak_hours: holiday -> deadlines/season").startswith("at no time that was tried")
    # The assisters' line is only gone on to while the office is open.
    assert left.pop("assister/closed_note: next -> assister/leave_message").startswith(
        "no call that was tried comes to"
    )
    assert all("out_of_hours" in name or "assister/office" in name or "ask_amount: key 9" in name for name in left), (
        left
    )


@pytest.mark.parametrize("cover", ["nodes", "edges", "edge-pairs"])
def test_a_made_up_flow_is_covered_whole(cover: CoverKind) -> None:
    program = make_program(40)
    covering = covering_calls(program, "main", cover)
    assert_goes_as_planned(program, covering)
    if cover != "edge-pairs":
        assert covering.missing == ()
    assert covering.covered > 0.8 * covering.total
    assert len({call.covers for call in covering.calls}) == len(covering.calls)


def test_the_same_calls_every_time() -> None:
    assert covering_calls(make_program(30), "main") == covering_calls(make_program(30), "main")


FLOW = """\
format: 1
title: Small
start: ask
defaults: {attempts: 2}
on_failure: person
keys: {"0": person}
variables:
  case_number: {type: digits}
  balance: {type: money}
  days: {type: number}
  moved: {type: date}
  known: {type: boolean}
nodes:
"""
END = """
  person: {type: queue, queue: queue_0, next: {full: bye, closed: bye}}
  bye: {type: hangup, prompt: Goodbye.}
"""


def small(nodes: str) -> Covering:
    program = compile_flow(FLOW + nodes + END)
    covering = covering_calls(program, "main")
    assert_goes_as_planned(program, covering)
    return covering


def test_values_on_both_sides_of_conditions_are_found() -> None:
    covering = small("""\
  ask: {type: collect, prompt: Your number., into: case_number, min: 6, max: 8, terminator: "#", next: kind}
  kind: {type: branch, branches: [{if: "starts_with(case_number, '7')", next: look_up}], else: moved}
  look_up: {type: lookup, service: member.state, with: {case: case_number}, next: {ok: owes, failed: person}}
  owes: {type: branch, branches: [{if: "balance >= 100", next: bye}, {if: "balance > 0", next: person}], else: moved}
  moved: {type: collect, prompt: When?, into: moved, next: count}
  count: {type: assign, set: {days: "60 - days_between(moved, today())"}, next: late}
  late: {type: branch, branches: [{if: "moved > today()", next: ask}, {if: "days >= 1", next: bye}], else: person}
""")
    assert reasons(covering) == {}


def test_what_conditions_forbid_is_named() -> None:
    left = reasons(
        small("""\
  ask: {type: menu, prompt: Hello., choices: [{key: "1", next: set_it}]}
  set_it: {type: assign, set: {days: "3"}, next: first}
  first: {type: branch, branches: [{if: "days > 2", next: bye}], else: never}
  never: {type: play, prompt: Never., next: bye}
""")
    )
    assert left == {
        "main/first: else -> main/never": "with every value that was tried one of the conditions holds",
        "main/never: next -> main/bye": "no call that was tried comes to main/never",
    }


def test_true_and_one_are_told_apart() -> None:
    covering = small("""\
  ask: {type: menu, prompt: Hello., choices: [{key: "1", next: count}, {key: "2", next: know}]}
  count: {type: assign, set: {days: "1"}, next: counted}
  counted: {type: branch, branches: [{if: "days == 1", next: bye}], else: person}
  know: {type: assign, set: {known: "true"}, next: knows}
  knows: {type: branch, branches: [{if: "known == true", next: bye}], else: person}
""")
    assert set(reasons(covering)) == {"main/counted: else -> main/person", "main/knows: else -> main/person"}


def test_a_queue_that_must_be_full_and_free_in_one_call_is_named() -> None:
    left = reasons(
        small("""\
  ask: {type: queue, queue: queue_1, next: {full: again, closed: bye}}
  again: {type: queue, queue: queue_1, next: {full: bye, closed: person}}
""")
    )
    assert set(left) == {"main/again: accepted -> end", "main/again: closed -> main/person"} | {
        name for name in left if name.startswith("main/person")
    }
    assert left["main/again: accepted -> end"].startswith("no single call could be made")


def test_a_counter_is_counted_up_to_its_limit() -> None:
    covering = small("""\
  ask: {type: assign, set: {days: "0"}, next: more}
  more: {type: collect, prompt: Your number., into: case_number, length: 8, next: up}
  up: {type: assign, set: {days: "days + 1"}, next: enough}
  enough: {type: branch, branches: [{if: "days >= 4", next: person}], else: more}
""")
    assert reasons(covering) == {}


def test_every_season_is_heard_by_some_call(sample: Program) -> None:
    times: dict[str, int] = defaultdict(int)
    for call in covering_calls(sample, "menu").calls:
        times[call.setup.at.date().isoformat()] += 1
    assert len(times) > 8


def test_a_planted_fault_is_seen(sample: Program) -> None:
    """A key that leads elsewhere than the program says makes a call leave its plan."""
    call = next(one for one in covering_calls(sample, "voicemail").calls if Press("1") in one.actions)
    other = tuple(Press("2") if action == Press("1") else action for action in call.actions)
    caller = ListCaller((*other, *other))
    world = ScriptWorld(call.lookups, call.queues, call.transfers, call.sends, call.callbacks, call.recordings)
    _, trace = trace_call(sample, call.setup, caller, world)
    assert tuple(trace.edges) != call.edges


def test_a_subflow_that_goes_on_elsewhere_does_not_come_back() -> None:
    head = "format: 1\ntitle: Other\nstart: first\nreturns: [done]\nnodes:\n"
    program = compile_flow(
        f"{FLOW}  ask: {{type: subflow, flow: inner, next: {{done: bye}}}}\n{END}",
        inner=head
        + '  first: {type: menu, prompt: Hello., choices: [{key: "1", next: last}, {key: "2", next: "flow:outer"}]}\n'
        + "  last: {type: return, name: done}\n",
        outer=f"{head}  first: {{type: menu, prompt: Hello., choices: [{{key: '1', next: last}}]}}\n"
        "  last: {type: return, name: done}\n",
    )
    covering = covering_calls(program, "main")
    assert_goes_as_planned(program, covering)
    assert "outer/last: return -> return" in reasons(covering)
    assert any("outer/last: nobody_entered -> end" in map(str, call.edges) for call in covering.calls)


def test_nothing_is_sought_for_what_was_passed_already(sample: Program) -> None:
    whole = covering_calls(sample, "voicemail")
    passed = whole.calls[0].covers
    rest = covering_calls(sample, "voicemail", passed=passed)
    assert {item for call in rest.calls for item in call.covers} == {
        item for call in whole.calls[1:] for item in call.covers
    }
    assert rest.missing == whole.missing
    everything = [item for call in whole.calls for item in call.covers]
    assert covering_calls(sample, "voicemail", passed=[*everything, "no such thing"]).calls == ()
