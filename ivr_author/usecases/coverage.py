"""What of a program the hand-written call scripts reach: each node, and each way onward that an author wrote.

    found = reached(program, scripts)                   # cheap: kept for as long as program and scripts are the same
    found.node("billing", "menu")                       # -> bool
    found.exits("billing", node)                        # -> {"choice/2/next": True, "on_failure": False}

Everything is told by the reference. What targets make of the same calls takes seconds, and is left to `try_scripts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from ivr_author.call.script import CallScript
from ivr_author.flow.edges import NEXT, OUT_OF_HOURS, USED_UP, Edge
from ivr_author.flow.model import NodeRef
from ivr_author.flow.node import Node, exit_label, leaves
from ivr_author.harness.coverage import FlowCoverage, coverage_of_flow, follow
from ivr_author.ir.program import Program

_GOES_ON = frozenset((NEXT, "accepted", "confirmed", "denied", "connected"))
"""The ways onward of a node whose author wrote only `next`."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What the scripts pass.

    `passed_by`: each edge, by the names of the calls; `by_locale`: of the edges, those that were passed in a call in
    that language.
    """

    program: Program
    passed_by: Mapping[Edge, Sequence[str]]
    nodes: frozenset[str]
    by_source: Mapping[str, frozenset[Edge]]
    by_locale: Mapping[str, frozenset[Edge]]
    nodes_by_locale: Mapping[str, frozenset[str]]

    def flow(self, flow: str) -> FlowCoverage | None:
        """One flow of the program; None where it has errors or is none."""
        return coverage_of_flow(self.program, flow, self.nodes, self.passed_by)

    def node(self, flow: str, node: str) -> bool:
        """Whether a call enters a node."""
        return f"{flow}/{node}" in self.nodes

    def exits(self, flow: str, node: Node) -> dict[str, bool]:
        """Whether a call takes each way onward that the author wrote, by its path (`choice/2/next`)."""
        passed = self.by_source.get(f"{flow}/{node.id}", frozenset())
        return {
            "/".join(leaf.path): any(_is_exit(edge, exit_label(leaf.path), flow, leaf.value) for edge in passed)
            for leaf in leaves(node)
            if isinstance(leaf.value, NodeRef)
        }


def _is_exit(edge: Edge, label: str, flow: str, to: NodeRef) -> bool:
    """Whether a call that passed an edge took an exit that the author wrote."""
    # A part of a node asks, or lets confirm: `confirm key 0`, `ask used_up`.
    names = {edge.label, edge.label.partition(" ")[2]}
    if label == NEXT:
        # Choosing a language is a key of its own that leads on, too.
        goes_on = not names.isdisjoint(_GOES_ON) or edge.label.startswith(("key ", "speech "))
        return goes_on and (bool(to.flow) or edge.target == f"{flow}/{to.to}")
    if label == "on_failure":
        return USED_UP in names or "failed" in names
    if label in ("closed", "holiday"):
        return label in names or OUT_OF_HOURS in names
    kind, _, key = label.partition(" ")
    return label in names or (kind == "key" and f"speech {key}" in names)


@dataclass
class _Kept:
    """The last result."""

    lock: Lock = field(default_factory=Lock)
    scripts: tuple[CallScript, ...] = ()
    result: Reached | None = None


_KEPT = _Kept()


def reached(program: Program, scripts: Iterable[CallScript]) -> Reached:
    """What some scripts reach of a program. Asked again for the same ones, it answers at once."""
    given = tuple(scripts)
    with _KEPT.lock:
        held = _KEPT.result
        if held is not None and held.program is program and [*map(id, given)] == [*map(id, _KEPT.scripts)]:
            return held
    result = _reached(program, given)
    with _KEPT.lock:
        _KEPT.scripts, _KEPT.result = given, result
    return result


def _reached(program: Program, scripts: Sequence[CallScript]) -> Reached:
    nodes: set[str] = set()
    found: dict[Edge, list[str]] = {}
    by_locale: dict[str, set[Edge]] = {}
    nodes_by_locale: dict[str, set[str]] = {}
    for script, transcript, trace in follow(program, scripts):
        nodes.update(transcript.nodes)
        for edge in dict.fromkeys(trace.edges):
            found.setdefault(edge, []).append(script.name)
        for locale, edges in trace.edges_by_locale().items():
            by_locale.setdefault(locale, set()).update(edges)
            nodes_by_locale.setdefault(locale, set()).update(
                name for edge in edges for name in (edge.source, edge.target) if "/" in name
            )
    by_source: dict[str, set[Edge]] = {}
    for edge in found:
        by_source.setdefault(edge.source, set()).add(edge)
    return Reached(
        program=program,
        passed_by={edge: tuple(names) for edge, names in found.items()},
        nodes=frozenset(nodes),
        by_source={source: frozenset(edges) for source, edges in by_source.items()},
        by_locale={locale: frozenset(edges) for locale, edges in by_locale.items()},
        nodes_by_locale={locale: frozenset(names) for locale, names in nodes_by_locale.items()},
    )
