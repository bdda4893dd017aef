"""A text with its name, places in it, and how a place is shown; reading files is left to `workspace`."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache

MARK = "\ufeff"
EXCERPT_CHARACTERS = 160
"""The widest line that an excerpt shows; longer ones are cut around the place."""
MOST_TEXTS = 32
"""Texts whose lines are known; faults are listed file by file."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a source. Lines and columns are 1-based code points; `start` and `end` are offsets into the text.

    A byte order mark counts in offsets, not in columns, as in editors.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    start: int = 0
    end: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Source:
    """A text and its workspace-relative POSIX path."""

    path: str
    text: str

    def excerpt(self, span: Span) -> str:
        """The line before, the line, and a caret under the span (clipped to its first line)."""
        starts = _line_starts(self.text)
        if not 1 <= span.line < len(starts):
            return ""

        def line_of(number: int) -> str:
            return _visible(self.text[starts[number - 1] : starts[number] - 1])

        width = len(str(span.line))
        line = line_of(span.line)
        begin = min(max(span.column - 1, 0), len(line))
        last = min(span.end_column - 1 if span.end_line == span.line else len(line), len(line))
        # A line of a broken file may be as long as the file: the excerpt shows what stands around the place.
        first = max(0, begin - EXCERPT_CHARACTERS // 2) if len(line) > EXCERPT_CHARACTERS else 0
        shown = [
            f"{number:>{width}} | {line_of(number)[first : first + EXCERPT_CHARACTERS]}"
            for number in (span.line - 1, span.line)
            if number >= 1
        ]
        carets = "^" * max(1, min(last, first + EXCERPT_CHARACTERS) - begin)
        shown.append(f"{' ' * width} | {' ' * (begin - first)}{carets}")
        return "\n".join(shown)

    def line(self, number: int) -> str:
        """A line without its end, the first one being 1; empty where there is none."""
        starts = _line_starts(self.text)
        return self.text[starts[number - 1] : starts[number] - 1] if 1 <= number < len(starts) else ""

    def span(self, start: int, end: int) -> Span:
        """The span of two offsets."""
        line, column = self._position(start)
        end_line, end_column = self._position(end)
        return Span(self.path, line, column, end_line, end_column, start, end)

    def _position(self, offset: int) -> tuple[int, int]:
        return self.text.count("\n", 0, offset) + 1, offset - line_start(self.text, offset) + 1


def count_marks(text: str) -> int:
    """How many byte order marks a text begins with: one at most, unless programs that add one followed each other."""
    return len(text) - len(text.lstrip(MARK)) if text.startswith(MARK) else 0


def line_start(text: str, offset: int) -> int:
    """Where the line that an offset lies in begins, after the byte order mark of the text."""
    return text.rfind("\n", 0, offset) + 1 or min(count_marks(text), offset)


@lru_cache(maxsize=MOST_TEXTS)
def _line_starts(text: str) -> array[int]:
    """Where each line begins, and after the last one where a further one would: a page quotes hundreds of lines of one
    catalog, which is as long as a book."""
    breaks = (found.end() for found in re.finditer("\n", text))
    return array("Q", (count_marks(text), *breaks, len(text) + 1))


def _visible(line: str) -> str:
    # A control character in an excerpt could rewrite the reader's terminal.
    return "".join(" " if not character.isprintable() else character for character in line.rstrip("\r"))
