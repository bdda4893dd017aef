"""Blocks that calls pass without waiting, measured once: the edges passed, what is set on the way, and what decides.

Nothing is known here of a call: `machine` follows one from stretch to stretch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ivr_author.core.value_types import Value, ValueType
from ivr_author.core.wire import as_type
from ivr_author.expression.evaluate import Evaluator, compile_python
from ivr_author.expression.model import Expr, Literal
from ivr_author.flow.edges import DECIDES, END, NEXT, Edge, Exits, is_first
from ivr_author.harness.relevance import TIME_NAMES, Relevance, reads
from ivr_author.ir.ops import Assign, BlockId, Branch, Hangup, Hours, Jump, Log, SetLocale, Visit
from ivr_author.ir.program import Block, Program

SILENT = ""
"""A label that is spent: what comes next is no edge of its own."""

Values = Mapping[str, Value]
_NONE: frozenset[str] = frozenset()


@dataclass(slots=True)
class Stretch:
    """Blocks passed without a decision: what they do, and the block whose end decides (None: the call is over).

    `enters` is the first node on the way ("": none), `edges` what is passed from there, and `source` the last node; the
    edge to the first is of whoever comes (`Stretches.passed`). `hangs_up` labels the edge with which a call ends that
    entered none, and `waits` tells whether it waits at `stop`. `names` are those that `assigns` set, `constants` what
    they come to if they read nothing (None: they do), and `reads` what they read.
    """

    enters: str
    edges: tuple[int, ...]
    source: str
    hangs_up: str
    assigns: tuple[tuple[str, Evaluator, ValueType | None], ...]
    names: tuple[str, ...]
    visits: tuple[BlockId, ...]
    stop: Block | None
    timed: bool
    reads: frozenset[str]
    waits: bool
    constants: Mapping[str, Value] | None

    def assigned(self, values: Values) -> dict[str, Value]:
        """Values as they are after it."""
        if self.constants is not None:
            return {**values, **self.constants}
        found = dict(values)
        for name, evaluator, kind in self.assigns:
            found[name] = as_type(evaluator(found), kind)
        return found


@dataclass(slots=True)
class Fork:
    """The conditions of a branch, in order, each with its label and where it leads; `timed`: one reads the clock.

    The last case is the one without a condition: it is taken where none before it holds.
    """

    cases: tuple[tuple[Evaluator | None, str | None, BlockId], ...]
    reads: frozenset[str]
    timed: bool

    def case(self, values: Values) -> int:
        """The number of the case that is taken with these values, from 0."""
        for number, (condition, _, _) in enumerate(self.cases):
            if condition is None or condition(values) is True:
                return number
        raise AssertionError("the last case has no condition")


@dataclass
class Stretches:
    """The stretches and forks of a program as they are needed, and the numbers by which its edges are known."""

    program: Program
    exits: Exits
    relevance: Relevance
    edges: list[Edge] = field(default_factory=list)
    _numbers: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _stretches: dict[BlockId, Stretch] = field(default_factory=dict)
    _forks: dict[BlockId, Fork] = field(default_factory=dict)
    _evaluators: dict[int, Evaluator] = field(default_factory=dict)

    def number(self, source: str, label: str, target: str, edge: Edge | None = None) -> int:
        """The number by which an edge is known here; `edge` is that edge, if somebody has it already."""
        number = self._numbers.get((source, label, target))
        if number is None:
            number = self._numbers[source, label, target] = len(self.edges)
            self.edges.append(edge or Edge(source, label, target))
        return number

    def fork(self, block: Block, end: Branch) -> Fork:
        """What a block that ends in a branch decides by."""
        found = self._forks.get(block.id)
        if found is None:
            exits = self.exits.of(block)
            read = frozenset(name for condition, _ in end.cases for name in reads(condition))
            found = self._forks[block.id] = Fork(
                cases=(
                    *(
                        (self.evaluator(condition), exits[f"if {index}"].label, to)
                        for index, (condition, to) in enumerate(end.cases, 1)
                    ),
                    (None, exits["else"].label, end.otherwise),
                ),
                reads=read,
                timed=not TIME_NAMES.isdisjoint(read),
            )
        return found

    def evaluator(self, expression: Expr) -> Evaluator:
        """An expression as a function of the values."""
        # By identity, for the program keeps its expressions: those that are equal may differ, as true and 1 do.
        found = self._evaluators.get(id(expression))
        if found is None:
            found = self._evaluators[id(expression)] = compile_python(expression)
        return found

    def at(self, block_id: BlockId) -> Stretch:
        """The stretch that begins at a block."""
        found = self._stretches.get(block_id)
        if found is None:
            found = self._stretches[block_id] = self._measure(block_id)
        return found

    def passed(self, stretch: Stretch, label: str | None, source: str) -> tuple[tuple[int, ...], str | None, str]:
        """The edges that a call passes in a stretch when it left a node by a label; the label and the node after it."""
        if stretch.enters:
            edges = stretch.edges
            if label != SILENT:
                edges = (self.number(source, label or NEXT, stretch.enters), *edges)
            return edges, None, stretch.source
        if stretch.hangs_up:
            return (self.number(source, label or stretch.hangs_up, END),), label, source
        if stretch.waits and label and stretch.stop is not None:
            return (self.number(source, label, stretch.stop.node),), label, source
        return (), label, source

    def _measure(self, block_id: BlockId) -> Stretch:
        enters = source = hangs_up = ""
        edges: list[int] = []
        assigns: list[tuple[str, Evaluator, ValueType | None]] = []
        visits: list[BlockId] = []
        read: set[str] = set()
        constant = True
        seen: set[BlockId] = set()
        stop: Block | None = None
        blocks, relevant = self.exits.blocks, self.relevance.names
        while block_id not in seen:
            seen.add(block_id)
            block = blocks[block_id]
            for step in block.steps:
                match step:
                    case Log(kind="node", value=node):
                        if enters:
                            edges.append(self.number(source, NEXT, node))
                        enters, source = enters or node, node
                    case Assign(name=name, expression=expression) if name in relevant:
                        assigns.append((name, self.evaluator(expression), self.program.variables.get(name)))
                        if not isinstance(expression, Literal):
                            constant = False
                            read.update(reads(expression))
                    case Visit(menu=menu):
                        visits.append(menu)
                    case _:
                        pass
            end = block.end
            if isinstance(end, SetLocale):
                assigns.append(("locale", _constant(end.locale), ValueType.TEXT))
                block_id = end.to
            elif isinstance(end, Jump) and not end.leaves_subflow:
                block_id = end.to
            elif isinstance(end, Hangup):
                hangs_up = "hangup" if is_first(block) else NEXT
                if enters:
                    edges.append(self.number(source, hangs_up, END))
                break
            else:
                stop = block
                break
        return Stretch(
            enters,
            tuple(edges),
            source,
            hangs_up,
            tuple(assigns),
            tuple([name for name, _, _ in assigns]),
            tuple(visits),
            stop,
            timed=not TIME_NAMES.isdisjoint(read),
            reads=frozenset(read) if read else _NONE,
            waits=stop is not None and isinstance(stop.end, DECIDES) and not isinstance(stop.end, Hours),
            constants={name: as_type(evaluator({}), kind) for name, evaluator, kind in assigns} if constant else None,
        )


def _constant(value: Value) -> Callable[[Values], Value]:
    return lambda _values: value
