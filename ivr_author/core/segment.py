"""A segment: the unit that is translated, scored and recorded. Flows make them; catalogs keep their translations."""

from __future__ import annotations

from dataclasses import dataclass

from ivr_author.core.source import Span
from ivr_author.core.value_types import ValueType

Constants = tuple[tuple[str, str], ...]
"""Placeholders with what their place fills them with."""

Types = tuple[tuple[str, ValueType], ...]
"""Placeholders with the types of their variables or fields."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The keys that a caller can press where a text is spoken.

    `place` is the same for all texts that are heard as one offer (`main/main_menu`). `keys` are those that the place
    itself offers, in order; `also` those that work there besides (the flow's 0 and 9). `key` is the one that this very
    text is the line of; empty for the prompt before the lines.
    """

    place: str
    keys: tuple[str, ...]
    also: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One text with its address (`flow/node/slot`, the msgctxt), its plural if it has one, and notes for translators.

    `text` and `plural` are as the author wrote them, with placeholders as `{name}`; `comments` are the extractor
    comments of the catalog: the node, what the caller can press, the author's `context:`. `constants` are the
    placeholders that the place itself fills (`key` with `2`), `types` those of variables and fields. `max_seconds` and
    `max_characters` are what the author or the channel allows; 0 is no limit.
    """

    address: str
    text: str
    span: Span
    plural: str = ""
    comments: tuple[str, ...] = ()
    kind: str = "prompt"  # prompt | phrase (words a caller says) | label
    is_spoken: bool = False
    constants: Constants = ()
    types: Types = ()
    offer: Offer | None = None
    max_seconds: float = 0
    max_characters: int = 0
