"""Covers what there is to cover with few calls: greedy, always to the nearest thing that no call has passed yet.

Calls are planned on states (see `planning`) and walked exactly. What the plan misses because the world gave
another answer before, or because `back` led elsewhere, is tried again from the start of a new call.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from ivr_author.call.caller import HangUp
from ivr_author.harness.machine import Outcome, State
from ivr_author.harness.moves import Move
from ivr_author.harness.planning import Link, Passage, Planning
from ivr_author.harness.walk import Walk
from ivr_author.ir.ops import Ask, Input, Queue, Record, Transfer

MAX_STEPS = 40
"""Choices in one call; a person must be able to follow it."""
MAX_NEARBY = 300
"""States looked at to find the next thing to cover in the same call."""
MAX_NEW = 8
"""States gone on from for the first time in doing so."""
MAX_CAREFUL = 20_000
"""Choices tried in all for calls that plans missed."""

Onward = tuple[Passage, int, Move | None]
"""A link to another state, and its move if a call may not be able to make it."""


class Cover:
    """The calls made on a plan, and what is left to cover at its states."""

    def __init__(self, plan: Planning) -> None:
        self.plan = plan
        self.machine = plan.machine
        self._open: dict[int, list[Link]] = {}
        self._onwards: dict[int, list[Onward]] = {}
        self._walks: dict[int, tuple[Walk, bool]] = {}
        self._careful = 0

    def calls(self, wanted: set[int]) -> Iterator[Walk]:
        """Calls until everything that was seen is covered; what is left in `wanted` no call could be made for."""
        left = wanted & self.plan.seen
        failed: set[tuple[int, Link]] = set()
        for link in self.plan.begin:
            if not left.isdisjoint(link[0].items):
                walk = self._go_on(self._begun(link), None, left)
                left.difference_update(walk.items)
                wanted.difference_update(walk.items)
                yield walk
        position = 0
        while left and position < len(self.plan.order):
            state_id = self.plan.order[position]
            goals = (link for link in self._uncovered(state_id, left) if (state_id, link) not in failed)
            goal = next(goals, None)
            if goal is None:
                position += 1
                continue
            walk, arrived = self._walk_to(state_id)
            walk = self._go_on(walk.copy(), goal if arrived else None, left)
            covered = left.intersection(walk.items)
            if covered.isdisjoint(goal[0].items):
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

    def _walk_to(self, state_id: int) -> tuple[Walk, bool]:
        """The call that goes as a state was found, as far as it can, and whether it comes there; not to be changed."""
        links = []
        at = state_id
        while at >= 0 and at not in self._walks:
            at, link = self.plan.way_to(at)
            links.append(link)
        if at < 0:
            walk, arrived = self._begun(links.pop()), True
        else:
            # Calls are made for one state after the other, and most begin as one before them did.
            before, arrived = self._walks[at]
            walk = before.copy()
        while links and arrived:
            arrived = self._follow(walk, links.pop())
        self._walks[state_id] = walk, arrived
        return walk, arrived

    def _go_on(self, walk: Walk, goal: Link | None, left: set[int]) -> Walk:
        """The call made to pass a goal, and from there on whatever is nearest."""
        # Taken out while this call is made, and put back: a copy of all that is left for each call grows as its square.
        taken = left.intersection(walk.items)
        left -= taken
        if goal is not None and self._follow(walk, goal):
            _move(goal[0].items, left, taken)
        while walk.state is not None and len(walk.steps) < MAX_STEPS:
            onward = self._nearest(walk, left)
            if onward is None:
                break
            for link in onward:
                if not self._follow(walk, link):
                    break
                _move(link[0].items, left, taken)
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
        passage, to = first
        state = self.plan.states[to] if to >= 0 else None
        return Walk(state, passage.mask, edges=list(passage.edges), items=list(passage.items))

    def _follow(self, walk: Walk, link: Link) -> bool:
        state, passage = walk.state, link[0]
        move = passage.move
        if state is None or move is None or not walk.allows(move):
            return False
        exact = self.plan.found_from(state, link)
        if exact is not None:
            outcomes = [Outcome(passage.edges, exact, exact.context.mask)]
        elif move.choice.phrases and self.machine.words(move.choice, state) is None:
            return False
        else:
            outcomes = self.machine.take(state, move)
        for outcome in outcomes:
            if outcome.edges == passage.edges and outcome.mask & walk.mask:
                self._step(walk, state, move, outcome)
                return True
        return False

    def _step(self, walk: Walk, state: State, move: Move, outcome: Outcome) -> None:
        walk.steps.append((state, move.choice))
        if move.fixed is not None:
            walk.given[move.fixed.kind, move.fixed.name] = move.fixed.answer
        walk.items.extend(self.plan.items(walk.last, outcome.edges) if self.plan.items else outcome.edges)
        walk.edges.extend(outcome.edges)
        walk.mask &= outcome.mask
        walk.state = outcome.state

    def _nearest(self, walk: Walk, left: set[int]) -> list[Link] | None:
        """The shortest way to something not covered yet; ways on which the call ends come last, since it ends once."""
        before: dict[int, tuple[int, Passage] | None] = {}
        ending: list[Link] | None = None
        for state_id in self._nearby(walk, before):
            for link in self._uncovered(state_id, left) if self._open.get(state_id, True) else ():
                move, to = link[0].move, link[1]
                if (to >= 0 or ending is None) and move is not None and walk.allows(move):
                    path = [*_path(before, state_id), link]
                    if to >= 0:
                        return path
                    ending = path
        return ending

    def _nearby(self, walk: Walk, before: dict[int, tuple[int, Passage] | None]) -> Iterator[int]:
        """The states to which a call may go on, nearest first; `before` gets the one before each and the way from it.

        They are told as soon as they are found, so that few of them are gone on from.
        """
        assert walk.state is not None, "only a call that goes on is planned"
        start = self.plan.number(walk.state, walk.last)
        before[start] = None
        new = 0 if self.plan.is_linked(start) else 1
        yield start
        nearest = [start]
        # The step after these passes what the way is for.
        for _ in range(len(walk.steps) + 1, MAX_STEPS):
            further = []
            for origin in nearest:
                for passage, state_id, asked in self._onwards.get(origin) or self._onward(origin):
                    if state_id in before or (asked is not None and not walk.allows(asked)):
                        continue
                    before[state_id] = (origin, passage)
                    if len(before) > MAX_NEARBY:
                        return
                    if state_id not in self._open and not self.plan.is_linked(state_id):
                        new += 1
                        if new > MAX_NEW:
                            continue
                    yield state_id
                    further.append(state_id)
            if not further:
                return
            nearest = further

    def _uncovered(self, state_id: int, left: set[int]) -> Iterable[Link]:
        """The ways onward of a state that pass something not covered yet; what was covered stays so."""
        found = self._open.get(state_id)
        if found is None:
            found = self._open[state_id] = self.plan.links(state_id)[::-1]
        # The first of them is the last, so that it is forgotten as soon as it is covered.
        while found and left.isdisjoint(found[-1][0].items):
            found.pop()
        return (link for link in reversed(found) if not left.isdisjoint(link[0].items)) if found else ()

    def _onward(self, state_id: int) -> list[Onward]:
        """The ways onward of a state to others, one for each if enough; with the move if a call may not make it."""
        found = self._onwards[state_id] = []
        reached = {-1, state_id}
        for passage, to in self.plan.links(state_id):
            move = passage.move
            if to not in reached and move is not None:
                asked = move if move.fixed is not None else None
                found.append((passage, to, asked))
                if asked is None:
                    reached.add(to)
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
            return next(move for move in reversed(moves) if isinstance(move.choice.action, HangUp))
        assert isinstance(end, (Ask, Transfer, Queue)), "nothing else waits"
        return next((move for move in moves if walk.allows(move)), moves[0])

    def _search_exactly(self, item: int) -> Walk | None:
        """A call for one thing, found with everything in mind that plans leave out."""
        queue = deque(self._begun(link) for link in self.plan.begin)
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
                    onward = walk.copy()
                    self._step(onward, state, move, outcome)
                    if item in onward.items:
                        self._finish(onward)
                        return onward
                    if outcome.state is not None:
                        after = outcome.state
                        key = (after.block, after.context, after.menus, tuple(sorted(onward.given)), walk.last)
                        if key not in seen:
                            seen.add(key)
                            queue.append(onward)
        return None


def _move(items: tuple[int, ...], left: set[int], taken: set[int]) -> None:
    if not left.isdisjoint(items):
        taken.update(left.intersection(items))
        left.difference_update(items)


def _path(before: dict[int, tuple[int, Passage] | None], state_id: int) -> Iterable[Link]:
    path: list[Link] = []
    at = state_id
    step = before[at]
    while step is not None:
        origin, passage = step
        path.append((passage, at))
        at = origin
        step = before[at]
    return reversed(path)
