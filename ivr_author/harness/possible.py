"""What calls could come to at most: call times and values, followed from block to block, each variable for itself.

Nothing that is left out here can happen. What is in may still not: values are not known to come together. So what no
call can pass is mostly told in one go through the program, where a search would look at every state in vain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import product
from math import prod

from ivr_author.core.value_types import Value
from ivr_author.core.wire import as_type
from ivr_author.flow.edges import ENTER, NOBODY_ENTERED
from ivr_author.harness.machine import Machine
from ivr_author.harness.relevance import TIME_NAMES, reads
from ivr_author.harness.stretches import Fork, Values
from ivr_author.ir.ops import Assign, Back, BlockId, Branch, Enter, Hours, Jump, Return, SetLocale, Visit

MAX_VALUES = 16
"""Values that are told apart of one variable; with more it may have any."""
MAX_TOGETHER = 64
"""Combinations of values that are looked at for one condition."""

Kept = tuple[type, Value]
"""A value with its type: true is no number."""
Some = frozenset[Kept]
Known = dict[str, Some]
"""The values that variables may have; any, for one that is not in it."""


@dataclass(slots=True)
class Reached:
    """With what calls come to a block: the call times (a bit for each), and the values that may be told there."""

    times: int
    known: Known


At = tuple[BlockId, BlockId]
"""The block that entered the subflow in which a call is ("": none), and the block at which it is."""


@dataclass
class Possible:
    """The blocks that calls from an entry can come to, and the labels by which they can leave those that decide."""

    machine: Machine
    reached: dict[At, Reached] = field(default_factory=dict)
    blocks: set[BlockId] = field(default_factory=set)
    labels: dict[BlockId, set[str | None]] = field(default_factory=dict)
    _order: dict[BlockId, int] = field(init=False)
    _waiting: list[tuple[int, At]] = field(default_factory=list)
    _queued: set[At] = field(default_factory=set)
    _menus: set[At] = field(default_factory=set)
    _back: Reached | None = None
    _entered: dict[BlockId, set[BlockId]] = field(default_factory=dict)
    _returning: dict[BlockId, set[BlockId]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A node's own blocks come before the node: what is found at all of them is taken on together.
        self._order = {block_id: number for number, block_id in enumerate(self.machine.blocks)}

    def follow(self, entry: BlockId, values: Values) -> None:
        """Find all that calls can come to which begin at a block with these values."""
        # Counters of attempts go round and round, and are nobody's condition but their own.
        names = self.machine.relevance.names - TIME_NAMES
        known = {name: _some([values.get(name)]) for name in names if not name.startswith("_")}
        self._arrive(("", entry), self.machine.all_times, known)
        while self._waiting:
            _, at = heappop(self._waiting)
            self._queued.discard(at)
            self._leave(at)

    def _arrive(self, at: At, times: int, known: Known) -> None:
        if not times or not at[1]:
            return
        there = self.reached.get(at)
        if there is None:
            self.reached[at] = Reached(times, dict(known))
            self.blocks.add(at[1])
            self._queue(at)
        elif _join(there, times, known):
            self._queue(at)

    def _queue(self, at: At) -> None:
        if at not in self._queued:
            self._queued.add(at)
            heappush(self._waiting, (self._order[at[1]], at))

    def _leave(self, at: At) -> None:
        entered_by, block_id = at
        block = self.machine.blocks[block_id]
        times, known = self.reached[at].times, dict(self.reached[at].known)
        for step in block.steps:
            if isinstance(step, Assign) and step.name in self.machine.relevance.names:
                self._assign(step, known)
            elif isinstance(step, Visit):
                self._visit((entered_by, step.menu))
        match block.end:
            case Jump(to=to, leaves_subflow=leaves):
                self._arrive(("" if leaves else entered_by, to), times, known)
            case SetLocale(locale=locale, to=to):
                now = {**known, "locale": _some([locale])} if "locale" in known else known
                self._arrive((entered_by, to), times, now)
            case Branch() as end:
                self._branch(at, self.machine.stretches.fork(block, end), times, known)
            case Hours() as end:
                labels = self._labels(block_id)
                for open_at, label, to in self.machine.leaps.hours_at(block, end):
                    if times & open_at:
                        labels.add(label)
                        self._arrive((entered_by, to), times & open_at, known)
            case Enter(to=to):
                self._labels(block_id).add(ENTER)
                self._entered.setdefault(block_id, set()).add(entered_by)
                for returning in self._returning.get(block_id, ()):
                    self._queue((block_id, returning))
                self._arrive((block_id, to), times, known)
            case Return(name=name, otherwise=otherwise):
                self._return(at, name, otherwise, times, known)
            case Back(otherwise=otherwise):
                self._arrive((entered_by, otherwise), times, known)
                self._go_back(times, known)
            case _:
                for choice in self.machine.choices_of(block):
                    sets = {name: _some([value]) for name, value in choice.sets if not name.startswith("_")}
                    self._arrive((entered_by, choice.exit.to), times, {**known, **sets} if sets else known)

    def _labels(self, block_id: BlockId) -> set[str | None]:
        return self.labels.setdefault(block_id, set())

    def _return(self, at: At, name: str, otherwise: BlockId, times: int, known: Known) -> None:
        entered_by, block_id = at
        if not entered_by:
            self._labels(block_id).add(NOBODY_ENTERED)
            self._arrive(("", otherwise), times, known)
            return
        self._returning.setdefault(entered_by, set()).add(block_id)
        end = self.machine.blocks[entered_by].end
        assert isinstance(end, Enter), "only Enter enters"
        to = end.returns.get(name)
        if to:
            self._labels(entered_by).add(name)
        for before in self._entered[entered_by]:
            # A call keeps its time: it comes back only to where it could enter at the same.
            self._arrive((before, to or otherwise), times & self.reached[before, entered_by].times, known)

    # --- menus ---

    def _visit(self, menu: At) -> None:
        self._menus.add(menu)
        if self._back is not None:
            self._come_back(menu, self._back)

    def _go_back(self, times: int, known: Known) -> None:
        """Whoever goes back may come to any menu; all who do are taken together."""
        if self._back is None:
            self._back = Reached(times, dict(known))
        elif not _join(self._back, times, known):
            return
        for menu in self._menus:
            self._come_back(menu, self._back)

    def _come_back(self, menu: At, back: Reached) -> None:
        # The call was there before, at the same call time: coming back adds values alone.
        there = self.reached.get(menu)
        if there is not None:
            self._arrive(menu, there.times & back.times, back.known)

    # --- values ---

    def _assign(self, step: Assign, known: Known) -> None:
        name = step.name
        if name.startswith("_"):
            return
        values = self._together(reads(step.expression), known)
        found: Some | None = None
        if values is not None:
            evaluator = self.machine.stretches.evaluator(step.expression)
            kind = self.machine.program.variables.get(name)
            found = _some(as_type(evaluator(one), kind) for one in values)
        if found is None or len(found) > MAX_VALUES:
            known.pop(name, None)
        else:
            known[name] = found

    def _branch(self, at: At, fork: Fork, times: int, known: Known) -> None:
        entered_by, block_id = at
        labels = self._labels(block_id)
        read = sorted(fork.reads)
        values = None if fork.timed else self._together(read, known)
        if values is None:
            for _, label, to in fork.cases:
                labels.add(label)
                self._arrive((entered_by, to), times, known)
            return
        by_case: dict[int, list[Mapping[str, Value]]] = {}
        for one in values:
            by_case.setdefault(fork.case(one), []).append(one)
        for case, several in by_case.items():
            _, label, to = fork.cases[case]
            labels.add(label)
            self._arrive(
                (entered_by, to), times, {**known, **{name: _some(one[name] for one in several) for name in read}}
            )

    def _together(self, names: Iterable[str], known: Known) -> Iterator[dict[str, Value]] | None:
        """Every combination of the values that variables may have; None if one may have any, or there are too many."""
        names = list(names)
        sets = [known.get(name) for name in names]
        if any(one is None for one in sets):
            return None
        found = [one for one in sets if one is not None]
        if prod(map(len, found)) > MAX_TOGETHER:
            return None
        return (dict(zip(names, [value for _, value in one], strict=True)) for one in product(*found))


def _some(values: Iterable[Value]) -> Some:
    return frozenset((type(value), value) for value in values)


def _join(there: Reached, times: int, known: Known) -> bool:
    """Let calls come with these as well; whether that is anything new."""
    changed = bool(times & ~there.times)
    there.times |= times
    if there.known == known:
        return changed
    for name, before in list(there.known.items()):
        now = known.get(name)
        if now is before:
            continue
        if now is None or len(before | now) > MAX_VALUES:
            del there.known[name]
            changed = True
        elif not now <= before:
            there.known[name] = before | now
            changed = True
    return changed
