"""How pytest shows a call that went another way: the YAML line, expected against heard, where it stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from _pytest._code.code import ReprFileLocation, TerminalRepr
from _pytest._io import TerminalWriter

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.report import to_text
from ivr_author.core.source import Source
from ivr_author.harness.explain import explain, headline
from ivr_author.harness.run import CallResult
from ivr_author.ir.program import Program


class CallFailed(AssertionError):
    """A call did not go as its script says, or not as on the reference."""

    def __init__(self, result: CallResult, program: Program) -> None:
        super().__init__(headline(result))
        self.path = result.script.span.path
        self.line = result.faults[0].span.line if result.faults else result.script.span.line
        self.text = explain(result, program)


class ContentFailed(AssertionError):
    """A file that a call needs has errors."""

    def __init__(self, faults: Sequence[Diagnostic], sources: Mapping[str, Source]) -> None:
        first = faults[0]
        super().__init__(f"{first.span}: {first.message}" if first.span else first.message)
        self.path, self.line = (first.span.path, first.span.line) if first.span else ("", 0)
        self.text = to_text(faults, sources).rstrip("\n")


class CallRepr(TerminalRepr):
    """The failure in the form of pytest; `reprcrash` is what its summary and its JUnit file quote."""

    def __init__(self, failure: CallFailed | ContentFailed) -> None:
        self.text = failure.text
        self.reprcrash = ReprFileLocation(failure.path, failure.line, str(failure))

    def toterminal(self, tw: TerminalWriter) -> None:
        """Line by line, what was expected and what came in two colours."""
        for line in self.text.splitlines():
            bare = line.strip()
            expected = bare.startswith(("- ", "expected:"))
            came = bare.startswith(("+ ", "heard", "passed:"))
            tw.line(line, red=came, green=expected, bold=line[:1] not in ("", " "))
