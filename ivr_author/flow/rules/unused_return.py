"""A return that no node of the flow uses is a promise not kept."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.nodes.return_ import Return
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Names of `returns` without a return node."""
    for flow in subject.flows():
        used = {node.name.value for node in flow.nodes.values() if isinstance(node, Return)}
        for name in flow.returns:
            if name.value not in used and not flow.broken:
                message = f"no node of flow `{flow.id}` returns `{name.value}`"
                yield Fault(message, name.span, f"add a node {{type: return, name: {name.value}}}, or remove the name")


RULE = Rule("unused-return", Severity.WARNING, "A flow names a return that none of its nodes uses", check)
