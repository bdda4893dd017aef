"""A way onward must lead to a node of the same flow."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.fields import nearest
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """References that are not to another flow; a node that can't be read does exist."""
    for flow, reference in subject.references():
        if reference.flow is None and not flow.has_node(reference.to):
            hint = nearest(reference.to, [*flow.nodes, *flow.broken])
            if reference.to in subject.content.flows:
                hint = f"to go on at another flow, write `flow:{reference.to}`"
            yield Fault(f"flow `{flow.id}` has no node `{reference.to}`", reference.span, hint)


RULE = Rule("dangling-reference", Severity.ERROR, "A way onward leads to a node that does not exist", check)
