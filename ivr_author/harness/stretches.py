"""Blocks that calls pass without waiting, measured once: the edges passed, what is set on the way, and what decides.

Nothing is known here of a call: `machine` follows one from stretch to stretch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ivr_author.core.value_types import Value, ValueType
from ivr_author.core.wire import as_type
from ivr_author.expression.evaluate import Evaluator, compile_python
from ivr_author.expression.model import Literal
from ivr_author.flow.edges import DECIDES, END, NEXT, Edge, exits_of_block, is_first
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

    What a million steps would ask again is told once: whether there is anything to do but to pass `edges`, and whether
    the call waits at `stop` (`last` is then the edge to it, if there is one). `constants` is what `assigns` come to
    if they read nothing (None: they do); `reads` is what they read.
    """

    edges: tuple[int, ...]
    assigns: tuple[tuple[str, Evaluator, ValueType | None], ...]
    visits: tuple[BlockId, ...]
    stop: Block | None
    label: str | None
    source: str
    timed: bool
    reads: frozenset[str] = frozenset()
    acts: bool = False
    waits: bool = False
    last: tuple[int, ...] = ()
    constants: Mapping[str, Value] | None = None


@dataclass(slots=True)
class Fork:
    """The conditions of a branch, in order, each with its label and where it leads; `timed`: one reads the clock."""

    cases: tuple[tuple[Evaluator, str | None, BlockId], ...]
    label: str | None
    otherwise: BlockId
    reads: frozenset[str]
    timed: bool


@dataclass
class Stretches:
    """The stretches and forks of a program as they are needed, and the numbers by which its edges are known."""

    program: Program
    blocks: Mapping[BlockId, Block]
    relevance: Relevance
    edges: list[Edge] = field(default_factory=list)
    _numbers: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _stretches: dict[tuple[BlockId, str | None, str], Stretch] = field(default_factory=dict)
    _forks: dict[BlockId, Fork] = field(default_factory=dict)

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
            exits = exits_of_block(block, self.blocks)
            read = frozenset(name for condition, _ in end.cases for name in reads(condition))
            found = self._forks[block.id] = Fork(
                cases=tuple(
                    (compile_python(condition), exits[f"if {index}"].label, to)
                    for index, (condition, to) in enumerate(end.cases, 1)
                ),
                label=exits["else"].label,
                otherwise=end.otherwise,
                reads=read,
                timed=not TIME_NAMES.isdisjoint(read),
            )
        return found

    def at(self, block_id: BlockId, label: str | None, source: str) -> Stretch:
        """The stretch that begins at a block, when a node was left by a label."""
        key = (block_id, label, source)
        found = self._stretches.get(key)
        if found is None:
            found = self._stretches[key] = self._measure(block_id, label, source)
        return found

    def _measure(self, block_id: BlockId, label: str | None, source: str) -> Stretch:
        edges: list[int] = []
        assigns: list[tuple[str, Evaluator, ValueType | None]] = []
        visits: list[BlockId] = []
        read: set[str] = set()
        constant = True
        seen: set[BlockId] = set()
        stop: Block | None = None
        while block_id not in seen:
            seen.add(block_id)
            block = self.blocks[block_id]
            for step in block.steps:
                match step:
                    case Log(kind="node", value=node):
                        if label != SILENT:
                            edges.append(self.number(source, label or NEXT, node))
                        source, label = node, None
                    case Assign(name=name, expression=expression) if name in self.relevance.names:
                        assigns.append((name, compile_python(expression), self.program.variables.get(name)))
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
                label = label or ("hangup" if is_first(block) else NEXT)
                edges.append(self.number(source, label, END))
                break
            else:
                stop = block
                break
        waits = stop is not None and isinstance(stop.end, DECIDES) and not isinstance(stop.end, Hours)
        return Stretch(
            edges=tuple(edges),
            assigns=tuple(assigns),
            visits=tuple(visits),
            stop=stop,
            label=label,
            source=source,
            timed=not TIME_NAMES.isdisjoint(read),
            reads=frozenset(read) if read else _NONE,
            acts=bool(assigns or visits),
            waits=waits,
            last=(self.number(source, label, stop.node),) if waits and stop is not None and label else (),
            constants={name: as_type(evaluator({}), kind) for name, evaluator, kind in assigns} if constant else None,
        )


def _constant(value: Value) -> Callable[[Values], Value]:
    return lambda _values: value
