"""A subflow node says for every return where the call goes on."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.nodes.subflow import Subflow
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Returns that are not named; with an `on_failure` they go there. None named at all is a `dead-end`."""
    for flow, node in subject.nodes():
        if not isinstance(node, Subflow) or not node.next:
            continue
        if node.on_failure is not None or flow.on_failure is not None:
            continue
        entered = subject.content.flows.get(node.flow.value)
        for name in entered.returns if entered else ():
            if name.value not in node.next:
                message = f"`{node.id}` does not say where the call goes on after `{name.value}`"
                yield Fault(message, node.flow.span, f"add `{name.value}:` under `next`")


RULE = Rule("missing-return", Severity.ERROR, "A subflow node does not say where a return leads", check)
