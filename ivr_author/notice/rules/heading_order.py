"""Headings step down one level at a time, as screen readers walk them (WCAG 2.2, 1.3.1; PDF/UA-1, 7.4.2)."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.document import Document, Heading, walk_blocks
from ivr_author.notice.subject import READ, NoticeSubject, span_of


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Headings that skip a level, in any letter; a second heading of level 1. The subject is the first, or `#` is."""
    for body in subject.all_bodies():
        if not any(channel in READ for channel in body.channels):
            continue
        told: set[tuple[str, str]] = set()
        for letter in body.letters:
            for heading, message, hint in _faults(letter.document):
                if (heading.address, message) not in told:
                    told.add((heading.address, message))
                    yield Fault(message, span_of(body.file, heading.address), hint)


def _faults(document: Document) -> Iterator[tuple[Heading, str, str]]:
    headings = [block for block in walk_blocks(document.blocks) if isinstance(block, Heading)]
    has_title = bool(headings) and headings[0].level == 1
    level = 0 if has_title else 1
    for number, heading in enumerate(headings):
        if heading.level > level + 1:
            above = f"one of level {level}" if number or has_title else "the subject"
            message = f"a heading of level {heading.level} follows {above}"
            yield heading, message, f"write `{'#' * (level + 1)}`"
        elif heading.level == 1 and number:
            yield heading, "a second heading of level 1", "write `##`: a notice has one title"
        level = heading.level


RULE = Rule("heading-order", Severity.WARNING, "Headings skip a level", check)
