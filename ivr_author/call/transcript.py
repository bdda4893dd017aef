"""What happened in a call: the events, in the one form that every target is compared by (language.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Event = Mapping[str, object]
"""One line of a transcript: `event` names its kind, the other keys its facts."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """The events of a call and the nodes (`flow/node`) that it passed, in order."""

    events: tuple[Event, ...] = ()
    nodes: tuple[str, ...] = ()

    def to_lines(self) -> str:
        """JSON, one event a line."""
        return "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in self.events)

    @property
    def outcome(self) -> str:
        """How the call ended: `queue NAME`, `transfer NUMBER`, `hangup flow|caller|failure`; empty while it goes on."""
        return outcome_of(self.events[-1]) if self.events else ""


def outcome_of(event: Event) -> str:
    """The outcome that an event stands for, if it ends a call."""
    kind = event["event"]
    if kind == "queue" and event["result"] == "accepted":
        return f"queue {event['queue']}"
    if kind == "transfer" and event["result"] == "connected":
        return f"transfer {event['to']}"
    if kind == "hangup":
        return f"hangup {event['by']}"
    return ""


def fold(text: str) -> str:
    """White space folded, as transcripts are compared."""
    return " ".join(text.split())


@dataclass
class TranscriptBuilder:
    """Collects events; neighbouring `say`s of one locale become one, so that a target's way to cut speech is unseen."""

    events: list[dict[str, object]] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)

    def say(self, locale: str, text: str) -> None:
        """Add spoken text; empty text adds nothing."""
        text = fold(text)
        if not text:
            return
        last = self.events[-1] if self.events else None
        if last is not None and last["event"] == "say" and last["locale"] == locale:
            last["text"] = f"{last['text']} {text}"
        else:
            self.events.append({"event": "say", "locale": locale, "text": text})

    def add(self, event: str, **facts: object) -> None:
        """Add any other event."""
        self.events.append({"event": event, **facts})

    def build(self) -> Transcript:
        """What has happened so far."""
        return Transcript(tuple(dict(event) for event in self.events), tuple(self.nodes))


def first_difference(expected: Sequence[Event], heard: Sequence[Event]) -> int | None:
    """The index of the first event that differs, or None where both are the same."""
    for index in range(max(len(expected), len(heard))):
        if index >= len(expected) or index >= len(heard) or dict(expected[index]) != dict(heard[index]):
            return index
    return None
