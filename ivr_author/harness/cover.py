"""Covers what there is to cover with few calls: greedy, always to the nearest thing that no call has passed yet.

Calls are planned on states (`machine.State.key`) and walked exactly. What the plan misses because the world gave
another answer before, or because `back` led elsewhere, is tried again from the start of a new call.

Calls with many variables have more states than can be looked at. So a state is gone on from only if two of its values
have not been seen together at its block before (width 2 in the terms of planning): few conditions read more at once. To
begin with one new value is asked for (width 1), which finds nearly everything.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from ivr_author.call.caller import HangUp
from ivr_author.call.world import Answer
from ivr_author.harness.choices import Choice
from ivr_author.harness.machine import Machine, Outcome, State, landed
from ivr_author.harness.moves import Move
from ivr_author.ir.ops import Ask, BlockId, Input, Queue, Record, Transfer

MAX_STEPS = 40
"""Choices in one call; a person must be able to follow it."""
MAX_STATES = 60_000
"""States looked at before the search gives up and says so."""
MAX_NEARBY = 300
"""States looked at to find the next thing to cover in the same call."""
MAX_NEW = 8
"""States gone on from for the first time in doing so."""
MAX_CAREFUL = 20_000
"""Choices tried in all for calls that plans missed."""
WIDTHS = (1, 2)

Items = Callable[[int, tuple[int, ...]], tuple[int, ...]]
"""What a way passes that counts, given the last edge before it (-1: none) and its edges."""


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


Onward = tuple[int, Link, Move | None]


@dataclass(slots=True)
class Step:
    """A choice that a call took, in the state in which it took it."""

    state: State
    choice: Choice


@dataclass
class Walk:
    """One call as it is made."""

    state: State | None
    last: int = -1
    mask: int = 0
    steps: list[Step] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    given: dict[tuple[str, str], Answer] = field(default_factory=dict)

    def allows(self, move: Move) -> bool:
        """Whether the world may answer so: queues, transfers and the like stay as they are for a whole call."""
        given = move.fixed
        return given is None or self.given.get((given.kind, given.name), given.answer) == given.answer


class Cover:
    """The states of a program, found as they are needed, and the calls made so far."""

    def __init__(
        self, machine: Machine, begin: list[Outcome], items: Items, pairs: bool, most_states: int = MAX_STATES
    ) -> None:
        self.machine = machine
        self.items = items
        self.pairs = pairs
        self.most_states = most_states
        self._ids: dict[object, int] = {}
        self._states: list[State] = []
        self._lasts: list[int] = []
        self._links: list[list[Link] | None] = []
        self._parents: dict[int, tuple[int, Link]] = {}
        self._begin = [self._link(None, outcome, -1, None) for outcome in begin]
        self._order: list[int] = []
        self._open: dict[int, list[Link]] = {}
        self._onwards: dict[int, list[Onward]] = {}
        self._careful = 0
        self.complete = False
        self.seen: set[int] = set()

    @property
    def states(self) -> int:
        """How many states were found."""
        return len(self._states)

    def passed(self) -> set[int]:
        """The edges that were seen on the way."""
        found = {edge for link in self._begin for edge in link.edges}
        for state_id in self._order:
            found.update(edge for link in self.links(state_id) for edge in link.edges)
        return found

    # --- states ---

    def _id(self, state: State, last: int) -> int:
        key = (last, state.key) if self.pairs else state.key
        found = self._ids.get(key)
        return self._add(key, state, last) if found is None else found

    def _add(self, key: object, state: State, last: int) -> int:
        added = self._ids[key] = len(self._states)
        self._states.append(state)
        self._lasts.append(last)
        self._links.append(None)
        return added

    def _link(self, move: Move | None, outcome: Outcome, last: int, origin: State | None) -> Link:
        edges = outcome.edges
        to = -1 if outcome.state is None else self._id(outcome.state, edges[-1] if edges else last)
        return Link(move, edges, self.items(last, edges), to, origin, outcome)

    def links(self, state_id: int) -> list[Link]:
        """Every way onward of a state."""
        found = self._links[state_id]
        if found is not None:
            return found
        state, last = self._states[state_id], self._lasts[state_id]
        values, (mask, _, seen, stack) = state.values, state.key
        items, ids, pairs = self.items, self._ids, self.pairs
        found = self._links[state_id] = []
        for move in self.machine.moves_at(state):
            leap = move.only or move.known(values)
            if leap is None:
                found += [self._link(move, outcome, last, state) for outcome in self.machine.take(state, move)]
                continue
            edges = leap.edges
            if leap.block is None:
                found.append(Link(move, edges, items(last, edges), -1, state, None))
                continue
            # Most ways lead to states that are known: only for another one is there anything to be made.
            at = (mask, leap.block, leap.pick(seen + leap.constants) if leap.pick else seen, stack)
            after = edges[-1] if edges else last
            key = (after, at) if pairs else at
            to, outcome = ids.get(key), None
            if to is None:
                there = landed(state, leap, at, state.menus)
                outcome = Outcome(edges, there, mask)
                to = self._add(key, there, after)
            found.append(Link(move, edges, items(last, edges), to, state, outcome))
        return found

    def _novelties(self, width: int) -> Callable[[int], bool]:
        """Whether so many values of a state have not been seen together at its block before; they are from then on."""
        known: defaultdict[BlockId, set[object]] = defaultdict(set)

        def is_novel(state_id: int) -> bool:
            mask, block, seen, stack = self._states[state_id].key
            there = known[block]
            before = len(there)
            last = self._lasts[state_id] if self.pairs else None
            # Call times multiply with everything and decide little, so that at first they do not make a state new.
            if width == 1:
                there.update(enumerate((stack, last, *seen)))
            else:
                there.update(enumerate(combinations((mask, stack, last, *seen), width)))
            return len(there) > before

        return is_novel

    def explore(self, wanted: set[int]) -> None:
        """Find states, nearest first, until everything wanted has been seen somewhere or there are no more."""
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

        see(-1, self._begin)
        for width in WIDTHS:
            passed_over = []
            is_novel = self._novelties(width)
            for state_id in self._order:
                is_novel(state_id)
            while queue and missing and len(self._states) < self.most_states:
                state_id = queue.popleft()
                if is_novel(state_id):
                    self._order.append(state_id)
                    see(state_id, self.links(state_id))
                else:
                    passed_over.append(state_id)
            self.complete = not queue
            queue.extend(passed_over)
        self.seen = {item for items in ways for item in items}

    # --- calls ---

    def calls(self, wanted: set[int]) -> Iterator[Walk]:
        """Calls until everything that was seen is covered; what is left in `wanted` no call could be made for."""
        left = wanted & self.seen
        failed: set[tuple[int, Link]] = set()
        for link in self._begin:
            if not left.isdisjoint(link.items):
                walk = self._walk([link], left)
                left.difference_update(walk.items)
                wanted.difference_update(walk.items)
                yield walk
        position = 0
        while left and position < len(self._order):
            state_id = self._order[position]
            goals = (link for link in self._uncovered(state_id, left) if (state_id, link) not in failed)
            goal = next(goals, None)
            if goal is None:
                position += 1
                continue
            walk = self._walk([*self._path_to(state_id), goal], left)
            covered = left.intersection(walk.items)
            if covered.isdisjoint(goal.items):
                failed.add((state_id, goal))
            left -= covered
            wanted -= covered
            if covered:
                yield walk
        yield from self._careful_calls(left, wanted)

    def _careful_calls(self, items: set[int], wanted: set[int]) -> Iterator[Walk]:
        for item in sorted(items):
            if item in wanted:
                walk = self._search_exactly(item)
                if walk is not None:
                    wanted.difference_update(walk.items)
                    yield walk

    def _path_to(self, state_id: int) -> list[Link]:
        path: list[Link] = []
        at = state_id
        while at >= 0:
            at, link = self._parents[at]
            path.append(link)
        return path[::-1]

    def _walk(self, plan: list[Link], left: set[int]) -> Walk:
        first = plan[0]
        assert first.to >= 0 or len(plan) == 1, "a plan goes on from where its links lead"
        walk = self._begun(first)
        # Taken out while this call is made, and put back: a copy of all that is left for each call grows as its square.
        taken = left.intersection(walk.items)
        left -= taken
        for link in plan[1:]:
            if not self._follow(walk, link):
                break
            _move(link.items, left, taken)
        while walk.state is not None and len(walk.steps) < MAX_STEPS:
            onward = self._nearest(walk, left)
            if onward is None:
                break
            for link in onward:
                if not self._follow(walk, link):
                    break
                _move(link.items, left, taken)
            else:
                continue
            break
        left |= taken
        if not taken.issubset(walk.items):
            # What was planned was not passed after all, so that ways to it may be wanted again.
            self._open.clear()
        self._finish(walk)
        return walk

    def _begun(self, first: Link) -> Walk:
        return Walk(
            state=self._states[first.to] if first.to >= 0 else None,
            last=first.edges[-1] if first.edges else -1,
            mask=first.outcome.mask if first.outcome else 0,
            edges=list(first.edges),
            items=list(first.items),
        )

    def _follow(self, walk: Walk, link: Link) -> bool:
        state, move = walk.state, link.move
        if state is None or move is None or not walk.allows(move):
            return False
        if link.origin is not state and move.choice.phrases and self.machine.words(move.choice, state) is None:
            return False
        exact = link.outcome if link.origin is state else None
        for outcome in self.machine.take(state, move) if exact is None else (exact,):
            if outcome.edges == link.edges and outcome.mask & walk.mask:
                self._step(walk, state, move, outcome)
                return True
        return False

    def _step(self, walk: Walk, state: State, move: Move, outcome: Outcome) -> None:
        walk.steps.append(Step(state, move.choice))
        if move.fixed is not None:
            walk.given[move.fixed.kind, move.fixed.name] = move.fixed.answer
        walk.items.extend(self.items(walk.last, outcome.edges))
        walk.edges.extend(outcome.edges)
        walk.last = outcome.edges[-1] if outcome.edges else walk.last
        walk.mask &= outcome.mask
        walk.state = outcome.state

    def _nearest(self, walk: Walk, left: set[int]) -> list[Link] | None:
        """The shortest way to something not covered yet; ways on which the call ends come last, since it ends once."""
        assert walk.state is not None, "only a call that goes on is planned"
        start = self._id(walk.state, walk.last)
        before: dict[int, tuple[int, Link] | None] = {start: None}
        queue: deque[tuple[int, int]] = deque([(start, len(walk.steps) + 1)])
        ending: list[Link] | None = None
        looked = new = 0
        while queue and looked < MAX_NEARBY:
            state_id, steps = queue.popleft()
            looked += 1
            if self._links[state_id] is None:
                new += 1
                if new > MAX_NEW:
                    continue
            for link in self._uncovered(state_id, left) if self._open.get(state_id, True) else ():
                if (link.to >= 0 or ending is None) and link.move is not None and walk.allows(link.move):
                    path = [*_path(before, state_id), link]
                    if link.to >= 0:
                        return path
                    ending = path
            if steps < MAX_STEPS:
                for to, link, asked in self._onwards.get(state_id) or self._onward(state_id):
                    # Asked last whether the world allows it: most links lead to what was seen already.
                    if to not in before and (asked is None or walk.allows(asked)):
                        before[to] = (state_id, link)
                        queue.append((to, steps + 1))
        return ending

    def _uncovered(self, state_id: int, left: set[int]) -> list[Link]:
        """The ways onward of a state that pass something not covered yet; what was covered stays so."""
        found = self._open.get(state_id)
        if found is None:
            found = self.links(state_id)
        if found:
            found = self._open[state_id] = [link for link in found if not left.isdisjoint(link.items)]
        return found

    def _onward(self, state_id: int) -> list[Onward]:
        """The ways onward of a state to others, one for each if enough; with the move if a call may not make it."""
        found = self._onwards[state_id] = []
        reached = {-1, state_id}
        for link in self.links(state_id):
            if link.to not in reached and link.move is not None:
                asked = link.move if link.move.fixed is not None else None
                found.append((link.to, link, asked))
                if asked is None:
                    reached.add(link.to)
        return found

    def _finish(self, walk: Walk) -> None:
        """End the call: the caller hangs up as soon as it waits for them, unless it ends before."""
        for _ in range(MAX_STEPS):
            state = walk.state
            if state is None:
                return
            move = self._ending(state, walk)
            outcome = next((one for one in self.machine.take(state, move) if one.mask & walk.mask), None)
            if outcome is None:
                return
            self._step(walk, state, move, outcome)

    def _ending(self, state: State, walk: Walk) -> Move:
        moves = self.machine.moves_at(state)
        end = self.machine.blocks[state.block].end
        if isinstance(end, (Input, Record)):
            return next(move for move in moves if isinstance(move.choice.action, HangUp))
        assert isinstance(end, (Ask, Transfer, Queue)), "nothing else waits"
        return next((move for move in moves if walk.allows(move)), moves[0])

    def _search_exactly(self, item: int) -> Walk | None:
        """A call for one thing, found with everything in mind that plans leave out."""
        queue = deque(self._begun(link) for link in self._begin)
        seen: set[object] = set()
        while queue and self._careful < MAX_CAREFUL:
            walk = queue.popleft()
            state = walk.state
            if state is None or len(walk.steps) >= MAX_STEPS:
                continue
            for move in self.machine.moves_at(state):
                if not walk.allows(move):
                    continue
                self._careful += 1
                for outcome in self.machine.take(state, move):
                    if not outcome.mask & walk.mask:
                        continue
                    onward = _copy(walk)
                    self._step(onward, state, move, outcome)
                    if item in onward.items:
                        self._finish(onward)
                        return onward
                    if outcome.state is not None:
                        key = (outcome.state.key, outcome.state.menus, tuple(sorted(onward.given)), walk.last)
                        if key not in seen:
                            seen.add(key)
                            queue.append(onward)
        return None


def _move(items: tuple[int, ...], left: set[int], taken: set[int]) -> None:
    if not left.isdisjoint(items):
        taken.update(left.intersection(items))
        left.difference_update(items)


def _path(before: dict[int, tuple[int, Link] | None], state_id: int) -> Iterable[Link]:
    path: list[Link] = []
    step = before[state_id]
    while step is not None:
        path.append(step[1])
        step = before[step[0]]
    return reversed(path)


def _copy(walk: Walk) -> Walk:
    return Walk(walk.state, walk.last, walk.mask, [*walk.steps], [*walk.edges], [*walk.items], dict(walk.given))
