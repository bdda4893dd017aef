"""What is remembered of a choice: it leads where following the blocks leads, and nothing is found under half a key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ivr_author.compiler import compile_program
from ivr_author.flow.edges import Exit
from ivr_author.harness.choices import Choice
from ivr_author.harness.cover import Cover
from ivr_author.harness.leaps import apart, several
from ivr_author.harness.machine import Machine, Outcome, State
from ivr_author.harness.moves import Leap, Move
from ivr_author.harness.novelty import Places
from ivr_author.harness.paths import _Search
from ivr_author.ir.ops import Back, Log, Visit
from ivr_author.ir.program import Program
from ivr_author.workspace.project import load_workspace
from tests.benchmarks.synthetic import compile_flow, make_program

COUNTS = """\
format: 1
title: Counts
start: again
variables: {left: {type: number}, deep: {type: boolean}}
nodes:
  again:
    type: menu
    prompt: Once more?
    choices:
      - {key: "1", say: "Press 1.", next: count}
      - {key: "2", say: "Press 2.", next: deeper}
  count: {type: assign, set: {left: "left + 1"}, next: enough}
  enough: {type: branch, branches: [{if: "left > 2 and deep", next: goodbye}], else: again}
  deeper: {type: assign, set: {deep: "true"}, next: again}
  goodbye: {type: hangup, prompt: Goodbye.}
"""
TIMES = """\
format: 1
title: Times
start: first
variables: {due: {type: date}, late: {type: boolean}}
nodes:
  first:
    type: menu
    prompt: What is it about?
    choices:
      - {key: "1", say: "Press 1.", next: ask}
      - {key: "2", say: "Press 2.", next: office}
      - {key: "3", say: "Press 3.", next: evening}
  ask: {type: collect, prompt: Enter the day., into: due, kind: date, next: settle}
  settle: {type: assign, set: {late: "due < today()"}, next: overdue}
  overdue: {type: branch, branches: [{if: late, next: goodbye}], else: first}
  evening: {type: branch, branches: [{if: "call.time > '18:00'", next: overdue}], else: office}
  office: {type: hours, calendar: office, next: {open: first, closed: overdue, holiday: goodbye}}
  goodbye: {type: hangup, prompt: Goodbye.}
"""


BACK = """\
format: 1
title: Back
start: first
keys: {"*": back}
nodes:
  first:
    type: menu
    prompt: First.
    choices: [{key: "1", say: "Press 1.", next: second}, {key: "2", say: "Press 2.", next: news}]
  second: {type: collect, prompt: Which one?, into: digits, length: 2, next: first}
  news: {type: play, prompt: There is news., next: first}
variables: {digits: {type: digits}}
"""


QUEUES = """\
format: 1
title: Queues
start: ask
nodes:
  ask: {type: queue, queue: queue_1, next: {full: again, closed: first}}
  again: {type: queue, queue: queue_1, next: {full: first, closed: second}}
  first:
    type: menu
    prompt: First.
    choices: [{key: "1", say: "Press 1.", next: first}, {key: "2", say: "Press 2.", next: third}]
  second: {type: menu, prompt: Second., choices: [{key: "1", say: "Press 1.", next: third}]}
  third: {type: menu, prompt: Third., choices: [{key: "1", say: "Press 1.", next: second}]}
"""


class NoAdvice:
    """Has a search look at all states."""

    def impossible(self, missing: set[int]) -> set[int]:
        """Nothing is said to be."""
        return set()

    def deciders(self, missing: set[int]) -> Places:
        """None are told."""
        return lambda block: ()


def told(outcomes: list[Outcome]) -> list[tuple[object, ...]]:
    return [(one.edges, one.mask, *described(one.state)) for one in outcomes]


def described(state: State | None) -> tuple[object, ...]:
    return () if state is None else (state.block, state.context, state.menus, dict(state.values))


def elsewhere(move: Move) -> Move:
    """The same choice of which nothing is remembered."""
    return Move("elsewhere", move.choice)


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_what_is_remembered_leads_where_the_blocks_lead(seed: int) -> None:
    assert_remembered_as_followed(make_program(60, seed))


def test_what_counts_is_remembered_by_what_it_read() -> None:
    assert_remembered_as_followed(compile_flow(COUNTS))


def test_what_call_times_part_is_remembered_by_the_call_times() -> None:
    assert_remembered_as_followed(compile_flow(TIMES))


def test_going_back_passes_what_lies_on_the_way() -> None:
    # As flows are compiled today nothing lies there, but a program may have it.
    program = compile_flow(BACK)
    back, first = program.blocks["main/second.back"], program.blocks["main/first"]
    assert isinstance(back.end, Back)
    onward = replace(back, end=replace(back.end, otherwise="main/news"))
    visiting = replace(back, steps=(Visit("main/second"),))
    unvisited = replace(first, steps=(Log("node", "main/first"),))
    for changed in ((onward, unvisited), (visiting,), (visiting, unvisited)):
        blocks = {**program.blocks, **{block.id: block for block in changed}}
        assert_remembered_as_followed(replace(program, blocks=blocks))


def test_what_is_remembered_of_real_flows_leads_where_their_blocks_lead(repository: Path) -> None:
    workspace = load_workspace(repository)
    assert workspace.content is not None
    program = compile_program(workspace.content, workspace.translations())
    assert_remembered_as_followed(program, "menu", 800)


def assert_remembered_as_followed(program: Program, flow: str = "main", most_states: int = 60_000) -> None:
    search = _Search(program, flow, "edges", None, most_states)
    search.plan.explore(set(search.left), NoAdvice())
    machine: Machine = search.machine
    remembered = 0
    for state_id, state in enumerate(search.plan.states[:most_states]):
        links = iter(search.plan.links(state_id))
        for move in machine.moves_at(state):
            followed = machine.take(state, elsewhere(move))
            remembered += machine.leaps_taken(state, move) is not None
            assert told(machine.take(state, move)) == told(followed)
            for outcome in followed:
                passage, to = next(links)
                assert passage.edges == outcome.edges
                assert (to < 0) == (outcome.state is None)
                if outcome.state is not None:
                    there = search.plan.states[to]
                    assert (there.block, there.context) == (outcome.state.block, outcome.state.context)
        assert next(links, None) is None
    assert remembered > len(search.plan.states)


def test_a_walk_that_was_kept_is_as_one_walked_anew() -> None:
    search = _Search(compile_flow(QUEUES), "main", "edges", None)
    assert list(search.calls())
    came = []
    for state_id in search.plan.order:
        kept = search.cover._walk_to(state_id)
        walk, arrived = Cover(search.plan)._walk_to(state_id)
        assert kept == (walk, arrived)
        assert (walk.state is search.plan.states[state_id]) == arrived
        came.append(arrived)
    # No call can be turned away by a queue for two reasons.
    assert set(came) == {True, False}


def test_more_values_read_make_the_key_longer() -> None:
    move = Move("main/a", Choice(Exit("key 1", "main/b")))
    one, other = ((Leap((1,)), 3),), ((Leap((2,)), 3),)
    move.learn(one, {"a"}, {"a": 1.0}, 3, False)
    assert move.known({"a": 1.0, "b": True}, 1) is one
    move.learn(other, {"b"}, {"a": 1.0, "b": True}, 3, False)
    assert move.known({"a": 1.0, "b": True}, 1) is other
    assert move.known({"a": 1.0, "b": False}, 1) is None
    assert move.known({"a": 2.0, "b": True}, 1) is None


def test_what_call_times_part_is_not_found_at_others() -> None:
    move = Move("main/a", Choice(Exit("key 1", "main/b")))
    one, other = ((Leap((1,)), 3),), ((Leap((1,)), 1), (Leap((2,)), 2))
    move.learn(one, {"a"}, {"a": 1.0}, 3, False)
    move.learn(other, set(), {"a": 2.0}, 3, True)
    assert move.known({"a": 1.0}, 3) is None
    assert move.known({"a": 2.0}, 3) is other
    assert move.known({"a": 2.0}, 1) is None


def test_call_times_are_bits() -> None:
    assert [several(one) for one in (0, 1, 4, 5, 7)] == [False, False, False, True, True]
    assert apart(0b1011) == [1, 2, 8]
