"""A flow that is entered, gone on at, or answers a number must exist."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.model import FlowName, Name
from ivr_author.flow.rules._unknown import unknown_names
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Names of flows, and references as `flow:NAME`."""
    known = {*subject.content.flows, *(one for one in subject.content.unreadable if "/" not in one)}
    way_out = "a flow is a file in flows"
    yield from unknown_names("flow", subject.names(FlowName), known, way_out)
    gone_on = (Name(ref.flow, ref.span) for _, ref in subject.references() if ref.flow is not None)
    yield from unknown_names("flow", gone_on, known, way_out)


RULE = Rule("unknown-flow", Severity.ERROR, "A flow is named that does not exist", check)
