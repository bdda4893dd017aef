"""Every flow must answer a number or be led to by one that does."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.lower import flows_named_by
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """A workspace without numbers is a draft, and what can't be read could lead anywhere."""
    content = subject.content
    if not content.settings.numbers or not subject.is_whole:
        return
    found: set[str] = set()
    waiting = [one.flow.value for one in content.settings.numbers.values()]
    while waiting:
        name = waiting.pop()
        if name in content.flows and name not in found:
            found.add(name)
            waiting.extend(flows_named_by(content.flows[name]))
    for flow in subject.flows():
        if flow.id not in found:
            hint = "lead to it from another flow, or let a number of ivr.yaml answer with it"
            yield Fault(f"no number and no other flow leads to flow `{flow.id}`", flow.title.span, hint)


RULE = Rule("unreachable-flow", Severity.WARNING, "No call can come to a flow", check)
