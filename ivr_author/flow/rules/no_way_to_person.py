"""From every node there must be a way to a person or to an ending."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.rules._cycles import components
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Nodes from which a caller can only hang up; loops without the caller are the business of `endless-loop`."""
    if not subject.is_whole:
        return
    graph = subject.graph
    saved = {*graph.inputs_to_person, *graph.inputs_to_ending()}
    trapped = {
        name: tuple(edge.target for edge in node.edges if edge.target in graph.nodes)
        for name, node in graph.nodes.items()
        if name not in saved
    }
    for group in components(trapped):
        node = next((subject.node(name) for name in group if subject.node(name).WAITS), None)
        if node is not None:
            hint = "lead to a queue, a transfer or a hangup, or add a key for it to the flow's `keys`"
            yield Fault(f"from `{node.id}` no way leads to a person or an ending", node.span, hint)


RULE = Rule("no-way-to-person", Severity.ERROR, "From a node no way leads to a person or to an ending", check)
