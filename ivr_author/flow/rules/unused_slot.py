"""A slot that stands in none of a bulletin's words would be asked for in vain."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.placeholders import placeholder_names
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.content import Bulletin
from ivr_author.flow.model import prompt_items
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Slots without a placeholder."""
    for bulletin in subject.content.bulletins.values():
        used = {name for text in _texts(bulletin) for name in placeholder_names(text)}
        for name, slot in bulletin.slots.items():
            if name not in used:
                message = f"no words of this bulletin have `{{{name}}}`"
                yield Fault(message, slot.span, "write it where the value belongs, or remove the slot")


def _texts(bulletin: Bulletin) -> Iterator[str]:
    for _, item in prompt_items(bulletin.prompt):
        yield item.text.text
        if item.plural is not None:
            yield item.plural.text
    for _, item in bulletin.written():
        yield item.text.text


RULE = Rule("unused-slot", Severity.WARNING, "A slot of a bulletin stands in none of its words", check)
