"""Returns are named in the flow that is left by them."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.fields import nearest
from ivr_author.flow.nodes.return_ import Return
from ivr_author.flow.nodes.subflow import Subflow
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Return nodes and ways onward of subflow nodes with a name that `returns` lacks."""
    for flow, node in subject.nodes():
        if isinstance(node, Return):
            names = [name.value for name in flow.returns]
            if node.name.value not in names:
                hint = f"{nearest(node.name.value, names)} (returns are named under `returns`)"
                yield Fault(f"flow `{flow.id}` has no return `{node.name.value}`", node.name.span, hint)
        elif isinstance(node, Subflow):
            entered = subject.content.flows.get(node.flow.value)
            names = [name.value for name in entered.returns] if entered else [*node.next]
            for label, reference in node.next.items():
                if label not in names:
                    message = f"flow `{node.flow.value}` has no return `{label}`"
                    yield Fault(message, reference.span, nearest(label, names))


RULE = Rule("unknown-return", Severity.ERROR, "A return is named that the subflow does not have", check)
