"""Who stands behind a translation: marks of drafts and reviews, as comments that every tool for translators keeps.

A mark names the words that it was made for, by a digest of them, so it lapses with any change, whichever tool made it.
What a state means for callers is left to `lookup`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from ivr_author.catalog.model import Message

MACHINE = "machine"
"""The name that stands in the mark of a draft that nobody has signed for."""

MOST_KEPT = 131_072
"""Entries whose mark is kept: a large workspace in twelve locales."""

_MARK = re.compile(r"(Draft|Reviewed) by (\S.*?)(?: on (\d{4}-\d{2}-\d{2}))?, ([0-9a-f]{12})")
_BEGIN = ("Draft by ", "Reviewed by ")
_MOST_LINES = 4
"""Babel wraps comments at 76 letters, so a long name takes its mark over several lines."""


class MarkKind(StrEnum):
    """What a mark says of the words it was made for."""

    DRAFT = "draft"  # by a machine; 45 CFR 92.201(c)(3) wants a qualified human to look at it
    REVIEWED = "reviewed"  # by a named person


class UnreadableMark(ValueError):
    """A name or a day that could not be read back from the comment it would stand in."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it stands in an entry. `on` is an ISO date, or empty; `digest` is that of the words it was made for."""

    kind: MarkKind
    by: str
    on: str
    digest: str

    def comment(self) -> str:
        """The mark as a translator comment: `Reviewed by Ana Sample on 2026-11-22, 1f2e3d4c5b6a`."""
        day = f" on {self.on}" if self.on else ""
        return f"{self.kind.capitalize()} by {self.by}{day}, {self.digest}"


def digest_of(message: Message) -> str:
    """12 hexadecimal digits that name the text, its plural and their translation."""
    return _digest_of(message.msgid, message.msgid_plural or "", message.strings)


def mark_of(message: Message) -> Mark | None:
    """The mark that holds for these very words, a review before a draft; None where there is none, or it lapsed."""
    if not message.translator_comments:
        return None
    return _holding(message.translator_comments, message.msgid, message.msgid_plural or "", message.strings)


def lapsed_review(message: Message) -> Mark | None:
    """The last review of other words than stand there now; None where a review holds, or there never was one."""
    if not message.translator_comments:
        return None
    return _lapsed(message.translator_comments, message.msgid, message.msgid_plural or "", message.strings)


def marks_in(message: Message) -> tuple[Mark, ...]:
    """All marks of an entry, lapsed or not, in their order."""
    return tuple(mark for _, _, mark in _find_marks(message.translator_comments))


def with_mark(message: Message, kind: MarkKind, by: str, on: str = "") -> Message:
    """The entry marked for the words it has now, in place of every mark that it had.

    `by` must be a name on one line and `on` an ISO date or empty; UnreadableMark otherwise.
    """
    mark = Mark(kind, by, on, digest_of(message))
    if _MARK.fullmatch(mark.comment()) is None or next(_find_marks((mark.comment(),)))[2] != mark:
        raise UnreadableMark(f"{by!r} can't be read back from a comment; write a name on one line")
    return replace(message, translator_comments=(mark.comment(), *without_marks(message.translator_comments)))


def without_mark(message: Message) -> Message:
    """The entry without any mark; other comments stay."""
    return replace(message, translator_comments=without_marks(message.translator_comments))


def without_marks(comments: tuple[str, ...]) -> tuple[str, ...]:
    """Translator comments that are no marks."""
    marked = {line for begin, end, _ in _find_marks(comments) for line in range(begin, end)}
    return tuple(comment for line, comment in enumerate(comments) if line not in marked) if marked else comments


@lru_cache(maxsize=MOST_KEPT)
def _holding(comments: tuple[str, ...], msgid: str, plural: str, strings: tuple[str, ...]) -> Mark | None:
    """The mark that holds; kept, for a studio asks it of every entry at every change."""
    found = [mark for _, _, mark in _find_marks(comments)]
    digest = _digest_of(msgid, plural, strings) if found else ""
    holding = [mark for mark in found if mark.digest == digest]
    return next((mark for mark in holding if mark.kind is MarkKind.REVIEWED), holding[0] if holding else None)


@lru_cache(maxsize=MOST_KEPT)
def _lapsed(comments: tuple[str, ...], msgid: str, plural: str, strings: tuple[str, ...]) -> Mark | None:
    """The review that lapsed; kept, for every check asks it of every entry."""
    reviews = [mark for _, _, mark in _find_marks(comments) if mark.kind is MarkKind.REVIEWED]
    digest = _digest_of(msgid, plural, strings) if reviews else ""
    if not reviews or any(mark.digest == digest for mark in reviews):
        return None
    return max(reviews, key=lambda mark: mark.on)


def _digest_of(msgid: str, plural: str, strings: tuple[str, ...]) -> str:
    words = "\0".join((msgid, plural, *strings))
    # A catalog that was read from UTF-8 holds no lone surrogates; one that was made in memory might.
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _find_marks(comments: tuple[str, ...]) -> Iterator[tuple[int, int, Mark]]:
    """Each mark with the lines that it takes: from the first to before the second number."""
    line = 0
    while line < len(comments):
        found = _read_mark(comments, line) if comments[line].lstrip().startswith(_BEGIN) else None
        if found is not None:
            yield line, found[0], found[1]
        line = found[0] if found is not None else line + 1


def _read_mark(comments: tuple[str, ...], begin: int) -> tuple[int, Mark] | None:
    for end in range(begin + 1, min(begin + _MOST_LINES, len(comments)) + 1):
        match = _MARK.fullmatch(" ".join(comment.strip() for comment in comments[begin:end]))
        if match is not None:
            kind, by, on, digest = match.groups()
            return end, Mark(MarkKind(kind.lower()), by, on or "", digest)
    return None
