"""A notice as its author declares it in notice.yaml: who owns it, its channels, its typed fields, its members.

The words are in `tree`, made by `template`; reading the YAML is left to `read`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ivr_author.core.source import Source, Span
from ivr_author.flow.model import Text
from ivr_author.flow.readability import Readability


class FieldType(StrEnum):
    """What a field holds; it decides how a value is checked, printed, spoken and isolated."""

    TEXT = "text"
    NAME = "name"
    DIGITS = "digits"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    BOOLEAN = "boolean"
    ADDRESS = "address"
    LIST = "list"


Raw = str | float | bool | tuple[str, ...] | tuple["Mapping[str, Raw]", ...] | None
"""A value as it is kept. text, name, digits, phone, email, url: str as typed; number, money: float; date: "YYYY-MM-DD";
time: "HH:MM"; boolean: bool; address: its lines; list: its rows by field name; None: an optional field left out."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value that a notice is filled with. `fields` are a list's columns; `longest`: characters, for worst cases."""

    name: str
    type: FieldType
    span: Span
    optional: bool = False
    label: str = ""
    longest: int = 0
    fields: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a notice may cost: sheets, parts of a text message, seconds of a robocall; 0 is no limit."""

    pages: int = 0
    parts: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Recipient:
    """The names of the fields that stand in the address block and beside the date; an empty name is none."""

    name: str = "name"
    address: str = "address"
    reference: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A made-up member. `values` are complete for one notice; `faults` in them were reported by the reader."""

    id: str
    note: str
    locale: str
    values: Mapping[str, Raw]
    span: Span


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice, without its words. `legal` are the rules it lives under, as `45 CFR 155.230`."""

    id: str
    source: Source
    span: Span
    title: Text
    purpose: Text
    owner: Text
    subject: Text | None
    channels: tuple[str, ...]
    fields: Mapping[str, Field]
    samples: Mapping[str, Sample] = field(default_factory=dict)
    legal: tuple[Text, ...] = ()
    recipient: Recipient = Recipient()
    limits: Limits = Limits()
    readability: Readability | None = None
    language_assistance: bool = False

    @property
    def grade_at_most(self) -> int | None:
        """The school grade that the words may need, where the notice says so itself."""
        return self.readability.grade_at_most if self.readability is not None else None

    def lives_under(self, citation: str) -> bool:
        """Whether a rule binds this notice: `45 CFR 155.230` also where the author names a paragraph of it."""
        return any(one.value == citation or one.value.startswith(f"{citation}(") for one in self.legal)


@dataclass(frozen=True, slots=True)
class AssistanceLine:
    """One language of the language-assistance page (45 CFR 92.11): its text, in that language."""

    locale: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: notices/_letterhead.yaml. In templates its fields are `letterhead.phone` and so on."""

    source: Source
    span: Span
    organisation: str
    address: tuple[str, ...]
    phone: str
    tty: str = ""
    website: str = ""
    email: str = ""
    hours: str = ""
    assistance: tuple[AssistanceLine, ...] = ()

    def values(self) -> Mapping[str, tuple[FieldType, Raw]]:
        """What templates may read as `letterhead.NAME`, with its type."""
        return {
            "organisation": (FieldType.TEXT, self.organisation),
            "address": (FieldType.ADDRESS, self.address),
            "phone": (FieldType.PHONE, self.phone),
            "tty": (FieldType.DIGITS, self.tty),
            "website": (FieldType.URL, self.website),
            "email": (FieldType.EMAIL, self.email),
            "hours": (FieldType.TEXT, self.hours),
        }
