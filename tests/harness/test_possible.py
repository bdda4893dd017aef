"""What is said to be impossible is so: no call passes it, and the search need not look for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ivr_author.compiler import compile_program
from ivr_author.flow.edges import Edge
from ivr_author.harness.paths import _Search, covering_calls
from ivr_author.harness.possible import MAX_TOGETHER, MAX_VALUES, Possible, Reached, _some
from ivr_author.ir.ops import SetLocale
from ivr_author.ir.program import Program
from ivr_author.workspace.project import load_workspace
from tests.benchmarks.synthetic import compile_flow, make_program

HEAD = """\
format: 1
title: Possible
start: first
keys: {"*": back}
variables: {known: {type: boolean}, count: {type: number}, balance: {type: money}, case: {type: digits}}
nodes:
"""
MENU = '{type: menu, prompt: Choose., choices: [{key: "1", say: "Press 1.", next: %s}]}'


def impossible(program: Program, flow: str = "main") -> set[str]:
    search = _Search(program, flow, "edges", None)
    possible = Possible(search.machine)
    possible.follow(program.entries[flow], search.advice.values)
    return {f"{edge.source.partition('/')[2]}: {edge.label}" for edge in search.advice.never(possible)}


def small(nodes: str, **others: str) -> set[str]:
    return impossible(compile_flow(HEAD + nodes, **{name: HEAD + text for name, text in others.items()}))


CLOSED = """\
  first: {type: hours, calendar: office, next: {open: bye, closed: again, holiday: bye}}
  again: {type: hours, calendar: office, next: {open: never, closed: bye, holiday: never}}
  never: {type: play, prompt: Never., next: bye}
  bye: {type: hangup, prompt: Goodbye.}
"""


def test_what_was_closed_stays_closed() -> None:
    assert small(CLOSED) == {"again: open", "again: holiday", "never: next"}


def test_a_value_that_is_not_set_on_the_way_is_not_there() -> None:
    found = small(
        f"""\
  first: {MENU % "unset"}
  unset: {{type: branch, branches: [{{if: "count > 2", next: bye}}], else: set}}
  set: {{type: assign, set: {{count: "3"}}, next: after}}
  after: {{type: branch, branches: [{{if: "count > 2", next: bye}}], else: bye}}
  bye: {{type: hangup, prompt: Goodbye.}}
"""
    )
    assert found == {"unset: if 1", "after: else"}


def test_going_back_takes_values_along() -> None:
    found = small(
        f"""\
  first: {MENU % "asked"}
  asked: {{type: branch, branches: [{{if: "known", next: bye}}], else: set}}
  set: {{type: assign, set: {{known: "true"}}, next: second}}
  second: {MENU % "bye"}
  bye: {{type: hangup, prompt: Goodbye.}}
"""
    )
    assert found == set()


def test_going_back_opens_no_office() -> None:
    found = small(
        f"""\
  first: {{type: hours, calendar: office, next: {{open: day, closed: night, holiday: night}}}}
  day: {MENU % "bye"}
  night: {MENU % "late"}
  late: {{type: hours, calendar: office, next: {{open: bye, closed: night, holiday: night}}}}
  bye: {{type: hangup, prompt: Goodbye.}}
"""
    )
    assert found == {"late: open"}


def test_what_a_lookup_did_not_answer_is_not_known() -> None:
    found = small(
        """\
  first: {type: lookup, service: member.state, with: {case: case}, next: {ok: bye, not_found: left, failed: bye}}
  left: {type: branch, branches: [{if: "balance > 0", next: bye}], else: bye}
  bye: {type: hangup, prompt: Goodbye.}
"""
    )
    assert found == {"left: if 1"}


def test_values_that_never_come_together_are_not_told_apart() -> None:
    found = small(
        f"""\
  first: {MENU % "one"}
  one: {{type: lookup, service: member.state, with: {{case: case}}, next: {{ok: two, not_found: two, failed: two}}}}
  two: {{type: branch, branches: [{{if: "balance > 0 and known == none", next: bye}}], else: bye}}
  bye: {{type: hangup, prompt: Goodbye.}}
"""
    )
    assert found == set(), "each may be, and more is not asked here"


def test_what_is_counted_far_may_have_any_value() -> None:
    found = small(
        f"""\
  first: {{type: assign, set: {{count: "0"}}, next: again}}
  again: {MENU % "more"}
  more: {{type: assign, set: {{count: "count + 1"}}, next: enough}}
  enough:
    type: branch
    branches: [{{if: "count > {MAX_VALUES * 2}", next: bye}}, {{if: "count < 0", next: bye}}]
    else: again
  bye: {{type: hangup, prompt: Goodbye.}}
"""
    )
    assert found == set()


def test_a_subflow_returns_to_each_who_entered_it_what_it_can() -> None:
    found = small(
        f"""\
  first: {MENU % "ask"}
  ask: {{type: subflow, flow: other, next: {{yes: set, "no": bye}}}}
  set: {{type: assign, set: {{known: "true"}}, next: ask_again}}
  ask_again: {{type: subflow, flow: other, next: {{yes: bye, "no": bye}}}}
  bye: {{type: hangup, prompt: Goodbye.}}
""",
        other="""\
  first: {type: branch, branches: [{if: "known", next: good}], else: menu}
  menu:
    type: menu
    prompt: Choose.
    choices: [{key: "1", say: "Press 1.", next: good}, {key: "2", say: "Press 2.", next: bad}]
  good: {type: return, name: yes}
  bad: {type: return, name: "no"}
""",
    )
    assert found == {"ask_again: no"}


NESTED = {
    "middle": "  first: {type: subflow, flow: leaf, next: {yes: done}}\n  done: {type: return, name: yes}\n",
    "leaf": "  first: {type: return, name: yes}\n",
}


def test_each_way_into_a_subflow_comes_back_as_it_came() -> None:
    found = small(
        """\
  first: {type: hours, calendar: office, next: {open: day, closed: night, holiday: bye}}
  day: {type: subflow, flow: middle, next: {yes: after_day}}
  after_day: {type: hours, calendar: office, next: {open: bye, closed: bye, holiday: bye}}
  night: {type: subflow, flow: middle, next: {yes: after_night}}
  after_night: {type: hours, calendar: office, next: {open: bye, closed: bye, holiday: bye}}
  bye: {type: hangup, prompt: Goodbye.}
""",
        **NESTED,
    )
    assert found >= {"after_day: closed", "after_day: holiday", "after_night: open", "after_night: holiday"}
    assert not {"day: yes", "night: yes", "after_day: open", "after_night: closed"} & found


def test_a_second_way_into_a_subflow_is_not_lost() -> None:
    # Both come with the same, so that nothing is new in the inner subflow when the second one does.
    both = """\
  first:
    type: menu
    prompt: Choose.
    choices: [{key: "1", say: "Press 1.", next: one}, {key: "2", say: "Press 2.", next: two}]
  one: {type: subflow, flow: middle, next: {yes: bye}}
  two: {type: subflow, flow: middle, next: {yes: bye}}
  bye: {type: hangup, prompt: Goodbye.}
"""
    assert not {"one: yes", "two: yes"} & small(both, **NESTED)


def test_who_goes_on_in_another_flow_does_not_come_back() -> None:
    found = small(
        """\
  first: {type: subflow, flow: middle, next: {yes: bye}}
  bye: {type: hangup, prompt: Goodbye.}
""",
        middle="""\
  first: {type: play, prompt: On we go., next: "flow:leaf"}
""",
        leaf=NESTED["leaf"],
    )
    assert found >= {"first: yes", "bye: hangup"}
    assert "first: nobody_entered" not in found


def test_a_menu_that_is_found_later_takes_values_that_went_back_before() -> None:
    program = compile_flow(
        HEAD
        + f"""\
  first: {MENU % "asked"}
  asked: {{type: branch, branches: [{{if: "known", next: bye}}], else: bye}}
  bye: {{type: hangup, prompt: Goodbye.}}
"""
    )
    search = _Search(program, "main", "edges", None)
    possible = Possible(search.machine, _back=Reached(1, {"known": _some([True, None])}))
    possible.follow(program.entries["main"], search.advice.values)
    assert possible.labels["main/asked"] == {"if 1", "else"}


def test_a_language_that_is_set_is_known() -> None:
    program = compile_flow(
        HEAD
        + """\
  first: {type: play, prompt: Hello., next: asked}
  asked: {type: branch, branches: [{if: "locale == 'es'", next: bye}], else: bye}
  bye: {type: hangup, prompt: Goodbye.}
"""
    )
    assert impossible(program) == {"asked: if 1"}
    speaking = replace(program.blocks["main/first"], end=SetLocale("es", "main/asked"))
    assert impossible(replace(program, blocks={**program.blocks, speaking.id: speaking})) == {"asked: else"}


def test_true_is_no_number() -> None:
    assert _some([True]) != _some([1.0])
    assert len(_some([True, 1.0, None])) == 3


def test_only_some_values_are_looked_at_together() -> None:
    program = compile_flow(HEAD + f"  first: {MENU % 'bye'}\n  bye: {{type: hangup, prompt: Goodbye.}}\n")
    possible = Possible(_Search(program, "main", "edges", None).machine)
    many = _some(float(number) for number in range(MAX_VALUES))
    assert possible._together(["count"], {"count": many}) is not None
    assert possible._together(["count", "case"], {"count": many}) is None, "the other may have any value"
    assert MAX_VALUES**2 > MAX_TOGETHER
    assert possible._together(["count", "case"], {"count": many, "case": many}) is None


def test_the_search_does_not_look_for_what_is_impossible() -> None:
    program = compile_flow(HEAD + CLOSED)
    covering = covering_calls(program, "main")
    reasons = {str(one.item.label): one.reason for one in covering.missing if isinstance(one.item, Edge)}
    assert reasons["open"] == "at no time that was tried does calendar `office` say so here"
    again = covering_calls(program, "main", most_states=covering.states)
    assert again == covering, "what is proven is no matter of how many states are looked at"


def test_real_flows_are_covered_without_a_wide_search(repository: Path) -> None:
    workspace = load_workspace(repository)
    assert workspace.content is not None
    program = compile_program(workspace.content, workspace.translations())
    covering = covering_calls(program, "main")
    assert covering.covered == covering.total - 11
    assert covering.states < 3_500, "21,533 are looked at without advice, 4,322 without the values that decide"


@pytest.mark.parametrize(("nodes", "seed"), [(12, 2), (30, 2), (80, 4), (120, 1), (150, 5)])
def test_no_call_passes_what_is_impossible(nodes: int, seed: int) -> None:
    program = make_program(nodes, seed)
    covered = {edge for call in covering_calls(program, "main").calls for edge in call.edges}
    never = impossible(program)
    assert never.isdisjoint(f"{edge.source.partition('/')[2]}: {edge.label}" for edge in covered)
