"""A calendar that is named must exist."""

from __future__ import annotations

from ivr_author.flow.model import CalendarName
from ivr_author.flow.rules._unknown import unknown_name_rule

RULE = unknown_name_rule(
    "unknown-calendar",
    CalendarName,
    lambda subject: subject.content.calendars,
    "a calendar is a file in flows/calendars",
    "flows/calendars/",
)
