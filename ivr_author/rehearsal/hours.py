"""What the clock changes in a day of calls: stretches in which a flow goes the same way, and when queues are open."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ivr_author.core.calendar import Calendar, from_milliseconds, is_within, local_moment, state_at
from ivr_author.expression.model import Expr, Literal, walk
from ivr_author.ir.ops import Assign, Branch, Say, Window
from ivr_author.ir.program import Program
from ivr_author.rehearsal.arrivals import Day

MINUTE = 60_000
_CLOCK = re.compile(r"\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Stretches:
    """The day cut where a calendar, a season or a time in a condition changes: offsets in seconds, and a moment each.

    A call is played as if it began at its stretch's first minute, so only times that are spoken are not its own.
    """

    starts: tuple[float, ...]
    moments: tuple[datetime, ...]

    def at(self, seconds: float) -> int:
        """The stretch in which a second of the day lies."""
        return bisect.bisect_right(self.starts, seconds) - 1


def stretches_of(program: Program, day: Day) -> Stretches:
    """The stretches of a day, found by looking at each of its minutes."""
    windows = _windows(program)
    times = sorted(_times(program))
    zone = ZoneInfo(day.zone)
    starts: list[float] = []
    moments: list[datetime] = []
    before: object = None
    for minute in range(day.seconds // 60):
        began = day.begins + minute * MINUTE
        moment = from_milliseconds(began).astimezone(zone)
        clock = local_moment(moment, program.time_zone)[1]
        states = [state_at(calendar, moment) for calendar in program.calendars.values()]
        within = [is_within(window.start, window.end, began) for window in windows]
        now = (states, within, bisect.bisect_right(times, clock), clock in times)
        if now != before:
            starts.append(minute * 60.0)
            moments.append(moment)
            before = now
    return Stretches(tuple(starts), tuple(moments))


@dataclass(frozen=True, slots=True)
class Opening:
    """When a queue takes calls, as seconds of the day: from inclusive, until exclusive."""

    spans: tuple[tuple[float, float], ...]
    day_seconds: int

    def is_open(self, seconds: float) -> bool:
        """Whether it takes calls. Nobody looks beyond midnight: what is open at the day's end stays so."""
        moment = min(seconds, self.day_seconds - 1)
        return any(start <= moment < end for start, end in self.spans)

    def next_open(self, seconds: float) -> float | None:
        """When it is open next, or None if it is not on this day any more."""
        if self.is_open(seconds):
            return seconds
        return next((start for start, _ in self.spans if start >= seconds), None)


def opening_of(calendar: Calendar | None, day: Day) -> Opening:
    """When a queue with these hours takes calls on a day; without a calendar it always does."""
    if calendar is None:
        return Opening(((0.0, float(day.seconds)),), day.seconds)
    spans: list[tuple[float, float]] = []
    for minute in range(day.seconds // 60):
        if state_at(calendar, from_milliseconds(day.begins + minute * MINUTE)) == "open":
            start = minute * 60.0
            if spans and spans[-1][1] == start:
                spans[-1] = (spans[-1][0], start + 60.0)
            else:
                spans.append((start, start + 60.0))
    return Opening(tuple(spans), day.seconds)


def openings_of(program: Program, calendars: Mapping[str, str | None], day: Day) -> dict[str, Opening]:
    """When each queue takes calls; `calendars` names the calendar of each."""
    found: dict[str | None, Opening] = {}
    for name in calendars.values():
        if name not in found:
            found[name] = opening_of(program.calendars.get(name) if name else None, day)
    return {queue: found[name] for queue, name in calendars.items()}


def _windows(program: Program) -> list[Window]:
    found: dict[Window, None] = {}
    for block in program.blocks.values():
        for step in block.steps:
            if isinstance(step, Say):
                found.update(dict.fromkeys(step.windows))
    return list(found)


def _times(program: Program) -> set[str]:
    """Times of the clock that conditions name."""
    return {
        node.value
        for expression in _expressions(program)
        for node in walk(expression)
        if isinstance(node, Literal) and isinstance(node.value, str) and _CLOCK.fullmatch(node.value)
    }


def _expressions(program: Program) -> Iterator[Expr]:
    for block in program.blocks.values():
        yield from (step.expression for step in block.steps if isinstance(step, Assign))
        if isinstance(block.end, Branch):
            yield from (condition for condition, _ in block.end.cases)
