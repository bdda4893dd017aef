"""The call as an abstract machine: states in which it waits, and where each choice leads. Nothing is spoken.

States that no condition can tell apart are one (`State.key`), but each keeps the values of the first call that came
to it. Two things are left out of the key on purpose: the menus visited, which matter to `back` alone, and what the
world has answered before. So a plan made on keys must be walked with `take`, which is exact, and may fall short.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ivr_author.core.limits import MAX_STEPS_WITHOUT_CALLER
from ivr_author.core.value_types import Value, ValueType
from ivr_author.core.wire import as_type
from ivr_author.expression.evaluate import Evaluator, compile_python
from ivr_author.expression.model import CALL_DATE, Expr, Literal
from ivr_author.flow.edges import (
    BACK,
    DECIDES,
    END,
    ENTER,
    NEXT,
    NO_BLOCK,
    NOBODY_ENTERED,
    RETURN,
    Edge,
    exits_of_block,
    is_first,
)
from ivr_author.harness.choices import Choice, Choices
from ivr_author.harness.instants import Instant
from ivr_author.harness.relevance import CALL_TIME, TIME_NAMES, Relevance, reads
from ivr_author.ir.ops import (
    Assign,
    Back,
    BlockId,
    Branch,
    Enter,
    Hangup,
    Hours,
    Jump,
    Log,
    Return,
    SetLocale,
    Visit,
)
from ivr_author.ir.program import Block, Program

SILENT = ""
"""A label that is spent: what comes next is no edge of its own."""

Values = Mapping[str, Value]
Stack = tuple[BlockId, ...]
Key = tuple[int, BlockId, tuple[Value, ...], Stack]
Menus = tuple[tuple[BlockId, int], ...]


@dataclass(slots=True)
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
class _Stretch:
    """Blocks passed without a decision: what they do, and the block whose end decides (None: the call is over).

    What a million steps would ask again is told once: whether there is anything to do but to pass `edges`, and whether
    the call waits at `stop` (`last` is then the edge to it, if there is one). `constants` is what `assigns` come to
    if they read nothing (None: they do).
    """

    edges: tuple[int, ...]
    assigns: tuple[tuple[str, Evaluator, ValueType | None], ...]
    visits: tuple[BlockId, ...]
    stop: Block | None
    label: str | None
    source: str
    timed: bool
    acts: bool = False
    waits: bool = False
    last: tuple[int, ...] = ()
    constants: Mapping[str, Value] | None = None


@dataclass(slots=True)
class _Run:
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
    blocks: Mapping[BlockId, Block]
    relevance: Relevance
    instants: tuple[Instant, ...]
    choices: Choices
    edges: list[Edge] = field(default_factory=list)
    _numbers: dict[Edge, int] = field(default_factory=dict)
    _stretches: dict[tuple[BlockId, str | None, str], _Stretch] = field(default_factory=dict)
    _masks: dict[tuple[str, str], int] = field(default_factory=dict)
    _at: dict[BlockId, tuple[Choice, ...]] = field(default_factory=dict)
    _speaking: dict[BlockId, bool] = field(default_factory=dict)
    _words: dict[tuple[BlockId, tuple[str, ...], str], str | None] = field(default_factory=dict)
    _live: dict[BlockId, tuple[tuple[str, ...], tuple[tuple[int, float, float], ...]]] = field(default_factory=dict)
    _branches: dict[BlockId, tuple[tuple[tuple[Evaluator, str | None, BlockId], ...], str | None, BlockId, bool]] = (
        field(default_factory=dict)
    )

    def number(self, edge: Edge) -> int:
        """The number by which an edge is known here."""
        number = self._numbers.get(edge)
        if number is None:
            number = self._numbers[edge] = len(self.edges)
            self.edges.append(edge)
        return number

    def begin(self, entry: BlockId, values: Values) -> list[Outcome]:
        """The states in which a call first waits."""
        return self._outcomes(_Run(entry, SILENT, "", values, (1 << len(self.instants)) - 1, (), ()))

    def choices_at(self, state: State) -> tuple[Choice, ...]:
        """What could happen in a state; phrases only if they can be said in its locale."""
        found = self.choices_of(self.blocks[state.block])
        if self._speaking[state.block]:
            return tuple(choice for choice in found if not choice.phrases or self.words(choice, state) is not None)
        return found

    def choices_of(self, block: Block) -> tuple[Choice, ...]:
        """What could happen at a block, phrases in any locale among it."""
        found = self._at.get(block.id)
        if found is None:
            found = self._at[block.id] = tuple(self._decisive(choice) for choice in self.choices.at(block))
            self._speaking[block.id] = any(choice.phrases for choice in found)
        return found

    def _decisive(self, choice: Choice) -> Choice:
        """The same choice without the variables that decide nothing."""
        kept = tuple(one for one in choice.sets if one[0] in self.relevance.names)
        return choice if kept == choice.sets else replace(choice, sets=kept)

    def words(self, choice: Choice, state: State) -> str | None:
        """What is said for a choice by phrase."""
        locale = str(state.values.get("locale") or self.program.source_locale)
        key = (state.block, choice.phrases, locale)
        if key not in self._words:
            self._words[key] = self.choices.words(choice, self.blocks[state.block], locale)
        return self._words[key]

    def take(self, state: State, choice: Choice) -> list[Outcome]:
        """What comes of a choice; several outcomes differ by the call times they need."""
        node = self.blocks[state.block].node
        if choice.exit.to == NO_BLOCK:
            return [Outcome((self.number(Edge(node, choice.exit.label or NEXT, END)),), None, state.mask)]
        values = {**state.values, **dict(choice.sets)} if choice.sets else state.values
        mask, stack, menus = state.mask, state.stack, state.menus
        known = self._stretches.get((choice.exit.to, choice.exit.label, node))
        if known is not None and known.stop is not None and known.waits and known.constants is not None:
            # Most choices lead to the next wait and decide nothing on the way: there is no run to be followed.
            if known.acts:
                values = {**values, **known.constants} if known.constants else values
                menus = _visited(menus, known.visits, len(stack)) if known.visits else menus
            edges = (*known.edges, *known.last) if known.last else known.edges
            return [Outcome(edges, self._state(known.stop.id, values, mask, stack, menus), mask)]
        return self._outcomes(_Run(choice.exit.to, choice.exit.label, node, values, mask, stack, menus))

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
        stretches, several = self._stretches, run.mask & (run.mask - 1)
        while True:
            run.stretches += 1
            if run.stretches > 2 * MAX_STEPS_WITHOUT_CALLER:
                return Outcome(run.edges, None, run.mask)
            stretch = stretches.get((run.block, run.label, run.source))
            if stretch is None:
                stretch = self._measure(run.block, run.label, run.source)
                stretches[run.block, run.label, run.source] = stretch
            if stretch.timed and several:
                waiting.extend(self._apart(run))
                return None
            if stretch.edges:
                run.edges = (*run.edges, *stretch.edges) if run.edges else stretch.edges
            if stretch.acts:
                self._act(stretch, run)
            block = stretch.stop
            if block is None:
                return Outcome(run.edges, None, run.mask)
            if stretch.waits:
                if stretch.last:
                    run.edges = (*run.edges, *stretch.last)
                state = self._state(block.id, run.values, run.mask, run.stack, run.menus)
                return Outcome(run.edges, state, run.mask)
            end = block.end
            if isinstance(end, Branch):
                cases, label, to, timed = self._branches.get(block.id) or self._branch(block, end)
                if timed and several:
                    run.block, run.label, run.source = block.id, stretch.label, stretch.source
                    waiting.extend(self._at_branch(one, block, end) for one in self._apart(run))
                    return None
                self._decide(run, stretch, cases, label, to, timed)
            elif isinstance(end, Hours):
                waiting.extend(self._by_hours(run, stretch, block, end))
                return None
            else:
                self._pass_on(run, stretch, block)

    def _state(self, block: BlockId, values: Values, mask: int, stack: Stack, menus: Menus) -> State:
        names, counted = self._live.get(block) or self._seen_at(block)
        seen = tuple(map(values.get, names))
        if counted:
            clamped = list(seen)
            for index, lowest, highest in counted:
                value = seen[index]
                if isinstance(value, float):
                    clamped[index] = min(max(value, lowest), highest)
            seen = tuple(clamped)
        return State(block, values, mask, stack, menus, (mask, block, seen, stack))

    def _seen_at(self, block: BlockId) -> tuple[tuple[str, ...], tuple[tuple[int, float, float], ...]]:
        """The variables that matter at a block, and the bounds of those that are counted by their place."""
        names, bounds = self.relevance.live[block], self.relevance.counting
        counted = tuple((index, *bounds[name]) for index, name in enumerate(names) if name in bounds)
        found = self._live[block] = (names, counted)
        return found

    def _apart(self, run: _Run) -> list[_Run]:
        return [
            _Run(run.block, run.label, run.source, run.values, 1 << bit, run.stack, run.menus, run.edges, run.stretches)
            for bit in range(len(self.instants))
            if run.mask >> bit & 1
        ]

    def _at_branch(self, run: _Run, block: Block, end: Branch) -> _Run:
        cases, label, to, timed = self._branches.get(block.id) or self._branch(block, end)
        stretch = _Stretch((), (), (), block, run.label, run.source, timed=False)
        self._decide(run, stretch, cases, label, to, timed)
        return run

    def _decide(
        self,
        run: _Run,
        stretch: _Stretch,
        cases: tuple[tuple[Evaluator, str | None, BlockId], ...],
        label: str | None,
        to: BlockId,
        timed: bool,
    ) -> None:
        values = self._timed_values(run) if timed else run.values
        for condition, case_label, case_to in cases:
            if condition(values) is True:
                label, to = case_label, case_to
                break
        run.block, run.label, run.source = to, label or stretch.label, stretch.source

    def _branch(
        self, block: Block, end: Branch
    ) -> tuple[tuple[tuple[Evaluator, str | None, BlockId], ...], str | None, BlockId, bool]:
        exits = exits_of_block(block, self.blocks)
        cases = tuple(
            (_evaluator(condition), exits[f"if {index}"].label, to)
            for index, (condition, to) in enumerate(end.cases, 1)
        )
        timed = any(not TIME_NAMES.isdisjoint(reads(condition)) for condition, _ in end.cases)
        known = self._branches[block.id] = (cases, exits["else"].label, end.otherwise, timed)
        return known

    def _by_hours(self, run: _Run, stretch: _Stretch, block: Block, end: Hours) -> list[_Run]:
        exits = exits_of_block(block, self.blocks)
        runs = []
        for state, exit_ in exits.items():
            mask = run.mask & self._mask_of(end.calendar, state)
            if mask:
                label = exit_.label or stretch.label
                runs.append(
                    _Run(
                        exit_.to,
                        label,
                        stretch.source,
                        run.values,
                        mask,
                        run.stack,
                        run.menus,
                        run.edges,
                        run.stretches,
                    )
                )
        return runs[::-1]

    def _mask_of(self, calendar: str, state: str) -> int:
        """The call times at which a calendar says so."""
        mask = self._masks.get((calendar, state))
        if mask is None:
            bits = [1 << bit for bit, instant in enumerate(self.instants) if instant.states[calendar] == state]
            mask = self._masks[calendar, state] = sum(bits)
        return mask

    def _pass_on(self, run: _Run, stretch: _Stretch, block: Block) -> None:
        end = block.end
        run.label, run.source = stretch.label, stretch.source
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
                run.edges = (*run.edges, self.number(Edge(run.source, "return", RETURN)))
                entered = self.blocks[run.stack[-1]]
                assert isinstance(entered.end, Enter), "only Enter puts blocks on the stack"
                run.stack = run.stack[:-1]
                run.menus = _kept_menus(run)
                to = entered.end.returns.get(name, NO_BLOCK)
                run.block, run.label, run.source = to or otherwise, name if to else SILENT, entered.node
            case Back():
                run.edges = (*run.edges, self.number(Edge(run.source, run.label or NEXT, BACK)))
                run.block, run.label = self._back(run, end), SILENT
            case _:
                raise AssertionError(f"{type(end).__name__} decides or waits")

    def _back(self, run: _Run, end: Back) -> BlockId:
        menus = run.menus
        if end.menu is not None and menus and menus[-1][0] == end.menu:
            if len(menus) == 1:
                return end.otherwise
            menus = menus[:-1]
        run.menus = menus
        if not menus:
            return end.otherwise
        menu, depth = menus[-1]
        run.stack = run.stack[:depth]
        return menu

    # --- stretches without a decision ---

    def _act(self, stretch: _Stretch, run: _Run) -> None:
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

    def _measure(self, block_id: BlockId, label: str | None, source: str) -> _Stretch:
        edges: list[int] = []
        assigns: list[tuple[str, Evaluator, ValueType | None]] = []
        visits: list[BlockId] = []
        timed, constant = False, True
        seen: set[BlockId] = set()
        stop: Block | None = None
        while block_id not in seen:
            seen.add(block_id)
            block = self.blocks[block_id]
            for step in block.steps:
                match step:
                    case Log(kind="node", value=node):
                        if label != SILENT:
                            edges.append(self.number(Edge(source, label or NEXT, node)))
                        source, label = node, None
                    case Assign(name=name, expression=expression) if name in self.relevance.names:
                        assigns.append((name, _evaluator(expression), self.program.variables.get(name)))
                        if not isinstance(expression, Literal):
                            constant = False
                            timed = timed or not TIME_NAMES.isdisjoint(reads(expression))
                    case Visit(menu=menu):
                        visits.append(menu)
                    case _:
                        pass
            end = block.end
            if isinstance(end, SetLocale):
                locale = end.locale
                assigns.append(("locale", _constant(locale), ValueType.TEXT))
                block_id = end.to
            elif isinstance(end, Jump) and not end.leaves_subflow:
                block_id = end.to
            elif isinstance(end, Hangup):
                label = label or ("hangup" if is_first(block) else NEXT)
                edges.append(self.number(Edge(source, label, END)))
                break
            else:
                stop = block
                break
        found = _Stretch(tuple(edges), tuple(assigns), tuple(visits), stop, label, source, timed)
        found.acts = bool(assigns or visits)
        if constant:
            found.constants = {name: as_type(evaluator({}), kind) for name, evaluator, kind in assigns}
        found.waits = stop is not None and isinstance(stop.end, DECIDES) and not isinstance(stop.end, Hours)
        if found.waits and stop is not None and label:
            found.last = (self.number(Edge(source, label, stop.node)),)
        return found


def _constant(value: Value) -> Callable[[Values], Value]:
    return lambda _values: value


def _evaluator(expression: Expr) -> Evaluator:
    return compile_python(expression)


def _visited(menus: Menus, visits: tuple[BlockId, ...], depth: int) -> Menus:
    """The menus visited, with these after them; to one visited before the call has come back."""
    for menu in visits:
        visit = (menu, depth)
        menus = (*(menus[: menus.index(visit)] if visit in menus else menus), visit)
    return menus


def _kept_menus(run: _Run) -> Menus:
    # As in ir/play.py: menus of a subflow that was left are forgotten.
    return tuple(visit for visit in run.menus if visit[1] <= len(run.stack))
