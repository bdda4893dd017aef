"""A passage: words that are read or heard as one, with nothing left to fill in. Where they came from is its address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ivr_author.core.source import Span


class PassageKind(StrEnum):
    """What a passage is to a reader. Headings and cells of tables are no running text."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text as it is read: placeholders filled, conditions decided, no markup.

    A line end in `text` is one that the reader sees, and ends a sentence; who makes passages folds all others.
    `locale` is in any spelling. `address` is the segment's, and `span` where its source stands in the author's file.
    """

    text: str
    locale: str
    kind: PassageKind = PassageKind.PARAGRAPH
    address: str = ""
    span: Span | None = None
    is_spoken: bool = False
