"""The call as an abstract machine: states in which it waits, and where each choice leads. Nothing is spoken.

States that no condition can tell apart are one (their block and context are), but each keeps the values of the first
call that came to it. Two things are left out on purpose: the menus visited, which matter to `back` alone, and what the
world has answered before. So a plan made of them must be walked with `take`, which is exact, and may fall short.
What lies between two waits is told by `stretches`, and where values and call times decide between them by `leaps`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ivr_author.core.limits import MAX_STEPS_WITHOUT_CALLER
from ivr_author.flow.edges import BACK, ENTER, NEXT, NO_BLOCK, NOBODY_ENTERED, RETURN, Edge, Exits
from ivr_author.harness.choices import Choice, Choices
from ivr_author.harness.contexts import Context, Contexts, Stack, clamped
from ivr_author.harness.instants import Instant
from ivr_author.harness.leaps import Leaps, apart, several
from ivr_author.harness.moves import Leap, Move
from ivr_author.harness.relevance import Relevance
from ivr_author.harness.stretches import SILENT, Fork, Stretches, Values
from ivr_author.ir.ops import Back, BlockId, Branch, Enter, Hours, Jump, Return
from ivr_author.ir.program import Block, Program

Menus = tuple[tuple[BlockId, int], ...]
Taken = tuple[Leap, Context, Menus]
"""A leap, with the context and the menus visited with which it begins."""


@dataclass(slots=True, eq=False)
class State:
    """A call that waits at a block: all values, the menus visited, and what of the call matters there."""

    block: BlockId
    values: Values
    menus: Menus
    context: Context


@dataclass(slots=True)
class Outcome:
    """Where a choice leads: the edges passed, as numbers, and the state after them, or None where the call ends."""

    edges: tuple[int, ...]
    state: State | None
    mask: int


@dataclass(slots=True)
class _Run:
    """A call between two waits."""

    block: BlockId
    label: str | None
    source: str
    values: Values
    mask: int
    stack: Stack
    menus: Menus
    edges: tuple[int, ...] = ()
    stretches: int = 0


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
    leaps: Leaps = field(init=False)
    _choices: dict[BlockId, tuple[Choice, ...]] = field(default_factory=dict)
    _moves: dict[BlockId, tuple[Move, ...]] = field(default_factory=dict)
    _heard: dict[tuple[BlockId, str], tuple[Move, ...]] = field(default_factory=dict)
    _words: dict[tuple[BlockId, tuple[str, ...], str], str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.blocks = self.exits.blocks
        self.stretches = Stretches(self.program, self.exits, self.relevance)
        self.leaps = Leaps(self.stretches, self.relevance, self.instants)

    @property
    def contexts(self) -> Contexts:
        """What tells states at one block apart."""
        return self.leaps.contexts

    @property
    def edges(self) -> list[Edge]:
        """The edges by their numbers."""
        return self.stretches.edges

    @property
    def all_times(self) -> int:
        """All call times, a bit for each."""
        return (1 << len(self.instants)) - 1

    def number(self, edge: Edge) -> int:
        """The number by which an edge is known here."""
        return self.stretches.number(edge.source, edge.label, edge.target, edge)

    def begin(self, entry: BlockId, values: Values) -> list[Outcome]:
        """The states in which a call first waits."""
        return self._outcomes(_Run(entry, SILENT, "", values, self.all_times, (), ()))

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
        if not choice.sets:
            return choice
        kept = tuple(one for one in choice.sets if one[0] in self.relevance.names)
        return choice if kept == choice.sets else choice._replace(sets=kept)

    def _moves_of(self, block: Block) -> tuple[Move, ...]:
        return tuple(self.leaps.move(block, choice) for choice in self.choices_of(block))

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
        if move.block != state.block:
            return self.follow(state, move)
        if move.only is not None:
            return [self._landed(state, move.only, state.context, state.menus)]
        taken = self.leaps_taken(state, move)
        if taken is None:
            return self.follow(state, move)
        return [self._landed(state, *one) for one in taken]

    def _landed(self, state: State, leap: Leap, context: Context, menus: Menus) -> Outcome:
        if leap.shift is None:
            return Outcome(leap.edges, None, context.mask)
        context = self.contexts.after(context, leap.shift)
        return Outcome(leap.edges, landed(state, leap, context, menus), context.mask)

    def leaps_taken(self, state: State, move: Move) -> Sequence[Taken] | None:
        """The leaps of a move at its own block; None if it must be followed."""
        context, menus = state.context, state.menus
        if move.only is not None:
            return ((move.only, context, menus),)
        if move.back is not None:
            return self._taken_back(state, move, move.back)
        if move.turn is None:
            return None
        mask = context.mask
        parts = move.known(state.values, mask) or self.leaps.decided(move, state.values, mask)
        if parts is None:
            return None
        if len(parts) == 1:
            return ((parts[0][0], context, menus),)
        return [(leap, self.contexts.of(mask & times, context.seen, context.stack), menus) for leap, times in parts]

    def _taken_back(self, state: State, move: Move, end: Back) -> Sequence[Taken] | None:
        context = state.context
        to, menus, stack = _back(end, state.menus, context.stack)
        leap = self.leaps.returning(move, self.blocks[move.block], to)
        if leap is None:
            return None
        if stack != context.stack:
            context = self.contexts.of(context.mask, context.seen, stack)
        return ((leap, context, menus),)

    def follow(self, state: State, move: Move) -> list[Outcome]:
        """What comes of a move, found by following it from block to block."""
        choice = move.choice
        values = {**state.values, **dict(choice.sets)} if choice.sets else state.values
        node = self.blocks[state.block].node
        if choice.exit.to == NO_BLOCK:
            return [Outcome((self.leaps.leaves(self.blocks[state.block], choice),), None, state.context.mask)]
        mask, stack = state.context.mask, state.context.stack
        return self._outcomes(_Run(choice.exit.to, choice.exit.label, node, values, mask, stack, state.menus))

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
            state = outcome.state
            apart = () if state is None else (state.block, state.context.seen, state.context.stack)
            key = (outcome.edges, *apart)
            other = found.get(key)
            if other is None:
                found[key] = outcome
            else:
                other.mask |= outcome.mask
                if other.state is not None:
                    context = other.state.context
                    other.state.context = self.contexts.of(other.mask, context.seen, context.stack)
        return list(found.values())

    def _go(self, run: _Run, waiting: list[_Run]) -> Outcome | None:
        """Follow one run to its next wait; where call times part, the others are left waiting."""
        many = several(run.mask)
        while True:
            run.stretches += 1
            if run.stretches > 2 * MAX_STEPS_WITHOUT_CALLER:
                return Outcome(run.edges, None, run.mask)
            stretch = self.stretches.at(run.block)
            if stretch.timed and many:
                waiting.extend(_apart(run))
                return None
            edges, run.label, run.source = self.stretches.passed(stretch, run.label, run.source)
            run.edges += edges
            if stretch.assigns:
                run.values = self.leaps.assigned(stretch, run.values, run.mask)
            if stretch.visits:
                run.menus = _visited(run.menus, stretch.visits, len(run.stack))
            block = stretch.stop
            if block is None:
                return Outcome(run.edges, None, run.mask)
            if stretch.waits:
                return Outcome(run.edges, self._state(block.id, run), run.mask)
            end = block.end
            if isinstance(end, Branch):
                fork = self.stretches.fork(block, end)
                if fork.timed and many:
                    waiting.extend(self._decided(one, fork) for one in _apart(run))
                    return None
                self._decided(run, fork)
                continue
            if isinstance(end, Hours):
                waiting.extend(self._by_hours(run, end, block))
                return None
            self._pass_on(run, block)

    def _state(self, block: BlockId, run: _Run) -> State:
        names, counted = self.leaps.seen_at(block)
        seen = clamped(tuple(map(run.values.get, names)), counted)
        return State(block, run.values, run.menus, self.contexts.of(run.mask, seen, run.stack))

    def _decided(self, run: _Run, fork: Fork) -> _Run:
        """The run where a branch has sent it."""
        values = self.leaps.timed(run.values, run.mask) if fork.timed else run.values
        _, label, to = fork.cases[fork.case(values)]
        run.block, run.label = to, label or run.label
        return run

    def _by_hours(self, run: _Run, end: Hours, block: Block) -> list[_Run]:
        runs = []
        for times, label, to in self.leaps.hours_at(block, end):
            if run.mask & times:
                runs.append(replace(run, block=to, label=label or run.label, mask=run.mask & times))
        return runs[::-1]

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


def landed(state: State, leap: Leap, context: Context, menus: Menus) -> State:
    """The state after a leap that goes on in a context, with the menus visited before it."""
    values = {**state.values, **leap.changes} if leap.changes else state.values
    if leap.visits:
        menus = _visited(menus, leap.visits, len(context.stack))
    return State(leap.to, values, menus, context)


def _apart(run: _Run) -> list[_Run]:
    """The same run at each call time by itself."""
    return [replace(run, mask=time) for time in apart(run.mask)]


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
