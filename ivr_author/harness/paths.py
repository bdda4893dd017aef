"""Covering calls: few calls that together pass every node, every edge or every pair of edges that calls can pass.

What no call can pass is named with the reason. Writing them as call scripts is `write_script`'s, playing them the
reference's.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Literal

from ivr_author.call.caller import Action, Speak
from ivr_author.call.world import Answer, CallSetup
from ivr_author.core.value_types import Value
from ivr_author.core.wire import number_of
from ivr_author.expression.model import CALL_DATE
from ivr_author.flow.edges import (
    DECIDES,
    NO_BLOCK,
    RETURN,
    Edge,
    Exits,
    is_first,
    nodes_of,
)
from ivr_author.flow.read_script import DEFAULT_AT
from ivr_author.harness.advice import Item, Pair, ProgramAdvice
from ivr_author.harness.choices import Choices
from ivr_author.harness.cover import Cover
from ivr_author.harness.instants import Instant, call_times
from ivr_author.harness.machine import Machine
from ivr_author.harness.planning import MAX_STATES, Items, Planning
from ivr_author.harness.reachable import reachable_blocks, ways_among
from ivr_author.harness.relevance import CALL_TIME, TIME_NAMES, Relevance, relevance_of
from ivr_author.harness.walk import Walk
from ivr_author.ir.ops import BlockId, Branch, Enter, Hours, Jump, Say, Window, exits
from ivr_author.ir.program import Block, Program

CoverKind = Literal["nodes", "edges", "edge-pairs"]


@dataclass(slots=True)
class GeneratedCall:
    """One call: how it begins, what the caller does, what the world answers, and what it passes.

    `covers`: what no call before it in the same list passed. Types keep it unchanged: one that is frozen takes three
    times as long to make.
    """

    setup: Final[CallSetup]
    actions: Final[tuple[Action, ...]]
    edges: Final[tuple[Edge, ...]]
    covers: Final[tuple[Item, ...]]
    lookups: Final[Mapping[str, tuple[Answer, ...]]] = field(default_factory=dict)
    queues: Final[Mapping[str, str]] = field(default_factory=dict)
    transfers: Final[Mapping[str, str]] = field(default_factory=dict)
    sends: Final[Mapping[str, str]] = field(default_factory=dict)
    callbacks: Final[str] = "ok"
    recordings: Final[str] = "ok"

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes passed, each once, in order."""
        passed = [name for edge in self.edges for name in (edge.source, edge.target)]
        return tuple(dict.fromkeys(name for name in passed if "/" in name))


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that no call passes, and why."""

    item: Item
    reason: str


@dataclass(frozen=True, slots=True)
class Covering:
    """The calls, what they cover of how much, and what can't be covered."""

    flow: str
    cover: CoverKind
    calls: tuple[GeneratedCall, ...]
    missing: tuple[Missing, ...]
    total: int
    states: int

    @property
    def covered(self) -> int:
        """How many of the things to cover are covered."""
        return self.total - len(self.missing)

    @property
    def steps(self) -> int:
        """What the callers do, in all."""
        return sum(len(call.actions) for call in self.calls)


def covering_calls(
    program: Program,
    flow: str,
    cover: CoverKind = "edges",
    locale: str | None = None,
    passed: Collection[Item] = (),
    most_states: int = MAX_STATES,
) -> Covering:
    """Calls to a flow, beginning in a locale, that pass everything that such calls can pass. Always the same ones.

    Nothing is sought for what other calls have `passed`. The search ends after so many states.
    """
    with _without_collector():
        search = _Search(program, flow, cover, locale, most_states)
        search.left.difference_update(number for item in passed if (number := search.items.get(item)) is not None)
        calls = tuple(search.calls())
        return Covering(flow, cover, calls, tuple(search.missing()), len(search.items), len(search.plan.states))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Half the time would go into looking for garbage among small values that all live to the end of the search."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            # There and back makes all of them old, so that what comes next does not begin by looking through them.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


class _Search:
    def __init__(
        self, program: Program, flow: str, cover: CoverKind, locale: str | None, most_states: int = MAX_STATES
    ) -> None:
        self.program = program
        self.flow = flow
        self.kind: CoverKind = cover
        self.locale = locale or program.source_locale
        self.blocks = reachable_blocks(program, flow)
        exits = Exits(self.blocks)
        self.ways = ways_among(program, flow, exits)
        self.instants, self.relevance = _deciders(program, self.blocks)
        self.choices = Choices(program, exits, self.relevance)
        self.machine = Machine(program, exits, self.relevance, self.instants, self.choices)
        self.items: dict[Item, int] = {}
        self.setups = [CallSetup(flow, instant.at, locale=self.locale) for instant in self.instants]
        values: dict[str, Value] = {
            "locale": self.locale,
            "caller.number": number_of(self.setups[0].caller),
            "called.number": self.setups[0].called,
        }
        of_edges = self._wanted()
        begin = self.machine.begin(program.entries[flow], values)
        self.plan = Planning(self.machine, begin, of_edges, pairs=cover == "edge-pairs", most_states=most_states)
        self.advice = ProgramAdvice(self.machine, self.ways, self.items, program.entries[flow], values)
        self.cover = Cover(self.plan)
        self.left = set(self.items.values())
        self._used = [0] * len(self.instants)

    # --- what counts ---

    def _wanted(self) -> Items | None:
        if self.kind == "nodes":
            return self._wanted_nodes()
        numbers = {self.machine.number(way.edge): way.edge for way in self.ways}
        if self.kind == "edges":
            self.items = {edge: number for number, edge in numbers.items()}
            return None
        return self._wanted_pairs()

    def _wanted_nodes(self) -> Items:
        names = nodes_of(self.blocks.values())
        self.items = {name: index for index, name in enumerate(names)}
        targets: dict[int, int] = {}
        first = self.items[self.program.blocks[self.program.entries[self.flow]].node]

        def items(last: int, edges: tuple[int, ...]) -> tuple[int, ...]:
            found = [first] if last < 0 else []
            for number in edges:
                target = targets.get(number)
                if target is None:
                    target = targets[number] = self.items.get(self.machine.edges[number].target, -1)
                if target >= 0:
                    found.append(target)
            return tuple(found)

        return items

    def _wanted_pairs(self) -> Items:
        numbers: dict[tuple[int, int], int] = {}
        for first, second in self._pairs():
            pair = (self.machine.number(first), self.machine.number(second))
            if pair not in numbers:
                numbers[pair] = self.items[first, second] = len(numbers)

        def items(last: int, edges: tuple[int, ...]) -> tuple[int, ...]:
            pairs = zip((last, *edges), edges, strict=False)
            return tuple([found for pair in pairs if (found := numbers.get(pair)) is not None])

        return items

    def _pairs(self) -> Iterator[Pair]:
        """Edges that follow one another as far as blocks tell. What follows `back` counts as no pair."""
        first_decisions = {node: _first_decisions(node, self.blocks) for node in nodes_of(self.blocks.values())}
        at: dict[BlockId, list[Edge]] = defaultdict(list)
        entered: dict[str, list[tuple[Edge, str]]] = defaultdict(list)
        for way in self.ways:
            at[way.at].append(way.edge)
            end = self.blocks[way.at].end
            if isinstance(end, Enter) and way.edge.label in end.returns:
                entered[self.program.flow_of(end.to)].append((way.edge, way.edge.label))
        for way in self.ways:
            if way.edge.target == RETURN:
                name = getattr(self.blocks[way.at].end, "name", "")
                flow = self.program.flow_of(way.edge.source)
                yield from ((way.edge, edge) for edge, label in entered[flow] if label == name)
            elif way.to != NO_BLOCK and way.to in self.blocks:
                starts = first_decisions[way.to] if is_first(self.blocks[way.to]) else (way.to,)
                for start in starts:
                    end = self.blocks[start].end
                    onward = at[start]
                    if isinstance(end, Enter):
                        onward = [edge for edge in onward if edge.label not in end.returns]
                    yield from ((way.edge, edge) for edge in onward)

    # --- calls ---

    def calls(self) -> Iterator[GeneratedCall]:
        never = {self.items[edge] for edge in self.advice.never() if edge in self.items}
        self.plan.explore(self.left - never, self.advice)
        item_of = {number: item for item, number in self.items.items()}
        left = self.left
        uncovered = set(left)
        for walk in self.cover.calls(left):
            new = [number for number in dict.fromkeys(walk.items) if number in uncovered]
            uncovered.difference_update(new)
            yield self._call(walk, tuple(map(item_of.__getitem__, new)))
        left.intersection_update(uncovered)

    def _call(self, walk: Walk, covers: tuple[Item, ...]) -> GeneratedCall:
        actions: list[Action] = []
        lookups: dict[str, list[Answer]] = defaultdict(list)
        given: dict[str, dict[str, str]] = defaultdict(dict)
        for state, choice in walk.steps:
            if choice.action is not None:
                actions.append(choice.action)
            elif choice.phrases:
                words = self.machine.words(choice, state)
                assert words is not None, "a step that was taken can be said"
                actions.append(Speak(words))
            if choice.given is not None and choice.given.kind == "lookups":
                lookups[choice.given.name].append(choice.given.answer)
            elif choice.given is not None:
                given[choice.given.kind][choice.given.name] = choice.given.answer.result
        return GeneratedCall(
            setup=self._setup(walk.mask),
            actions=tuple(actions),
            edges=tuple(map(self.machine.edges.__getitem__, walk.edges)),
            covers=covers,
            lookups={name: _without_last_repeats(answers) for name, answers in lookups.items()},
            queues=given["queues"],
            transfers=given["transfers"],
            sends=given["sends"],
            callbacks=next(iter(given["callbacks"].values()), "ok"),
            recordings=next(iter(given["recordings"].values()), "ok"),
        )

    def _setup(self, mask: int) -> CallSetup:
        """A call at one of the times at which it goes this way: the least used, so that every season is heard."""
        chosen = min([bit for bit in range(len(self.setups)) if mask >> bit & 1], key=self._used.__getitem__)
        self._used[chosen] += 1
        return self.setups[chosen]

    # --- what is left ---

    def missing(self) -> Iterator[Missing]:
        if not self.left:
            return
        passed = self.plan.seen
        reached = self._reached_nodes()
        for item, number in self.items.items():
            if number in self.left:
                yield Missing(item, self._reason(item, number in passed, reached))

    def _reached_nodes(self) -> set[str]:
        reached = {self.program.blocks[self.program.entries[self.flow]].node}
        for number in self.plan.passed():
            edge = self.machine.edges[number]
            reached.update((edge.source, edge.target))
        return reached

    def _reason(self, item: Item, seen: bool, reached: set[str]) -> str:
        if not self.plan.complete and not seen:
            return f"the search ended after {self.plan.most_states:,} states"
        if seen:
            return "no single call could be made for it: what the world must answer changes within the call"
        if isinstance(item, str):
            return "no call that was tried comes to this node"
        if not isinstance(item, Edge):
            return "no call that was tried takes these two ways one after the other"
        if item.source not in reached:
            return f"no call that was tried comes to {item.source}"
        return self.advice.reason(item)


def _first_decisions(node: str, blocks: Mapping[BlockId, Block]) -> tuple[BlockId, ...]:
    """The blocks at which a node that was entered decides first; the node itself if it just goes on."""
    found: dict[BlockId, None] = {}
    waiting = [node]
    seen: set[BlockId] = set()
    while waiting:
        block = blocks[waiting.pop()]
        if block.id in seen:
            continue
        seen.add(block.id)
        end = block.end
        inner = [to for _, to in exits(end) if to in blocks and not is_first(blocks[to])]
        if isinstance(end, DECIDES):
            found[block.id] = None
            if isinstance(end, Hours) and inner:
                found[node] = None
                waiting.extend(inner)
        else:
            found[node] = None
            if isinstance(end, (Jump, Branch)):
                waiting.extend(inner)
    return tuple(found)


def _without_last_repeats(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    kept = list(answers)
    while len(kept) > 1 and kept[-1] == kept[-2]:
        kept.pop()
    return tuple(kept)


def _deciders(program: Program, blocks: Mapping[BlockId, Block]) -> tuple[tuple[Instant, ...], Relevance]:
    day = DEFAULT_AT.date().isoformat()
    relevance = relevance_of(program, blocks, day)
    calendars = {
        name: calendar
        for name, calendar in program.calendars.items()
        if any(isinstance(block.end, Hours) and block.end.calendar == name for block in blocks.values())
    }
    windows: dict[Window, None] = {}
    for block in blocks.values():
        for step in block.steps:
            if isinstance(step, Say):
                windows.update(dict.fromkeys(step.windows))
    timed = {name: relevance.candidates.get(name, ()) if name in relevance.names else () for name in TIME_NAMES}
    instants = call_times(
        calendars,
        tuple(windows),
        program.time_zone,
        dates=[str(one) for one in timed[CALL_DATE] if one is not None],
        times=[str(one) for one in timed[CALL_TIME] if one is not None],
    )
    return instants, relevance
