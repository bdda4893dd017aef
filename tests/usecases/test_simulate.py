"""A call played step by step: on the reference and on every target, and written down as a script that passes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from ivr_author.call.caller import Action, HangUp, Press, Silence, Speak
from ivr_author.call.line import Line
from ivr_author.call.world import Answer, CallSetup
from ivr_author.core.source import Source
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.read_script import read_scripts
from ivr_author.harness.run import run_script
from ivr_author.harness.targets import load_targets
from ivr_author.ir.play import play
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact, PlayFault
from ivr_author.usecases.check import check_workspace
from ivr_author.usecases.keep_call import script_of_call
from ivr_author.usecases.simulate import Simulation, WorldAnswers, simulate

AT = datetime.fromisoformat("2026-12-09T10:00:00-05:00")
FOUND = Answer("ok", {"balance": "120.55", "due_date": "2026-12-23", "open_bills": "1", "paid": "false"})
WORLD = WorldAnswers(lookups={"billing.balance": [FOUND]})
PLAYERS = ["reference", *load_targets()]


@pytest.fixture(scope="module")
def program(repository: Path) -> Program:
    program = check_workspace(repository).program
    assert program is not None
    return program


@pytest.fixture(scope="module")
def artifacts(program: Program) -> dict[str, Artifact]:
    return {name: target.emit(program) for name, target in load_targets().items()}


def step(
    program: Program, flow: str, actions: Sequence[Action], artifact: Artifact | None = None, locale: str | None = None
) -> Simulation:
    target = (load_targets()[artifact.target], artifact) if artifact else None
    return simulate(program, CallSetup(flow, AT, locale=locale), WORLD, actions, target)


CALL: list[Action] = [Press("2"), Silence(), Speak("factura"), Press("12345678"), Press("1"), Press("9"), HangUp()]


@pytest.mark.parametrize("player", PLAYERS)
def test_every_step_of_a_call_goes_on_where_the_one_before_ended(
    program: Program, artifacts: dict[str, Artifact], player: str
) -> None:
    before: Simulation | None = None
    for count in range(len(CALL) + 1):
        now = step(program, "main", CALL[:count], artifacts.get(player))
        assert now.expected is None, "the target plays what the reference plays"
        assert now.unused == 0
        assert (now.waiting is None) == (count == len(CALL))
        if before is not None:
            shared = before.transcript.events[:-1]
            assert now.transcript.events[: len(shared)] == shared
            assert now.transcript.nodes[: len(before.transcript.nodes)] == before.transcript.nodes
        before = now
    assert before is not None
    assert before.transcript.outcome == "hangup caller"
    assert before.locale == "es"


@pytest.mark.parametrize("player", PLAYERS)
def test_moments_tell_the_whole_transcript(program: Program, artifacts: dict[str, Artifact], player: str) -> None:
    call = step(program, "main", CALL, artifacts.get(player))
    joined: list[dict[str, object]] = []
    for moment in call.moments:
        event = dict(moment.event)
        last = joined[-1] if joined else None
        if last and event["event"] == last["event"] == "say" and event["locale"] == last["locale"]:
            last["text"] = f"{last['text']} {event['text']}"
        else:
            joined.append(event)
    assert tuple(joined) == call.transcript.events
    # Nodes passed after the last event are still to be shown with the next one.
    passed = [node for moment in call.moments for node in moment.nodes]
    assert passed == list(call.transcript.nodes[: len(passed)])
    assert len(call.transcript.nodes) - len(passed) <= 2


def test_speech_of_two_nodes_stands_apart(program: Program) -> None:
    call = step(program, "main", [])
    assert [moment.nodes for moment in call.moments[:2]] == [
        ("main/welcome",),
        ("main/language_known", "main/language"),
    ]


def test_what_is_waited_for(program: Program) -> None:
    menu = step(program, "main", [Press("2")]).waiting
    assert menu is not None
    assert menu.node == "menu/main_menu"
    assert set(menu.keys) >= {"0", "1", "2"}
    assert {phrase.locale for phrase in menu.phrases} == {"es"}
    entry = step(program, "billing", []).waiting
    assert entry is not None
    assert (entry.entry.kind, entry.entry.longest, entry.entry.terminator) == ("digits", 8, "#")
    message = step(program, "voicemail", [Press("1")]).waiting
    assert message is not None


def test_values_are_those_of_the_moment(program: Program) -> None:
    before = step(program, "billing", [Press("12345678")])
    after = step(program, "billing", [Press("12345678"), Press("1")])
    assert before.values["balance"] is None
    assert after.values["balance"] == 120.55
    assert not [name for name in after.values if name.startswith("_")]


def test_actions_after_the_end_are_unused(program: Program) -> None:
    assert step(program, "billing", [HangUp(), Press("1"), Silence()]).unused == 2


def test_keys_that_no_input_takes_are_told(program: Program) -> None:
    assert step(program, "main", [Press("23")]).left == "3"


def test_difference_between_target_and_reference_is_told(program: Program, artifacts: dict[str, Artifact]) -> None:
    class Deaf:
        name = title = "deaf"

        def play(self, artifact: Artifact, setup: CallSetup, line: Line) -> None:
            play(program, CallSetup("voicemail", setup.at), line)

    call = simulate(program, CallSetup("main", AT), WORLD, [], (Deaf(), artifacts["voicexml"]))  # type: ignore[arg-type]
    assert call.expected is not None
    assert call.expected != call.transcript


def test_broken_documents_are_told(program: Program, artifacts: dict[str, Artifact]) -> None:
    class Broken:
        name = title = "broken"

        def play(self, artifact: Artifact, setup: CallSetup, line: Line) -> None:
            line.say("en", "Hello")
            raise PlayFault("no such document")

    call = simulate(program, CallSetup("main", AT), WORLD, [], (Broken(), artifacts["voicexml"]))  # type: ignore[arg-type]
    assert call.broken == "no such document"
    assert call.transcript.events[0]["text"] == "Hello"


@pytest.mark.parametrize(
    ("flow", "locale", "actions"),
    [
        ("main", None, CALL),
        ("main", None, []),
        ("main", None, [Press("5"), Press("4"), Speak("خدمة"), Silence()]),
        ("billing", "ht", [Press("12345678#"), Press("1"), Press("1"), Press("50*25#"), Press("1"), Press("12182026")]),
        ("billing", None, [Silence(), Silence(), Silence()]),
        ("voicemail", "es", [Press("1"), Speak("please call me"), HangUp()]),
    ],
)
def test_call_can_be_kept_as_a_script(program: Program, flow: str, locale: str | None, actions: list[Action]) -> None:
    setup = CallSetup(flow, AT, locale=locale or "en")
    call = simulate(program, setup, WORLD, actions)
    if call.waiting is None:
        actions = actions[: len(actions) - call.unused]
    text = script_of_call(setup, WORLD, actions, call.transcript, name='A "call"\u2028of today: #1')
    source = Source(f"flows/{flow}.calls.yaml", text)
    tree, faults = read_yaml(source)
    assert tree is not None
    scripts, more = read_scripts(flow, source, tree)
    assert [*faults, *more] == []
    assert scripts[0].setup == setup
    result = run_script(program, scripts[0])
    assert result.faults == (), text
    if call.waiting is None:
        assert result.transcript == call.transcript
