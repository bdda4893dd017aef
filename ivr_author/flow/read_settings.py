"""Trees -> settings (ivr.yaml) and calendars."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from zoneinfo import available_timezones

from ivr_author.core.calendar import WEEKDAYS, Calendar, HoursException, Interval, is_time_zone, parse_interval
from ivr_author.core.calendar import Holiday as HolidayDay
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.limits import DEFAULT_STEPS_TO_PERSON
from ivr_author.core.locale import is_valid_tag
from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar, Sequence
from ivr_author.flow.content import CalendarFile
from ivr_author.flow.fields import (
    Reader,
    Skip,
    define,
    define_choice,
    nearest,
    read_mapping,
    read_record,
    read_value,
    scalar_text,
)
from ivr_author.flow.model import Prompt, PromptItem
from ivr_author.flow.node import Record
from ivr_author.flow.read import FormatVersion
from ivr_author.flow.read_script import read_answers
from ivr_author.flow.settings import (
    APPROVAL_DUTIES,
    BUILT_IN_TEXTS,
    LANGUAGE_DUTIES,
    ApprovalDuty,
    Examples,
    GatewaySetting,
    LanguageDuty,
    Limits,
    NumberSetting,
    Percent,
    QueueSetting,
    ReleasePolicy,
    ServiceSetting,
    Settings,
    VoiceSetting,
    WayOut,
)

_ARGUMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")

SOURCE = "source"
"""The way out of a locale without a voice that needs no more: its callers hear the source locale."""

_URL = re.compile(r"https?://[^\s<>\"'{}|\\^`]{1,1000}")


class TimeZone(str):
    """An IANA time zone."""

    __slots__ = ()


class Locale(str):
    """A language tag of the workspace."""

    __slots__ = ()


class Number(float):
    """Any number."""

    __slots__ = ()


class BuiltInText(PromptItem):
    """One of the workspace's own sentences: a single text."""


class HoursList(tuple[Interval, ...]):
    """Opening hours of a day, as `["8:00-18:00"]`."""

    __slots__ = ()


def _time_zone(node: TreeNode, reader: Reader) -> TimeZone:
    text = scalar_text(node, "a time zone", reader)
    if not is_time_zone(text.text):
        hint = nearest(text.text, available_timezones())
        raise reader.skip("unknown-time-zone", f"there is no time zone `{text.text}`", text.span, hint)
    return TimeZone(text.text)


def _locale(node: TreeNode, reader: Reader) -> Locale:
    text = scalar_text(node, "a locale", reader)
    if not is_valid_tag(text.text):
        raise reader.skip("unknown-locale", f"`{text.text}` is no language tag", text.span, "write it as es or pt_BR")
    return Locale(text.text)


def _number(node: TreeNode, reader: Reader) -> Number:
    if isinstance(node, Scalar) and isinstance(node.data, (int, float)) and not isinstance(node.data, bool):
        return Number(node.data)
    raise reader.skip("wrong-value", "this must be a number", node.span)


def _percent(node: TreeNode, reader: Reader) -> Percent:
    if isinstance(node, Scalar) and type(node.data) is int and 1 <= node.data <= 100:
        return Percent(node.data)
    raise reader.skip("wrong-value", "this must be a whole number from 1 to 100", node.span, "write 90 for 90 %")


def _built_in_text(node: TreeNode, reader: Reader) -> PromptItem:
    prompt: Prompt = read_value(Prompt, node, reader)
    if len(prompt.items) != 1 or prompt.items[0].plural or prompt.items[0].first_day or prompt.items[0].last_day:
        raise reader.skip("wrong-shape", "this must be one text", node.span, "write a single sentence or two")
    return prompt.items[0]


def _voice(node: TreeNode, reader: Reader) -> VoiceSetting:
    if isinstance(node, Scalar):
        return VoiceSetting(voice=scalar_text(node, "a voice", reader).text)
    return read_record(VoiceSetting, node, "a voice", reader)


def _way_out(node: TreeNode, reader: Reader) -> WayOut:
    hint = "write `source`, or {queue: NAME}"
    if isinstance(node, Scalar):
        if node.text != SOURCE:
            raise reader.skip("wrong-value", f"`{node.text}` is no way out", node.span, hint)
        return WayOut(span=node.span)
    way_out: WayOut = read_record(WayOut, node, "a way out", reader, span=node.span)
    if way_out.queue is None:
        raise reader.skip("missing-key", "a way out needs a `queue`", node.span, hint)
    return way_out


def _way_out_schema() -> dict[str, Any]:
    queue = {"type": "object", "properties": {"queue": {"type": "string"}}, "required": ["queue"]}
    return {"anyOf": [{"const": SOURCE}, {**queue, "additionalProperties": False}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Readability(Record):
    """How easy the words must be."""

    WHAT: ClassVar[str] = "`readability`"

    grade_at_most: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceFile(Record):
    """ivr.yaml: who the workspace is for, its locales, numbers, queues, services and built-in sentences."""

    WHAT: ClassVar[str] = "ivr.yaml"

    format: FormatVersion
    organisation: str
    source_locale: Locale
    locales: tuple[Locale, ...] = ()
    time_zone: TimeZone
    numbers: Mapping[str, NumberSetting] | None = None
    queues: Mapping[str, QueueSetting] | None = None
    services: Mapping[str, ServiceSetting] | None = None
    gateways: Mapping[str, GatewaySetting] | None = None
    texts: Mapping[str, BuiltInText] | None = None
    voices: Mapping[str, Mapping[str, VoiceSetting]] | None = None
    without_voice: Mapping[str, WayOut] | None = None
    readability: Readability = Readability()
    limits: Limits = Limits()
    releases: ReleasePolicy = ReleasePolicy()


def read_settings(source: Source, tree: TreeNode) -> tuple[Settings | None, list[Diagnostic]]:
    """ivr.yaml, and what is wrong with it."""
    reader = Reader(source)
    try:
        file = read_record(WorkspaceFile, tree, "ivr.yaml", reader)
    except Skip:
        return None, reader.diagnostics
    assert isinstance(tree, TreeMapping), "the record was read from a map"
    _check_names(tree, reader)
    settings = Settings(
        source=source,
        span=tree.span,
        organisation=file.organisation,
        source_locale=file.source_locale,
        locales=tuple(dict.fromkeys(str(one) for one in file.locales if one != file.source_locale)),
        time_zone=file.time_zone,
        steps_to_person=file.limits.steps_to_person or DEFAULT_STEPS_TO_PERSON,
        grade_at_most=file.readability.grade_at_most,
        numbers=file.numbers or {},
        queues=file.queues or {},
        services=file.services or {},
        gateways=file.gateways or {},
        texts=file.texts or {},
        voices=file.voices or {},
        without_voice=file.without_voice or {},
        releases=file.releases,
    )
    _check_ways_out(tree, settings, reader)
    _check_languages(tree, settings, reader)
    return settings, reader.diagnostics


def _check_ways_out(tree: TreeMapping, settings: Settings, reader: Reader) -> None:
    ways_out = tree.get("without_voice")
    for key, _ in ways_out if isinstance(ways_out, TreeMapping) else ():
        if key.text == settings.source_locale:
            hint = "it is what others are spoken in instead; leave it out here"
            reader.fault("wrong-value", f"the source locale `{key.text}` can't be without a voice", key.span, hint)
        elif key.text not in settings.locales:
            hint = f"{nearest(key.text, settings.locales)} (locales are listed above, under `locales`)"
            reader.fault("unknown-locale", f"there is no locale `{key.text}`", key.span, hint)


def _check_languages(tree: TreeMapping, settings: Settings, reader: Reader) -> None:
    policy = tree.get("releases")
    languages = policy.get("languages") if isinstance(policy, TreeMapping) else None
    for key, _ in languages if isinstance(languages, TreeMapping) else ():
        if key.text not in settings.all_locales():
            hint = f"{nearest(key.text, settings.all_locales())} (locales are listed above, under `locales`)"
            reader.fault("unknown-locale", f"there is no locale `{key.text}`", key.span, hint)


def _check_arguments(tree: TreeMapping, reader: Reader) -> None:
    # VoiceXML sends variables, whose names are ECMAScript's.
    services = tree.get("services")
    for _, service in services if isinstance(services, TreeMapping) else ():
        arguments = service.get("arguments") if isinstance(service, TreeMapping) else None
        for key, _ in arguments if isinstance(arguments, TreeMapping) else ():
            if not _ARGUMENT.fullmatch(key.text):
                hint = "use letters, digits and underscores, at most 60, and no digit at the beginning"
                reader.fault("wrong-name", f"an argument can't be called `{key.text}`", key.span, hint)


def _check_names(tree: TreeMapping, reader: Reader) -> None:
    texts = tree.get("texts")
    if isinstance(texts, TreeMapping):
        for key, _ in texts:
            if key.text not in BUILT_IN_TEXTS:
                hint = nearest(key.text, BUILT_IN_TEXTS)
                reader.fault("unknown-key", f"there is no built-in sentence `{key.text}`", key.span, hint)
    gateways = tree.get("gateways")
    if isinstance(gateways, TreeMapping):
        for key, _ in gateways:
            if key.text not in ("send", "callback"):
                hint = nearest(key.text, ("send", "callback"))
                reader.fault("unknown-key", f"there is no gateway `{key.text}`", key.span, hint)
    _check_arguments(tree, reader)
    for place in ("services", "gateways"):
        group = tree.get(place)
        for key, value in group if isinstance(group, TreeMapping) else ():
            url = value.get("url") if isinstance(value, TreeMapping) else None
            if isinstance(url, Scalar) and not _URL.fullmatch(url.text):
                reader.fault("wrong-value", f"`{key.text}` has no usable address", url.span, "write https://...")


# --- calendars -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday(Record):
    """A day on which the office is closed."""

    WHAT: ClassVar[str] = "a holiday"

    date: date
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptional(Record):
    """A day with hours of its own; it decides alone, also on a holiday."""

    WHAT: ClassVar[str] = "an exception"

    date: date
    hours: HoursList
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRecord(Record):
    """Opening hours: by weekday, with holidays and exceptional days."""

    WHAT: ClassVar[str] = "a calendar"

    format: FormatVersion | None = None
    title: str | None = None
    time_zone: TimeZone | None = None
    weekly: Mapping[str, HoursList]
    holidays: tuple[Holiday, ...] = ()
    exceptions: tuple[Exceptional, ...] = ()


def _hours(node: TreeNode, reader: Reader) -> HoursList:
    if not isinstance(node, Sequence):
        raise reader.skip("wrong-shape", "hours are a list", node.span, 'write ["8:00-18:00"], or [] for closed')
    intervals = []
    for item in node.items:
        parsed = parse_interval(scalar_text(item, "hours", reader).text)
        if isinstance(parsed, str):
            raise reader.skip("wrong-value", parsed, item.span, 'write "8:00-18:00"')
        intervals.append(parsed)
    return HoursList(sorted(intervals))


def read_calendar(
    calendar_id: str, source: Source, tree: TreeNode, time_zone: str
) -> tuple[CalendarFile | None, list[Diagnostic]]:
    """The calendar of a file, in the workspace's time zone unless it names its own."""
    reader = Reader(source)
    try:
        mapping = read_mapping(tree, "a calendar", reader)
        file = read_record(CalendarRecord, mapping, "a calendar", reader)
    except Skip:
        return None, reader.diagnostics
    weekly = mapping.get("weekly")
    for key, _ in weekly if isinstance(weekly, TreeMapping) else ():
        if key.text not in WEEKDAYS:
            hint = nearest(key.text, WEEKDAYS)
            reader.fault("unknown-key", f"there is no weekday `{key.text}`", key.span, hint)
    calendar = Calendar(
        weekly=tuple(file.weekly.get(day, HoursList()) for day in WEEKDAYS),
        holidays=tuple(HolidayDay(one.date.isoformat(), one.name or "") for one in file.holidays),
        exceptions=tuple(HoursException(one.date.isoformat(), one.hours, one.name or "") for one in file.exceptions),
        time_zone=file.time_zone or time_zone,
    )
    return CalendarFile(calendar_id, source, tree.span, calendar), reader.diagnostics


define(TimeZone, _time_zone, lambda: {"type": "string", "examples": ["America/New_York"]})
define(Locale, _locale, lambda: {"type": "string", "examples": ["es", "pt_BR"]})
define(Number, _number, lambda: {"type": "number"})
define(Percent, _percent, lambda: {"type": "integer", "minimum": 1, "maximum": 100})
define_choice(LanguageDuty, LANGUAGE_DUTIES, "what a release needs of a language")
define_choice(ApprovalDuty, APPROVAL_DUTIES, "what a release needs of approvals")
define(BuiltInText, _built_in_text, lambda: {"$ref": "#/$defs/Prompt"})
define(VoiceSetting, _voice, lambda: {"type": ["string", "object"]})
define(WayOut, _way_out, _way_out_schema)
define(
    HoursList, _hours, lambda: {"type": "array", "items": {"type": "string", "pattern": r"^\d{1,2}:\d\d-\d{1,2}:\d\d$"}}
)
define(Examples, lambda node, reader: Examples(read_answers(node, reader)), lambda: {"type": "array"})
