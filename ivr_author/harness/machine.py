"""The call as an abstract machine: states in which it waits, and where each choice leads. Nothing is spoken.

States that no condition can tell apart are one (`State.key`), but each keeps the values of the first call that came
to it. Two things are left out of the key on purpose: the menus visited, which matter to `back` alone, and what the
world has answered before. So a plan made on keys must be walked with `take`, which is exact, and may fall short.
What lies between two waits is told by `stretches`, and what was learned of it kept in `moves`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ivr_author.core.limits import MAX_STEPS_WITHOUT_CALLER
from ivr_author.core.value_types import Value
from ivr_author.core.wire import as_type
from ivr_author.expression.model import CALL_DATE
from ivr_author.flow.edges import BACK, END, ENTER, NEXT, NO_BLOCK, NOBODY_ENTERED, RETURN, Edge, Exits
from ivr_author.harness.choices import Choice, Choices
from ivr_author.harness.instants import Instant
from ivr_author.harness.moves import Counted, Leap, Move, Pick, Seen, clamped, picking
from ivr_author.harness.relevance import CALL_TIME, TIME_NAMES, Relevance
from ivr_author.harness.stretches import SILENT, Fork, Stretch, Stretches, Values
from ivr_author.ir.ops import Back, BlockId, Branch, Enter, Hours, Jump, Return
from ivr_author.ir.program import Block, Program

Stack = tuple[BlockId, ...]
Key = tuple[int, BlockId, Seen, Stack]
Menus = tuple[tuple[BlockId, int], ...]
_NOTHING: Mapping[str, Value] = {}


@dataclass(slots=True, eq=False)
class State:
    """A call that waits at a block. `mask`: the call times that are still possible, a bit for each."""

    block: BlockId
    values: Values
    mask: int
    stack: Stack
    menus: Menus
    key: Key


@dataclass(slots=True)
class Outcome:
    """Where a choice leads: the edges passed, as numbers, and the state after them, or None where the call ends."""

    edges: tuple[int, ...]
    state: State | None
    mask: int


@dataclass(slots=True)
class _Run:
    """A call between two waits. `plain`: nothing but values has decided where it went, those that `trail` reads."""

    block: BlockId
    label: str | None
    source: str
    values: Values
    mask: int
    stack: Stack
    menus: Menus
    edges: tuple[int, ...] = ()
    stretches: int = 0
    plain: bool = True
    trail: list[Stretch | Fork] = field(default_factory=list)


@dataclass
class Machine:
    """All calls of a program, as far as conditions can tell them apart."""

    program: Program
    exits: Exits
    relevance: Relevance
    instants: tuple[Instant, ...]
    choices: Choices
    blocks: Mapping[BlockId, Block] = field(init=False)
    stretches: Stretches = field(init=False)
    _masks: dict[tuple[str, str], int] = field(default_factory=dict)
    _choices: dict[BlockId, tuple[Choice, ...]] = field(default_factory=dict)
    _moves: dict[BlockId, tuple[Move, ...]] = field(default_factory=dict)
    _heard: dict[tuple[BlockId, str], tuple[Move, ...]] = field(default_factory=dict)
    _words: dict[tuple[BlockId, tuple[str, ...], str], str | None] = field(default_factory=dict)
    _live: dict[BlockId, tuple[tuple[str, ...], Counted]] = field(default_factory=dict)
    _picks: dict[tuple[tuple[str, ...], ...], Pick | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.blocks = self.exits.blocks
        self.stretches = Stretches(self.program, self.exits, self.relevance)

    @property
    def edges(self) -> list[Edge]:
        """The edges by their numbers."""
        return self.stretches.edges

    def number(self, edge: Edge) -> int:
        """The number by which an edge is known here."""
        return self.stretches.number(edge.source, edge.label, edge.target, edge)

    def begin(self, entry: BlockId, values: Values) -> list[Outcome]:
        """The states in which a call first waits."""
        return self._outcomes(_Run(entry, SILENT, "", values, (1 << len(self.instants)) - 1, (), ()))

    # --- what could happen ---

    def moves_at(self, state: State) -> tuple[Move, ...]:
        """What could happen in a state; phrases only if they can be said in its locale."""
        found = self._moves.get(state.block)
        if found is not None:
            return found
        block = self.blocks[state.block]
        if not any(choice.phrases for choice in self.choices_of(block)):
            found = self._moves[state.block] = self._moves_of(block)
            return found
        locale = self._locale(state)
        heard = self._heard.get((state.block, locale))
        if heard is None:
            heard = self._heard[state.block, locale] = tuple(
                move
                for move in self._moves_of(block)
                if not move.choice.phrases or self.words(move.choice, state) is not None
            )
        return heard

    def choices_of(self, block: Block) -> tuple[Choice, ...]:
        """What could happen at a block, phrases in any locale among it."""
        found = self._choices.get(block.id)
        if found is None:
            found = self._choices[block.id] = tuple(self._decisive(choice) for choice in self.choices.at(block))
        return found

    def _decisive(self, choice: Choice) -> Choice:
        """The same choice without the variables that decide nothing."""
        kept = tuple(one for one in choice.sets if one[0] in self.relevance.names)
        return choice if kept == choice.sets else replace(choice, sets=kept)

    def _moves_of(self, block: Block) -> tuple[Move, ...]:
        return tuple(self._move(block, choice) for choice in self.choices_of(block))

    def _move(self, block: Block, choice: Choice) -> Move:
        """A choice with where it always leads, if that can be told without following anybody: it can for most."""
        if choice.exit.to == NO_BLOCK:
            return Move(block.id, choice, Leap((self._leaves(block, choice),), None))
        stretch = self.stretches.at(choice.exit.to)
        stop = stretch.stop
        if stop is not None and isinstance(stop.end, Back) and stretch.constants is not None and not stretch.visits:
            return Move(block.id, choice, back=stretch)
        edges, _, _ = self.stretches.passed(stretch, choice.exit.label, block.node)
        return Move(block.id, choice, self._sure(block.id, choice, stretch, edges))

    def _leaves(self, block: Block, choice: Choice) -> int:
        """The edge of a choice that ends the call."""
        return self.stretches.number(block.node, choice.exit.label or NEXT, END)

    def _sure(
        self,
        origin: BlockId,
        choice: Choice,
        stretch: Stretch,
        edges: tuple[int, ...],
        changes: Mapping[str, Value] = _NOTHING,
    ) -> Leap | None:
        """Where a choice always leads over these edges, the last of a stretch, and after these changes, if surely."""
        if stretch.stop is None:
            return Leap(edges, None)
        if stretch.constants is None or not stretch.waits:
            return None
        if choice.sets or changes:
            changes = {**dict(choice.sets), **changes, **stretch.constants}
        else:
            changes = stretch.constants
        return self._leap(edges, origin, stretch.stop.id, changes, stretch.visits)

    def _leap(
        self,
        edges: tuple[int, ...],
        origin: BlockId,
        to: BlockId,
        changes: Mapping[str, Value],
        visits: tuple[BlockId, ...],
    ) -> Leap | None:
        before, (after, counted) = self._seen_at(origin)[0], self._seen_at(to)
        if not changes and before == after:
            return Leap(edges, to, visits=visits)
        names = tuple(changes)
        key = (before, after, names)
        if key not in self._picks:
            self._picks[key] = picking(before, after, names)
        pick = self._picks[key]
        constants = clamped(tuple(map(changes.get, after)), counted) if changes else ()
        return None if pick is None else Leap(edges, to, changes, visits, constants, pick)

    def words(self, choice: Choice, state: State) -> str | None:
        """What is said for a choice by phrase."""
        locale = self._locale(state)
        key = (state.block, choice.phrases, locale)
        if key not in self._words:
            self._words[key] = self.choices.words(choice, self.blocks[state.block], locale)
        return self._words[key]

    def _locale(self, state: State) -> str:
        return str(state.values.get("locale") or self.program.source_locale)

    # --- where it leads ---

    def take(self, state: State, move: Move) -> list[Outcome]:
        """What comes of a move; several outcomes differ by the call times they need."""
        # A call may be elsewhere than where it was planned to be; what was learned is of the move's own block.
        at_home = move.block == state.block
        leap = move.known(state.values) if at_home else None
        if leap is not None:
            after = None
            if leap.block is not None:
                key = (state.mask, leap.block, leap.seen(state.key[2]), state.stack)
                after = landed(state, leap, key, state.menus)
            return [Outcome(leap.edges, after, state.mask)]
        choice = move.choice
        if move.back is not None and at_home:
            returned = self._returned(state, move, move.back)
            if returned is not None:
                return [returned]
        values = {**state.values, **dict(choice.sets)} if choice.sets else state.values
        node = self.blocks[state.block].node
        if choice.exit.to == NO_BLOCK:
            return [Outcome((self._leaves(self.blocks[state.block], choice),), None, state.mask)]
        run = _Run(choice.exit.to, choice.exit.label, node, values, state.mask, state.stack, state.menus)
        outcomes = self._outcomes(run)
        if run.plain and at_home:
            self._learn(state, move, run, outcomes[0])
        return outcomes

    def _returned(self, state: State, move: Move, before: Stretch) -> Outcome | None:
        """Where going back leads, if that is sure at the menu that the call comes back to."""
        assert before.stop is not None, "it ends where the call goes back"
        end = before.stop.end
        assert isinstance(end, Back), "it ends where the call goes back"
        to, menus, stack = _back(end, state.menus, state.stack)
        if to not in move.returns:
            left = self.blocks[move.block].node
            edges, label, source = self.stretches.passed(before, move.choice.exit.label, left)
            edges += (self.stretches.number(source, label or NEXT, BACK),)
            stretch = self.stretches.at(to)
            edges += self.stretches.passed(stretch, SILENT, source)[0]
            move.returns[to] = self._sure(move.block, move.choice, stretch, edges, before.constants or _NOTHING)
        leap = move.returns[to]
        if leap is None:
            return None
        if leap.block is None:
            return Outcome(leap.edges, None, state.mask)
        key = (state.mask, leap.block, leap.seen(state.key[2]), stack)
        return Outcome(leap.edges, landed(state, leap, key, menus), state.mask)

    def _learn(self, state: State, move: Move, run: _Run, outcome: Outcome) -> None:
        """Remember where a run led that nothing but values decided."""
        after = outcome.state
        reads: set[str] = set()
        changes = dict(move.choice.sets)
        visits: tuple[BlockId, ...] = ()
        for passed in run.trail:
            reads |= passed.reads
            if isinstance(passed, Stretch) and passed.acts:
                visits += passed.visits
                changes.update((name, run.values.get(name)) for name, _, _ in passed.assigns)
        # What the choice itself sets is the same every time.
        reads.difference_update(name for name, _ in move.choice.sets)
        if after is None:
            leap: Leap | None = Leap(outcome.edges, None)
        else:
            leap = self._leap(outcome.edges, state.block, after.block, changes, visits)
        if leap is not None:
            move.learn(leap, reads, state.values)

    # --- running from one wait to the next ---

    def _outcomes(self, start: _Run) -> list[Outcome]:
        waiting: list[_Run] = []
        first = self._go(start, waiting)
        if first is not None:
            return [first]
        found: dict[tuple[object, ...], Outcome] = {}
        while waiting:
            outcome = self._go(waiting.pop(), waiting)
            if outcome is None:
                continue
            if not found and not waiting:
                return [outcome]
            key = (outcome.edges, None if outcome.state is None else outcome.state.key[1:])
            other = found.get(key)
            if other is None:
                found[key] = outcome
            else:
                other.mask |= outcome.mask
                if other.state is not None:
                    other.state.mask = other.mask
                    other.state.key = (other.mask, *other.state.key[1:])
        return list(found.values())

    def _go(self, run: _Run, waiting: list[_Run]) -> Outcome | None:
        """Follow one run to its next wait; where call times part, the others are left waiting."""
        several = run.mask & (run.mask - 1)
        while True:
            run.stretches += 1
            if run.stretches > 2 * MAX_STEPS_WITHOUT_CALLER:
                return Outcome(run.edges, None, run.mask)
            stretch = self.stretches.at(run.block)
            run.trail.append(stretch)
            if stretch.timed:
                run.plain = False
                if several:
                    waiting.extend(self._apart(run))
                    return None
            edges, run.label, run.source = self.stretches.passed(stretch, run.label, run.source)
            if edges:
                run.edges += edges
            if stretch.acts:
                self._act(stretch, run)
            block = stretch.stop
            if block is None:
                return Outcome(run.edges, None, run.mask)
            if stretch.waits:
                return Outcome(run.edges, self._state(block.id, run), run.mask)
            end = block.end
            if isinstance(end, Branch):
                fork = self.stretches.fork(block, end)
                run.trail.append(fork)
                if fork.timed:
                    run.plain = False
                    if several:
                        waiting.extend(self._decided(one, fork) for one in self._apart(run))
                        return None
                self._decided(run, fork)
                continue
            run.plain = False
            if isinstance(end, Hours):
                waiting.extend(self._by_hours(run, end, block))
                return None
            self._pass_on(run, block)

    def _state(self, block: BlockId, run: _Run) -> State:
        names, counted = self._seen_at(block)
        seen = clamped(tuple(map(run.values.get, names)), counted)
        return State(block, run.values, run.mask, run.stack, run.menus, (run.mask, block, seen, run.stack))

    def _seen_at(self, block: BlockId) -> tuple[tuple[str, ...], Counted]:
        """The variables that matter at a block, and the bounds of those that are counted by their place."""
        found = self._live.get(block)
        if found is None:
            names, bounds = self.relevance.live[block], self.relevance.counting
            counted = tuple((index, *bounds[name]) for index, name in enumerate(names) if name in bounds)
            found = self._live[block] = (names, counted)
        return found

    def _apart(self, run: _Run) -> list[_Run]:
        """The same run at each call time by itself."""
        return [replace(run, mask=1 << bit) for bit in range(len(self.instants)) if run.mask >> bit & 1]

    def _decided(self, run: _Run, fork: Fork) -> _Run:
        """The run where a branch has sent it."""
        values = self._timed_values(run) if fork.timed else run.values
        label, to = fork.label, fork.otherwise
        for condition, case_label, case_to in fork.cases:
            if condition(values) is True:
                label, to = case_label, case_to
                break
        run.block, run.label = to, label or run.label
        return run

    def _by_hours(self, run: _Run, end: Hours, block: Block) -> list[_Run]:
        runs = []
        for state, exit_ in self.exits.of(block).items():
            mask = run.mask & self._mask_of(end.calendar, state)
            if mask:
                runs.append(replace(run, block=exit_.to, label=exit_.label or run.label, mask=mask))
        return runs[::-1]

    def _mask_of(self, calendar: str, state: str) -> int:
        """The call times at which a calendar says so."""
        mask = self._masks.get((calendar, state))
        if mask is None:
            bits = [1 << bit for bit, instant in enumerate(self.instants) if instant.states[calendar] == state]
            mask = self._masks[calendar, state] = sum(bits)
        return mask

    def _pass_on(self, run: _Run, block: Block) -> None:
        end = block.end
        match end:
            case Jump(to=to):
                run.block, run.stack = to, ()
                run.menus = _kept_menus(run)
            case Enter(to=to):
                run.block, run.label = to, ENTER
                run.stack = (*run.stack, block.id)
            case Return(name=name, otherwise=otherwise):
                if not run.stack:
                    run.block, run.label = otherwise, NOBODY_ENTERED
                    return
                run.edges = (*run.edges, self.stretches.number(run.source, "return", RETURN))
                entered = self.blocks[run.stack[-1]]
                assert isinstance(entered.end, Enter), "only Enter puts blocks on the stack"
                run.stack = run.stack[:-1]
                run.menus = _kept_menus(run)
                to = entered.end.returns.get(name, NO_BLOCK)
                run.block, run.label, run.source = to or otherwise, name if to else SILENT, entered.node
            case Back():
                run.edges = (*run.edges, self.stretches.number(run.source, run.label or NEXT, BACK))
                run.block, run.menus, run.stack = _back(end, run.menus, run.stack)
                run.label = SILENT
            case _:
                raise AssertionError(f"{type(end).__name__} decides or waits")

    def _act(self, stretch: Stretch, run: _Run) -> None:
        if stretch.constants:
            run.values = {**run.values, **stretch.constants}
        elif stretch.assigns:
            values = dict(self._timed_values(run) if stretch.timed else run.values)
            for name, evaluator, kind in stretch.assigns:
                values[name] = as_type(evaluator(values), kind)
            for name in TIME_NAMES if stretch.timed else ():
                values.pop(name)
            run.values = values
        if stretch.visits:
            run.menus = _visited(run.menus, stretch.visits, len(run.stack))

    def _timed_values(self, run: _Run) -> Values:
        instant = self.instants[run.mask.bit_length() - 1]
        return {**run.values, CALL_DATE: instant.date, CALL_TIME: instant.time}


def landed(state: State, leap: Leap, key: Key, menus: Menus) -> State:
    """The state after a leap that goes on, with the key that was made for it and the menus visited before."""
    mask, block, _, stack = key
    values = {**state.values, **leap.changes} if leap.changes else state.values
    if leap.visits:
        menus = _visited(menus, leap.visits, len(stack))
    return State(block, values, mask, stack, menus, key)


def _back(end: Back, menus: Menus, stack: Stack) -> tuple[BlockId, Menus, Stack]:
    """Where the call goes on that goes back, the menus visited then, and the subflows it is still in."""
    here = bool(menus) and menus[-1][0] == end.menu
    if not menus or (here and len(menus) == 1):
        return end.otherwise, menus, stack
    if here:
        menus = menus[:-1]
    menu, depth = menus[-1]
    return menu, menus, stack[:depth]


def _visited(menus: Menus, visits: tuple[BlockId, ...], depth: int) -> Menus:
    """The menus visited, with these after them; to one visited before the call has come back."""
    for menu in visits:
        visit = (menu, depth)
        menus = (*(menus[: menus.index(visit)] if visit in menus else menus), visit)
    return menus


def _kept_menus(run: _Run) -> Menus:
    # As in ir/play.py: menus of a subflow that was left are forgotten.
    return tuple(visit for visit in run.menus if visit[1] <= len(run.stack))
