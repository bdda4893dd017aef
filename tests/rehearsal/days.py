"""Days for tests: one steady queue as Erlang knows it, and rehearsals of a small workspace."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from ivr_author.rehearsal.behaviour import Entrance
from ivr_author.rehearsal.day import Call, Handling, Record, rehearse_day
from ivr_author.rehearsal.hours import Opening, Stretches
from ivr_author.rehearsal.walk import Leg, State, Stretch, Walks
from ivr_author.usecases.rehearse import RehearsalRequest

SECONDS = 24 * 3600
REQUEST = RehearsalRequest(flow="main", day=date(2026, 12, 23), calls=400, agents=6, platform="twilio")
ALWAYS = Opening(((0.0, float(SECONDS)),), SECONDS)


def waiting_state(queue: str = "help", locale: str = "en") -> State:
    """A call that asks for agents."""
    return State("main/help", "queue", queue, locale, {})


def steady_calls(rate: float, hours: int, seed: int, stretch: Stretch | None = None) -> list[Call]:
    """Calls that come by chance at one rate, and want an agent at once."""
    stream, at, calls = random.Random(seed), 0.0, []
    at_queue = stretch or Stretch(0.0, 1, waiting_state(), "", "en")
    while (at := at + stream.expovariate(rate)) < hours * 3600:
        calls.append(Call(len(calls), at, Entrance("+18005550100"), at_queue))
    return calls


class Refusals:
    """Walks of calls that end where a queue refuses them; tells what was refused."""

    stretches = Stretches((0.0,), ())
    source_locale = "en"

    def __init__(self) -> None:
        self.told: list[str] = []

    def begin(self, stretch: int, entrance: Entrance) -> Leg:
        """Who calls again asks for agents again."""
        return Leg(0.0, 1, waiting_state())

    def decide(self, state: State, decision: str) -> Leg:
        """A queue said no."""
        self.told.append(decision)
        return Leg(0.0, 1, None, "hangup flow")

    def walk(self, leg: Leg, stream: random.Random, locale: str) -> Stretch:
        """Nothing takes time."""
        return Stretch(leg.seconds, leg.requests, leg.state, leg.outcome, "en")


def happen(
    calls: Sequence[Call],
    agents: int,
    handling: Handling,
    openings: Mapping[str, Opening] | None = None,
    walks: Refusals | None = None,
) -> Record:
    """A day of one language."""
    return rehearse_day(cast(Walks, walks or Refusals()), calls, {"en": agents}, openings or {}, handling, 1)
