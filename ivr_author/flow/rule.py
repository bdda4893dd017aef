"""What a flow rule is, and the faults that reading alone can find. The rules themselves stand on the shelf `rules`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ivr_author.core.diagnostics import Diagnostic, Severity
from ivr_author.core.source import Span
from ivr_author.flow.subject import Subject


@dataclass(frozen=True, slots=True)
class Fault:
    """A breach of a rule; with a `severity` of its own it is taken less or more seriously than the rule's others."""

    message: str
    span: Span
    hint: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a kebab-case id, how bad a breach is, a sentence for listings, and the check, which gives faults."""

    id: str
    severity: Severity
    description: str
    check: Callable[[Subject], Iterable[Fault]]

    def run(self, subject: Subject) -> Iterable[Diagnostic]:
        """The breaches of this rule."""
        for fault in self.check(subject):
            yield Diagnostic(self.id, fault.message, fault.span, fault.severity or self.severity, fault.hint)


READING_RULES = {
    "duplicate-name": "Two calls of a file of call scripts have the same name",
    "empty-value": "A value is empty where something must be said",
    "expression-syntax": "An expression can't be read",
    "missing-key": "A key that is needed is missing",
    "no-workspace": "The folder is no workspace: it has no ivr.yaml",
    "unknown-format": "A file is written in a version of the language that is not known here",
    "unknown-key": "A key is not known at this place",
    "unknown-locale": "A locale is no language tag, or not one of the workspace",
    "unknown-node-type": "A node has a type that does not exist",
    "unknown-time-zone": "A time zone does not exist",
    "wrong-name": "A flow, node, variable or key has a name that can't be used",
    "wrong-shape": "A list, a map or a single value stands where another of them is expected",
    "wrong-value": "A value is not one of those that are allowed at this place",
}
"""Ids and descriptions of what the readers of flows, settings, calendars and call scripts report."""
