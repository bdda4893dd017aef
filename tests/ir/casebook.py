"""Cases of calls as text: a workspace, its call scripts and the transcripts they must give. Every player plays them.

A case file begins with prose, then has parts, each under a line `=== NAME`. A part is a file of the workspace
(`flows/main.yaml`), or the transcript that a call must give (`transcript: NAME OF THE CALL`), one event a line.
What a case leaves out is taken from cases/_defaults.txt. A new target on the shelf gets all cases for nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ivr_author.call.script import CallScript
from ivr_author.compiler import compile_program
from ivr_author.harness.compare import describe_events
from ivr_author.harness.run import run_script
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact
from ivr_author.workspace.project import Workspace, load_workspace

FOLDER = Path(__file__).resolve().parent / "cases"
MARK = "=== "
TRANSCRIPT = "transcript: "
MOST_NODES = 100
"""More are not listed one by one; targets are compared by all of them."""


def read_parts(text: str) -> tuple[str, dict[str, str]]:
    """The prose, and the parts by name."""
    prose, *rest = ("\n" + text).split("\n" + MARK)
    parts = {}
    for part in rest:
        name, _, content = part.partition("\n")
        assert name not in parts, f"the part {name} stands there twice"
        parts[name] = content.rstrip("\n") + "\n"
    return prose.strip("\n"), parts


def write_workspace(root: Path, files: Mapping[str, str]) -> Path:
    """A workspace of these files."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


@dataclass(frozen=True)
class Case:
    """One case file, read and compiled."""

    name: str
    prose: str
    parts: Mapping[str, str]
    workspace: Workspace
    program: Program
    scripts: tuple[CallScript, ...]

    def script(self, name: str) -> CallScript:
        """A call by its name."""
        return next(script for script in self.scripts if script.name == name)

    def with_transcripts(self, transcripts: Mapping[str, str]) -> str:
        """The text of the case with these transcripts, to be held against the file."""
        kept = {name: content for name, content in self.parts.items() if not name.startswith(TRANSCRIPT)}
        kept.update({f"{TRANSCRIPT}{name}": content for name, content in transcripts.items()})
        return "\n".join([self.prose + "\n", *(f"{MARK}{name}\n{content}" for name, content in kept.items())])


def case_names() -> list[str]:
    """Every case file."""
    return sorted(path.stem for path in FOLDER.glob("[!_]*.txt"))


def compile_files(files: Mapping[str, str]) -> tuple[Workspace, Program]:
    """A workspace of these files and the defaults, and its program; a file that can't be read is the test's fault."""
    defaults = read_parts((FOLDER / "_defaults.txt").read_text(encoding="utf-8"))[1]
    with tempfile.TemporaryDirectory() as folder:
        workspace = load_workspace(write_workspace(Path(folder), {**defaults, **files}))
    assert not workspace.diagnostics, [f"{one.span}: {one.message}" for one in workspace.diagnostics]
    assert workspace.content is not None
    return workspace, compile_program(workspace.content, workspace.translations())


@cache
def read_case(name: str) -> Case:
    """A case file, compiled once for all tests."""
    prose, parts = read_parts((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
    files = {name: content for name, content in parts.items() if not name.startswith(TRANSCRIPT)}
    workspace, program = compile_files(files)
    scripts = tuple(script for group in workspace.scripts.values() for script in group)
    return Case(name, prose, parts, workspace, program, scripts)


@cache
def artifact_of(name: str, target: str) -> Artifact:
    """What a target emits of a case."""
    return load_targets()[target].emit(read_case(name).program)


def all_calls() -> Iterator[tuple[str, str]]:
    """Each case with each of its calls, without compiling anything."""
    for name in case_names():
        parts = read_parts((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))[1]
        for part in parts:
            if part.startswith(TRANSCRIPT):
                yield name, part.removeprefix(TRANSCRIPT)


def transcript_of(program: Program, script: CallScript) -> str:
    """What the reference does with a call, one event a line; last the nodes it passed, and what its script missed."""
    result = run_script(program, script)
    transcript = result.transcript
    lines = describe_events(transcript.events)
    passed = [node.removeprefix(f"{script.setup.flow}/") for node in transcript.nodes]
    if len(passed) > MOST_NODES:
        passed = [*passed[:10], f"({len(passed) - 20} more)", *passed[-10:]]
    lines.append(f"passed: {' '.join(passed)}")
    lines.extend(f"fault: {fault.message}" for fault in result.faults)
    return "\n".join(lines) + "\n"
