"""What is read or set must be declared."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.content import Flow
from ivr_author.flow.fields import nearest
from ivr_author.flow.model import VariableName, prompt_items
from ivr_author.flow.node import prompts_of
from ivr_author.flow.nodes.assign import Assign
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Names in expressions, in `into`, `set` and `count`; placeholders are `placeholder-without-variable`'s."""
    for used in subject.expressions():
        for fault, span in used.undeclared():
            yield Fault(fault.message, span, fault.hint)
    for flow, node in subject.nodes():
        for leaf in subject.leaves(flow, node):
            if isinstance(leaf.value, VariableName) and leaf.value.value not in flow.variables:
                yield Fault(_message(flow, leaf.value.value), leaf.value.span, _hint(flow, leaf.value.value))
        if isinstance(node, Assign):
            for name, text in node.set.items():
                if name not in flow.variables:
                    yield Fault(_message(flow, name), text.span, _hint(flow, name))
        for _, prompt in prompts_of(node):
            for _, item in prompt_items(prompt):
                if item.count is not None and item.count.text not in flow.variables:
                    yield Fault(_message(flow, item.count.text), item.count.span, _hint(flow, item.count.text))


def _message(flow: Flow, name: str) -> str:
    return f"flow `{flow.id}` declares no variable `{name}`"


def _hint(flow: Flow, name: str) -> str:
    return f"{nearest(name, flow.variables)} (variables are declared under `variables`)"


RULE = Rule("undeclared-variable", Severity.ERROR, "A variable is read or set that the flow does not declare", check)
