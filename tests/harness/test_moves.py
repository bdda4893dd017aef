"""What is remembered of a choice: it leads where following the blocks leads, and nothing is found under half a key."""

from __future__ import annotations

import pytest

from ivr_author.flow.edges import Exit
from ivr_author.harness.choices import Choice
from ivr_author.harness.machine import Machine, Outcome, State
from ivr_author.harness.moves import Leap, Move, clamped, picking
from ivr_author.harness.paths import _Search
from ivr_author.ir.program import Program
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


def told(outcomes: list[Outcome]) -> list[tuple[object, ...]]:
    return [(one.edges, one.mask, *described(one.state)) for one in outcomes]


def described(state: State | None) -> tuple[object, ...]:
    return () if state is None else (state.key, state.menus, dict(state.values))


def elsewhere(move: Move) -> Move:
    """The same choice of which nothing is remembered."""
    return Move("elsewhere", move.choice)


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_what_is_remembered_leads_where_the_blocks_lead(seed: int) -> None:
    assert_remembered_as_followed(make_program(60, seed))


def test_what_counts_is_remembered_by_what_it_read() -> None:
    assert_remembered_as_followed(compile_flow(COUNTS))


def assert_remembered_as_followed(program: Program) -> None:
    search = _Search(program, "main", "edges", None)
    search.cover.explore(set(search.left))
    machine: Machine = search.machine
    remembered = 0
    for state_id, state in enumerate(search.cover._states):
        links = iter(search.cover.links(state_id))
        for move in machine.moves_at(state):
            followed = machine.take(state, elsewhere(move))
            remembered += move.known(state.values) is not None
            assert told(machine.take(state, move)) == told(followed)
            for outcome in followed:
                link = next(links)
                assert link.edges == outcome.edges
                assert (link.to < 0) == (outcome.state is None)
                if outcome.state is not None:
                    assert search.cover._states[link.to].key == outcome.state.key
    assert remembered > search.cover.states


def test_more_values_read_make_the_key_longer() -> None:
    move = Move("main/a", Choice(Exit("key 1", "main/b")))
    one, other = Leap((1,), None), Leap((2,), None)
    move.learn(one, {"a"}, {"a": 1.0})
    assert move.known({"a": 1.0, "b": True}) is one
    move.learn(other, {"b"}, {"a": 1.0, "b": True})
    assert move.known({"a": 1.0, "b": True}) is other
    assert move.known({"a": 1.0, "b": False}) is None
    assert move.known({"a": 2.0, "b": True}) is None


def test_what_is_seen_comes_from_before_or_from_what_was_changed() -> None:
    pick = picking(("a", "b"), ("b", "c"), ("c",))
    assert pick is not None
    assert pick((1.0, 2.0, None, 3.0)) == (2.0, 3.0)
    single = picking(("a", "b"), ("b",), ())
    assert single is not None
    assert single((1.0, 2.0)) == (2.0,)
    assert picking(("a",), ("b",), ()) is None


def test_what_is_counted_is_seen_within_its_bounds() -> None:
    assert clamped((9.0, "x", -4.0, None), ((0, 0.0, 3.0), (2, 0.0, 3.0), (3, 0.0, 3.0))) == (3.0, "x", 0.0, None)
