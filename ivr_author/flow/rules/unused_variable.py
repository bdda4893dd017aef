"""A variable that nothing reads or sets is left over."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.placeholders import placeholder_names
from ivr_author.core.rule import Fault, Rule
from ivr_author.expression.model import names
from ivr_author.flow.content import Flow
from ivr_author.flow.model import ExpressionText
from ivr_author.flow.subject import Subject
from ivr_author.flow.utterances import utterances_of


def check(subject: Subject) -> Iterator[Fault]:
    """One that is set and never read may still be of use to the agent who takes the call."""
    for flow in subject.flows():
        if flow.broken:
            continue
        used = {*subject.variables_set(flow), *_read(subject, flow)}
        for name, variable in flow.variables.items():
            if name not in used:
                yield Fault(f"variable `{name}` is never used in flow `{flow.id}`", variable.span, "remove it")


def _read(subject: Subject, flow: Flow) -> Iterator[str]:
    for one in utterances_of(subject, flow):
        yield from placeholder_names(one.scalar.text)
        if one.item is not None and one.item.count is not None:
            yield one.item.count.text
    for node in flow.nodes.values():
        for leaf in subject.leaves(flow, node):
            if isinstance(leaf.value, ExpressionText):
                yield from names(leaf.value.expression)


RULE = Rule("unused-variable", Severity.WARNING, "A variable is declared and never used", check)
