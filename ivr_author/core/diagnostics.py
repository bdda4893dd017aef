"""Faults in content as values: what is wrong, where, by which rule, and the way out. Printing is left to the faces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ivr_author.core.source import Span


class Severity(StrEnum):
    """How bad a diagnostic is; only errors make a command exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault. `rule` is kebab-case; `message` names the thing; `hint` names the way out."""

    rule: str
    message: str
    span: Span | None = None
    severity: Severity = Severity.ERROR
    hint: str = ""

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """By place, then by rule, so that two runs list the same faults in the same order."""
        if self.span is None:
            return ("", 0, 0, self.rule, self.message)
        return (self.span.path, self.span.line, self.span.column, self.rule, self.message)


def error(rule: str, message: str, span: Span | None = None, hint: str = "") -> Diagnostic:
    """An error."""
    return Diagnostic(rule, message, span, Severity.ERROR, hint)


def warning(rule: str, message: str, span: Span | None = None, hint: str = "") -> Diagnostic:
    """A warning."""
    return Diagnostic(rule, message, span, Severity.WARNING, hint)


def note(rule: str, message: str, span: Span | None = None, hint: str = "") -> Diagnostic:
    """A note: worth knowing, nothing to mend."""
    return Diagnostic(rule, message, span, Severity.NOTE, hint)


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sorted by place, each fault once."""
    return sorted(dict.fromkeys(diagnostics), key=Diagnostic.sort_key)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def new_errors(before: Iterable[Diagnostic], after: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The errors that were not there before, wherever their place may have moved to."""
    known = Counter((one.rule, one.message) for one in before)
    brought = []
    for one in after:
        if one.severity is Severity.ERROR:
            known[one.rule, one.message] -= 1
            if known[one.rule, one.message] < 0:
                brought.append(one)
    return tuple(brought)
