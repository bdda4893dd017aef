"""ivr.yaml, calendars and bulletins as values: the facts that flows refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr_author.call.world import Answer
from ivr_author.core.source import Source, Span
from ivr_author.core.value_types import ValueType
from ivr_author.flow.field_types import Count, PhoneOrSip, Seconds
from ivr_author.flow.fields import given
from ivr_author.flow.model import CalendarName, FlowName, LocaleName, PromptItem, QueueName
from ivr_author.flow.node import Record

BUILT_IN_TEXTS: Mapping[str, str] = {
    "no_input": "I didn't hear anything.",
    "no_match": "I didn't understand that.",
    "language_choice": "For {language}, press {key}.",
    "goodbye": "Thank you for calling. Goodbye.",
    "too_many": "Let me get you some help.",
    "star": "star",
    "pound": "pound",
    "callback_offer": (
        "We can call you back at {number}. If that number is right, press {yes}. To give another number, press {no}."
    ),
    "callback_ask": "Enter the ten-digit number where we can call you.",
    "callback_done": "Thank you. We will call you back.",
    "no_voice": "We are sorry. We can't speak your language on the phone yet.",
    "no_voice_queue": "Please stay on the line for a person who speaks your language.",
}
"""The sentences that every call may need. ivr.yaml may say them in other words."""

WAY_OUT_TEXTS = ("no_voice", "no_voice_queue")
"""Said only where a locale has no voice. Without placeholders, so that one recording can say each of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSetting(Record):
    """A phone number and the flow that answers it, perhaps in a locale of its own."""

    WHAT: ClassVar[str] = "a number"

    number: PhoneOrSip
    flow: FlowName
    locale: LocaleName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSetting(Record):
    """Where agents are reached, when they work, and (for Twilio) the TaskRouter workflow that finds them."""

    WHAT: ClassVar[str] = "a queue"

    number: PhoneOrSip
    calendar: CalendarName | None = None
    workflow: str | None = None


class Examples(tuple[Answer, ...]):
    """Answers that a service might give, in the form of call scripts."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSetting(Record):
    """An HTTP service: its address, what it is given, what it answers, and example answers to try flows with."""

    WHAT: ClassVar[str] = "a service"

    url: str
    method: str = "GET"
    timeout: Seconds = Seconds(5)
    arguments: Mapping[str, ValueType] = field(default_factory=dict)
    answer: Mapping[str, ValueType] = field(default_factory=dict)
    examples: Examples = Examples()
    span: Span = given()


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySetting(Record):
    """Where `send` and `callback` nodes post to."""

    WHAT: ClassVar[str] = "a gateway"

    url: str
    timeout: Seconds = Seconds(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSetting(Record):
    """A voice of a target. `borrowed`: it belongs to another language, for want of one of its own."""

    WHAT: ClassVar[str] = "a voice"

    voice: str
    language: str | None = None
    borrowed: bool = False


NO_VOICE, ANY_VOICE = "none", "platform"
"""Written in place of a voice's name: the target has none for this locale, or one whose name need not be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut(Record):
    """What becomes of callers in a locale without a voice: a queue in that locale, else they hear the source locale."""

    WHAT: ClassVar[str] = "a way out"

    queue: QueueName | None = None
    span: Span = given()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(Record):
    """Bounds that a workspace sets itself."""

    WHAT: ClassVar[str] = "`limits`"

    steps_to_person: Count | None = None


class LanguageDuty(str):
    """What a release needs of a language: one of `LANGUAGE_DUTIES`."""

    __slots__ = ()


class ApprovalDuty(str):
    """Whether a release needs approvals: one of `APPROVAL_DUTIES`."""

    __slots__ = ()


class Percent(int):
    """A share, 1 to 100."""

    __slots__ = ()


REQUIRED, RECORDED, FALLBACK = LanguageDuty("required"), LanguageDuty("recorded"), LanguageDuty("fallback")
LANGUAGE_DUTIES = (REQUIRED, RECORDED, FALLBACK)
APPROVED, NOT_APPROVED = ApprovalDuty("required"), ApprovalDuty("none")
APPROVAL_DUTIES = (APPROVED, NOT_APPROVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePolicy(Record):
    """What stands before a release: ways that calls must pass, languages, approvals, and times without releases."""

    WHAT: ClassVar[str] = "`releases`"

    coverage: Percent | None = None
    languages: Mapping[str, LanguageDuty] = field(default_factory=dict)
    approvals: ApprovalDuty = NOT_APPROVED
    freeze: tuple[CalendarName, ...] = ()

    def duty(self, locale: str) -> LanguageDuty:
        """What is needed of a language; of one that is not named, all its translations and a voice of its own."""
        return self.languages.get(locale, REQUIRED)


@dataclass(frozen=True, slots=True)
class Settings:
    """ivr.yaml."""

    source: Source
    span: Span
    organisation: str
    source_locale: str
    locales: tuple[str, ...]
    time_zone: str
    steps_to_person: int
    grade_at_most: float | None = None
    numbers: Mapping[str, NumberSetting] = field(default_factory=dict)
    queues: Mapping[str, QueueSetting] = field(default_factory=dict)
    services: Mapping[str, ServiceSetting] = field(default_factory=dict)
    gateways: Mapping[str, GatewaySetting] = field(default_factory=dict)
    texts: Mapping[str, PromptItem] = field(default_factory=dict)
    voices: Mapping[str, Mapping[str, VoiceSetting]] = field(default_factory=dict)
    without_voice: Mapping[str, WayOut] = field(default_factory=dict)
    releases: ReleasePolicy = ReleasePolicy()

    def all_locales(self) -> tuple[str, ...]:
        """The source locale and the others."""
        return (self.source_locale, *self.locales)

    def says(self, name: str) -> bool:
        """Whether a built-in sentence may be said here; most calls need no way out for want of a voice."""
        if name not in WAY_OUT_TEXTS or name in self.texts:
            return True
        return any(name == "no_voice" or way.queue is not None for way in self.without_voice.values())
