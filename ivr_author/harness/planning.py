"""The states of a program, found as they are needed, and where each move leads from them: what calls are planned on.

Which of them are gone on from is told by `novelty`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ivr_author.harness.contexts import Context
from ivr_author.harness.machine import Machine, Menus, Outcome, State, landed
from ivr_author.harness.moves import Leap, Move
from ivr_author.harness.novelty import IsNovel, Places, pairs_of_values, single_values

MAX_STATES = 60_000
"""States looked at before the search gives up and says so."""

Items = Callable[[int, tuple[int, ...]], tuple[int, ...]]
"""What a way passes that counts, given the last edge before it (-1: none) and its edges. None: the edges do."""


@dataclass(slots=True, eq=False)
class Link:
    """A move in a state, planned: what it passes and where it leads (-1: the call ends). The first of a call has none.

    `outcome` is exact for a call that is in the very state `origin`; None where it would have to be asked for again.
    """

    move: Move | None
    edges: tuple[int, ...]
    items: tuple[int, ...]
    to: int
    origin: State | None
    outcome: Outcome | None


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
        self._ids: dict[tuple[object, ...], int] = {}
        self._lasts: list[int] = []
        self._links: list[list[Link] | None] = []
        self._planned: dict[tuple[Leap, Context | None, int], Link] = {}
        self._parents: dict[int, tuple[int, Link]] = {}
        self.begin = [self._link(None, outcome, -1, None) for outcome in begin]

    def passed(self) -> set[int]:
        """The edges that were seen on the way."""
        found = {edge for link in self.begin for edge in link.edges}
        for state_id in self.order:
            found.update(edge for link in self.links(state_id) for edge in link.edges)
        return found

    def number(self, state: State, last: int) -> int:
        """The number of a state, found now if it was not before; `last` is the last edge passed."""
        key = (state.block, state.context, last) if self.pairs else (state.block, state.context)
        found = self._ids.get(key)
        return self._add(key, state, last) if found is None else found

    def _add(self, key: tuple[object, ...], state: State, last: int) -> int:
        added = self._ids[key] = len(self.states)
        self.states.append(state)
        self._lasts.append(last)
        self._links.append(None)
        return added

    def _link(self, move: Move | None, outcome: Outcome, last: int, origin: State | None) -> Link:
        edges = outcome.edges
        to = -1 if outcome.state is None else self.number(outcome.state, edges[-1] if edges else last)
        return Link(move, edges, self.items(last, edges) if self.items else edges, to, origin, outcome)

    def links(self, state_id: int) -> list[Link]:
        """Every way onward of a state."""
        found = self._links[state_id]
        if found is not None:
            return found
        # Some edge came before, and which one it was matters to pairs alone.
        state, last = self.states[state_id], self._lasts[state_id] if self.pairs else 0
        context, menus = state.context, state.menus
        machine, contexts = self.machine, self.machine.contexts
        found = self._links[state_id] = []
        for move in machine.moves_at(state):
            taken = ((move.only, context, menus),) if move.only else machine.leaps_taken(state, move)
            if taken is None:
                found += [self._link(move, outcome, last, state) for outcome in machine.follow(state, move)]
                continue
            for leap, begin, kept in taken:
                there = None
                shift = leap.shift
                if shift is not None:
                    there = begin.after.get(shift) or contexts.after(begin, shift)
                # Most contexts differ in what the leap leaves behind, so that it is planned for few of them.
                key = (leap, there, last)
                link = self._planned.get(key)
                if link is None:
                    link = self._planned[key] = self._plan(move, leap, there, kept, last, state)
                found.append(link)
        return found

    def _plan(self, move: Move, leap: Leap, context: Context | None, menus: Menus, last: int, origin: State) -> Link:
        """A leap to a context, after these menus. What it passes is the same wherever it begins, except for pairs."""
        edges = leap.edges
        items = self.items(last, edges) if self.items else edges
        if context is None:
            return Link(move, edges, items, -1, None, None)
        after = edges[-1] if edges else last
        key = (leap.to, context, after) if self.pairs else (leap.to, context)
        to = self._ids.get(key)
        if to is not None:
            return Link(move, edges, items, to, None, None)
        state = landed(origin, leap, context, menus)
        return Link(move, edges, items, self._add(key, state, after), origin, Outcome(edges, state, context.mask))

    def explore(self, wanted: set[int], advice: Advice) -> None:
        """Find states, nearest first, until everything wanted has been seen somewhere or there are no more.

        What is not seen where single values were new is asked about, before states with new pairs are looked at.
        """
        missing = set(wanted)
        known = self._parents
        ways: set[tuple[int, ...]] = set()
        queue: deque[int] = deque()

        def see(origin: int, links: list[Link]) -> None:
            for link in links:
                if link.items not in ways:
                    ways.add(link.items)
                    missing.difference_update(link.items)
                if link.to >= 0 and link.to not in known:
                    known[link.to] = (origin, link)
                    queue.append(link.to)

        def go_on(is_novel: IsNovel) -> None:
            passed_over = []
            for state_id in self.order:
                is_novel(self.states[state_id], self._last(state_id))
            while queue and missing and len(self.states) < self.most_states:
                state_id = queue.popleft()
                if is_novel(self.states[state_id], self._last(state_id)):
                    self.order.append(state_id)
                    see(state_id, self.links(state_id))
                else:
                    passed_over.append(state_id)
            queue.extend(passed_over)

        see(-1, self.begin)
        go_on(single_values())
        if missing:
            missing -= advice.impossible(missing)
        if missing:
            go_on(pairs_of_values(advice.deciders(missing)))
        if missing:
            go_on(pairs_of_values())
        self.complete = not missing or len(self.states) < self.most_states
        self.seen = {item for items in ways for item in items}

    def _last(self, state_id: int) -> int | None:
        return self._lasts[state_id] if self.pairs else None

    def is_linked(self, state_id: int) -> bool:
        """Whether it is known already where the moves of a state lead."""
        return self._links[state_id] is not None

    def path_to(self, state_id: int) -> list[Link]:
        """How a call comes to a state that was found, from its beginning."""
        path: list[Link] = []
        at = state_id
        while at >= 0:
            at, link = self._parents[at]
            path.append(link)
        return path[::-1]
