"""The form of one text: a field for each form of its language, what it takes to say, what may be put in by a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ivr_author.catalog.compare import Run, word_difference
from ivr_author.catalog.lookup import State
from ivr_author.core.examples import fill_with_examples
from ivr_author.core.placeholders import Piece, parse_placeholders, placeholder_names
from ivr_author.core.segment import Segment
from ivr_author.exchange.package import plural_forms
from ivr_author.speech.pace import is_measured, seconds_of
from ivr_author.usecases.translate import OpenText

MOST_KEYS = 9


@dataclass(frozen=True, slots=True)
class FormField:
    """One form. `category` is CLDR's word for it, `numbers` the first that take it; `source` what it translates."""

    number: int
    name: str
    text: str
    source: str
    category: str = ""
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Seconds that a text takes: its own, its translation's, and how many there may be (0: no limit is set)."""

    source: float
    target: float
    most: float
    is_measured: bool

    @property
    def is_over(self) -> bool:
        """Whether the translation takes longer than its place allows."""
        return 0 < self.most < self.target


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text as it is read: its pieces, those of its plural, and how it differs from the one translated before."""

    pieces: Sequence[Piece]
    plural: Sequence[Piece]
    earlier: Sequence[Run]
    names: Sequence[str]


def view_fields(now: OpenText, strings: Sequence[str]) -> list[FormField]:
    """The fields, filled with what stands there or was typed."""
    segment = now.segment
    if not segment.plural:
        return [FormField(0, "form-0", strings[0] if strings else "", segment.text)]
    return [
        FormField(
            one.number,
            f"form-{one.number}",
            strings[one.number] if one.number < len(strings) else "",
            segment.text if one.is_for_one else segment.plural,
            one.category,
            ", ".join(map(str, one.examples)) + ("…" if len(one.examples) > 3 else ""),
        )
        for one in plural_forms(now.locale)
    ]


def view_source(now: OpenText) -> SourceText:
    """The text, with what was changed in it since it was translated."""
    segment, message = now.segment, now.message
    earlier: Sequence[Run] = ()
    before = None
    if message is not None and now.state is State.STALE:
        before = message.msgid, message.msgid_plural or ""
    elif message is not None and message.previous_msgid is not None:
        before = message.previous_msgid, message.previous_plural or ""
    if before is not None and before != (segment.text, segment.plural):
        earlier = word_difference(
            "\n".join(filter(None, before)), "\n".join(filter(None, (segment.text, segment.plural)))
        )
    names = tuple(dict.fromkeys((*placeholder_names(segment.text), *placeholder_names(segment.plural))))
    return SourceText(
        parse_placeholders(segment.text)[0], parse_placeholders(segment.plural)[0], earlier, names[:MOST_KEYS]
    )


def view_seconds(segment: Segment, strings: Sequence[str], locale: str, source_locale: str) -> Spoken | None:
    """How long it takes to say, with ordinary values; None for what nobody says, or what has no words yet."""
    if not segment.is_spoken or segment.kind != "prompt":
        return None

    def seconds(text: str, into: str) -> float:
        return seconds_of(fill_with_examples(text, segment.constants, segment.types, into), into)

    longest = max((seconds(one, locale) for one in strings), default=0.0)
    source = max(seconds(one, source_locale) for one in (segment.text, segment.plural))
    return Spoken(source, longest, segment.max_seconds, is_measured(locale))
