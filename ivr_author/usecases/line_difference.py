"""How one text became another, for people: lines that stayed are folded, in lines that changed the words are marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from ivr_author.catalog.compare import Run, RunKind, word_difference

LINES_AROUND = 3
"""Lines that are shown before and after a change."""

LEAST_KEPT = 0.35
"""Of the letters of two lines; with less in common, one is removed and the other is new."""

_KEY = re.compile(r"\s*(?:- )?[\w-]+: (?=\S)")
"""What a line of YAML is about: a new value of the same key is a change, however different it is."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line, or a fold of `folded` lines that stayed. Numbers count from 1; 0 where the line is not in that text."""

    old: int = 0
    new: int = 0
    runs: tuple[Run, ...] = ()
    folded: int = 0

    @property
    def kind(self) -> str:
        """What became of the line: `same`, `removed`, `added`, `changed`; `fold` for lines that are left out."""
        if self.folded:
            return "fold"
        kinds = {run.kind for run in self.runs}
        if not self.old or not self.new:
            return "added" if self.new else "removed"
        return "same" if kinds <= {RunKind.KEPT} else "changed"


def line_difference(old: str, new: str, around: int = LINES_AROUND) -> list[Row]:
    """The rows of a comparison; none where the texts are equal but for their line ends."""
    before, after = old.splitlines(), new.splitlines()
    rows = list(_rows(before, after))
    changed = [place for place, row in enumerate(rows) if row.kind != "same"]
    near = {place for one in changed for place in range(one - around, one + around + 1)}
    return list(_folded(rows, near)) if changed else []


def _rows(before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    removed: list[int] = []
    added: list[int] = []
    for step in Indel.opcodes(before, after):
        if step.tag == "equal":
            yield from _changed(before, after, removed, added)
            removed, added = [], []
            for place in range(step.src_end - step.src_start):
                old, new = step.src_start + place, step.dest_start + place
                yield Row(old + 1, new + 1, _kept(before[old]))
        removed += range(step.src_start, step.src_end) if step.tag == "delete" else ()
        added += range(step.dest_start, step.dest_end) if step.tag == "insert" else ()
    yield from _changed(before, after, removed, added)


def _changed(before: Sequence[str], after: Sequence[str], removed: list[int], added: list[int]) -> Iterator[Row]:
    """Lines that are gone and lines that are new: those that are alike stand as one."""
    waiting = list(added)
    for old in removed:
        match = next((new for new in waiting if _are_alike(before[old], after[new])), None)
        if match is None:
            yield Row(old + 1, 0, (Run(RunKind.REMOVED, before[old]),))
            continue
        while waiting[0] != match:
            new = waiting.pop(0)
            yield Row(0, new + 1, (Run(RunKind.ADDED, after[new]),))
        waiting.pop(0)
        yield Row(old + 1, match + 1, word_difference(before[old], after[match]))
    for new in waiting:
        yield Row(0, new + 1, (Run(RunKind.ADDED, after[new]),))


def _are_alike(old: str, new: str) -> bool:
    key = _KEY.match(old)
    if key is not None and new.startswith(key[0]):
        return True
    return Indel.normalized_similarity(old.strip(), new.strip()) >= LEAST_KEPT


def _kept(line: str) -> tuple[Run, ...]:
    return (Run(RunKind.KEPT, line),)


def _folded(rows: Sequence[Row], near: set[int]) -> Iterator[Row]:
    left_out = 0
    for place, row in enumerate(rows):
        if place in near:
            if left_out:
                yield Row(folded=left_out)
            left_out = 0
            yield row
        else:
            left_out += 1
    if left_out:
        yield Row(folded=left_out)
