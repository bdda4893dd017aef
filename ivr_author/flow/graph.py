"""The graph of flows: edges with labels, what can be reached, and how many answers it takes to get to a person.

Made for the checks: it works on content with faults, and knows nothing of conditions. Labels are those of `edges`.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ivr_author.core.limits import DEFAULT_ATTEMPTS
from ivr_author.core.memo import Memo
from ivr_author.flow.content import Content, Flow
from ivr_author.flow.edges import END, NOBODY_ENTERED, USED_UP, Edge, Exits, Way, ways_of_node
from ivr_author.flow.lower import CALL_VARIABLES
from ivr_author.flow.lowering import Output, lower_node
from ivr_author.flow.model import FlowName, NodeRef
from ivr_author.flow.node import Node, leaves
from ivr_author.ir.ops import Enter, Input, Queue, Record, Return, Transfer
from ivr_author.ir.program import Block

MOST_KEPT = 1_000
"""Flows whose ways are kept: while one is edited, the others need not be lowered again."""


@dataclass(frozen=True, slots=True)
class NodeWays:
    """What a node's blocks say of it: its ways onward, which of them the caller decides, and what kind it is."""

    name: str
    ways: tuple[Way, ...]
    edges: tuple[Edge, ...]
    """Each edge of the ways once."""
    asked: frozenset[str]
    """Labels of edges that an answer of the caller decides."""
    is_person: bool = False
    enters: str = ""
    """The first node of the flow that a subflow node enters."""
    returns: str = ""
    """The name by which a return node leaves."""
    attempts: int = DEFAULT_ATTEMPTS


def edges(content: Content, flow: Flow) -> tuple[Edge, ...]:
    """The edges of a flow, from its nodes to nodes, `END`, `BACK` or `RETURN`; those that nobody wrote are among them.

    A reference to nowhere is an edge to `END`, since that is how such a call ends.
    """
    direct = is_entered_directly(content, flow)
    return tuple(
        edge
        for node in flow.nodes.values()
        for edge in node_ways(content, flow, node).edges
        if direct or edge.label != NOBODY_ENTERED
    )


def node_ways(content: Content, flow: Flow, node: Node) -> NodeWays:
    """One node's ways onward."""
    output = Output(variables={**CALL_VARIABLES, **{name: one.type for name, one in flow.variables.items()}})
    lower_node(content, flow, node, output)
    name = f"{flow.id}/{node.id}"
    ways = ways_of_node(name, Exits(output.blocks))
    first = output.blocks[name].end
    own = getattr(node, "attempts", None)
    return NodeWays(
        name=name,
        ways=ways,
        edges=tuple(dict.fromkeys(way.edge for way in ways)),
        asked=frozenset(way.edge.label for way in ways if isinstance(output.blocks[way.at].end, (Input, Record))),
        is_person=_has_person(output.blocks.values()),
        enters=first.to if isinstance(first, Enter) and first.to not in output.blocks else "",
        returns=first.name if isinstance(first, Return) else "",
        attempts=own or flow.attempts or DEFAULT_ATTEMPTS,
    )


def _has_person(blocks: Iterable[Block]) -> bool:
    return any(isinstance(block.end, (Queue, Transfer)) for block in blocks)


def is_entered_directly(content: Content, flow: Flow) -> bool:
    """Whether a call can be in a flow without having entered it as a subflow."""
    if any(one.flow.value == flow.id for one in content.settings.numbers.values()):
        return True
    entered = False
    for other in content.flows.values():
        references = [other.on_failure, *(action.to for action in other.keys.values())]
        for node in other.nodes.values():
            for leaf in leaves(node):
                if isinstance(leaf.value, NodeRef):
                    references.append(leaf.value)
                entered = entered or (isinstance(leaf.value, FlowName) and leaf.value.value == flow.id)
        if any(one is not None and one.flow == flow.id for one in references):
            return True
    return not entered


_ways_made: Memo[tuple[NodeWays, ...]] = Memo(MOST_KEPT)


def _ways_of_flow(content: Content, flow: Flow, around: object) -> tuple[NodeWays, ...]:
    """Those of a flow's nodes, kept while neither its text nor what its nodes see around it changes."""
    given = (flow.source, around)
    return _ways_made.get(flow.id, given, lambda: tuple(node_ways(content, flow, node) for node in flow.nodes.values()))


class Graph:
    """All flows of a workspace as one graph, for questions that go beyond one flow. Nodes are `flow/node`."""

    def __init__(self, content: Content) -> None:
        # Of the other flows, only where they begin and how they return is seen from a node.
        seen = [
            (flow.id, flow.start.to, flow.start.to in flow.nodes, *(name.value for name in flow.returns))
            for flow in content.flows.values()
        ]
        around = (content.settings, content.calendars, content.bulletins, seen)
        self.nodes: dict[str, NodeWays] = {}
        for flow in content.flows.values():
            self.nodes.update((one.name, one) for one in _ways_of_flow(content, flow, around))
        self._callers: dict[str, list[str]] = defaultdict(list)
        for one in self.nodes.values():
            if one.enters:
                self._callers[one.enters.partition("/")[0]].append(one.name)

    def reachable(self, starts: Iterable[str]) -> frozenset[str]:
        """The nodes that calls beginning at these nodes may come to; a subflow goes on only by names that it reaches.

        A subflow that could not be read is taken to return by every name.
        """
        found: set[str] = set()
        waiting = [name for name in starts if name in self.nodes]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            node = self.nodes[name]
            if node.returns:
                waiting.extend(to for caller, to in self._returned(node) if caller in found)
            elif node.enters:
                waiting.append(node.enters)
                inside = node.enters.partition("/")[0]
                names = {self.nodes[one].returns for one in found if one.partition("/")[0] == inside}
                waiting.extend(edge.target for edge in node.edges if edge.label in names and edge.target in self.nodes)
            else:
                waiting.extend(edge.target for edge in node.edges if edge.target in self.nodes)
        return frozenset(found)

    def _returned(self, node: NodeWays) -> Iterator[tuple[str, str]]:
        for caller in self._callers[node.name.partition("/")[0]]:
            for edge in self.nodes[caller].edges:
                if edge.label == node.returns and edge.target in self.nodes:
                    yield caller, edge.target

    @cached_property
    def inputs_to_person(self) -> dict[str, int]:
        """For each node the fewest answers of the caller until a queue or transfer; nodes without such a way lack."""
        return self._fewest_inputs({name for name, node in self.nodes.items() if node.is_person})

    def inputs_to_ending(self) -> dict[str, int]:
        """For each node the fewest answers until the call is over without the caller hanging up."""
        return self._fewest_inputs(
            {name for name, node in self.nodes.items() if any(_ends(edge) for edge in node.edges)}
        )

    def _fewest_inputs(self, goals: set[str]) -> dict[str, int]:
        before = self._before
        fewest: dict[str, int] = {}
        waiting = [(0, name) for name in sorted(goals)]
        while waiting:
            cost, name = heapq.heappop(waiting)
            if name in fewest:
                continue
            fewest[name] = cost
            for source, more in before.get(name, ()):
                if source not in fewest:
                    heapq.heappush(waiting, (cost + more, source))
        return fewest

    @cached_property
    def _before(self) -> dict[str, list[tuple[str, int]]]:
        before: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for source, target, cost in self._steps():
            before[target].append((source, cost))
        return before

    def _steps(self) -> Iterator[tuple[str, str, int]]:
        for name, node in self.nodes.items():
            if node.enters:
                yield name, node.enters, 0
                continue
            if node.returns:
                yield from ((name, target, 0) for _, target in self._returned(node))
            for edge in node.edges:
                cost = node.attempts if edge.label.endswith(USED_UP) else int(edge.label in node.asked)
                if edge.target in self.nodes:
                    yield name, edge.target, cost


def _ends(edge: Edge) -> bool:
    return edge.target == END and not edge.label.endswith("hang_up")
