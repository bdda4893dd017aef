"""What a collect takes must be possible, and must fit its variable."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.core.value_types import ValueType
from ivr_author.flow.nodes.collect import Collect
from ivr_author.flow.subject import Subject

TAKES = {
    "digits": (ValueType.DIGITS, ValueType.PHONE, ValueType.NUMBER, ValueType.TEXT),
    "yes_no": (ValueType.BOOLEAN,),
    "date": (ValueType.DATE,),
    "amount": (ValueType.MONEY, ValueType.NUMBER),
    "speech": (ValueType.TEXT, ValueType.NAME),
}
"""The types of variables that each kind of entry may go into."""

MEANINGLESS = {
    "yes_no": ("length", "min", "max", "terminator"),
    "date": ("length", "min", "max"),
    "amount": ("length", "min"),
    "speech": ("length", "min", "max", "terminator"),
}
"""Keys that say nothing for a kind of entry."""


def check(subject: Subject) -> Iterator[Fault]:
    """Lengths that contradict each other, keys without meaning, and variables of the wrong type."""
    for flow, node in subject.nodes():
        if isinstance(node, Collect):
            variable = flow.variables.get(node.into.value)
            yield from _check(node, variable.type if variable else None)


def _check(node: Collect, variable: ValueType | None) -> Iterator[Fault]:
    kind = node.effective_kind(variable)
    if variable is not None and variable not in TAKES[kind]:
        kinds = [f"`kind: {one}`" for one, types in TAKES.items() if variable in types]
        hint = f"use {' or '.join(kinds)}" if kinds else "collect digits, then look the value up"
        message = f"an entry of kind {kind} can't go into `{node.into.value}`, which is of type {variable}"
        yield Fault(message, node.into.span, hint)
    for key in MEANINGLESS.get(kind, ()):
        if getattr(node, key) is not None:
            yield Fault(f"`{key}` means nothing for an entry of kind {kind}", node.span, f"remove `{key}:`")
    if kind != "digits":
        return
    if node.length is not None and (node.min is not None or node.max is not None):
        message = f"`length` of `{node.id}` contradicts its `min` or `max`"
        yield Fault(message, node.span, "give `length`, or `min` and `max`")
    elif node.min is not None and node.min > (node.max or 20):
        yield Fault(f"`min` of `{node.id}` is greater than its `max`", node.span, "swap them, or raise `max`")


RULE = Rule(
    "collect-entry", Severity.ERROR, "A collect asks for something impossible, or its variable does not fit", check
)
