"""Who approved or returned what: each verdict holds for exactly the content it saw, by its SHA-256, and for no other.

That nobody judges their own work, and who may judge a language, is asked by whoever records it: authors are in git.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr_author.people.audit import append
from ivr_author.people.database import Database
from ivr_author.people.tables import MAX_ITEM, VerdictRow, fit_text

_PORTION = 500  # values in one question to the database
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`item`: an address (`billing/due/text`); `locale`: "" where no language is; `content`: SHA-256 of what was seen.

    `approved` False: returned, with a comment. `by` is the person's name as it was then, `by_id` their account.
    """

    item: str
    locale: str
    content: str
    approved: bool
    by: str
    by_id: int
    when: datetime
    comment: str = ""


def record_verdict(session: Session, verdict: Verdict, who: str) -> None:
    """Keep a verdict, and its row in the audit log; `who` is the email address there. A later one replaces it."""
    is_item = 0 < len(verdict.item) <= MAX_ITEM and verdict.item == fit_text(verdict.item)
    if not is_item or not _SHA256.fullmatch(verdict.content):
        raise ValueError("a verdict is on an item with the SHA-256 of its content")
    session.add(
        VerdictRow(
            item=verdict.item,
            locale=verdict.locale,
            content=verdict.content,
            approved=verdict.approved,
            person_id=verdict.by_id,
            name=verdict.by,
            at=verdict.when,
            comment=fit_text(verdict.comment),
        )
    )
    session.flush()
    told = {"locale": verdict.locale, "content": verdict.content, "comment": verdict.comment}
    append(session, verdict.when, who, "approve" if verdict.approved else "return", verdict.item, told)


def verdicts(session: Session, items: Iterable[str]) -> tuple[Verdict, ...]:
    """Every verdict on these items, in any language and on any content; the oldest first."""
    found: list[VerdictRow] = []
    wanted = list(dict.fromkeys(map(fit_text, items)))
    for start in range(0, len(wanted), _PORTION):
        found += session.scalars(select(VerdictRow).where(VerdictRow.item.in_(wanted[start : start + _PORTION])))
    return tuple(_verdict(row) for row in sorted(found, key=lambda row: row.id))


def verdict_on(session: Session, item: str, locale: str, content: str) -> Verdict | None:
    """The last verdict on exactly this content; None: nobody has judged it as it is now."""
    query = select(VerdictRow).where(
        VerdictRow.item == fit_text(item), VerdictRow.locale == locale, VerdictRow.content == content
    )
    row = session.scalars(query.order_by(VerdictRow.id.desc()).limit(1)).first()
    return None if row is None else _verdict(row)


class VerdictBook:
    """All verdicts of a database, read once: afterwards only those that came since. Any thread may ask."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._last: tuple[int, Verdict] | None = None
        self._on: dict[tuple[str, str, str], Verdict] = {}
        self._of: dict[tuple[str, str], Verdict] = {}

    @property
    def version(self) -> int:
        """Another one whenever something was judged."""
        return self._last[0] if self._last is not None else 0

    def refresh(self) -> None:
        """Read what was judged since the last time. Raises DatabaseGone."""
        with self._lock, self._database.reading() as session:
            found = self._rows(session, self._last[0] if self._last is not None else 0)
            # Somebody put another database in its place: what was known of the one before counts for nothing.
            if self._last is not None and (not found or found[0] != self._last):
                self._last, self._on, self._of = None, {}, {}
                found = self._rows(session, 0)
            for number, verdict in found:
                self._on[verdict.item, verdict.locale, verdict.content] = verdict
                self._of[verdict.item, verdict.locale] = verdict
                self._last = number, verdict

    def on(self, item: str, locale: str, content: str) -> Verdict | None:
        """The last verdict on exactly this content, as of the last `refresh`."""
        return self._on.get((item, locale, content))

    def of(self, item: str, locale: str) -> Verdict | None:
        """The last verdict on an item, whatever it said then."""
        return self._of.get((item, locale))

    def returned(self) -> list[Verdict]:
        """The items that were last returned, and not judged since."""
        return [one for one in self._of.values() if not one.approved]

    def _rows(self, session: Session, since: int) -> list[tuple[int, Verdict]]:
        table = VerdictRow
        columns = (table.id, table.item, table.locale, table.content, table.approved, table.name, table.person_id)
        query = select(*columns, table.at, table.comment).where(table.id >= since).order_by(table.id)
        return [(row[0], Verdict(*row[1:])) for row in session.execute(query)]


def _verdict(row: VerdictRow) -> Verdict:
    return Verdict(row.item, row.locale, row.content, row.approved, row.name, row.person_id, row.at, row.comment)
