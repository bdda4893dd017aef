"""Whom to ask and by when stand in the first screenful: the call to action comes first (CDC Clear Communication Index).

A member who reads no further knows the number to call and the day that counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.document import Document, Heading, Inlines, Paragraph, Table, walk_blocks
from ivr_author.notice.rules._words import has_date, has_phone, literal_text, slots_in
from ivr_author.notice.subject import Body, Letter, NoticeSubject, span_of

FIRST_SCREENFUL = 120
"""Words from the subject on: what a phone shows of an email, and the upper half of a letter's first page."""


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Letters, pages and emails whose first phone number, or first day, comes after the first screenful."""
    locale = subject.source_locale
    wanted: tuple[tuple[str, Callable[[Inlines], bool]], ...] = (
        ("phone number", has_phone),
        ("day", lambda content: has_date(content, locale)),
    )
    for file in subject.files:
        for body in subject.read_bodies(file):
            for what, holds in wanted:
                late = [(one, place) for one in body.letters if (place := _late(one.document, holds)) is not None]
                if late:
                    yield _fault(body, what, late)


def _fault(body: Body, what: str, late: list[tuple[Letter, tuple[int, str]]]) -> Fault:
    before, address = late[0][1]
    told = f"{body.describe([one for one, _ in late])}the first {what} comes after {before} words"
    hint = f"say it within the first {FIRST_SCREENFUL} words, in a box at the top perhaps"
    return Fault(told, span_of(body.file, address), hint)


def _late(document: Document, holds: Callable[[Inlines], bool]) -> tuple[int, str] | None:
    """How many words come before the first content that holds it, and its address; None where that is early enough.

    None also where nothing holds it: whether it has to be there is for the rules of 155.230 to say.
    """
    words = 0
    for content, address in _contents(document):
        if holds(content):
            return (words, address) if words > FIRST_SCREENFUL else None
        words += len(literal_text(content).split()) + sum(1 for _ in slots_in(content))
    return None


def _contents(document: Document) -> Iterator[tuple[Inlines, str]]:
    yield document.subject, f"{document.notice_id}/subject"
    for block in walk_blocks(document.blocks):
        if isinstance(block, Heading | Paragraph):
            yield block.content, block.address
        elif isinstance(block, Table):
            for row in (block.header, *block.rows):
                for cell in row:
                    yield cell.content, cell.address


RULE = Rule("late-essentials", Severity.WARNING, "The phone number or the day that counts comes late", check)
