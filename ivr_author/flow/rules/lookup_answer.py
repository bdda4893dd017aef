"""What a lookup keeps must be in the answer, and fit the variable it goes into."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.core.value_types import ValueType
from ivr_author.flow.content import Flow
from ivr_author.flow.fields import nearest
from ivr_author.flow.nodes.lookup import Lookup
from ivr_author.flow.settings import ServiceSetting
from ivr_author.flow.subject import Subject

_PLAIN = (ValueType.TEXT, ValueType.NAME)
_TEXTUAL = (*_PLAIN, ValueType.DIGITS, ValueType.PHONE)


def check(subject: Subject) -> Iterator[Fault]:
    """Fields that the service does not answer, and variables of another type."""
    for flow, node in subject.nodes():
        if isinstance(node, Lookup):
            service = subject.content.settings.services.get(node.service.value)
            if service is not None:
                yield from _check(subject, flow, node, service)


def _check(subject: Subject, flow: Flow, node: Lookup, service: ServiceSetting) -> Iterator[Fault]:
    for name, variable in subject.fields_kept(node, flow).items():
        span = node.into[name].span if node.into else node.service.span
        if name not in service.answer:
            message = f"service `{node.service.value}` answers no field `{name}`"
            yield Fault(message, span, nearest(name, service.answer))
        elif variable in flow.variables and not _fits(service.answer[name], flow.variables[variable].type):
            kind = flow.variables[variable].type
            message = f"field `{name}` is of type {service.answer[name]}, but `{variable}` of type {kind}"
            yield Fault(message, span, "give both the same type, or keep it in another variable with `into`")


def _fits(field: ValueType, variable: ValueType) -> bool:
    if field is variable or (field is ValueType.NUMBER and variable is ValueType.MONEY):
        return True
    return field in _TEXTUAL and variable in _PLAIN


RULE = Rule(
    "lookup-answer", Severity.ERROR, "A lookup keeps a field that is not answered, or in a wrong variable", check
)
