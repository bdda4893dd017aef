"""Calls as walks over what the reference player does: each step is played once, then remembered for all who take it.

A state is a call that waits: for its caller, for the outside, for a line or for agents. Two calls in one state go on
alike, so a day of many calls plays few steps.
"""

from __future__ import annotations

import bisect
import itertools
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ivr_author.call.caller import Action, HangUp, Press, ScriptCaller, Silence, Speak
from ivr_author.call.line import HungUp, Line
from ivr_author.call.world import Answer, CallSetup, ScriptWorld
from ivr_author.ir.ops import Ask, BlockId, Input, Queue, Record, Transfer
from ivr_author.ir.play import Player
from ivr_author.ir.program import Program
from ivr_author.rehearsal.behaviour import CALLER, Behaviour, Entrance
from ivr_author.rehearsal.hours import Stretches
from ivr_author.rehearsal.ways import ENTRY, HANG_UP, action_of
from ivr_author.speech.pace import seconds_of

Decision = Action | Answer | str
"""What happens where a call waits: the caller acts, the outside answers, a line or a queue says what it does."""

THINKING_SECONDS = 1.5
"""From the end of a prompt to the first key or word."""

KEY_SECONDS = 0.5
"""For each key."""

ASKING_SECONDS = 1.0
"""Until a service, a sender or whoever keeps callbacks has answered."""

RINGING_SECONDS = 8.0
"""Until another line takes a call; one that does not answer rings as long as `NO_ANSWER_SECONDS`."""

NO_ANSWER_SECONDS = 30.0
MESSAGE_SECONDS = 20.0
"""A message left after the tone."""

MOST_DECISIONS = 200
"""In one call; whoever has not come anywhere by then hangs up."""


class _Waits(Exception):
    """The call waits for a decision."""


@dataclass(eq=False, slots=True)
class State:
    """A call that waits at a block. `kind`: `act`, `ask`, `transfer` or `queue`; `name`: the queue or the line."""

    block: BlockId
    kind: str
    name: str
    locale: str
    player: Mapping[str, object]
    decisions: tuple[Decision, ...] = ()
    ends: tuple[float, ...] = ()
    legs: dict[Decision, Leg] = field(default_factory=dict)

    def draw(self, stream: random.Random) -> Decision:
        """What happens here, by the shares."""
        if len(self.decisions) == 1:
            return self.decisions[0]
        return self.decisions[bisect.bisect_right(self.ends, stream.random() * self.ends[-1], 0, len(self.ends) - 1)]


@dataclass(slots=True)
class Leg:
    """From a decision to the next wait, or to the end of the call. `requests`: those that a webhook service gets."""

    seconds: float
    requests: int
    state: State | None
    outcome: str = ""
    booked: str = ""


@dataclass(slots=True)
class Stretch:
    """Several legs: where a call came to without agents. `booked`: callbacks, by when and for which queue."""

    seconds: float
    requests: int
    state: State | None
    outcome: str
    locale: str
    booked: tuple[tuple[float, str], ...] = ()
    decisions: tuple[Decision, ...] = ()


class Walks:
    """All walks through the flow that answers."""

    def __init__(self, program: Program, flow: str, behaviour: Behaviour, stretches: Stretches) -> None:
        self.program = program
        self.flow = flow
        self.behaviour = behaviour
        self.stretches = stretches
        self.source_locale = program.source_locale
        self._states: dict[object, State] = {}
        self._begun: dict[tuple[int, Entrance], Leg] = {}

    def begin(self, stretch: int, entrance: Entrance) -> Leg:
        """A call that is answered in a stretch of the day."""
        known = self._begun.get((stretch, entrance))
        if known is None:
            setup = CallSetup(self.flow, self.stretches.moments[stretch], CALLER, entrance.called, entrance.locale)
            walker = _Walker(self.program, setup, _WalkLine())
            known = self._begun[stretch, entrance] = self._leg(walker, walker.start, 0.0)
        return known

    def walk(self, leg: Leg, stream: random.Random, locale: str, *, with_decisions: bool = False) -> Stretch:
        """Go on from a leg until agents are asked for, or until the call is over."""
        seconds, requests = leg.seconds, leg.requests
        booked: list[tuple[float, str]] = []
        decisions: list[Decision] = []
        for _ in range(MOST_DECISIONS):
            state = leg.state
            if leg.booked:
                booked.append((seconds, leg.booked))
            if state is None or state.kind == "queue":
                break
            locale = state.locale
            decision = state.draw(stream)
            if with_decisions:
                decisions.append(decision)
            leg = self.decide(state, decision)
            seconds += leg.seconds
            requests += leg.requests
        else:
            return Stretch(seconds, requests, None, "hangup caller", locale, tuple(booked), tuple(decisions))
        if state is not None:
            locale = state.locale
        return Stretch(seconds, requests, state, leg.outcome, locale, tuple(booked), tuple(decisions))

    def decide(self, state: State, decision: Decision) -> Leg:
        """Where a decision leads."""
        leg = state.legs.get(decision)
        if leg is None:
            walker = _Walker.at_wait(self.program, state.player)
            leg = self._leg(walker, lambda: walker.decide(decision), self._seconds_for(state, decision))
            if state.kind == "ask" and isinstance(decision, Answer):
                end = self.program.blocks[state.block].end
                if isinstance(end, Ask) and end.kind == "callback" and decision.result == "ok":
                    leg.booked = end.name or "-"
            state.legs[decision] = leg
        return leg

    def _leg(self, walker: _Walker, go: Callable[[], None], before: float) -> Leg:
        line = walker.walk_line
        try:
            go()
        except _Waits:
            return Leg(before + line.seconds, 1, self._state(walker))
        except HungUp:
            return Leg(before + line.seconds, 0, None, "hangup caller")
        return Leg(before + line.seconds, 1, None, line.outcome)

    def _state(self, walker: _Walker) -> State:
        kept = walker.kept()
        key = (
            *(kept["setup"], kept["at"], kept["locale"], kept["passed"]),
            tuple(walker.values.values()),
            tuple(id(one) for one in walker.stack),
            tuple(walker.menus),
        )
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = self._new_state(walker, kept)
        return state

    def _new_state(self, walker: _Walker, kept: Mapping[str, object]) -> State:
        assert walker.at is not None, "a call that waits is somewhere"
        block = self.program.blocks[walker.at]
        end = block.end
        if isinstance(end, Queue):
            return State(block.id, "queue", end.queue, walker.locale, kept)
        shares, _ = self.behaviour.shares_at(block)
        drawn: list[tuple[Decision, float]] = []
        for way, share in shares.items():
            if isinstance(end, Ask):
                drawn += self._answers(end, way, share)
            elif isinstance(end, Transfer) or (isinstance(end, Record) and way != HANG_UP):
                drawn.append((way, share))
            elif way == ENTRY:
                entries = self.behaviour.entries_at(block)
                whole = sum(weight for _, weight in entries)
                drawn += [(action, share * weight / whole) for action, weight in entries]
            else:
                action = action_of(way, block, None)
                drawn += [] if action is None else [(action, share)]
        if not drawn:
            drawn = [(HangUp(), 1.0)]
        kind = "ask" if isinstance(end, Ask) else "transfer" if isinstance(end, Transfer) else "act"
        name = end.name if isinstance(end, Ask) else end.to if isinstance(end, Transfer) else ""
        ends = tuple(itertools.accumulate(share for _, share in drawn))
        return State(block.id, kind, name, walker.locale, kept, tuple(one for one, _ in drawn), ends)

    def _answers(self, end: Ask, way: str, share: float) -> list[tuple[Decision, float]]:
        if end.kind != "lookup" or way != "ok":
            return [(_Told(way), share)]
        told = self.behaviour.answers_of(end.name)
        whole = sum(weight for _, weight in told)
        return [(_Told(answer.result, answer.fields), share * weight / whole) for answer, weight in told]

    def _seconds_for(self, state: State, decision: Decision) -> float:
        end = self.program.blocks[state.block].end
        if isinstance(decision, Press):
            return THINKING_SECONDS + KEY_SECONDS * len(decision.keys)
        if isinstance(decision, Speak):
            return THINKING_SECONDS + _spoken_seconds(decision.words, state.locale)
        if isinstance(decision, Silence):
            return end.timeout if isinstance(end, Input) else 0.0
        if isinstance(decision, Answer):
            service = self.program.services.get(state.name)
            return service.timeout if decision.result == "failed" and service is not None else ASKING_SECONDS
        if state.kind == "transfer":
            return NO_ANSWER_SECONDS if decision == "no_answer" else RINGING_SECONDS
        return MESSAGE_SECONDS if decision == "ok" else 0.0


class _Told(Answer):
    """An answer that can be remembered by: of the same result and fields it is the same one."""

    __slots__ = ()

    def __hash__(self) -> int:
        return hash((self.result, tuple(self.fields.items())))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Answer) and (self.result, self.fields) == (other.result, other.fields)


class _WalkLine(Line):
    """Counts the seconds of what is said, and stops the player where something is to be decided."""

    def __init__(self) -> None:
        super().__init__(ScriptCaller(()), ScriptWorld())
        self.seconds = 0.0
        self.outcome = ""
        self.decision: Decision | None = None

    def log(self, kind: str, value: str = "") -> None:
        """Nothing is written down."""

    def say(self, locale: str, text: str) -> None:
        """It takes its time."""
        self.seconds += _spoken_seconds(text, locale)

    def wait(self) -> Press | Speak | Silence:
        """What the caller was decided to do."""
        decision = self._decided()
        if isinstance(decision, HangUp):
            raise HungUp
        assert isinstance(decision, (Press, Speak, Silence)), "callers act"
        return decision

    def took(self, keys: str, left: str = "") -> None:
        """Nothing is written down."""

    def heard_words(self, words: str) -> None:
        """Nothing is written down."""

    def ask(self, kind: str, name: str, arguments: Mapping[str, str], locale: str) -> Answer:
        """What the outside was decided to say."""
        decision = self._decided()
        assert isinstance(decision, Answer), "the outside answers"
        return decision

    def transfer(self, to: str) -> str:
        """What the other line was decided to do."""
        result = self._result()
        self.outcome = "transfer" if result == "connected" else ""
        return result

    def queue(self, name: str, locale: str) -> str:
        """What the queue was decided to do."""
        result = self._result()
        self.outcome = "queue" if result == "accepted" else ""
        return result

    def record(self, mailbox: str) -> str:
        """Whether a message was left."""
        if isinstance(self.decision, HangUp):
            raise HungUp
        return self._result()

    def hang_up(self, by: str) -> None:
        """The call is over."""
        self.outcome = f"hangup {by}"

    def _decided(self) -> Decision:
        if self.decision is None:
            raise _Waits
        decision, self.decision = self.decision, None
        return decision

    def _result(self) -> str:
        decision = self._decided()
        assert isinstance(decision, str), "lines and queues say a word"
        return decision


@lru_cache(maxsize=20_000)
def _spoken_seconds(text: str, locale: str) -> float:
    return seconds_of(text, locale)


class _Walker(Player):
    """The reference player, which can be put down where it waits and taken up again."""

    walk_line: _WalkLine

    def __init__(self, program: Program, setup: CallSetup, line: _WalkLine) -> None:
        super().__init__(program, setup, line)
        self.walk_line = line

    @classmethod
    def at_wait(cls, program: Program, kept: Mapping[str, Any]) -> _Walker:
        """A player where another one was put down."""
        walker = cls(program, kept["setup"], _WalkLine())
        walker.at, walker.locale, walker.passed = kept["at"], kept["locale"], kept["passed"]
        walker.values, walker.stack, walker.menus = dict(kept["values"]), list(kept["stack"]), list(kept["menus"])
        return walker

    def kept(self) -> dict[str, object]:
        """What of a player must be kept."""
        return {
            "setup": self.setup,
            "at": self.at,
            "locale": self.locale,
            "passed": self.passed,
            "values": dict(self.values),
            "stack": list(self.stack),
            "menus": list(self.menus),
        }

    def start(self) -> None:
        """From the first word to the first wait. Raises `_Waits`, or returns where the call is over."""
        self.run()

    def decide(self, decision: Decision) -> None:
        """From a wait to the next."""
        assert self.at is not None, "a call that waits is somewhere"
        self.walk_line.decision = decision
        self.at = self._end(self.program.blocks[self.at].end)
        self._go_on()
