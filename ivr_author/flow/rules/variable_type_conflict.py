"""A variable belongs to the call, so it has one type in all flows."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.core.value_types import ValueType
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """The first flow by name decides; every other type is a fault where it stands."""
    first: dict[str, tuple[str, ValueType]] = {}
    for flow in subject.content.flows.values():
        for name, variable in flow.variables.items():
            other, kind = first.setdefault(name, (flow.id, variable.type))
            if kind is not variable.type:
                message = f"`{name}` is of type {variable.type} here, but {kind} in flow `{other}`"
                yield Fault(message, variable.span, "give it the same type, or another name")


RULE = Rule("variable-type-conflict", Severity.ERROR, "Two flows declare a variable with different types", check)
