"""Calls on the reference and on targets: what passes, what fails, and that a fault in an emitter is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import pytest

from ivr_author.call.line import Line
from ivr_author.call.script import CallScript
from ivr_author.call.world import CallSetup
from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.harness.run import Players, run_script
from ivr_author.harness.targets import load_targets, player_names, target_names
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact, PlayFault, Target
from tests.harness.sample import Planted, load, make_workspace, plant, with_swapped_keys, without_say

ADDRESS = "A caller hears the address and then speaks with someone"
SAYS = "A caller says what they want"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, Mapping[str, CallScript]]:
    return load(make_workspace(tmp_path_factory.mktemp("small")))


@pytest.mark.parametrize("player", player_names())
def test_every_call_passes_everywhere(loaded: tuple[Program, Mapping[str, CallScript]], player: str) -> None:
    program, scripts = loaded
    players = Players(program, load_targets())
    assert [script.name for script in scripts.values() if not players.run(script, player).passed] == []


@pytest.mark.parametrize("name", target_names())
def test_a_prompt_that_an_emitter_drops_is_found(loaded: tuple[Program, Mapping[str, CallScript]], name: str) -> None:
    program, scripts = loaded
    planted = plant(load_targets()[name], lambda good: without_say(good, "main/main_menu/choice/2/say"))
    result = Players(program, {name: planted}).run(scripts[ADDRESS], name)
    assert not result.passed
    assert result.faults == (), "no `hear` asks for this line: only the reference knows of it"
    assert result.difference is not None
    assert any("[-To speak with someone, press 2.-]" in line for line in result.difference.lines())


@pytest.mark.parametrize("name", target_names())
def test_a_key_that_an_emitter_gets_wrong_is_found(loaded: tuple[Program, Mapping[str, CallScript]], name: str) -> None:
    program, scripts = loaded
    planted = plant(load_targets()[name], lambda good: with_swapped_keys(good, "main/main_menu", "1", "2"))
    result = Players(program, {name: planted}).run(scripts[ADDRESS], name)
    assert not result.passed
    assert result.difference is not None
    assert "say en: We are at 1 Main Street" in result.difference.summary()


def test_a_call_to_a_flow_that_is_not_there_fails_and_says_so(
    loaded: tuple[Program, Mapping[str, CallScript]],
) -> None:
    program, scripts = loaded
    script = scripts[ADDRESS]
    lost = replace(script, setup=replace(script.setup, flow="nowhere"))
    players = Players(program, load_targets())
    for player in player_names():
        result = players.run(lost, player)
        assert [fault.message for fault in result.faults] == ["there is no flow `nowhere` that could answer this call"]


class Broken(Planted):
    """A target whose documents break down in the middle of a call."""

    def play(self, artifact: Artifact, setup: CallSetup, line: Line) -> None:
        """Say something and fail."""
        line.say("en", "Thank you")
        raise PlayFault("a document is missing")


class Unable(Planted):
    """A target that cannot do what is asked."""

    def check(self, program: Program) -> list[Diagnostic]:
        """Say so."""
        return [error("twiml-cannot", "this cannot be done")]


def test_a_target_that_breaks_down_is_a_fault_of_the_call(
    loaded: tuple[Program, Mapping[str, CallScript]],
) -> None:
    program, scripts = loaded
    broken = cast(Target, Broken(load_targets()["twiml"], lambda good: good))
    result = run_script(program, scripts[SAYS], broken, broken.emit(program))
    assert [fault.message for fault in result.faults] == [f"{broken.title} failed: a document is missing"]
    assert result.transcript.events, "what was heard until then is kept"


def test_a_target_that_cannot_do_it_is_not_played(loaded: tuple[Program, Mapping[str, CallScript]]) -> None:
    program, _ = loaded
    players = Players(program, {"twiml": cast(Target, Unable(load_targets()["twiml"], lambda good: good))})
    assert not players.can_play("twiml")
    assert players.can_play("reference")


def test_an_artifact_is_emitted_once(loaded: tuple[Program, Mapping[str, CallScript]]) -> None:
    program, scripts = loaded
    players = Players(program, load_targets())
    players.run(scripts[ADDRESS], "twiml")
    emitted = players.artifact("twiml")
    players.run(scripts[SAYS], "twiml")
    assert players.artifact("twiml") is emitted


def test_a_call_in_a_locale_that_is_not_there_fails_and_says_so(
    loaded: tuple[Program, Mapping[str, CallScript]],
) -> None:
    program, scripts = loaded
    script = scripts[ADDRESS]
    lost = replace(script, setup=replace(script.setup, locale="xx"))
    players = Players(program, load_targets())
    for player in player_names():
        result = players.run(lost, player)
        assert [fault.message for fault in result.faults] == ["there is no locale `xx` in this workspace"]
