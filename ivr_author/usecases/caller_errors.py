"""What a change of one flow breaks in others: errors that flows which lead into it would get by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ivr_author.core.diagnostics import Diagnostic, Severity, new_errors
from ivr_author.flow.content import Content, Flow
from ivr_author.flow.model import FlowName, NodeRef
from ivr_author.flow.node import leaves
from ivr_author.flow.rule import check_flows
from ivr_author.flow.subject import Subject
from ivr_author.workspace.project import Workspace

MOST_CALLERS = 30
"""Flows that are looked at, the nearest first: whoever saves waits for it. `check` looks at all of them."""


def errors_in_callers(workspace: Workspace, after: Flow) -> tuple[Diagnostic, ...]:
    """The errors that the other flows of a workspace get when this one stands in it as it is given here."""
    if workspace.content is None:
        return ()
    before = workspace.content
    changed = replace(before, flows={**before.flows, after.id: after}, unreadable=before.unreadable - {after.id})
    found: list[Diagnostic] = []
    for caller in _callers(before, after.id):
        errors = _errors_in(changed, caller)
        if errors:
            found.extend(new_errors(_errors_in(before, caller), errors))
    return tuple(found)


def _errors_in(content: Content, flow: Flow) -> list[Diagnostic]:
    path = flow.source.path
    return [
        one
        for one in check_flows(Subject(content, focus=path))
        if one.severity is Severity.ERROR and one.span is not None and one.span.path == path
    ]


def _callers(content: Content, flow_id: str) -> list[Flow]:
    """The flows that lead into one, then those that lead into these."""
    found: dict[str, Flow] = {}
    waiting = [flow_id]
    while waiting and len(found) < MOST_CALLERS:
        wanted = waiting.pop(0)
        for flow in content.flows.values():
            if flow.id not in (flow_id, *found) and wanted in flow.source.text and wanted in _entered(flow):
                found[flow.id] = flow
                waiting.append(flow.id)
    return list(found.values())[:MOST_CALLERS]


def _entered(flow: Flow) -> set[str]:
    return set(_entries(flow))


def _entries(flow: Flow) -> Iterator[str]:
    """The flows that a flow leads into."""
    ways = [flow.start, *([flow.on_failure] if flow.on_failure else []), *(one.to for one in flow.keys.values())]
    values = [leaf.value for node in flow.nodes.values() for leaf in leaves(node)]
    for value in (*ways, *values):
        if isinstance(value, NodeRef) and value.flow is not None:
            yield value.flow
        elif isinstance(value, FlowName):
            yield value.value
