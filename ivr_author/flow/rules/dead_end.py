"""A node that neither ends the call nor goes on leaves the caller in silence."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.content import Flow
from ivr_author.flow.node import Node
from ivr_author.flow.nodes.language import Language
from ivr_author.flow.nodes.menu import Menu
from ivr_author.flow.nodes.subflow import Subflow
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Menus without choices, choices that nobody can choose, subflows without a way back."""
    for flow, node in subject.nodes():
        yield from _dead_ends(subject, flow, node)


def _dead_ends(subject: Subject, flow: Flow, node: Node) -> Iterator[Fault]:
    if isinstance(node, Menu | Language) and not node.choices:
        yield Fault(f"node `{node.id}` offers nothing to choose", node.span, "add a choice under `choices`")
    if isinstance(node, Menu):
        for index, choice in enumerate(node.choices, 1):
            if choice.key is None and not choice.speech:
                message = f"choice {index} of `{node.id}` has neither a key nor words to say"
                yield Fault(message, choice.next.span, 'give it a key, as key: "1"')
    if isinstance(node, Subflow) and not node.next and node.on_failure is None and flow.on_failure is None:
        entered = subject.content.flows.get(node.flow.value)
        if entered is not None and entered.returns:
            names = ", ".join(f"`{name.value}`" for name in entered.returns)
            yield Fault(
                f"`{node.id}` does not say where the call goes on", node.flow.span, f"under `next`, name {names}"
            )


RULE = Rule("dead-end", Severity.ERROR, "A node has no way onward and does not end the call", check)
