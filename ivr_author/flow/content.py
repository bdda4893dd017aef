"""What a workspace says, as far as it could be read: flows, bulletins, calendars and the settings they refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ivr_author.core.calendar import Calendar
from ivr_author.core.source import Source, Span
from ivr_author.core.value_types import ValueType
from ivr_author.flow.model import (
    FlowName,
    Given,
    KeyAction,
    NodeRef,
    Prompt,
    PromptItem,
    ReturnName,
    Text,
    Variable,
    Written,
)
from ivr_author.flow.node import Node
from ivr_author.flow.readability import Readability
from ivr_author.flow.settings import Settings


@dataclass(frozen=True, slots=True)
class Flow:
    """A call design. `broken` holds the ids of nodes that are there but could not be read."""

    id: str
    source: Source
    span: Span
    title: Text
    start: NodeRef
    nodes: Mapping[str, Node]
    broken: frozenset[str] = frozenset()
    description: Text | None = None
    timeout: float | None = None
    attempts: int | None = None
    on_failure: NodeRef | None = None
    keys: Mapping[str, KeyAction] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    returns: tuple[ReturnName, ...] = ()
    readability: Readability | None = None

    def has_node(self, node_id: str) -> bool:
        """Whether the flow has such a node, readable or not."""
        return node_id in self.nodes or node_id in self.broken


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap in the words of a bulletin. `value` fills it where the file itself is on; a switch brings its own."""

    type: ValueType
    span: Span
    example: Given | None = None
    value: Given | None = None


@dataclass(frozen=True, slots=True)
class Bulletin:
    """An emergency message: spoken by `bulletin` nodes while it is on.

    `text` is for a text message, `subject` and `body` are for an email.
    """

    id: str
    source: Source
    span: Span
    title: Text
    prompt: Prompt
    on: bool
    start: datetime | None = None
    end: datetime | None = None
    flows: tuple[FlowName, ...] = ()
    slots: Mapping[str, Slot] = field(default_factory=dict)
    text: Written | None = None
    subject: Written | None = None
    body: Written | None = None

    def written(self) -> Iterator[tuple[str, PromptItem]]:
        """The words that are read, each with the end of its address."""
        for place, item in ((TEXT, self.text), (EMAIL_SUBJECT, self.subject), (EMAIL_BODY, self.body)):
            if item is not None:
                yield place, item


TEXT, EMAIL_SUBJECT, EMAIL_BODY = "text", "email/subject", "email/body"
"""Where the words that are read stand in a bulletin."""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A file of flows/calendars/."""

    id: str
    source: Source
    span: Span
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Content:
    """Everything of a workspace that could be read; what could not is in the diagnostics that came with it."""

    settings: Settings
    flows: Mapping[str, Flow]
    calendars: Mapping[str, CalendarFile] = field(default_factory=dict)
    bulletins: Mapping[str, Bulletin] = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()
    """Names of flows, calendars and bulletins whose file is there but could not be read."""
    notices: Mapping[str, frozenset[str]] | None = None
    """The channels of each notice by its id; an empty set is a notice that could not be read. None: not known here."""
