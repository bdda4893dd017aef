"""Braces in texts are placeholders, or written twice."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.placeholders import parse_placeholders
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.subject import Subject, place_in
from ivr_author.flow.utterances import utterances


def check(subject: Subject) -> Iterator[Fault]:
    """Faulty braces in everything that is spoken."""
    for one in utterances(subject):
        for fault in parse_placeholders(one.scalar.text)[1]:
            span = place_in(one.source, one.scalar, fault.offset)
            yield Fault(fault.message, span, "write {name} for a value, {{ and }} for braces")


RULE = Rule("placeholder-syntax", Severity.ERROR, "A brace in a text is no placeholder", check)
