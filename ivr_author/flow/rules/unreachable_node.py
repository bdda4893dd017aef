"""Every node must be on some way from the start of its flow."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.content import Flow
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Conditions are not weighed. What can't be read, or dangles, may have been meant to lead here."""
    torn = {flow.id for flow, one in subject.references() if one.flow is None and one.to not in flow.nodes}
    for flow in subject.flows():
        if flow.broken or flow.id in torn:
            continue
        reached = _reached(subject, flow)
        for node in flow.nodes.values():
            if f"{flow.id}/{node.id}" not in reached:
                hint = "lead to it from another node, or remove it"
                yield Fault(f"nothing leads to node `{node.id}`", node.span, hint)


def _reached(subject: Subject, flow: Flow) -> set[str]:
    nodes = subject.graph.nodes
    found: set[str] = set()
    waiting = [f"{flow.id}/{flow.start.to}"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            targets = (edge.target for edge in nodes[name].edges)
            waiting.extend(to for to in targets if to in nodes and to.startswith(f"{flow.id}/"))
    return found


RULE = Rule("unreachable-node", Severity.WARNING, "A node is on no way from the start of its flow", check)
