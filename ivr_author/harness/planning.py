"""The states of a program, found as they are needed, and where each move leads from them: what calls are planned on.

Which of them are gone on from is told by `novelty`.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ivr_author.flow.edges import NO_BLOCK
from ivr_author.harness.contexts import Context
from ivr_author.harness.machine import Machine, Outcome, State, landed
from ivr_author.harness.moves import Leap, Move
from ivr_author.harness.novelty import IsNovel, Places, pairs_of_values, single_values
from ivr_author.ir.ops import BlockId

MAX_STATES = 60_000
"""States looked at before the search gives up and says so."""

Items = Callable[[int, tuple[int, ...]], tuple[int, ...]]
"""What a way passes that counts, given the last edge before it (-1: none) and its edges. None: the edges do."""


@dataclass(slots=True, eq=False)
class Passage:
    """What calls pass from one wait to the next, made once for all states: by a move (None: a call begins) over edges.

    `items` are those that count, `last` is the edge passed last, and `states` has the states at its end by their
    contexts. `mask`: the call times at which a call begins like this.
    """

    move: Move | None
    edges: tuple[int, ...]
    items: tuple[int, ...]
    last: int
    states: dict[Context, int]
    mask: int = 0


Link = tuple[Passage, int]
"""A way onward of a state, and the state to which it leads (-1: the call ends)."""


_ANY = 0
"""The last edge before every state, where it does not matter which one it was: to all but pairs."""


class Advice(Protocol):
    """Knows the program that is searched."""

    def impossible(self, missing: set[int]) -> set[int]:
        """What of this no call can pass."""

    def deciders(self, missing: set[int]) -> Places:
        """The values that decide whether a call passes any of this."""


class Planning:
    """The states found so far, by number. `order` are those gone on from, `begin` the ways in which calls begin.

    `seen`: what counts and is passed somewhere; `complete`: there are no more states.
    """

    def __init__(
        self, machine: Machine, begin: list[Outcome], items: Items | None, pairs: bool, most_states: int = MAX_STATES
    ) -> None:
        self.machine = machine
        self.items = items
        self.pairs = pairs
        self.most_states = most_states
        self.states: list[State] = []
        self.order: list[int] = []
        self.complete = False
        self.seen: set[int] = set()
        self._passages: list[Passage] = []
        self._by_leap: defaultdict[int, dict[Leap, Passage]] = defaultdict(dict)
        self._at: defaultdict[tuple[BlockId, int], dict[Context, int]] = defaultdict(dict)
        self._lasts: list[int] = []
        self._links: list[list[Link] | None] = []
        self._found: list[tuple[int, State | None, Passage | None]] = []
        self.begin = [self._followed(None, outcome, -1, -1) for outcome in begin]

    def passed(self) -> set[int]:
        """The edges that were seen on the way."""
        found = {edge for passage, _ in self.begin for edge in passage.edges}
        for state_id in self.order:
            found.update(edge for passage, _ in self.links(state_id) for edge in passage.edges)
        return found

    def number(self, state: State, last: int) -> int:
        """The number of a state, found now if it was not before; `last` is the last edge passed."""
        last = last if self.pairs else _ANY
        there = self._at[state.block, last]
        found = there.get(state.context)
        return self._add(there, state, last, -1, None) if found is None else found

    def _add(self, there: dict[Context, int], state: State, last: int, origin: int, passage: Passage | None) -> int:
        added = there[state.context] = len(self.states)
        self.states.append(state)
        self._lasts.append(last)
        self._links.append(None)
        self._found.append((origin, None if origin < 0 else self.states[origin], passage))
        return added

    def links(self, state_id: int) -> list[Link]:
        """Every way onward of a state."""
        found = self._links[state_id]
        if found is not None:
            return found
        state, last = self.states[state_id], self._lasts[state_id]
        context, menus = state.context, state.menus
        machine, contexts = self.machine, self.machine.contexts
        by_leap = self._by_leap[last]
        found = self._links[state_id] = []
        for move in machine.moves_at(state):
            taken = ((move.only, context, menus),) if move.only else machine.leaps_taken(state, move)
            if taken is None:
                found += [self._followed(move, outcome, last, state_id) for outcome in machine.follow(state, move)]
                continue
            for leap, begin, kept in taken:
                passage = by_leap.get(leap)
                if passage is None:
                    passage = by_leap[leap] = self._passage(move, leap.edges, leap.to, last)
                shift = leap.shift
                if shift is None:
                    found.append((passage, -1))
                    continue
                there = begin.after.get(shift) or contexts.after(begin, shift)
                to = passage.states.get(there)
                if to is None:
                    after = landed(state, leap, there, kept)
                    to = self._add(passage.states, after, passage.last, state_id, passage)
                found.append((passage, to))
        return found

    def _passage(self, move: Move | None, edges: tuple[int, ...], to: BlockId, last: int, mask: int = 0) -> Passage:
        """A passage after the edge `last`. What it passes is the same wherever it begins, except for pairs."""
        items = self.items(last, edges) if self.items else edges
        after = _ANY if not self.pairs else edges[-1] if edges else last
        passage = Passage(move, edges, items, after, self._at[to, after], mask)
        self._passages.append(passage)
        return passage

    def _followed(self, move: Move | None, outcome: Outcome, last: int, origin: int) -> Link:
        state = outcome.state
        if state is None:
            return self._passage(move, outcome.edges, NO_BLOCK, last, outcome.mask), -1
        passage = self._passage(move, outcome.edges, state.block, last, outcome.mask)
        to = passage.states.get(state.context)
        return passage, self._add(passage.states, state, passage.last, origin, passage) if to is None else to

    def explore(self, wanted: set[int], advice: Advice) -> None:
        """Find states, nearest first, until everything wanted has been seen somewhere or there are no more.

        What is not seen where single values were new is asked about, before states with new pairs are looked at.
        """
        missing = set(wanted)
        queue = deque(range(len(self.states)))
        for passage, _ in self.begin:
            missing.difference_update(passage.items)

        def go_on(is_novel: IsNovel) -> None:
            passed_over = []
            for state_id in self.order:
                is_novel(self.states[state_id], self._lasts[state_id])
            while queue and missing and len(self.states) < self.most_states:
                state_id = queue.popleft()
                if is_novel(self.states[state_id], self._lasts[state_id]):
                    self.order.append(state_id)
                    states, passages = len(self.states), len(self._passages)
                    self.links(state_id)
                    queue.extend(range(states, len(self.states)))
                    for passage in self._passages[passages:]:
                        missing.difference_update(passage.items)
                else:
                    passed_over.append(state_id)
            queue.extend(passed_over)

        go_on(single_values())
        if missing:
            missing -= advice.impossible(missing)
        if missing:
            go_on(pairs_of_values(advice.deciders(missing)))
        if missing:
            go_on(pairs_of_values())
        self.complete = not missing or len(self.states) < self.most_states
        self.seen = {item for passage in self._passages for item in passage.items}

    def is_linked(self, state_id: int) -> bool:
        """Whether it is known already where the moves of a state lead."""
        return self._links[state_id] is not None

    def way_to(self, state_id: int) -> tuple[int, Link]:
        """How a state was found: from which other (-1: there a call begins), and by which of its links."""
        origin, _, passage = self._found[state_id]
        assert passage is not None, "no plan leads to where only a call came"
        return origin, (passage, state_id)

    def found_from(self, state: State, link: Link) -> State | None:
        """The state to which a link leads, if it was found from this very state: then it is what a call comes to."""
        passage, to = link
        if to < 0:
            return None
        _, origin, first = self._found[to]
        return self.states[to] if first is passage and origin is state else None
