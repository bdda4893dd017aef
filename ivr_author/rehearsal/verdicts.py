"""A day held against what a platform declares that it bears: which limit breaks, from when, and what were enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ivr_author.rehearsal.day import Record
from ivr_author.rehearsal.figures import most_at_once
from ivr_author.rehearsal.platform_limits import (
    ANSWER_SECONDS,
    CONCURRENT_CALLS,
    OUTBOUND_RATE,
    QUEUE_SIZE,
    Limit,
    Platform,
)

HOLDS, BREAKS, NOT_TRIED = "holds", "breaks", "not_tried"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a limit came to. `peak`: the most that the day asked of it, at `at` seconds; `since` and `until`: when it
    was too much; `calls`: how many calls met it; `places`: where, by name.
    """

    name: str
    limit: Limit
    state: str
    peak: float = 0.0
    at: float | None = None
    since: float | None = None
    until: float | None = None
    calls: int = 0
    places: tuple[str, ...] = ()


def judge(record: Record, platform: Platform, most_waiting: int) -> list[Verdict]:
    """Every limit of a platform. Only full queues were refused in the day itself; the others are counted beside it."""
    judges = {
        CONCURRENT_CALLS: lambda name, limit: _concurrent(name, limit, record),
        QUEUE_SIZE: lambda name, limit: _queue(name, limit, record, most_waiting),
        OUTBOUND_RATE: lambda name, limit: _rate(name, limit, record.placed),
        ANSWER_SECONDS: lambda name, limit: Verdict(name, limit, NOT_TRIED),
    }
    return [judges[limit.bounds](name, limit) for name, limit in platform.limits.items()]


def peak_requests(record: Record) -> tuple[float, float]:
    """About how many webhook requests a second the fullest minute brings, and when it is."""
    minutes: dict[int, float] = {}
    for at, seconds, requests in record.requests:
        first, last = int(at // 60), int((at + seconds) // 60)
        for minute in range(first, last + 1):
            minutes[minute] = minutes.get(minute, 0.0) + requests / (last - first + 1)
    if not minutes:
        return 0.0, 0.0
    fullest = max(minutes, key=lambda minute: (minutes[minute], -minute))
    return minutes[fullest] / 60, fullest * 60.0


def _concurrent(name: str, limit: Limit, record: Record) -> Verdict:
    most, when = most_at_once(record.lines)
    if most <= limit.value:
        return Verdict(name, limit, HOLDS, most, when)
    level, refused, since, until = 0, 0, math.inf, 0.0
    for at, change in sorted(record.lines):
        level += change
        if change > 0 and level > limit.value:
            refused += 1
            since, until = min(since, at), at
    return Verdict(name, limit, BREAKS, most, when, since, until, refused)


def _queue(name: str, limit: Limit, record: Record, most_waiting: int) -> Verdict:
    full = [(at, f"{queue}, {locale}") for at, locale, queue, why in record.refused if why == "full"]
    if not full:
        return Verdict(name, limit, HOLDS, most_waiting)
    times = [at for at, _ in full]
    places = tuple(sorted({place for _, place in full}))
    return Verdict(name, limit, BREAKS, limit.value, None, min(times), max(times), len(full), places)


def _rate(name: str, limit: Limit, placed: Sequence[float]) -> Verdict:
    """A bucket of `burst` that fills by `value` a second; a call that finds it empty comes later than it should."""
    burst = limit.burst or max(1.0, limit.value)
    tokens, before, late = burst, 0.0, []
    for at in sorted(placed):
        tokens = min(burst, tokens + (at - before) * limit.value)
        before = at
        if tokens < 1:
            late.append(at)
        tokens -= 1
    seconds: dict[int, int] = {}
    for at in placed:
        seconds[int(at)] = seconds.get(int(at), 0) + 1
    peak = max(seconds.values(), default=0)
    when = min((second for second, count in seconds.items() if count == peak), default=None)
    if not late:
        return Verdict(name, limit, HOLDS, peak, when)
    return Verdict(name, limit, BREAKS, peak, when, min(late), max(late), len(late))
