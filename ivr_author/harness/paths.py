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
from functools import cache
from typing import Literal

from ivr_author.call.caller import Action, Speak
from ivr_author.call.world import Answer, CallSetup
from ivr_author.core.value_types import Value
from ivr_author.core.wire import number_of
from ivr_author.expression.model import CALL_DATE
from ivr_author.expression.write import to_text
from ivr_author.flow.edges import (
    BACK,
    DECIDES,
    END,
    NO_BLOCK,
    NOBODY_ENTERED,
    RETURN,
    Edge,
    Exits,
    Way,
    is_first,
    nodes_of,
    ways_of_node,
)
from ivr_author.flow.read_script import DEFAULT_AT
from ivr_author.harness.choices import Choices
from ivr_author.harness.cover import Cover, Walk
from ivr_author.harness.instants import Instant, call_times
from ivr_author.harness.machine import Machine
from ivr_author.harness.novelty import Places
from ivr_author.harness.planning import MAX_STATES, Items, Planning
from ivr_author.harness.possible import Possible
from ivr_author.harness.relevance import CALL_TIME, TIME_NAMES, Relevance, reads, relevance_of
from ivr_author.ir.ops import BlockId, Branch, Enter, Hours, Input, Jump, Say, Window, exits
from ivr_author.ir.program import Block, Program

CoverKind = Literal["nodes", "edges", "edge-pairs"]
Pair = tuple[Edge, Edge]
Item = str | Edge | Pair
"""A node (`flow/node`), an edge, or an edge followed by another."""


@dataclass(frozen=True, slots=True)
class GeneratedCall:
    """One call: how it begins, what the caller does, what the world answers, and what it passes.

    `covers`: what no call before it in the same list passed.
    """

    setup: CallSetup
    actions: tuple[Action, ...]
    edges: tuple[Edge, ...]
    covers: tuple[Item, ...]
    lookups: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    queues: Mapping[str, str] = field(default_factory=dict)
    transfers: Mapping[str, str] = field(default_factory=dict)
    sends: Mapping[str, str] = field(default_factory=dict)
    callbacks: str = "ok"
    recordings: str = "ok"

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


def reachable_blocks(program: Program, flow: str) -> dict[BlockId, Block]:
    """The blocks that calls to a flow may come to, whatever the conditions, in the program's order."""
    found: set[BlockId] = set()
    waiting = [program.entries[flow]]
    while waiting:
        block_id = waiting.pop()
        if block_id not in found:
            found.add(block_id)
            waiting.extend(to for _, to in exits(program.blocks[block_id].end))
    return {block_id: block for block_id, block in program.blocks.items() if block_id in found}


def ways_of_program(program: Program, flow: str) -> tuple[Way, ...]:
    """The ways onward of every node that calls to a flow may come to.

    That nobody entered a flow is left out where it is only ever entered as a subflow.
    """
    return _ways(program, flow, Exits(reachable_blocks(program, flow)))


def _ways(program: Program, flow: str, exits: Exits) -> tuple[Way, ...]:
    blocks = exits.blocks
    direct = {flow, *(program.flow_of(to) for to in _left_for(blocks))}
    return tuple(
        way
        for node in nodes_of(blocks.values())
        for way in ways_of_node(node, exits)
        if way.edge.label != NOBODY_ENTERED or program.flow_of(node) in direct
    )


def edges_of_program(program: Program, flow: str) -> tuple[Edge, ...]:
    """The edges of every node that calls to a flow may come to, each once."""
    return tuple(dict.fromkeys(way.edge for way in ways_of_program(program, flow)))


def _left_for(blocks: Mapping[BlockId, Block]) -> list[BlockId]:
    return [block.end.to for block in blocks.values() if isinstance(block.end, Jump) and block.end.leaves_subflow]


class _Search:
    def __init__(
        self, program: Program, flow: str, cover: CoverKind, locale: str | None, most_states: int = MAX_STATES
    ) -> None:
        self.program = program
        self.flow = flow
        self.kind: CoverKind = cover
        self.locale = locale or program.source_locale
        self.blocks = reachable_blocks(program, flow)
        self.exits = Exits(self.blocks)
        self.ways = _ways(program, flow, self.exits)
        self.instants, self.relevance = _deciders(program, self.blocks)
        self.choices = Choices(program, self.exits, self.relevance)
        self.machine = Machine(program, self.exits, self.relevance, self.instants, self.choices)
        self.items: dict[Item, int] = {}
        self.setup = CallSetup(flow, self.instants[0].at, locale=self.locale)
        self.values: dict[str, Value] = {
            "locale": self.locale,
            "caller.number": number_of(self.setup.caller),
            "called.number": self.setup.called,
        }
        of_edges = self._wanted()
        begin = self.machine.begin(program.entries[flow], self.values)
        self.plan = Planning(self.machine, begin, of_edges, pairs=cover == "edge-pairs", most_states=most_states)
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
        never = {self.items[edge] for edge in self._impossible() if edge in self.items}
        self.plan.explore(self.left - never, self)
        item_of = {number: item for item, number in self.items.items()}
        left = self.left
        uncovered = set(left)
        for walk in self.cover.calls(left):
            new = [number for number in dict.fromkeys(walk.items) if number in uncovered]
            uncovered.difference_update(new)
            yield self._call(walk, tuple(item_of[number] for number in new))
        left.intersection_update(uncovered)

    def impossible(self, missing: set[int]) -> set[int]:
        """What of this no call can pass, as far as that follows from the times and values with which calls come."""
        possible = Possible(self.machine)
        possible.follow(self.program.entries[self.flow], self.values)
        never = self._impossible(possible)

        def is_proven(item: Item) -> bool:
            if isinstance(item, str):
                return item not in possible.blocks
            return item in never if isinstance(item, Edge) else not never.isdisjoint(item)

        return {number for item, number in self.items.items() if number in missing and is_proven(item)}

    def deciders(self, missing: set[int]) -> Places:
        """The values that are read where something of this begins, and those that they are made of."""
        nodes = {node for item, number in self.items.items() if number in missing for node in _sources(item)}
        names = self.relevance.made_of(
            name
            for block in self.blocks.values()
            if block.node in nodes and isinstance(block.end, Branch)
            for condition, _ in block.end.cases
            for name in reads(condition)
        )

        @cache
        def places(block: BlockId) -> Sequence[int]:
            seen, _ = self.machine.leaps.seen_at(block)
            return [place for place, name in enumerate(seen) if name in names]

        return places

    def _impossible(self, possible: Possible | None = None) -> set[Edge]:
        """Edges for which nobody could do anything at their own place, so that no search has to show it.

        Where it is known what is `possible`, also those of places to which no call comes, or not like that.
        """
        offered: dict[BlockId, tuple[set[str | None], set[str | None]]] = {}
        passable = set()
        for way in self.ways:
            if way.at not in offered:
                offered[way.at] = self._offered(self.blocks[way.at], possible)
            labels, likely = offered[way.at]
            if way.edge.label not in labels:
                # It is decided further on; but nobody comes so far who does not come here.
                if possible is None or way.at in possible.blocks:
                    passable.add(way.edge)
            elif way.edge.label in likely:
                passable.add(way.edge)
        return {way.edge for way in self.ways} - passable

    def _offered(self, block: Block, possible: Possible | None) -> tuple[set[str | None], set[str | None]]:
        """The labels of a block's exits, and of those that something could lead to."""
        exits_here = self.exits.of(block)
        labels = {one.label for one in exits_here.values()}
        if possible is not None and block.id not in possible.blocks:
            return labels, set()
        if possible is not None and block.id in possible.labels:
            return labels, possible.labels[block.id]
        if isinstance(block.end, Hours):
            states = {instant.states[block.end.calendar] for instant in self.instants}
            return labels, {one.label for name, one in exits_here.items() if name in states}
        choices = self.machine.choices_of(block)
        return labels, ({choice.exit.label for choice in choices} if choices else labels)

    def _call(self, walk: Walk, covers: tuple[Item, ...]) -> GeneratedCall:
        edges = self.machine.edges
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
            setup=CallSetup(
                self.flow, self._call_time(walk.mask).at, self.setup.caller, self.setup.called, self.locale
            ),
            actions=tuple(actions),
            edges=tuple([edges[number] for number in walk.edges]),
            covers=covers,
            lookups={name: _without_last_repeats(answers) for name, answers in lookups.items()},
            queues=given["queues"],
            transfers=given["transfers"],
            sends=given["sends"],
            callbacks=next(iter(given["callbacks"].values()), "ok"),
            recordings=next(iter(given["recordings"].values()), "ok"),
        )

    def _call_time(self, mask: int) -> Instant:
        """One of the times at which the call goes this way: the least used, so that every season is heard."""
        bits = [bit for bit in range(len(self.instants)) if mask >> bit & 1]
        chosen = min(bits, key=lambda bit: (self._used[bit], bit))
        self._used[chosen] += 1
        return self.instants[chosen]

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
        if isinstance(item, tuple):
            return "no call that was tried takes these two ways one after the other"
        if item.source not in reached:
            return f"no call that was tried comes to {item.source}"
        return self._edge_reason(item)

    def _edge_reason(self, edge: Edge) -> str:
        way = next(one for one in self.ways if one.edge == edge)
        block = self.blocks[way.at]
        end = block.end
        match end:
            case Branch(cases=cases) if edge.label.startswith("if "):
                condition = to_text(cases[int(edge.label[3:]) - 1][0])
                return f"no value that was tried makes `{condition}` the first condition to hold here"
            case Branch():
                return "with every value that was tried one of the conditions holds"
            case Hours(calendar=calendar):
                return f"at no time that was tried does calendar `{calendar}` say so here"
            case Input() if "key" in edge.label:
                return "the key is an entry by itself, or ends one, so it never leads this way"
            case Input() if "speech" in edge.label:
                return "its phrases are heard as another choice before it"
            case Input() if edge.label.endswith("no_match"):
                return "every entry leads somewhere"
            case Enter():
                return "no call that was tried comes back by this name"
            case _:
                return "no call that was tried goes this way"


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


def _sources(item: Item) -> tuple[str, ...]:
    """The nodes at which it is decided whether a call passes something."""
    if isinstance(item, str):
        return (item,)
    return (item.source,) if isinstance(item, Edge) else (item[0].source, item[1].source)


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


__all__ = [
    "BACK",
    "END",
    "CoverKind",
    "Covering",
    "GeneratedCall",
    "Item",
    "Missing",
    "Pair",
    "covering_calls",
    "edges_of_program",
    "reachable_blocks",
    "ways_of_program",
]
