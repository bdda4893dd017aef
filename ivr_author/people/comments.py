"""What colleagues tell each other about an item: threads of comments, open until somebody resolves them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ivr_author.core.diagnostics import error
from ivr_author.people.accounts import AccountFault
from ivr_author.people.audit import append
from ivr_author.people.roles import Person
from ivr_author.people.tables import MAX_ITEM, CommentRow, fit_text

MAX_CHARACTERS = 4000
_PORTION = 500  # values in one question to the database

RULES = {
    "comment-text": "A comment says nothing, or too much",
    "comment-unknown": "There is no such comment",
}
"""Every rule id that this module can report, with its description."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said; `quote`: the words that it is about, as they were."""

    id: int
    by: str
    by_id: int
    when: datetime
    text: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment on an item in a locale ("": where no language is), with the answers to it; `id` is the first one's."""

    id: int
    item: str
    locale: str
    comments: tuple[Comment, ...]
    resolved: datetime | None
    resolved_by: str


def add_comment(
    session: Session, now: datetime, person: Person, item: str, locale: str, text: str, quote: str = ""
) -> int:
    """Begin a thread; its id. Raises AccountFault for a text that can't be."""
    row = _row(now, person, item, locale, text, quote)
    session.add(row)
    session.flush()
    append(session, now, person.email, "comment", item, {"locale": locale, "thread": str(row.id)})
    return row.id


def answer(session: Session, now: datetime, person: Person, thread_id: int, text: str) -> int:
    """Answer in a thread, which opens it again; the answer's id. Raises AccountFault."""
    first = _first(session, thread_id)
    row = _row(now, person, first.item, first.locale, text, "")
    row.thread_id = first.id
    first.resolved, first.resolved_by = None, ""
    session.add(row)
    session.flush()
    append(session, now, person.email, "answer", first.item, {"locale": first.locale, "thread": str(first.id)})
    return row.id


def resolve(session: Session, now: datetime, person: Person, thread_id: int) -> None:
    """Close a thread; that it is closed already is as good. Raises AccountFault where there is none."""
    first = _first(session, thread_id)
    if first.resolved is None:
        first.resolved, first.resolved_by = now, person.name
        told = {"locale": first.locale, "thread": str(first.id)}
        append(session, now, person.email, "resolve comment", first.item, told)


def find_thread(session: Session, thread_id: int) -> Thread:
    """One thread, so that its item and locale can be asked about; raises AccountFault."""
    first = _first(session, thread_id)
    answers = select(CommentRow).where(CommentRow.thread_id == first.id).order_by(CommentRow.id)
    return _thread(first, session.scalars(answers).all())


def threads(session: Session, items: Iterable[str], locale: str | None = None) -> tuple[Thread, ...]:
    """The threads on these items, in their order; of one locale, or None: of all."""
    found: list[CommentRow] = []
    wanted = list(dict.fromkeys(map(fit_text, items)))
    for start in range(0, len(wanted), _PORTION):
        query = select(CommentRow).where(CommentRow.item.in_(wanted[start : start + _PORTION]))
        found += session.scalars(query if locale is None else query.where(CommentRow.locale == locale))
    return _threads(found)


def open_threads(session: Session, locale: str | None = None) -> tuple[Thread, ...]:
    """All threads that nobody has resolved."""
    is_first = CommentRow.thread_id.is_(None) & CommentRow.resolved.is_(None)
    ids = select(CommentRow.id).where(is_first)
    if locale is not None:
        ids = ids.where(CommentRow.locale == locale)
    return _threads(
        session.scalars(select(CommentRow).where(or_(CommentRow.id.in_(ids), CommentRow.thread_id.in_(ids))))
    )


def _threads(rows: Iterable[CommentRow]) -> tuple[Thread, ...]:
    ordered = sorted(rows, key=lambda row: row.id)
    answers: dict[int, list[CommentRow]] = {}
    for row in ordered:
        if row.thread_id is not None:
            answers.setdefault(row.thread_id, []).append(row)
    return tuple(_thread(row, answers.get(row.id, ())) for row in ordered if row.thread_id is None)


def _thread(first: CommentRow, answers: Iterable[CommentRow]) -> Thread:
    told = tuple(Comment(row.id, row.name, row.person_id, row.at, row.text, row.quote) for row in (first, *answers))
    return Thread(first.id, first.item, first.locale, told, first.resolved, first.resolved_by)


def _row(now: datetime, person: Person, item: str, locale: str, text: str, quote: str) -> CommentRow:
    if not 0 < len(item) <= MAX_ITEM or item != fit_text(item):
        raise ValueError("a comment is on an item")
    words = fit_text(text.replace("\r\n", "\n")).strip()
    if not words or len(words) > MAX_CHARACTERS:
        hint = f"write 1 to {MAX_CHARACTERS:,} characters"
        raise AccountFault(error("comment-text", "this is no comment that can be kept", hint=hint))
    return CommentRow(
        item=item,
        locale=locale,
        person_id=person.id,
        name=person.name,
        at=now,
        text=words,
        quote=fit_text(quote)[:MAX_CHARACTERS],
        resolved_by="",
    )


def _first(session: Session, thread_id: int) -> CommentRow:
    row = session.get(CommentRow, thread_id, populate_existing=True)
    if row is None or row.thread_id is not None:
        hint = "load the page again: it shows the comments that there are"
        raise AccountFault(error("comment-unknown", "there is no such comment", hint=hint))
    return row
