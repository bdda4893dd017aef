"""The pass takes out blocks that no caller can tell, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.core.entry import EntrySpec
from ivr_author.core.source import Span
from ivr_author.expression.model import Literal, Name
from ivr_author.flow.lower import lower
from ivr_author.harness.run import run_script
from ivr_author.ir.localise import localise
from ivr_author.ir.ops import (
    Ask,
    Assign,
    Back,
    Branch,
    End,
    Enter,
    Hangup,
    Hours,
    Input,
    Jump,
    Log,
    Phrase,
    Queue,
    Record,
    Return,
    SetLocale,
    Step,
    Transfer,
    exits,
)
from ivr_author.ir.program import Block, Program, faults_of
from ivr_author.ir.simplify import redirect, simplify
from ivr_author.workspace.project import load_workspace
from tests.ir.casebook import case_names, read_case

PLACE = Span("flows/main.yaml", 1, 1, 1, 1)


def program_of(*blocks: tuple[str, tuple[Step, ...], End], entry: str = "main/a") -> Program:
    made = {name: Block(name, name, steps, end, PLACE) for name, steps, end in blocks}
    return Program("Health Connector", "en", (), "UTC", {"main": entry}, made, {}, {})


def test_empty_jumps_are_shortened_and_what_nothing_leads_to_goes() -> None:
    simple = simplify(
        program_of(
            ("main/a", (), Jump("main/b")),
            ("main/b", (), Jump("main/c")),
            ("main/c", (Log("node", "main/c"),), Jump("main/d")),
            ("main/d", (), Hangup("flow")),
            ("main/e", (), Hangup("flow")),
        )
    )
    assert simple.entries == {"main": "main/c"}
    assert list(simple.blocks) == ["main/c", "main/d"]


def test_a_jump_that_leaves_subflows_stays() -> None:
    program = program_of(
        ("main/a", (), Branch(((Name("x"), "main/b"),), "main/c")),
        ("main/b", (), Jump("main/c", leaves_subflow=True)),
        ("main/c", (), Hangup("flow")),
    )
    assert simplify(program).blocks == program.blocks


def test_a_jump_that_does_something_stays() -> None:
    program = program_of(("main/a", (Assign("x", Literal(1.0)),), Jump("main/c")), ("main/c", (), Hangup("flow")))
    assert simplify(program) == program


def test_jumps_in_a_circle_come_to_an_end() -> None:
    circle = program_of(("main/a", (), Jump("main/b")), ("main/b", (), Jump("main/a")))
    assert faults_of(simplify(circle)) == []


ENDS: list[End] = [
    Jump("1"),
    SetLocale("es", "1"),
    Branch(((Name("x"), "1"), (Name("y"), "2")), "3"),
    Hours("office", "1", "2", "3"),
    Input(EntrySpec(), {"1": "1", "2": "2"}, "3", "4", 5.0, (Phrase("a", "5"), Phrase("b", "6")), "x", "7"),
    Input(EntrySpec(), {}, "1", "2", 5.0),
    Ask("lookup", "x", {}, {}, "1", "2", "3"),
    Transfer("+1", "1", "2", "3"),
    Queue("billing", "1", "2"),
    Record("desk", 1, "#", "1", "2"),
    Enter("1", {"a": "2", "b": "3"}),
    Return("a", "1"),
    Back("main/a", "1"),
    Hangup("flow"),
]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: type(end).__name__)
def test_every_way_onward_is_changed(end: End) -> None:
    changed = redirect(end, lambda to: f"new {to}")
    assert [(label, f"new {to}") for label, to in exits(end)] == list(exits(changed))
    assert redirect(changed, lambda to: to.removeprefix("new ")) == end


def test_every_kind_of_end_was_tried() -> None:
    assert {type(end).__name__ for end in ENDS} == {one.__name__ for one in End.__args__}


@pytest.mark.parametrize("name", case_names())
def test_calls_go_as_they_went_before(name: str) -> None:
    case = read_case(name)
    assert case.workspace.content is not None
    plain = localise(lower(case.workspace.content), case.workspace.translations())
    assert faults_of(plain) == []
    assert len(plain.blocks) >= len(case.program.blocks)
    for script in case.scripts:
        assert run_script(plain, script).transcript == run_script(case.program, script).transcript


def test_sample_calls_go_as_they_went_before(repository: Path) -> None:
    workspace = load_workspace(repository)
    assert workspace.content is not None
    plain = lower(workspace.content)
    simple = simplify(plain)
    assert len(simple.blocks) < len(plain.blocks)
    plain, simple = (localise(one, workspace.translations()) for one in (plain, simple))
    scripts = [script for group in workspace.scripts.values() for script in group]
    assert len(scripts) >= 40
    for script in scripts:
        assert run_script(plain, script).transcript == run_script(simple, script).transcript
