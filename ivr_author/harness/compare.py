"""Holds what a target did against what the reference did, and shows where two transcripts part."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ivr_author.call.transcript import Event, Transcript, first_difference

CONTEXT = 3
"""Lines shown before and after a difference."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two players of one call parted: in the `events`, or in the nodes passed (`nodes`), at this index."""

    what: str
    index: int
    expected: Transcript
    actual: Transcript

    def lines(self) -> list[str]:
        """The lines around the first difference: `-` is what was expected, `+` what came instead."""
        return diff_lines(*self._sides())

    def summary(self) -> str:
        """The difference in one sentence."""
        expected, actual = self._sides()
        name = "event" if self.what == "events" else "node"
        sides = [lines[self.index] if self.index < len(lines) else "the end" for lines in (expected, actual)]
        return f"{name} {self.index + 1}: expected {sides[0]}, got {sides[1]}"

    def _sides(self) -> tuple[list[str], list[str]]:
        if self.what == "nodes":
            return list(self.expected.nodes), list(self.actual.nodes)
        return describe_events(self.expected.events), describe_events(self.actual.events)


def compare(reference: Transcript, other: Transcript) -> Difference | None:
    """The first difference in the events, else in the nodes passed; None where both players did the same."""
    index = first_difference(reference.events, other.events)
    if index is not None:
        return Difference("events", index, reference, other)
    for index, (expected, actual) in enumerate(zip(reference.nodes, other.nodes, strict=False)):
        if expected != actual:
            return Difference("nodes", index, reference, other)
    if len(reference.nodes) != len(other.nodes):
        return Difference("nodes", min(len(reference.nodes), len(other.nodes)), reference, other)
    return None


def describe_events(events: Sequence[Event]) -> list[str]:
    """Each event as one line for a reader."""
    return [describe_event(event) for event in events]


def describe_event(event: Event) -> str:
    """One event as one line: `say es: Su saldo es ...`, `keys 12345678`, `lookup service=... result=ok`."""
    kind = str(event["event"])
    if kind == "say":
        return f"say {event['locale']}: {event['text']}"
    if kind == "keys":
        return f"keys {event['keys'] or '(none)'}"
    facts = [f"{name}={_value(value)}" for name, value in event.items() if name != "event"]
    return " ".join((kind, *facts))


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {one}" for name, one in value.items()) + "}"
    return str(value)


def diff_lines(expected: Sequence[str], actual: Sequence[str]) -> list[str]:
    """The difference of two lists, numbered, with some lines of context."""
    shown: list[str] = []
    end = 0
    matcher = difflib.SequenceMatcher(None, expected, actual, autojunk=False)
    for group in matcher.get_grouped_opcodes(CONTEXT):
        if group[0][1] > end:
            shown.append(f"  ... {group[0][1] - end} the same")
        for tag, start, end, other_start, other_end in group:
            if tag == "equal":
                shown.extend(f"  {number:>3}  {line}" for number, line in enumerate(expected[start:end], start + 1))
            else:
                shown.extend(_changed(expected[start:end], actual[other_start:other_end], start, other_start))
    return shown


def _changed(expected: Sequence[str], actual: Sequence[str], start: int, other_start: int) -> Iterator[str]:
    for number, line in enumerate(expected, start + 1):
        yield f"- {number:>3}  {line}"
    for number, line in enumerate(actual, other_start + 1):
        yield f"+ {number:>3}  {line}"
    for line, other in zip(expected, actual, strict=False):
        marked = mark_words(line, other)
        if marked:
            yield f"?      {marked}"


def mark_words(expected: str, actual: str) -> str:
    """Two texts in one line, `[-left out-]` and `{+put in+}`; empty where they have little in common."""
    ours, theirs = expected.split(), actual.split()
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    if len(ours) < 3 or matcher.ratio() < 0.3:
        return ""
    pieces = []
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if tag == "equal":
            words = ours[start:end]
            pieces.append(" ".join(words if len(words) <= 8 else [*words[:3], "...", *words[-3:]]))
            continue
        if end > start:
            pieces.append(f"[-{' '.join(ours[start:end])}-]")
        if other_end > other_start:
            pieces.append(f"{{+{' '.join(theirs[other_start:other_end])}+}}")
    return " ".join(pieces)
