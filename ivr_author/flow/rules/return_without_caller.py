"""A flow with return nodes must be entered as a subflow only."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.nodes.return_ import Return
from ivr_author.flow.nodes.subflow import Subflow
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Numbers and `flow:NAME` that lead to a flow which returns, and such flows that nobody enters."""
    everything = [(flow.id, node) for flow in subject.content.flows.values() for node in flow.nodes.values()]
    returning = {flow for flow, node in everything if isinstance(node, Return)}
    hint = "a return without a flow that entered hangs up; enter it by a subflow node, or end it otherwise"
    for number in subject.content.settings.numbers.values():
        if number.flow.value in returning:
            yield Fault(f"flow `{number.flow.value}` returns, but nothing entered it", number.flow.span, hint)
    for _, reference in subject.references():
        if reference.flow in returning:
            yield Fault(f"flow `{reference.flow}` returns, but is gone on at, not entered", reference.span, hint)
    entered = {node.flow.value for _, node in everything if isinstance(node, Subflow)}
    for name in sorted(returning - entered):
        flow = subject.content.flows[name]
        if subject.is_whole:
            yield Fault(f"flow `{name}` returns, but no flow enters it", flow.title.span, hint)


RULE = Rule("return-without-caller", Severity.WARNING, "A flow returns to a flow that may not have entered it", check)
