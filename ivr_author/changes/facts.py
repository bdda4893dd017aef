"""Facts that lie beside flows: numbers, queues, services, voices, hours, holidays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivr_author.changes.model import Change, ChangeKind
from ivr_author.changes.values import facts_of, shown
from ivr_author.core.calendar import Calendar, Interval
from ivr_author.flow.settings import Settings

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CLOSED = "closed"


def compare_facts(before: Mapping[str, str], now: Mapping[str, str], node: str = "") -> Iterator[Change]:
    """Each fact that is new, gone or another, in the order of now; those that are gone stand last."""
    for label, after in now.items():
        old = before.get(label)
        if old is None:
            yield Change(ChangeKind.FACT_ADDED, node, label, after=after)
        elif old != after:
            yield Change(ChangeKind.FACT_CHANGED, node, label, old, after)
    for label, old in before.items():
        if label not in now:
            yield Change(ChangeKind.FACT_REMOVED, node, label, old)


def facts_of_settings(settings: Settings) -> dict[str, str]:
    """What ivr.yaml says that calls depend on, words left out."""
    facts = {
        "organisation": settings.organisation,
        "source language": settings.source_locale,
        "languages": ", ".join(settings.locales),
        "time zone": settings.time_zone,
    }
    groups: tuple[tuple[str, Mapping[str, object]], ...] = (
        ("number", settings.numbers),
        ("queue", settings.queues),
        ("service", settings.services),
        ("gateway", settings.gateways),
        ("way out without a voice", settings.without_voice),
    )
    for what, records in groups:
        for name, record in records.items():
            facts[f"{what} {name}"] = ", ".join(f"{key} {text}" for key, text in facts_of(record)) or "declared"
    for target, voices in settings.voices.items():
        facts.update({f"voice of {locale} on {target}": shown(voice) for locale, voice in voices.items()})
    return facts


def facts_of_calendar(calendar: Calendar) -> dict[str, str]:
    """Hours by the day of the week, then the days that have their own."""
    facts = {day: _hours(hours) for day, hours in zip(DAYS, calendar.weekly, strict=True)}
    facts["time zone"] = calendar.time_zone
    for holiday in calendar.holidays:
        facts[holiday.date] = f"holiday ({holiday.name})" if holiday.name else "holiday"
    for one in reversed(calendar.exceptions):
        facts[one.date] = f"{_hours(one.hours)} ({one.name})" if one.name else _hours(one.hours)
    return facts


def _hours(intervals: tuple[Interval, ...]) -> str:
    return ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in intervals) or CLOSED


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
