"""What of the flows the calls of hand-written scripts pass: nodes and edges, for each flow, and what is left."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ivr_author.call.script import CallScript
from ivr_author.call.transcript import Transcript
from ivr_author.flow.edges import NOBODY_ENTERED, Edge, edges_of_node, nodes_of
from ivr_author.harness.trace import EdgeTrace, trace_call
from ivr_author.ir.ops import Enter, Jump
from ivr_author.ir.program import Program


@dataclass(frozen=True, slots=True)
class FlowCoverage:
    """One flow: everything in it in the order of its nodes, and what of that was passed."""

    flow: str
    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]
    missing_nodes: tuple[str, ...]
    missing_edges: tuple[Edge, ...]

    @property
    def nodes_reached(self) -> int:
        """How many nodes were entered."""
        return len(self.nodes) - len(self.missing_nodes)

    @property
    def edges_reached(self) -> int:
        """How many edges were passed."""
        return len(self.edges) - len(self.missing_edges)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All flows of a program, and which calls passed each edge, by name."""

    flows: tuple[FlowCoverage, ...]
    passed_by: Mapping[Edge, tuple[str, ...]]

    @property
    def nodes(self) -> tuple[int, int]:
        """Nodes reached, of how many."""
        return sum(one.nodes_reached for one in self.flows), sum(len(one.nodes) for one in self.flows)

    @property
    def edges(self) -> tuple[int, int]:
        """Edges reached, of how many."""
        return sum(one.edges_reached for one in self.flows), sum(len(one.edges) for one in self.flows)


def coverage(program: Program, scripts: Iterable[CallScript], nodes_passed: Iterable[str] = ()) -> Coverage:
    """What the calls of scripts pass on the reference.

    `nodes_passed` are nodes that other players reported (`Transcript.nodes`); of edges only the reference can tell.
    """
    found: dict[Edge, list[str]] = {}
    nodes = set(nodes_passed)
    for script, transcript, trace in follow(program, scripts):
        nodes.update(transcript.nodes)
        for edge in dict.fromkeys(trace.edges):
            found.setdefault(edge, []).append(script.name)
    return coverage_of_traces(program, nodes, found)


def follow(program: Program, scripts: Iterable[CallScript]) -> Iterator[tuple[CallScript, Transcript, EdgeTrace]]:
    """Each script whose flow can be called, with what happens on the reference and the edges that it passes."""
    for script in scripts:
        if script.setup.flow in program.entries:
            yield (script, *trace_call(program, script.setup, script.caller(), script.world()))


def coverage_of_traces(program: Program, nodes: Collection[str], found: Mapping[Edge, Sequence[str]]) -> Coverage:
    """The same of calls that were followed already: the nodes entered, and the calls that passed each edge."""
    flows = tuple(_of_flow(program, flow, names, nodes, found) for flow, names in _nodes_by_flow(program).items())
    return Coverage(flows, {edge: tuple(names) for edge, names in found.items()})


def coverage_of_flow(
    program: Program, flow: str, nodes: Collection[str], found: Mapping[Edge, Sequence[str]]
) -> FlowCoverage | None:
    """The same of one flow: soon enough for a page of a workspace with a hundred of them. None where it is none."""
    names = _nodes_by_flow(program).get(flow)
    return _of_flow(program, flow, names, nodes, found) if names is not None else None


def _nodes_by_flow(program: Program) -> dict[str, list[str]]:
    by_flow: dict[str, list[str]] = {flow: [] for flow in program.entries}
    for node in nodes_of(program.blocks.values()):
        by_flow.setdefault(program.flow_of(node), []).append(node)
    return by_flow


def _of_flow(
    program: Program, flow: str, names: list[str], nodes: Collection[str], found: Mapping[Edge, Sequence[str]]
) -> FlowCoverage:
    direct = _is_entered_directly(program, flow)
    edges = tuple(
        edge
        for name in names
        for edge in edges_of_node(name, program.blocks)
        if direct or edge.label != NOBODY_ENTERED or edge in found
    )
    return FlowCoverage(
        flow=flow,
        nodes=tuple(names),
        edges=edges,
        missing_nodes=tuple(name for name in names if name not in nodes),
        missing_edges=tuple(edge for edge in edges if edge not in found),
    )


def _is_entered_directly(program: Program, flow: str) -> bool:
    """Whether a number is answered by the flow, another goes on at it, or nothing enters it as a subflow."""
    entry = program.entries.get(flow)
    if any(number.flow == flow for number in program.numbers.values()):
        return True
    ends = [block.end for block in program.blocks.values()]
    if any(isinstance(end, Jump) and end.leaves_subflow and end.to == entry for end in ends):
        return True
    return not any(isinstance(end, Enter) and end.to == entry for end in ends)
