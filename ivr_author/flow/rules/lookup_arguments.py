"""A service is given exactly the arguments that it declares."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.fields import nearest
from ivr_author.flow.nodes.lookup import Lookup
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Missing and unknown arguments; their types are `expression-type`'s."""
    for _, node in subject.nodes():
        service = subject.content.settings.services.get(node.service.value) if isinstance(node, Lookup) else None
        if service is None or not isinstance(node, Lookup):
            continue
        given = node.with_ or {}
        for name, text in given.items():
            if name not in service.arguments:
                hint = nearest(name, service.arguments)
                yield Fault(f"service `{node.service.value}` takes no argument `{name}`", text.span, hint)
        for name in service.arguments:
            if name not in given:
                message = f"service `{node.service.value}` needs the argument `{name}`"
                yield Fault(message, node.service.span, f"add it: with: {{{name}: ...}}")


RULE = Rule("lookup-arguments", Severity.ERROR, "A lookup lacks an argument of its service, or has one too many", check)
