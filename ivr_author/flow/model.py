"""The authoring language as values: prompts, references and flows. Reading is left to `fields` and `read`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ivr_author.core.source import Span
from ivr_author.core.tree import Scalar
from ivr_author.core.value_types import ValueType
from ivr_author.expression.model import Expr


@dataclass(frozen=True, slots=True)
class Text:
    """Words for colleagues, such as a title; never spoken."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class PromptItem:
    """One text of a prompt, with its plural and variable to count by, and the days on which it is spoken.

    `max_seconds`: how long it may be in any language; 0 is no limit.
    """

    text: Scalar
    span: Span
    plural: Scalar | None = None
    count: Scalar | None = None
    context: str = ""
    audio: str = ""
    first_day: date | None = None
    last_day: date | None = None
    max_seconds: float = 0


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the system says at one place: one item or several, spoken in order."""

    items: tuple[PromptItem, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Written(PromptItem):
    """Words that are read, not heard: of a text message or an email. Only the text is given."""


@dataclass(frozen=True, slots=True)
class Given(Text):
    """A value as somebody wrote it down; its type is told beside it."""


@dataclass(frozen=True, slots=True)
class PhraseText:
    """Words a caller may say instead of pressing a key; translated like a prompt."""

    text: Scalar
    span: Span


@dataclass(frozen=True, slots=True)
class NodeRef:
    """A way onward: a node of the same flow, or `flow:NAME`."""

    to: str
    span: Span

    @property
    def flow(self) -> str | None:
        """The other flow's name, if it is `flow:NAME`."""
        return self.to.removeprefix("flow:") if self.to.startswith("flow:") else None


@dataclass(frozen=True, slots=True)
class KeyAction:
    """What a flow-wide key does: `repeat`, `back`, or a way onward."""

    to: NodeRef

    @property
    def built_in(self) -> str | None:
        """`repeat` or `back`, if it is one of them."""
        return self.to.to if self.to.to in ("repeat", "back") else None


@dataclass(frozen=True, slots=True)
class ExpressionText:
    """An expression with its source, so that a fault inside it can be pointed at."""

    expression: Expr
    text: str
    span: Span
    scalar: Scalar


@dataclass(frozen=True, slots=True)
class Name:
    """The name of something declared elsewhere, with its place."""

    value: str
    span: Span


class CalendarName(Name):
    """Names a file in flows/calendars/."""


class ServiceName(Name):
    """Names a service of ivr.yaml."""


class QueueName(Name):
    """Names a queue of ivr.yaml."""


class FlowName(Name):
    """Names a flow."""


class BulletinName(Name):
    """Names a file in flows/bulletins/."""


class LocaleName(Name):
    """Names a locale of the workspace."""


class VariableName(Name):
    """Names a variable that the flow declares."""


class ReturnName(Name):
    """Names one of a subflow's returns."""


class NoticeName(Name):
    """Names a notice."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the call."""

    type: ValueType
    span: Span


def prompt_items(prompt: Prompt | None) -> Iterator[tuple[str, PromptItem]]:
    """A prompt's items with the end of their address: nothing for the only one, `/1`, `/2`, ... for several."""
    if prompt is None:
        return
    if len(prompt.items) == 1:
        yield "", prompt.items[0]
        return
    for index, item in enumerate(prompt.items, 1):
        yield f"/{index}", item
