"""The line: when a caller hears what was spoken, and what of it stands in the transcript."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivr_author.call.caller import HangUp, Hear, Press, ScriptCaller, Silence, Speak
from ivr_author.call.line import HungUp, Line
from ivr_author.call.world import Answer, ScriptWorld


def line_of(*steps: Hear | Press | Speak | Silence | HangUp, world: ScriptWorld | None = None) -> Line:
    return Line(ScriptCaller(steps), world or ScriptWorld())


def test_what_is_spoken_is_heard_at_once_before_an_input() -> None:
    line = line_of(Hear("One. Two."), Press("1"))
    line.say("en", "One.")
    line.say("es", "Two.")
    assert line.wait() == Press("1")
    line.took("1")
    events = line.transcript().events
    assert [event["event"] for event in events] == ["say", "say", "keys"]


@pytest.mark.parametrize(
    "flush",
    [
        lambda line: line.wait(),
        lambda line: line.ask("lookup", "billing", {}, "en"),
        lambda line: line.ask("send", "letter", {}, "en"),
        lambda line: line.ask("callback", "", {}, "en"),
        lambda line: line.transfer("+18005550110"),
        lambda line: line.queue("billing", "en"),
        lambda line: line.record("desk"),
        lambda line: line.hang_up("flow"),
    ],
)
def test_a_caller_may_hang_up_before_anything_happens(flush: Callable[[Line], object]) -> None:
    line = line_of(Hear("Bye"), HangUp())
    line.say("en", "Bye")
    with pytest.raises(HungUp):
        flush(line)
    assert [event["event"] for event in line.transcript().events] == ["say", "hangup"]
    assert line.transcript().outcome == "hangup caller"


def test_a_log_is_a_node_or_an_event() -> None:
    line = line_of()
    line.log("node", "main/a")
    line.log("no_input")
    line.log("no_match")
    assert line.transcript().nodes == ("main/a",)
    assert line.transcript().events == ({"event": "no_input"}, {"event": "no_match"})


def test_what_the_outside_answers_is_noted() -> None:
    world = ScriptWorld(lookups={"b": [Answer("ok", {"x": "1"})]}, sends={"letter": "failed"}, callbacks="failed")
    line = line_of(world=world)
    assert line.ask("lookup", "b", {"case": "12"}, "es").fields == {"x": "1"}
    assert line.ask("send", "letter", {"channel": "text", "to": "+1"}, "es").result == "failed"
    assert line.ask("callback", "billing", {"number": "+1"}, "es").result == "failed"
    assert line.transcript().events == (
        {"event": "lookup", "service": "b", "with": {"case": "12"}, "result": "ok"},
        {"event": "send", "notice": "letter", "channel": "text", "to": "+1", "locale": "es", "result": "failed"},
        {"event": "callback", "queue": "billing", "number": "+1", "locale": "es", "result": "failed"},
    )


@pytest.mark.parametrize(
    ("step", "kept", "result"),
    [
        (Speak("x"), "ok", "ok"),
        (Press("#"), "ok", "ok"),
        (Speak("x"), "failed", "failed"),
        (Silence(), "ok", "failed"),
    ],
)
def test_a_recording(step: Speak | Press | Silence, kept: str, result: str) -> None:
    line = line_of(step, world=ScriptWorld(recordings=kept))
    assert line.record("desk") == result
    assert line.transcript().events == ({"event": "record", "mailbox": "desk", "result": result},)


def test_handing_over() -> None:
    line = line_of(world=ScriptWorld(queues={"b": "full"}, transfers={"+1": "busy"}))
    assert [line.queue("b", "en"), line.transfer("+1"), line.queue("c", "en"), line.transfer("+2")] == [
        "full",
        "busy",
        "accepted",
        "connected",
    ]
    assert line.transcript().outcome == "transfer +2"


def test_left_over_keys_reach_the_caller() -> None:
    caller = ScriptCaller([Press("12")])
    line = Line(caller, ScriptWorld())
    line.wait()
    line.took("1", "2")
    assert "'2'" in caller.fault
    assert line.transcript().events == ({"event": "keys", "keys": "1"},)
