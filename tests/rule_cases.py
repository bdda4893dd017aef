"""Cases of rules as text: a title, `.`, the files of a small workspace, `.`, what the rule says, `.`

A file begins with a line `--- path`; without one the text is the main file, `flows/main.yaml` by default. An ivr.yaml
is supplied where the case has none. `--- notices` is no file: it says which notices there are, `id: channel channel` a
line. What is expected is one line for each diagnostic of the rule: `id path:line:column a part of the message`, the
path left out for the main file; no line means that the case passes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic

MAIN = "flows/main.yaml"
NOTICES = "notices"
SETTINGS = """\
format: 1
organisation: Test
source_locale: en
locales: [es]
time_zone: America/New_York
queues: {desk: {number: "+18005550101"}}
services:
  bills.find:
    url: https://bills.example.org
    arguments: {case: digits}
    answer: {amount: money, note: text}
"""

HELLO = "format: 1\ntitle: Test\nstart: hello\nnodes:\n  hello: {type: hangup, prompt: Hello.}\n"
"""The smallest flow without faults."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case, and the line of its file where it begins."""

    path: Path
    line: int
    title: str
    files: dict[str, str]
    expected: tuple[str, ...]

    @property
    def name(self) -> str:
        """For pytest's listings."""
        return f"{self.path.stem}:{self.title}"

    @property
    def notices(self) -> dict[str, frozenset[str]] | None:
        """The notices of the case with their channels; None where it says nothing of notices."""
        if NOTICES not in self.files:
            return None
        lines = (line.partition(":") for line in self.files[NOTICES].splitlines() if line.strip())
        return {name.strip(): frozenset(channels.split()) for name, _, channels in lines}

    def write(self, root: Path, supplied: Mapping[str, str] | None = None) -> None:
        """Make the workspace; `supplied` are files that the case may leave out, beside ivr.yaml."""
        for relative, text in {"ivr.yaml": SETTINGS, **(supplied or {}), **self.files}.items():
            if relative == NOTICES:
                continue
            path = root / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


def read_cases(path: Path, main: str = MAIN) -> list[Case]:
    """The cases of a file."""
    cases = []
    lines = path.read_text().split("\n")
    number = 0
    while number < len(lines):
        if not lines[number].strip() or lines[number].startswith("#"):
            number += 1
            continue
        begin, parts = number, []
        for _ in range(3):
            end = lines.index(".", number)
            parts.append(lines[number:end])
            number = end + 1
        title, source, expected = parts
        cases.append(
            Case(path, begin + 1, " ".join(title).strip(), _files(source, main), tuple(one for one in expected if one))
        )
    return cases


def _files(lines: list[str], main: str) -> dict[str, str]:
    files: dict[str, list[str]] = {}
    current = main
    for line in lines:
        if line.startswith("--- "):
            current = line.removeprefix("--- ").strip()
            files[current] = []
        else:
            files.setdefault(current, []).append(line)
    return {path: "\n".join(text) + "\n" for path, text in files.items()}


def told(diagnostic: Diagnostic, main: str = MAIN) -> str:
    """A diagnostic as cases write it."""
    span = diagnostic.span
    place = "" if span is None else f"{span.line}:{span.column}" if span.path == main else str(span)
    return f"{diagnostic.rule} {place} {diagnostic.message}"


def matches(expected: tuple[str, ...], diagnostics: list[Diagnostic], main: str = MAIN) -> bool:
    """Whether each line is met by the diagnostic at its place in the order."""
    if len(expected) != len(diagnostics):
        return False
    for line, diagnostic in zip(expected, diagnostics, strict=True):
        rule, place, fragment = line.split(" ", 2)
        if not told(diagnostic, main).startswith(f"{rule} {place} ") or fragment not in diagnostic.message:
            return False
    return True
