"""A call script: what a caller does, what the world answers, what must come of it. Reading is `flow.read_script`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ivr_author.call.caller import CallerStep, ScriptCaller
from ivr_author.call.transcript import Transcript
from ivr_author.call.world import Answer, CallSetup, ScriptWorld
from ivr_author.core.source import Source, Span


@dataclass(frozen=True, slots=True)
class ScriptStep:
    """A step and its place."""

    step: CallerStep
    span: Span


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must hold at the end; None and empty ask for nothing."""

    locale: str | None = None
    outcome: str | None = None
    passes: tuple[str, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class CallScript:
    """One scripted call."""

    name: str
    source: Source
    span: Span
    setup: CallSetup
    steps: tuple[ScriptStep, ...]
    expect: Expectation = Expectation()
    lookups: Mapping[str, Sequence[Answer]] = field(default_factory=dict)
    queues: Mapping[str, str] = field(default_factory=dict)
    transfers: Mapping[str, str] = field(default_factory=dict)
    sends: Mapping[str, str] = field(default_factory=dict)
    callbacks: str = "ok"
    recordings: str = "ok"

    def caller(self) -> ScriptCaller:
        """A fresh caller who follows the steps."""
        return ScriptCaller([one.step for one in self.steps])

    def world(self) -> ScriptWorld:
        """A fresh world that answers as the script says."""
        return ScriptWorld(self.lookups, self.queues, self.transfers, self.sends, self.callbacks, self.recordings)


@dataclass(frozen=True, slots=True)
class ScriptFault:
    """Where a call was not as its script says, in words and as a place in the file."""

    message: str
    span: Span


def faults_of_call(script: CallScript, caller: ScriptCaller, transcript: Transcript) -> list[ScriptFault]:
    """What of the script was not met by the call that its caller made."""
    caller.finish()
    faults = []
    if caller.fault:
        faults.append(ScriptFault(caller.fault, script.steps[caller.fault_step].span))
    expect = script.expect
    place = expect.span or script.span
    if expect.outcome is not None and expect.outcome != transcript.outcome:
        faults.append(ScriptFault(f"expected outcome `{expect.outcome}`, got `{transcript.outcome}`", place))
    if expect.locale is not None and expect.locale != (spoken := last_locale(transcript)):
        faults.append(ScriptFault(f"expected the call to end in locale `{expect.locale}`, it was `{spoken}`", place))
    missing = missing_nodes(expect.passes, transcript.nodes)
    if missing is not None:
        faults.append(ScriptFault(f"expected the call to pass `{missing}`", place))
    return faults


def last_locale(transcript: Transcript) -> str:
    """The locale in which the call ended: that of its last event that has one."""
    for event in reversed(transcript.events):
        if "locale" in event:
            return str(event["locale"])
    return ""


def missing_nodes(expected: Sequence[str], passed: Sequence[str]) -> str | None:
    """The first of the expected nodes that was not passed after the one before it; `node` or `flow/node`."""
    rest = iter(passed)
    for name in expected:
        if not any(node == name or (node.partition("/")[2] == name and "/" not in name) for node in rest):
            return name
    return None
