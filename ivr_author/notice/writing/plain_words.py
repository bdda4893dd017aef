"""A member's document as plain words: to compare, to search, to read aloud to who looks at a picture of it."""

from __future__ import annotations

from ivr_author.notice.channel import Member
from ivr_author.notice.document import Document
from ivr_author.notice.writing.holes import write_form
from ivr_author.notice.writing.plain import write_line, write_text


def words_of(document: Document, member: Member) -> str:
    """The subject and the text, with the member's values, as the text part of an email has them."""
    pieces = [*write_line(document.subject, document.locale), "\n\n", *write_text(document.blocks, document.locale)]
    return write_form(pieces).fill(member.values).strip() + "\n"
