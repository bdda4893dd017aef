"""What became of a day: by language and hour, beside Erlang's formulas, and what would have been enough."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ivr_author.rehearsal.arrivals import Day
from ivr_author.rehearsal.day import Contact, Handling, Record
from ivr_author.rehearsal.erlang import Steady, agents_for_answers, agents_for_patience, erlang_a, erlang_c

FEW = 10
"""Calls in an hour below which no share is judged."""

CLEARLY = 2.0
"""Standard deviations by which a share must be passed: in a small hour, chance alone passes it."""

SLOT_SECONDS = 600
"""The width of what plots show."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a day is held to: this share answered in so many seconds, and at most this share who give up."""

    share: float = 0.8
    seconds: float = 20.0
    gives_up: float = 0.05


@dataclass(frozen=True, slots=True)
class Hour:
    """Calls that came to agents in one hour. `state`: `quiet`, `good`, `late` (the goal is missed) or `breaks`.

    `waits`: seconds until an agent answered, all calls together. `callbacks`: asked for in it. `first`: tries but
    redials, and callbacks whose turn may come.
    """

    hour: int
    calls: int
    answered: int
    in_time: int
    gave_up: int
    waits: float
    callbacks: int
    first: int
    refused: int
    state: str
    c: Steady | None
    a: Steady | None

    @property
    def gave_up_share(self) -> float:
        """Of the calls of this hour."""
        return self.gave_up / self.calls if self.calls else 0.0

    @property
    def in_time_share(self) -> float:
        """Of the calls of this hour."""
        return self.in_time / self.calls if self.calls else 1.0

    @property
    def mean_wait(self) -> float:
        """Of those who were answered."""
        return self.waits / self.answered if self.answered else 0.0


@dataclass(frozen=True, slots=True)
class Enough:
    """Agents with whom the worst hour would have met the goal. `hour`: which one; `c`, `a`: by which formula."""

    c: int
    a: int
    hour: int


@dataclass(frozen=True, slots=True)
class LanguageDay:
    """One language's day. `waiting` and `busy`: the most at once, in slots of `SLOT_SECONDS`."""

    locale: str
    agents: int
    hours: tuple[Hour, ...]
    outcomes: Mapping[str, int]
    callbacks: int
    callbacks_left: int
    most_waiting: int
    waiting: tuple[int, ...]
    busy: tuple[int, ...]
    enough: Enough

    @property
    def calls(self) -> int:
        """Those who came to agents, redials among them."""
        return sum(hour.calls for hour in self.hours)

    @property
    def gave_up(self) -> int:
        """Those of them who gave up."""
        return sum(hour.gave_up for hour in self.hours)

    @property
    def answered(self) -> int:
        """Those whom an agent answered."""
        return sum(hour.answered for hour in self.hours)

    @property
    def in_time(self) -> int:
        """Those who were answered in the time that is the goal."""
        return sum(hour.in_time for hour in self.hours)

    @property
    def mean_wait(self) -> float:
        """Seconds until an agent answered."""
        return sum(hour.waits for hour in self.hours) / self.answered if self.answered else 0.0

    @property
    def refused(self) -> int:
        """Those who found a queue full."""
        return sum(hour.refused for hour in self.hours)

    @property
    def broken(self) -> tuple[Hour, ...]:
        """The hours in which more callers give up than may."""
        return tuple(hour for hour in self.hours if hour.state == "breaks")

    @property
    def worst(self) -> Hour | None:
        """The hour in which most of many callers gave up, or were late."""
        judged = [hour for hour in self.hours if hour.state != "quiet"]
        return max(judged, key=lambda hour: (hour.gave_up_share, -hour.in_time_share, hour.calls), default=None)


def language_days(
    record: Record, agents: Mapping[str, int], handling: Handling, goal: Goal, day: Day
) -> list[LanguageDay]:
    """Every language in which somebody called; those with most calls first."""
    contacts: dict[str, list[Contact]] = defaultdict(list)
    for contact in record.contacts:
        contacts[contact.locale].append(contact)
    refused: dict[str, Counter[int]] = defaultdict(Counter)
    for at, locale, _, why in record.refused:
        refused[locale][hour_of(at, day)] += why == "full"
    found = []
    for locale in sorted({*record.outcomes, *contacts}):
        own = contacts[locale]
        hours = tuple(_hours(own, agents.get(locale, 0), handling, goal, day, refused[locale]))
        waits = [(one.joined, one.answered if one.answered >= 0 else one.left) for one in own if not one.is_callback]
        waiting = [change for since, until in waits if until > since for change in ((since, 1), (until, -1))]
        callbacks = [one for one in own if one.is_callback]
        found.append(
            LanguageDay(
                locale=locale,
                agents=agents.get(locale, 0),
                hours=hours,
                outcomes=dict(sorted(record.outcomes[locale].items())),
                callbacks=len(callbacks),
                callbacks_left=sum(one.answered < 0 for one in callbacks),
                most_waiting=most_at_once(waiting)[0],
                waiting=slots_of(waiting, day.seconds),
                busy=slots_of(record.busy[locale], day.seconds),
                enough=_enough(hours, handling, goal),
            )
        )
    return sorted(found, key=lambda one: (-one.calls, one.locale))


def hour_of(at: float, day: Day) -> int:
    """The hour of the day; what is after midnight counts to the last."""
    return min(int(at // 3600), len(day.clock) - 1)


def slots_of(changes: Iterable[tuple[float, int]], seconds: int) -> tuple[int, ...]:
    """The most at once in each slot of a day."""
    most = [0] * (seconds // SLOT_SECONDS)
    level, slot = 0, 0
    for at, change in sorted(changes):
        now = min(int(at // SLOT_SECONDS), len(most) - 1)
        for passed in range(slot, now + 1):
            most[passed] = max(most[passed], level)
        level += change
        slot = now
        most[now] = max(most[now], level)
    return tuple(most)


def most_at_once(changes: Iterable[tuple[float, int]]) -> tuple[int, float]:
    """The most at once, and when it was so first."""
    level, most, when = 0, 0, 0.0
    for at, change in sorted(changes):
        level += change
        if level > most:
            most, when = level, at
    return most, when


def _hours(
    contacts: Sequence[Contact], agents: int, handling: Handling, goal: Goal, day: Day, refused: Mapping[int, int]
) -> Iterable[Hour]:
    by_hour: dict[int, list[Contact]] = defaultdict(list)
    due: Counter[int] = Counter()
    first: Counter[int] = Counter()
    for contact in contacts:
        by_hour[hour_of(contact.joined, day)].append(contact)
        if contact.due >= 0:
            due[hour_of(contact.due, day)] += 1
            first[hour_of(contact.due, day)] += contact.first
    service = handling.talk + handling.wrap_up
    for hour in range(len(day.clock)):
        own = by_hour[hour]
        calls = [one for one in own if not one.is_callback]
        answered = [one.answered - one.joined for one in calls if one.answered >= 0]
        gave_up = len(calls) - len(answered)
        in_time = sum(wait <= goal.seconds for wait in answered)
        rate = due[hour] / 3600
        yield Hour(
            hour=hour,
            calls=len(calls),
            answered=len(answered),
            in_time=in_time,
            gave_up=gave_up,
            waits=sum(answered),
            callbacks=len(own) - len(calls),
            first=first[hour],
            refused=refused[hour],
            state=_state(len(calls), in_time, gave_up, goal),
            c=erlang_c(agents, rate, service, goal.seconds) if calls else None,
            a=erlang_a(agents, rate, service, handling.patience) if calls and agents else None,
        )


def _state(calls: int, in_time: int, gave_up: int, goal: Goal) -> str:
    if calls < FEW:
        return "quiet"
    chance = CLEARLY * math.sqrt(goal.gives_up * (1 - goal.gives_up) * calls)
    if gave_up > goal.gives_up * calls + chance:
        return "breaks"
    return "good" if in_time >= goal.share * calls else "late"


def _enough(hours: Sequence[Hour], handling: Handling, goal: Goal) -> Enough:
    """By who came first: with enough agents, nobody would have had to call again."""
    fullest = max(hours, key=lambda hour: (hour.first, -hour.hour))
    rate, service = fullest.first / 3600, handling.talk + handling.wrap_up
    return Enough(
        c=agents_for_answers(rate, service, goal.share, goal.seconds),
        a=agents_for_patience(rate, service, handling.patience, goal.gives_up),
        hour=fullest.hour,
    )
