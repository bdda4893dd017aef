"""A segment: the unit that is translated, scored and recorded. Flows make them; catalogs keep their translations."""

from __future__ import annotations

from dataclasses import dataclass

from ivr_author.core.source import Span


@dataclass(frozen=True, slots=True)
class Segment:
    """One text with its address (`flow/node/slot`, the msgctxt), its plural if it has one, and notes for translators.

    `text` and `plural` are as the author wrote them, with placeholders as `{name}`; `comments` are the extractor
    comments of the catalog: the node, what the caller can press, the author's `context:`.
    """

    address: str
    text: str
    span: Span
    plural: str = ""
    comments: tuple[str, ...] = ()
    kind: str = "prompt"  # prompt | phrase (words a caller says) | label
