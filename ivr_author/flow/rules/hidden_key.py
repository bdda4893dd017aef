"""A key of the whole flow must not mean something else in one menu."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.nodes.menu import Menu
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """A choice wins over the flow's key; where both lead to the same node nothing is hidden."""
    for flow, node in subject.nodes():
        if not isinstance(node, Menu):
            continue
        for choice in node.choices:
            action = flow.keys.get(choice.key or "")
            if action is not None and action.to.to != choice.next.to:
                message = f"in `{node.id}` key {choice.key} does not mean `{action.to.to}`, as in the rest of the flow"
                yield Fault(message, choice.next.span, "give the choice another key")


RULE = Rule("hidden-key", Severity.WARNING, "A menu's choice takes a key that has a meaning in the whole flow", check)
