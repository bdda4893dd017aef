"""What a check of one translation is: the contract of the shelf `checks`, beside `core.rule` for whole catalogs.

A check of a translation sees one form of it and nothing else, so what it said can be kept while the words stay as they
are: a workspace is judged again in all locales in the time that its changes take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ivr_author.catalog.glossary.model import NO_GLOSSARY, Glossary
from ivr_author.catalog.model import Message
from ivr_author.core.diagnostics import Severity
from ivr_author.core.segment import Offer, Segment
from ivr_author.core.value_types import ValueType


@dataclass(frozen=True, slots=True)
class Pair:
    """One form of a translation beside the text that it stands for.

    `source` is the text, or its plural for every form that counts more than one thing; `other` is the one of the two
    that it is not. `form` is the number of the plural form; None where there are none. `glossary` is the locale's. The
    rest is the segment's.
    """

    locale: str
    source_locale: str
    source: str
    text: str
    other: str = ""
    form: int | None = None
    kind: str = "prompt"
    is_spoken: bool = False
    constants: tuple[tuple[str, str], ...] = ()
    types: tuple[tuple[str, ValueType], ...] = ()
    offer: Offer | None = None
    max_seconds: float = 0
    max_characters: int = 0
    glossary: Glossary = NO_GLOSSARY


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one form: a message that goes on from “the translation”, and the way out."""

    message: str
    hint: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class TranslationRule:
    """One check of a translation: a kebab-case id, how bad a breach is, a sentence for listings, and the check."""

    id: str
    severity: Severity
    description: str
    check: Callable[[Pair], Iterable[Finding]]


def pairs_of(
    segment: Segment, message: Message, locale: str, source_locale: str, glossary: Glossary = NO_GLOSSARY
) -> tuple[Pair, ...]:
    """Every form of a translation that has words, beside its text."""
    has_plural = bool(segment.plural)
    return tuple(
        Pair(
            locale,
            source_locale,
            segment.plural or segment.text,
            text,
            segment.text if has_plural else "",
            form if has_plural else None,
            segment.kind,
            segment.is_spoken,
            segment.constants,
            segment.types,
            segment.offer,
            segment.max_seconds,
            segment.max_characters,
            glossary,
        )
        for form, text in enumerate(message.strings)
        if text
    )
