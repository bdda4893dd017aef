"""A plural is chosen by a number."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.core.value_types import ValueType
from ivr_author.flow.subject import Subject
from ivr_author.flow.utterances import utterances


def check(subject: Subject) -> Iterator[Fault]:
    """Variables to count by that are no numbers; undeclared ones of flows are `undeclared-variable`'s."""
    for one in utterances(subject):
        count = one.item.count if one.item is not None else None
        if count is None or one.item is None or one.scalar is not one.item.text:
            continue
        kind = one.variables.get(count.text)
        if kind is not None and kind is not ValueType.NUMBER:
            message = f"a plural can't count by `{count.text}`, which is of type {kind}"
            yield Fault(message, count.span, "count by a variable of type number")
        elif one.flow is None:
            yield Fault(f"there is no variable `{count.text}` here", count.span, "only prompts of flows know variables")


RULE = Rule("plural-count", Severity.ERROR, "A plural counts by something that is no number", check)
