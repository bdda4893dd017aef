"""What call scripts reach, by node and by the ways onward that an author wrote; told once for the same content."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.call.script import CallScript
from ivr_author.harness.coverage import coverage
from ivr_author.ir.program import Program
from ivr_author.usecases.coverage import Reached, reached
from ivr_author.usecases.program import program_of
from ivr_author.workspace.project import Workspace, load_workspace


@pytest.fixture(scope="module")
def workspace(repository: Path) -> Workspace:
    return load_workspace(repository)


@pytest.fixture(scope="module")
def program(workspace: Workspace) -> Program:
    assert workspace.content is not None
    return program_of(workspace, workspace.content)


@pytest.fixture(scope="module")
def scripts(workspace: Workspace) -> list[CallScript]:
    return [script for group in workspace.scripts.values() for script in group]


@pytest.fixture(scope="module")
def found(program: Program, scripts: list[CallScript]) -> Reached:
    return reached(program, scripts)


def test_it_counts_what_the_command_counts(program: Program, scripts: list[CallScript], found: Reached) -> None:
    counted = coverage(program, scripts)
    assert [found.flow(one.flow) for one in counted.flows] == [*counted.flows]
    assert found.flow("nobody") is None
    assert found.passed_by == counted.passed_by
    assert set().union(*found.by_locale.values()) == set(found.passed_by)


def test_the_same_content_is_followed_once(program: Program, scripts: list[CallScript], found: Reached) -> None:
    held = reached(program, scripts)
    assert reached(program, list(scripts)) is held
    fewer = reached(program, scripts[:3])
    assert fewer is not held
    assert fewer.nodes < held.nodes


def test_exits_as_their_author_wrote_them(workspace: Workspace, found: Reached) -> None:
    content = workspace.content
    assert content is not None
    flows = content.flows

    def exits(flow: str, node: str) -> dict[str, bool]:
        return found.exits(flow, flows[flow].nodes[node])

    assert exits("billing", "look_up") == {"next/ok": True, "next/not_found": True, "next/failed": True}
    assert exits("billing", "schedule") == {"next/ok": True, "next/not_found": False, "next/failed": True}
    assert exits("billing", "ask_amount") == {"next": True}, "a node that lets confirm leads on when it is confirmed"
    assert exits("billing", "call_when_up") == {"next": True, "failed": False}
    assert exits("account", "representative") == {"next/full": False, "next/closed": False}
    assert exits("callback", "offer")["choice/3/next"] is False
    assert exits("main", "language") == {"next": True}
    assert found.node("billing", "look_up")
    assert not found.node("billing", "nothing")


def test_languages_are_told_apart(found: Reached) -> None:
    chosen = {edge.target for edge in found.by_locale["ht"] if edge.source == "main/other_languages"}
    assert "main/language_chosen" in chosen, "Kreyòl is chosen by key"
    assert not any(edge.source == "main/other_languages" and edge.label == "key 1" for edge in found.by_locale["vi"])
    assert len(found.by_locale["ht"]) < len(found.by_locale["en"])
    assert found.flow("billing") is not None
    assert found.flow("nothing") is None
