"""What of a call script was met: heard, outcome, locale and nodes passed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ivr_author.call.caller import Hear, Press
from ivr_author.call.script import CallScript, Expectation, ScriptStep, faults_of_call, last_locale, missing_nodes
from ivr_author.call.transcript import Transcript
from ivr_author.call.world import Answer, CallSetup
from ivr_author.core.source import Source, Span

PLACE = Span("flows/main.calls.yaml", 2, 3, 2, 9)
EXPECTED = Span("flows/main.calls.yaml", 7, 3, 7, 9)
STEP = Span("flows/main.calls.yaml", 5, 3, 5, 9)
NOTHING = Expectation()
HEARD = Transcript(
    (
        {"event": "say", "locale": "en", "text": "Hello"},
        {"event": "say", "locale": "es", "text": "Hola"},
        {"event": "hangup", "by": "flow"},
    ),
    ("main/a", "main/b", "billing/a"),
)


def script(*steps: ScriptStep, expect: Expectation = NOTHING) -> CallScript:
    setup = CallSetup("main", datetime(2026, 11, 17, tzinfo=UTC))
    return CallScript("one", Source("flows/main.calls.yaml", ""), PLACE, setup, steps, expect)


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        (Expectation(outcome="hangup flow", locale="es", passes=("a", "billing/a")), None),
        (Expectation(outcome="queue billing"), "expected outcome `queue billing`, got `hangup flow`"),
        (Expectation(locale="en"), "expected the call to end in locale `en`, it was `es`"),
        (Expectation(passes=("b", "a", "b")), "expected the call to pass `b`"),
        (Expectation(passes=("main/c",)), "expected the call to pass `main/c`"),
    ],
)
def test_expectations(expect: Expectation, message: str | None) -> None:
    one = script(expect=expect)
    faults = faults_of_call(one, one.caller(), HEARD)
    assert [fault.message for fault in faults] == ([] if message is None else [message])
    assert all(fault.span == PLACE for fault in faults)


def test_a_fault_of_an_expectation_is_at_the_expectation() -> None:
    one = script(expect=Expectation(outcome="queue billing", span=EXPECTED))
    assert [fault.span for fault in faults_of_call(one, one.caller(), HEARD)] == [EXPECTED]


def test_a_step_that_was_not_met_is_at_its_step() -> None:
    one = script(ScriptStep(Press("1"), PLACE), ScriptStep(Hear("x"), STEP))
    caller = one.caller()
    caller.act()
    assert [fault.span for fault in faults_of_call(one, caller, HEARD)] == [STEP]


def test_nodes_in_order() -> None:
    passed = ["main/a", "main/b", "billing/a"]
    assert missing_nodes([], passed) is None
    assert missing_nodes(["a", "a"], passed) is None
    assert missing_nodes(["b", "b"], passed) == "b"
    assert missing_nodes(["billing/a", "main/a"], passed) == "main/a"


def test_the_locale_of_the_end() -> None:
    assert last_locale(HEARD) == "es"
    assert last_locale(Transcript(({"event": "hangup", "by": "flow"},))) == ""


def test_callers_and_worlds_are_fresh_each_time() -> None:
    one = CallScript("one", Source("a", ""), PLACE, script().setup, (), lookups={"b": [Answer("ok"), Answer("failed")]})
    assert [one.world().ask("lookup", "b", {}, "en").result for _ in range(2)] == ["ok", "ok"]
    world = one.world()
    assert [world.ask("lookup", "b", {}, "en").result for _ in range(3)] == ["ok", "failed", "failed"]
    assert world.ask("lookup", "unknown", {}, "en").result == "failed"
