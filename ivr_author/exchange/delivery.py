"""What comes back from translators, as its format's reader found it. Whether it may be used is left to `accept`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ivr_author.core.source import Span


class Standing(StrEnum):
    """What a delivery says of one translation. Nothing that it says makes a translation reviewed."""

    NEW = "new"  # nobody has touched it
    DOUBTFUL = "doubtful"  # somebody must look at it
    DONE = "done"


@dataclass(frozen=True, slots=True)
class DeliveredLine:
    """One translation. `id` is an address, with `#` and a number for a plural form; `digest` that of the text sent.

    `language` is the tag that stands at the translation itself, if any. A line whose content could not be read has
    its reason in `fault`.
    """

    domain: str
    id: str
    source: str
    target: str
    standing: Standing
    digest: str
    span: Span
    language: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file of a translator. Tags of languages are BCP 47 as they stand there; empty where it says nothing."""

    path: str
    tag: str
    source_tag: str
    organisation: str
    lines: tuple[DeliveredLine, ...]

    @property
    def span(self) -> Span:
        """The file."""
        return Span(self.path, 1, 1, 1, 1)
