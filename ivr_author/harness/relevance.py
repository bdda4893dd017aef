"""Which variables decide where a call goes, at which block each still matters, and which values of them to try."""

from __future__ import annotations

import dataclasses
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import islice, product

from ivr_author.core.dates import is_date
from ivr_author.core.value_types import Value, ValueType
from ivr_author.expression.candidates import interesting_values
from ivr_author.expression.evaluate import compile_python, is_true
from ivr_author.expression.model import (
    CALL_DATE,
    Arithmetic,
    Call,
    Compare,
    Expr,
    In,
    ListLiteral,
    Literal,
    Logic,
    Name,
    Negate,
    Not,
    functions_used,
    names,
    walk,
)
from ivr_author.ir.ops import Ask, Assign, BlockId, Branch, Enter, Input, Jump, Return, SetLocale, exits
from ivr_author.ir.program import Block, Program

CALL_TIME = "call.time"
TIME_NAMES = frozenset({CALL_DATE, CALL_TIME})
MAX_COMBINATIONS = 256
MAX_CONTEXTS = 24
MAX_EXPANDED = 64
"""Bounds on values tried together, on values of the others beside them, and on conditions written out."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """`names`: variables that a condition reads, or that one of those is made of. `candidates`: values to try.

    `live`: for each block those of them whose value on entry may still be read. `counting`: the lowest and highest
    value that matters of a variable that is counted up or down, beyond which all are alike. `conditions`: what
    authors wrote, also with assigned variables replaced by what they are made of. `assigned`: what variables are set
    to.
    """

    names: frozenset[str]
    candidates: Mapping[str, Sequence[Value]]
    live: Mapping[BlockId, tuple[str, ...]]
    counting: Mapping[str, tuple[float, float]]
    conditions: tuple[Expr, ...]
    assigned: Mapping[str, Sequence[Expr]]

    def made_of(self, wanted: Iterable[str]) -> set[str]:
        """These variables and those that they are made of, however often assigned."""
        return _closure(wanted, self.assigned)

    def combinations(self, variables: Sequence[str], choices: Sequence[Sequence[Value]]) -> list[tuple[Value, ...]]:
        """Values for variables that are set together: one tuple for each way in which they decide conditions."""
        if not variables:
            return [()]
        deciders = [one for one in self.conditions if not set(names(one)).isdisjoint(variables)]
        compiled = [compile_python(one) for one in deciders]
        others = sorted({name for one in deciders for name in reads(one)} - set(variables))
        contexts = [
            dict(zip(others, values, strict=True))
            for values in islice(product(*(self.candidates.get(name, (None,)) for name in others)), MAX_CONTEXTS)
        ]
        found: dict[tuple[bool, ...], tuple[Value, ...]] = {}
        for values in islice(product(*choices), MAX_COMBINATIONS):
            own = dict(zip(variables, values, strict=True))
            decided = tuple(is_true(one({**context, **own})) for context in contexts for one in compiled)
            found.setdefault(decided, values)
        return list(found.values())


def relevance_of(program: Program, blocks: Mapping[BlockId, Block], day: str) -> Relevance:
    """What decides in these blocks, which are all that a call may come to."""
    assigned = _assignments(blocks.values())
    found = _conditions(blocks.values())
    # By identity: a thousand nodes ask for their attempts in the same words, which are slow to be told the same.
    read = {id(condition): reads(condition) for condition in found}
    written = [condition for condition in found if not _is_hidden(read[id(condition)])]
    relevant = _closure((name for names_read in read.values() for name in names_read), assigned)
    conditions = tuple(_expand(written, assigned))
    candidates = interesting_values(conditions, program.variables, day)
    for condition in conditions:
        for name, values in _dates_apart(condition, program.variables, day):
            candidates[name] = list(dict.fromkeys([*candidates.get(name, ()), *values]))
    return Relevance(
        names=frozenset(relevant),
        candidates=candidates,
        live=_live(blocks, relevant, read),
        counting=_counting(assigned, candidates, relevant),
        conditions=conditions,
        assigned=assigned,
    )


# Every counter of attempts is asked for in the same words.
@lru_cache(maxsize=1024)
def reads(expr: Expr) -> tuple[str, ...]:
    """The names that an expression reads, today()'s among them."""
    return (*names(expr), *((CALL_DATE,) if "today" in functions_used(expr) else ()))


def _is_hidden(read: Sequence[str]) -> bool:
    return bool(read) and all(name.startswith("_") for name in read)


def _conditions(blocks: Iterable[Block]) -> list[Expr]:
    return [condition for block in blocks if isinstance(block.end, Branch) for condition, _ in block.end.cases]


def _assignments(blocks: Iterable[Block]) -> dict[str, list[Expr]]:
    found: dict[str, list[Expr]] = defaultdict(list)
    for block in blocks:
        for step in block.steps:
            if isinstance(step, Assign) and step.expression not in found[step.name]:
                found[step.name].append(step.expression)
    return found


def _closure(wanted: Iterable[str], assigned: Mapping[str, Sequence[Expr]]) -> set[str]:
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(inner for expression in assigned.get(name, ()) for inner in reads(expression))
    return found


def _expand(conditions: Iterable[Expr], assigned: Mapping[str, list[Expr]]) -> Iterator[Expr]:
    """Conditions, and the same with assigned variables replaced by what they are assigned."""
    seen: set[Expr] = set()
    waiting = list(conditions)
    while waiting and len(seen) < MAX_EXPANDED + len(waiting):
        condition = waiting.pop(0)
        if condition in seen:
            continue
        seen.add(condition)
        yield condition
        for name in names(condition):
            waiting.extend(
                _replace(condition, name, expression)
                for expression in assigned.get(name, ())
                if name not in names(expression) and not isinstance(expression, Literal)
            )


def _replace(expr: Expr, name: str, by: Expr) -> Expr:
    match expr:
        case Name(name=found):
            return by if found == name else expr
        case Literal():
            return expr
        case Compare() | Arithmetic():
            return dataclasses.replace(expr, left=_replace(expr.left, name, by), right=_replace(expr.right, name, by))
        case Logic():
            return dataclasses.replace(expr, operands=tuple(_replace(one, name, by) for one in expr.operands))
        case Not() | Negate():
            return dataclasses.replace(expr, operand=_replace(expr.operand, name, by))
        case In():
            items = tuple(_replace(one, name, by) for one in expr.options.items)
            return In(_replace(expr.operand, name, by), ListLiteral(items))
        case Call():
            return dataclasses.replace(expr, arguments=tuple(_replace(one, name, by) for one in expr.arguments))


def _dates_apart(condition: Expr, types: Mapping[str, ValueType], day: str) -> Iterator[tuple[str, list[Value]]]:
    """Days as far from the day of the call as the numbers in a condition say, for the dates that it reads."""
    days = [name for name in names(condition) if types.get(name) is ValueType.DATE]
    numbers = {one.value for one in walk(condition) if isinstance(one, Literal) and isinstance(one.value, float)}
    apart = sorted({sign * (int(number) + near) for number in numbers for near in (-1, 0, 1) for sign in (-1, 1)})
    if days and apart and is_date(day):
        first = date.fromisoformat(day)
        near = [one for one in apart if abs(one) <= 3_660]
        for name in days:
            yield name, [(first + timedelta(days=one)).isoformat() for one in near]


def _counting(
    assigned: Mapping[str, list[Expr]], candidates: Mapping[str, Sequence[Value]], relevant: set[str]
) -> dict[str, tuple[float, float]]:
    found = {}
    for name in sorted(relevant):
        if any(name in names(expression) for expression in assigned.get(name, ())) and not name.startswith("_"):
            # From where it starts to where it is compared with: in between, every value matters.
            started = [one.value for one in assigned[name] if isinstance(one, Literal)]
            numbers = [value for value in (*candidates.get(name, ()), *started) if isinstance(value, float)] or [0.0]
            found[name] = (min(numbers) - 1, max(numbers) + 1)
    return found


def _live(
    blocks: Mapping[BlockId, Block], relevant: set[str], read_by: Mapping[int, tuple[str, ...]]
) -> dict[BlockId, tuple[str, ...]]:
    # Sets as bits of one number: a thousand nodes are some fifteen thousand blocks.
    ordered = sorted(relevant)
    bit = {name: 1 << index for index, name in enumerate(ordered)}

    @cache
    def bits(found: tuple[str, ...]) -> int:
        return sum(bit.get(name, 0) for name in set(found))

    returning: dict[str, set[BlockId]] = defaultdict(set)
    for block in blocks.values():
        if isinstance(block.end, Enter):
            for name, to in block.end.returns.items():
                returning[name].add(to)
    live = dict.fromkeys(blocks, 0)
    before: dict[BlockId, set[BlockId]] = defaultdict(set)
    ways: dict[BlockId, list[tuple[BlockId, int]]] = {}
    read: dict[BlockId, int] = {}
    steps: dict[BlockId, list[tuple[int, int]]] = {}
    for block_id, block in blocks.items():
        end = block.end
        read[block_id] = 0
        if isinstance(end, Jump):
            # Half of all blocks just go on.
            ways[block_id] = [(end.to, 0)]
            before[end.to].add(block_id)
        else:
            ways[block_id] = list({(to, bits(kept) if kept else 0): None for to, kept in _onward(block, returning)})
            for to, _ in ways[block_id]:
                before[to].add(block_id)
        if isinstance(end, Branch):
            for condition, _ in end.cases:
                read[block_id] |= bits(read_by[id(condition)])
        steps[block_id] = [
            (bit[step.name], bits(reads(step.expression)))
            for step in reversed(block.steps)
            if isinstance(step, Assign) and step.name in bit
        ]
    # From the end, and in turn: most blocks come after all that they lead to.
    waiting = deque(reversed(list(blocks)))
    queued = set(blocks)
    while waiting:
        block_id = waiting.popleft()
        queued.discard(block_id)
        alive = read[block_id]
        for to, killed in ways[block_id]:
            alive |= live[to] & ~killed
        for written, used in steps[block_id]:
            if alive & written:
                alive = (alive & ~written) | used
        if alive != live[block_id]:
            live[block_id] = alive
            again = before[block_id] - queued
            waiting.extend(again)
            queued |= again
    names_of: dict[int, tuple[str, ...]] = {}
    for alive in live.values():
        if alive not in names_of:
            names_of[alive] = tuple(name for name in ordered if alive & bit[name])
    return {block_id: names_of[alive] for block_id, alive in live.items()}


def _onward(block: Block, returning: Mapping[str, set[BlockId]]) -> Iterator[tuple[BlockId, tuple[str, ...]]]:
    """Where a block may lead, with the names that are set on the way. `back` is left out: see `machine`."""
    end = block.end
    match end:
        case Input(accepted=accepted, into=into):
            for label, to in exits(end):
                yield to, ((into,) if label == "accepted" and to == accepted and into else ())
        case Ask():
            yield end.ok, tuple(end.into.values())
            yield from ((end.not_found, ()), (end.failed, ()))
        case SetLocale():
            yield end.to, ("locale",)
        case Enter():
            yield end.to, ()
        case Return():
            yield end.otherwise, ()
            yield from ((to, ()) for to in sorted(returning.get(end.name, ())))
        case _:
            yield from ((to, ()) for _, to in exits(end))
