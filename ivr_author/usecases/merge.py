"""Puts two changes of one text together, where they do not touch each other. Where they do is for a person to say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

_WORDS = re.compile(r"\w+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Change:
    """A stretch of the pieces of the text that both began from, and what stands there instead."""

    start: int
    end: int
    pieces: tuple[str, ...]


def merge_texts(base: str, ours: str, theirs: str) -> str | None:
    """The text with both changes; None where both changed the same words, or stood side by side."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    for split in (_lines, _words):
        merged = _merge(split(base), split(ours), split(theirs))
        if merged is not None:
            return "".join(merged)
    return None


def _merge(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str] | None:
    mine, other = _changes(base, ours), _changes(base, theirs)
    merged: list[str] = []
    at = -1
    for change in sorted({*mine, *other}, key=lambda one: (one.start, one.end)):
        # One that begins where another ends may be the other half of the same thought.
        if change.start <= at:
            return None
        merged += [*base[max(at, 0) : change.start], *change.pieces]
        at = change.end
    return [*merged, *base[max(at, 0) :]]


def _changes(base: Sequence[str], new: Sequence[str]) -> list[_Change]:
    changes: list[_Change] = []
    for step in Indel.opcodes(base, new):
        if step.tag == "equal":
            continue
        pieces = tuple(new[step.dest_start : step.dest_end]) if step.tag == "insert" else ()
        if changes and changes[-1].end == step.src_start:
            last = changes.pop()
            changes.append(_Change(last.start, step.src_end, (*last.pieces, *pieces)))
        else:
            changes.append(_Change(step.src_start, step.src_end, pieces))
    return changes


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _words(text: str) -> list[str]:
    return _WORDS.findall(text)
