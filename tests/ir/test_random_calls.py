"""Callers who do anything, at any time, in any locale, with a world that answers anything: all players do the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_author.call.caller import CallerStep, HangUp, Press, ScriptCaller, Silence, Speak
from ivr_author.call.line import Line
from ivr_author.call.transcript import Transcript
from ivr_author.call.world import Answer, CallSetup, ScriptWorld
from ivr_author.compiler import compile_program
from ivr_author.core.value_types import ValueType
from ivr_author.harness.compare import compare
from ivr_author.harness.targets import load_targets
from ivr_author.ir.play import play
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact
from ivr_author.workspace.project import load_workspace

ROOT = Path(__file__).resolve().parent.parent.parent
FIRST = datetime(2026, 10, 25, tzinfo=UTC)

VALUES: Mapping[ValueType, Sequence[str]] = {
    ValueType.TEXT: ["approved", "papers_needed", "scheduled", "<b>&", "很长"],
    ValueType.NAME: ["Robin Sample", "O'Neil & <Co>", "李明", ""],
    ValueType.DIGITS: ["704118", "0", "12a"],
    ValueType.NUMBER: ["0", "1", "2", "5", "21", "1.5", "-1", "x"],
    ValueType.MONEY: ["0", "0.01", "120.55", "-3", "1234567.895", "1,5"],
    ValueType.DATE: ["2026-12-23", "2027-01-01", "2026-02-30", ""],
    ValueType.TIME: ["14:30", "9:05", "25:00"],
    ValueType.PHONE: ["+16175550177", "911", "x"],
    ValueType.BOOLEAN: ["true", "false", "yes"],
}
KEYS = st.one_of(
    st.sampled_from("0123456789*#"),
    st.sampled_from(["1", "1", "2", "3", "12345678", "12345678#", "1990*50", "01011980", "12232026", "6175550177"]),
    st.text("0123456789*#", min_size=1, max_size=9),
)
WORDS = st.sampled_from(
    ["billing", "I want to pay my bill", "agent", "pagar", "Robin Sample", "账单", "счёт", "...", "0"]
)
STEPS = st.one_of(KEYS.map(Press), KEYS.map(Press), WORDS.map(Speak), st.just(Silence()), st.just(Silence()))


@cache
def sample() -> tuple[Program, Mapping[str, Artifact]]:
    workspace = load_workspace(ROOT)
    assert workspace.content is not None
    # Twilio recognises no speech in Haitian Creole, and says so as a warning: there words go unheard.
    locales = tuple(locale for locale in workspace.content.settings.locales if locale != "ht")
    content = replace(workspace.content, settings=replace(workspace.content.settings, locales=locales))
    program = compile_program(content, workspace.translations())
    return program, {name: target.emit(program) for name, target in load_targets().items()}


class Careless(ScriptCaller):
    """Loses keys and does not mind, as people do."""

    def left_over(self, keys: str) -> None:
        """Never mind."""


@st.composite
def worlds(draw: st.DrawFn) -> Mapping[str, object]:
    """What the outside answers."""
    program = sample()[0]
    lookups: dict[str, list[Answer]] = {}
    for name, service in program.services.items():
        fields = {field: draw(st.sampled_from(VALUES[kind])) for field, kind in service.answer.items()}
        answers = [Answer("ok", fields), Answer("ok", fields), Answer("not_found"), Answer("failed")]
        lookups[name] = draw(st.lists(st.sampled_from(answers), min_size=1, max_size=2))
    results = st.sampled_from(["ok", "failed"])
    return {
        "lookups": lookups,
        "queues": {name: draw(st.sampled_from(["accepted", "full", "closed"])) for name in program.queues},
        "callbacks": draw(results),
        "recordings": draw(results),
    }


def call(player: object, setup: CallSetup, steps: Sequence[CallerStep], world: Mapping[str, object]) -> Transcript:
    line = Line(Careless(steps), ScriptWorld(**world))  # type: ignore[arg-type]
    player(setup, line)  # type: ignore[operator]
    return line.transcript()


@settings(max_examples=40)
@given(st.lists(STEPS, max_size=16), st.booleans(), worlds(), st.data())
def test_all_players_do_the_same(
    steps: list[CallerStep], hangs_up: bool, world: Mapping[str, object], data: st.DataObject
) -> None:
    program, artifacts = sample()
    setup = CallSetup(
        data.draw(st.sampled_from(sorted(program.entries))),
        FIRST + timedelta(minutes=data.draw(st.integers(0, 150 * 24 * 60))),
        caller=data.draw(st.sampled_from(["+16175550123", "sip:robin@example.org", "sip:+16175550123@x"])),
        locale=data.draw(st.sampled_from([None, *program.all_locales()])),
    )
    steps = [*steps, HangUp()] if hangs_up else steps
    reference = call(lambda setup, line: play(program, setup, line), setup, steps, world)
    assert reference.outcome
    for name, target in load_targets().items():
        artifact = artifacts[name]
        heard = call(
            lambda setup, line, target=target, artifact=artifact: target.play(artifact, setup, line),
            setup,
            steps,
            world,
        )
        difference = compare(reference, heard)
        assert difference is None, "\n".join([name, *difference.lines()])
