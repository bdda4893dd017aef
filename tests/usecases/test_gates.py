"""The gates before a release: each red and green by the cases in gates.md, approvals, waivers that end, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from ivr_author.usecases.gate import (
    CONTENT_GATES,
    MOST_BLOCKS,
    TITLES,
    Approval,
    Gate,
    GateState,
    after_waivers,
    approvals_gate,
    gates_from_data,
    gates_to_data,
)
from ivr_author.usecases.release import ask_gates
from ivr_author.workspace.project import Workspace, load_workspace
from tests.rule_cases import Case, read_cases
from tests.usecases.released import NOON

CASES = read_cases(Path(__file__).with_name("gates.md"))


def told(gate: Gate) -> list[str]:
    """A gate as the cases write it: a line for each thing that blocks or was excused, else one with its note."""
    lines = [f"{one.kind} {one.address or '-'} {one.message}" for one in gate.blocks] or [gate.note]
    return [f"{gate.id} {gate.state} {line}".strip() for line in lines]


def meets(line: str, expected: str) -> bool:
    gate, state, *rest = expected.split(" ", 2)
    return line.startswith(f"{gate} {state}") and all(part in line for part in (rest[0].split(" ", 2) if rest else ()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_case(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    gates = ask_gates(tmp_path, now=NOON)
    assert [one.id for one in gates] == list(TITLES)
    found = [line for gate in gates for line in told(gate)]
    expected = list(case.expected)
    named = {line.split(" ")[0] for line in expected}
    assert {one.id for one in gates if one.state in (GateState.BLOCKED, GateState.WAIVED)} <= named, found
    for line in expected:
        assert any(meets(one, line) for one in found), f"{line!r} is not in {found}"


@pytest.mark.parametrize("gate", TITLES)
def test_every_gate_is_red_and_green_somewhere(gate: str) -> None:
    states = {line.split(" ")[1] for case in CASES for line in case.expected if line.startswith(f"{gate} ")}
    assert "blocked" in states, "write a case that it blocks"
    assert "passed" in states or gate == "approvals", "write a case that it passes"


def test_they_are_the_same_as_json(tmp_path: Path) -> None:
    CASES[1].write(tmp_path)
    gates = ask_gates(tmp_path, now=NOON)
    assert gates_from_data(json.loads(json.dumps(gates_to_data(gates)))) == gates


def test_of_many_things_that_block_the_first_are_told_and_all_are_counted(tmp_path: Path) -> None:
    nodes = "".join(f"  n{number}: {{type: play, prompt: Hello., next: nowhere}}\n" for number in range(60))
    flow = f"format: 1\ntitle: Test\nstart: n0\nnodes:\n{nodes}"
    replace(CASES[0], files={**CASES[0].files, "flows/main.yaml": flow}).write(tmp_path)
    check = ask_gates(tmp_path, now=NOON)[0]
    assert len(check.blocks) == MOST_BLOCKS
    assert f"the first {MOST_BLOCKS} of them are listed" in check.note


def test_a_waiver_that_has_ended_blocks() -> None:
    gate = Gate("readability", GateState.WAIVED, until="2027-01-31")
    assert after_waivers(gate, date(2027, 1, 31)) is gate
    after = after_waivers(gate, date(2027, 2, 1))
    assert (after.state, after.blocks[0].message[:28]) == (GateState.BLOCKED, "a waiver ended on 2027-01-31")
    for_good = Gate("readability", GateState.WAIVED)
    assert after_waivers(for_good, date(2099, 1, 1)) is for_good


@dataclass(frozen=True)
class Item:
    """Something that changed."""

    item: str
    locale: str
    content: str


@dataclass(frozen=True)
class Book:
    """Approvals of a studio with accounts."""

    items: tuple[Item, ...]
    verdicts: dict[tuple[str, str, str], str]

    def changed(self, before: Workspace | None, now: Workspace) -> Iterable[Item]:
        """Always the same."""
        assert now.content is not None
        return self.items

    def by(self, item: str, locale: str, content: str) -> str | None:
        """Who it was, in the book."""
        return self.verdicts.get((item, locale, content))


def test_an_approval_holds_for_exactly_what_it_saw(tmp_path: Path) -> None:
    CASES[0].write(tmp_path)
    now = load_workspace(tmp_path)
    items = (Item("main/bye/prompt", "es", "new"), Item("flow/main#structure", "", "same"))
    book = Book(items, {("main/bye/prompt", "es", "old"): "Kim", ("flow/main#structure", "", "same"): "Sam"})
    gate, given = approvals_gate(book, None, now)
    assert (gate.state, gate.note) == (GateState.BLOCKED, "1 of 2 changes are approved")
    (block,) = gate.blocks
    assert (block.kind, block.address, block.locale) == ("item", "main/bye/prompt", "es")
    assert given == (Approval("flow/main#structure", "", "same", "Sam"),)
    gate, given = approvals_gate(replace(book, items=items[1:]), None, now)
    assert (gate.state, len(given)) == (GateState.PASSED, 1)
    gate, _ = approvals_gate(book, None, now, is_required=False)
    assert gate.state is GateState.NOT_ASKED
    asked = ask_gates(tmp_path, book, now=NOON)
    assert next(one for one in asked if one.id == "approvals").note == "1 of 2 changes are approved"


def test_gates_of_the_content_come_first() -> None:
    assert tuple(TITLES)[: len(CONTENT_GATES)] == CONTENT_GATES
