"""Expressions must make sense, and fit where their value goes."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Conditions that are none, operands and values of the wrong type."""
    for used in subject.expressions():
        for fault, span in used.mistyped():
            yield Fault(fault.message, span, fault.hint or "change it, or the type of the variable")


RULE = Rule("expression-type", Severity.ERROR, "An expression's types do not fit", check)
