"""What words of a document hold: dates, phone numbers, amounts, citations; as slots, or written out by the author."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from babel.dates import get_month_names

from ivr_author.core.locale import find_locale
from ivr_author.notice.document import (
    Block,
    Box,
    Inlines,
    Link,
    Run,
    Slot,
    Words,
    contents_of,
    walk_blocks,
    walk_inlines,
)
from ivr_author.notice.model import FieldType

PHONE = re.compile(r"(?<![\d-])(?:\+?1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)")
AMOUNT = re.compile(r"[$€£]\s?\d[\d,]*(?:\.\d+)?|\b\d[\d,]*(?:\.\d+)?\s?(?:dollars|USD)\b")
CITATION = re.compile(
    r"\d+ (?:CFR|C\.F\.R\.|U\.S\.C\.|USC|CMR) (?:part |§+ ?)?\d+"  # 45 CFR 155.420, 130 CMR 610
    r"|§+ ?\d|\bM\.G\.L\.|\bMinn\. Stat\.|\bStat\. ",
)
_NUMBER_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b")


def literal_text(content: Inlines) -> str:
    """The author's words of a content, a space where a value stands; spaces are plain."""
    return "".join(_literals(content)).replace("\u00a0", " ").replace("\u202f", " ")


def _literals(content: Inlines) -> Iterator[str]:
    for one in walk_inlines(content):
        if isinstance(one, Words | Run):
            yield one.text
        elif isinstance(one, Slot):
            yield " "


def slots_in(content: Inlines) -> Iterator[Slot]:
    """The values that are printed in a content."""
    return (one for one in walk_inlines(content) if isinstance(one, Slot))


def contents_in(blocks: Iterable[Block]) -> Iterator[Inlines]:
    """Every content of these blocks and those inside them, in reading order."""
    for block in walk_blocks(tuple(blocks)):
        yield from contents_of(block)


def boxes_of(blocks: tuple[Block, ...], role: str) -> list[Box]:
    """The boxes with a role, also inside others."""
    return [block for block in walk_blocks(blocks) if isinstance(block, Box) and role in block.roles]


def has_words(box: Box) -> bool:
    """Whether a box says anything at all."""
    return any(
        any(letter.isalpha() for letter in literal_text(one)) or any(slots_in(one)) for one in contents_in(box.children)
    )


def has_date(content: Inlines, locale: str) -> bool:
    """Whether a day is named: a field of type date, or a date that the author wrote out."""
    return any(slot.type is FieldType.DATE for slot in slots_in(content)) or is_date(literal_text(content), locale)


def is_date(text: str, locale: str) -> bool:
    """Whether a text names a day: `12/23/2026`, `2026-12-23`, or the name of a month beside a number."""
    return _NUMBER_DATE.search(text) is not None or _month_date(locale).search(text) is not None


def has_phone(content: Inlines) -> bool:
    """Whether a phone number is named, or dialled by a link."""
    return (
        any(slot.type is FieldType.PHONE for slot in slots_in(content))
        or PHONE.search(literal_text(content)) is not None
        or any(
            isinstance(one, Link) and isinstance(one.target, str) and one.target.startswith("tel:")
            for one in walk_inlines(content)
        )
    )


def has_citation(content: Inlines) -> bool:
    """Whether a regulation is cited, or a field of type text stands where one would be."""
    return CITATION.search(literal_text(content)) is not None or any(
        slot.type is FieldType.TEXT for slot in slots_in(content)
    )


@cache
def _month_date(locale: str) -> re.Pattern[str]:
    known = find_locale(locale).cldr
    names = [
        re.escape(name.rstrip("."))
        for width in ("wide", "abbreviated")
        for name in (get_month_names(width, "format", known).values() if known else ())
        if not name.isdigit()
    ]
    if not names:
        return re.compile("(?!)")
    month = f"(?:{'|'.join(sorted(names, key=len, reverse=True))})"
    return re.compile(rf"\b{month}\.?\s+\d|\d\.?\s+(?:de\s+)?{month}\b", re.IGNORECASE)
