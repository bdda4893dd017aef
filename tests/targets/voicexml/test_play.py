"""Calls through the emitted documents: what the reference does, and what only a VoiceXML platform can show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr_author.call.caller import HangUp, Hear, Press, ScriptCaller, Silence, Speak
from ivr_author.call.line import Line
from ivr_author.call.transcript import Transcript
from ivr_author.call.world import Answer, CallSetup, ScriptWorld
from ivr_author.ir.play import play
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact
from ivr_author.targets.voicexml import TARGET
from ivr_author.targets.voicexml.interpreter import interpret
from ivr_author.targets.voicexml.manifest import Manifest
from ivr_author.targets.voicexml.play import BASE, LinePlatform
from tests.targets.voicexml.workspace import MAIN, compile_workspace, write_workspace

OPEN = datetime(2026, 12, 21, 15, 0, tzinfo=UTC)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return compile_workspace(write_workspace(tmp_path))


@pytest.fixture
def artifact(program: Program) -> Artifact:
    return TARGET.emit(program)


def both(program: Program, artifact: Artifact, setup: CallSetup, *steps, **world) -> Transcript:
    """The transcript, after holding the target to the reference."""
    lines = [Line(ScriptCaller(steps), ScriptWorld(**world)) for _ in range(2)]
    play(program, setup, lines[0])
    TARGET.play(artifact, setup, lines[1])
    assert lines[1].transcript() == lines[0].transcript()
    return lines[1].transcript()


BILL = {"lookups": {"billing.balance": [Answer("ok", {"balance": "120.55", "open_bills": "1"})]}}


def test_a_bill_is_looked_up_and_the_agent_gets_the_call(program: Program, artifact: Artifact) -> None:
    steps = [Press("1"), Press("12345678#"), Press("1"), Hear("You have 1 bill & owe $120.55.")]
    heard = both(program, artifact, CallSetup("main", OPEN), *steps, **BILL)
    assert heard.outcome == "queue billing"


@pytest.mark.parametrize("steps", [[Silence()], [Press("7")], [Speak("please")], [Speak("I want to pay")]])
def test_missed_inputs(program: Program, artifact: Artifact, steps: list) -> None:
    assert both(program, artifact, CallSetup("main", OPEN), *steps, Silence(), Press("8")).events


CHANGES = [datetime(2026, 11, 1, 5, 0, tzinfo=UTC), datetime(2027, 3, 14, 6, 0, tzinfo=UTC)]


@pytest.mark.parametrize("change", CHANGES, ids=["clocks go back", "clocks go forward"])
def test_hours_are_right_through_the_change_of_clocks(program: Program, artifact: Artifact, change: datetime) -> None:
    outcomes = set()
    for minutes in range(0, 240, 15):
        setup = CallSetup("main", change + timedelta(minutes=minutes))
        outcomes.add(both(program, artifact, setup).nodes[-1])
    assert outcomes == {"main/main_menu", "main/closed"}


@pytest.mark.parametrize(
    ("at", "node"),
    [
        (datetime(2026, 12, 24, 0, 59, tzinfo=UTC), "main/main_menu"),  # 19:59 on the day of the deadline
        (datetime(2026, 12, 24, 1, 0, tzinfo=UTC), "main/closed"),
        (datetime(2026, 12, 25, 15, 0, tzinfo=UTC), "main/holiday"),
    ],
)
def test_hours_of_single_days(program: Program, artifact: Artifact, at: datetime, node: str) -> None:
    assert both(program, artifact, CallSetup("main", at)).nodes[-1] == node


class Listening(LinePlatform):
    """Also keeps what agents are told."""

    told = ""

    def transfer(self, request):
        """Keep it, then connect."""
        Listening.told = request.aai
        return super().transfer(request)


def run(artifact: Artifact, line: Line, url: str, called: str = "+18005550100") -> str:
    setup = CallSetup("main", OPEN, called=called)
    platform = Listening(artifact, Manifest.read(artifact.files["manifest.json"]), setup, line)
    session = {"connection": {"local": {"uri": f"tel:{called}"}, "remote": {"uri": "tel:+16175550123"}}}
    return interpret(BASE + url, platform, session=session).by


@pytest.mark.parametrize(("called", "locale"), [("+18005550100", "en"), ("+18005550110", "es"), ("+18005550199", "en")])
def test_the_number_called_decides_flow_and_locale(artifact: Artifact, called: str, locale: str) -> None:
    line = Line(ScriptCaller([Press("2")]), ScriptWorld())
    assert run(artifact, line, "start.vxml", called) == "transfer"
    assert line.transcript().events[-1]["locale"] == locale


def test_the_agent_is_told_the_locale_and_what_is_known(artifact: Artifact) -> None:
    line = Line(ScriptCaller([Press("1"), Press("12345678"), Press("1")]), ScriptWorld(**BILL))
    assert run(artifact, line, "es/main.vxml") == "transfer"
    assert Listening.told == "queue=billing;locale=es;case_number=12345678;balance=120.55;open_bills=1"


def test_a_fault_in_a_document_ends_the_call_politely(artifact: Artifact) -> None:
    broken = artifact.files["en/main.vxml"].replace(b"ivr.visit(", b"ivr.nothing(")
    files = {**artifact.files, "en/main.vxml": broken}
    line = Line(ScriptCaller([]), ScriptWorld())
    assert run(Artifact("voicexml", "start.vxml", files), line, "en/main.vxml") == "disconnect"
    assert [event["event"] for event in line.transcript().events] == ["say", "hangup"]
    assert line.transcript().outcome == "hangup failure"


HOSTILE = ["<Say>&amp;]]>", "'\"; call = null; //", "{{ 7 * 7 }} {x}", "\u202eevil\u2066", "a\u2028b"]


@pytest.mark.parametrize("value", HOSTILE)
def test_values_are_never_markup_or_script(tmp_path: Path, value: str) -> None:
    flow = MAIN.replace("balance: money,", "balance: text,")
    settings = (write_workspace(tmp_path) / "ivr.yaml").read_text().replace("balance: money,", "balance: text,")
    program = compile_workspace(write_workspace(tmp_path, flow, settings))
    answers = {"lookups": {"billing.balance": [Answer("ok", {"balance": value, "open_bills": "2"})]}}
    setup = CallSetup("main", OPEN)
    heard = both(program, TARGET.emit(program), setup, Press("1"), Press("12345678"), Press("1"), **answers)
    assert heard.outcome == "queue billing"


def test_a_caller_may_hang_up_while_nothing_is_spoken(tmp_path: Path) -> None:
    flow = MAIN.replace("    prompt: One moment.\n", "")
    program = compile_workspace(write_workspace(tmp_path, flow))
    steps = [Press("1"), Press("12345678"), Press("1"), HangUp()]
    assert both(program, TARGET.emit(program), CallSetup("main", OPEN), *steps).outcome == "hangup caller"
