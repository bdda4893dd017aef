"""A rehearsed day as one value, and as JSON: the same bytes for the same seed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ivr_author.rehearsal import walk
from ivr_author.rehearsal.arrivals import Day
from ivr_author.rehearsal.day import Handling, Record
from ivr_author.rehearsal.erlang import Steady
from ivr_author.rehearsal.figures import Goal, Hour, LanguageDay
from ivr_author.rehearsal.platform_limits import Platform
from ivr_author.rehearsal.verdicts import BREAKS, Verdict

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What was rehearsed. `arrivals` and `weights_source`: who says so; `guesses`: nodes of which nobody says anything.

    `are_agents_shared`: they were shared out by the callers of each language.
    """

    flow: str
    organisation: str
    day: Day
    calls: int
    agents: int
    are_agents_shared: bool
    handling: Handling
    goal: Goal
    seed: int
    platform: Platform
    arrivals: str
    weights: str
    weights_source: str
    scripts: int
    guesses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of it. `proof`: the same day with as many agents as should have been enough."""

    plan: Plan
    record: Record
    languages: tuple[LanguageDay, ...]
    limits: tuple[Verdict, ...]
    proof: tuple[LanguageDay, ...]
    peak_requests: float
    peak_requests_at: float

    @property
    def is_broken(self) -> bool:
        """Whether the day breaks anywhere."""
        return any(one.broken for one in self.languages) or any(one.state == BREAKS for one in self.limits)


def clock_at(seconds: float, day: Day) -> str:
    """A second of the day as the clock on the wall shows it."""
    hour = min(int(seconds // 3600), len(day.clock) - 1)
    minutes = int((seconds - hour * 3600) // 60)
    return f"{day.clock[hour]:02d}:{minutes:02d}" if minutes < 60 else "after midnight"


def spans_of(hours: Sequence[Hour], day: Day) -> str:
    """Hours as stretches: `8:00 to 12:00, 14:00 to 15:00`."""
    stretches: list[tuple[int, int]] = []
    for hour in sorted(one.hour for one in hours):
        if stretches and stretches[-1][1] == hour:
            stretches[-1] = (stretches[-1][0], hour + 1)
        else:
            stretches.append((hour, hour + 1))
    return ", ".join(f"{clock_at(start * 3600, day)} to {_end(end, day)}" for start, end in stretches)


def _end(hour: int, day: Day) -> str:
    return "24:00" if hour >= len(day.clock) else clock_at(hour * 3600, day)


def as_data(rehearsal: Rehearsal) -> dict[str, Any]:
    """Everything as JSON data. Times are of the local clock, durations in seconds, shares from 0 to 1."""
    plan = rehearsal.plan
    return {
        "format": FORMAT,
        "plan": {
            "flow": plan.flow,
            "day": plan.day.day.isoformat(),
            "time_zone": plan.day.zone,
            "calls": plan.calls,
            "agents": plan.agents,
            "agents_shared_by_demand": plan.are_agents_shared,
            "talk": plan.handling.talk,
            "wrap_up": plan.handling.wrap_up,
            "patience": plan.handling.patience,
            "redial": plan.handling.redial,
            "redial_after": plan.handling.redial_after,
            "queue_size": _finite(plan.handling.queue_size),
            "goal": {
                "answered_share": plan.goal.share,
                "within": plan.goal.seconds,
                "gave_up_share": plan.goal.gives_up,
            },
            "seed": plan.seed,
            "platform": plan.platform.platform,
            "arrivals": plan.arrivals,
            "weights": plan.weights or None,
            "weights_source": plan.weights_source or None,
            "scripts": plan.scripts,
            "guessed_nodes": list(plan.guesses),
            "assumed_seconds": assumed_seconds(),
        },
        "breaks": rehearsal.is_broken,
        "attempts": len(rehearsal.record.attempts),
        "redials": sum(not first for _, first in rehearsal.record.attempts),
        "webhook_requests_per_second": {
            "peak": round(rehearsal.peak_requests, 2),
            "at": clock_at(rehearsal.peak_requests_at, plan.day),
        },
        "languages": [_language(one, plan.day) for one in rehearsal.languages],
        "limits": [_verdict(one, plan.day) for one in rehearsal.limits],
        "with_enough_agents": [
            {
                "locale": one.locale,
                "agents": one.agents,
                "calls": one.calls,
                "answered_in_time_share": _share(one.in_time, one.calls),
                "gave_up_share": _share(one.gave_up, one.calls),
                "hours_that_break": [clock_at(hour.hour * 3600, plan.day) for hour in one.broken],
            }
            for one in rehearsal.proof
        ],
    }


def assumed_seconds() -> Mapping[str, float]:
    """What every call takes besides what is said in it; nobody measured it."""
    return {
        "thinking": walk.THINKING_SECONDS,
        "each_key": walk.KEY_SECONDS,
        "asking_a_service": walk.ASKING_SECONDS,
        "ringing": walk.RINGING_SECONDS,
        "no_answer": walk.NO_ANSWER_SECONDS,
        "message": walk.MESSAGE_SECONDS,
    }


def _language(one: LanguageDay, day: Day) -> dict[str, Any]:
    worst = one.worst
    return {
        "locale": one.locale,
        "agents": one.agents,
        "calls": one.calls,
        "answered_in_time_share": _share(one.in_time, one.calls),
        "gave_up": one.gave_up,
        "gave_up_share": _share(one.gave_up, one.calls),
        "mean_wait": round(one.mean_wait, 1),
        "most_waiting": one.most_waiting,
        "callbacks": one.callbacks,
        "callbacks_left_for_another_day": one.callbacks_left,
        "outcomes": dict(one.outcomes),
        "breaks_in": [clock_at(hour.hour * 3600, day) for hour in one.broken],
        "worst_hour": None if worst is None else clock_at(worst.hour * 3600, day),
        "enough": {
            "agents_by_erlang_c": one.enough.c,
            "agents_by_erlang_a": one.enough.a,
            "hour": clock_at(one.enough.hour * 3600, day),
        },
        "hours": [_hour(hour, day) for hour in one.hours if hour.calls or hour.callbacks or hour.refused],
    }


def _hour(hour: Hour, day: Day) -> dict[str, Any]:
    return {
        "hour": clock_at(hour.hour * 3600, day),
        "calls": hour.calls,
        "answered": hour.answered,
        "in_time": hour.in_time,
        "gave_up": hour.gave_up,
        "mean_wait": round(hour.mean_wait, 1),
        "callbacks": hour.callbacks,
        "refused_by_full_queue": hour.refused,
        "state": hour.state,
        "erlang_c": _steady(hour.c),
        "erlang_a": _steady(hour.a),
    }


def _steady(found: Steady | None) -> dict[str, float] | None:
    if found is None:
        return None
    data = {"waits": round(found.waits, 4), "gave_up": round(found.gives_up, 4), "mean_wait": round(found.mean_wait, 1)}
    return data if found.within is None else {**data, "in_time": round(found.within, 4)}


def _verdict(one: Verdict, day: Day) -> dict[str, Any]:
    limit = one.limit
    return {
        "name": one.name,
        "bounds": str(limit.bounds),
        "limit": _finite(limit.value),
        "unit": limit.unit,
        "state": one.state,
        "peak": round(one.peak, 2),
        "peak_at": None if one.at is None else clock_at(one.at, day),
        "since": None if one.since is None else clock_at(one.since, day),
        "until": None if one.until is None else clock_at(one.until, day),
        "calls": one.calls,
        "places": list(one.places),
        "source": str(limit.source),
        "date": limit.date.isoformat(),
        "note": limit.note or None,
        "remedy": limit.remedy or None,
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
