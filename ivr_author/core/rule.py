"""What a rule is: the contract of every shelf of checks. What a rule looks at is left to its shelf."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from ivr_author.core.diagnostics import Diagnostic, Severity
from ivr_author.core.source import Span

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Fault:
    """A breach of a rule; with a `severity` of its own it is taken less or more seriously than the rule's others."""

    message: str
    span: Span
    hint: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Rule(Generic[S]):
    """One rule: a kebab-case id, how bad a breach is, a sentence for listings, and the check, which gives faults."""

    id: str
    severity: Severity
    description: str
    check: Callable[[S], Iterable[Fault]]

    def run(self, subject: S) -> Iterator[Diagnostic]:
        """The breaches of this rule."""
        for fault in self.check(subject):
            yield Diagnostic(self.id, fault.message, fault.span, fault.severity or self.severity, fault.hint)
