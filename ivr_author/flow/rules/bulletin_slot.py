"""A slot of a bulletin has an example to be tried with, a value where the file is on, and both fit its type."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.core.wire import Malformed, from_wire
from ivr_author.flow.content import Bulletin, Slot
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """What is missing at a slot or does not fit it."""
    for bulletin in subject.content.bulletins.values():
        for name, slot in bulletin.slots.items():
            yield from _check(bulletin, name, slot)


def _check(bulletin: Bulletin, name: str, slot: Slot) -> Iterator[Fault]:
    if slot.example is None:
        hint = "add `example:`, so that its words can be tried before they are needed"
        yield Fault(f"slot `{name}` has no example", slot.span, hint)
    if slot.value is None and bulletin.on:
        message = f"slot `{name}` has no value, and this bulletin is on"
        yield Fault(message, slot.span, "add `value:`; or write `on: false`, and switch it on with one")
    for one in (slot.example, slot.value):
        if one is not None:
            try:
                from_wire(one.value, slot.type)
            except Malformed as fault:
                yield Fault(f"this does not fit slot `{name}`, which is of type {slot.type}", one.span, str(fault))


RULE = Rule("bulletin-slot", Severity.ERROR, "A slot of a bulletin has no example or value, or a wrong one", check)
