"""Who did what, in a chain: each row carries the hash of the row before it, so a row that was changed shows.

The last row's number and hash stand in a row of their own, and can be kept elsewhere as an anchor: without one, who may
write to the database could make the whole chain anew.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr_author.core.diagnostics import Diagnostic, error, warning
from ivr_author.core.spreadsheet import guard
from ivr_author.people.tables import SHA256, AuditHeadRow, AuditRow, fit_text

GENESIS = "0" * SHA256
"""The hash before the first row."""

CLOCK_SLACK = timedelta(seconds=5)
"""Two servers' clocks may differ so much without it being told."""

RULES = {
    "audit-anchor": "The audit log does not lead to the head that was kept",
    "audit-changed-row": "A row of the audit log was changed, moved or put in",
    "audit-clock": "The clock went back between two rows of the audit log",
    "audit-head": "The row that keeps the head of the audit log is gone",
    "audit-missing-row": "Rows of the audit log are missing",
    "audit-truncated": "The end of the audit log was cut off",
}
"""Every rule id that this module can report, with its description."""

_CHUNK = 1000
_KEPT_APART = "the account of who did what is not to be trusted from here on; compare it with a backup or an export"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `who` is an email address, or says that it was the command line; `action` is a verb with its noun."""

    number: int
    at: datetime
    who: str
    action: str
    subject: str
    detail: Mapping[str, str]
    hash: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it stands in the table; many are read without SQLAlchemy keeping them."""

    number: int
    at: datetime
    who: str
    action: str
    subject: str
    detail: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """How far the chain goes; written `NUMBER:HASH`, to be kept where nobody of the database can write."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


def read_head(text: str) -> Head:
    """What `str(head)` wrote; raises ValueError with a sentence."""
    match = re.fullmatch(r"([0-9]{1,15}):([0-9a-f]{64})", text.strip())
    if match is None:
        raise ValueError("the head of an audit log is written NUMBER:HASH, as `audit verify` prints it")
    return Head(int(match[1]), match[2])


def append(
    session: Session, now: datetime, who: str, action: str, subject: str, detail: Mapping[str, str] | None = None
) -> Entry:
    """Add a row, in the transaction that does what it tells of; call it last there, for others wait here from now on.

    Never a secret in it: no password, no token, no code.
    """
    locked = select(AuditHeadRow).where(AuditHeadRow.id == 1).with_for_update()
    head = session.scalars(locked.execution_options(populate_existing=True)).first()
    if head is None:
        # An emptied table must not stop the work; `verify` tells of it, for the numbers of lost rows stay lost.
        last = session.scalars(select(AuditRow).order_by(AuditRow.number.desc()).limit(1)).first()
        head = AuditHeadRow(id=1, number=last.number if last else 0, hash=last.hash if last else GENESIS)
        session.add(head)
    words = {fit_text(key): fit_text(value) for key, value in (detail or {}).items()}
    told = _Row(
        head.number + 1,
        now,
        fit_text(who)[:320],
        fit_text(action)[:100],
        fit_text(subject),
        _canonical(words),
        head.hash,
    )
    row = AuditRow(**{**dataclasses.asdict(told), "hash": _hash_of(head.hash, told)})
    session.add(row)
    head.number, head.hash = row.number, row.hash
    session.flush()
    return _entry(row)


def head_of(session: Session) -> Head | None:
    """How far the chain goes; None where the row that says it is gone."""
    head = session.get(AuditHeadRow, 1)
    return None if head is None else Head(head.number, head.hash)


def entries(
    session: Session, *, who: str = "", action: str = "", subject: str = "", before: int | None = None, limit: int = 100
) -> tuple[Entry, ...]:
    """The last rows first; of one person, one action, or one subject. `before`: those with lower numbers, to page."""
    query = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
    for column, wanted in ((AuditRow.who, who), (AuditRow.action, action), (AuditRow.subject, subject)):
        if wanted:
            query = query.where(column == fit_text(wanted))
    if before is not None:
        query = query.where(AuditRow.number < before)
    return tuple(_entry(row) for row in session.scalars(query))


def verify(session: Session, anchor: Head | None = None) -> list[Diagnostic]:
    """What is wrong with the chain; an anchor is a head that was kept elsewhere. Reads every row, in small portions."""
    faults: list[Diagnostic] = []
    number, chained, at = 0, GENESIS, None
    anchored = anchor is None or anchor == Head(0, GENESIS)
    for row in _rows(session):
        if row.number != number + 1:
            lost = f"row {number + 1} is" if row.number == number + 2 else f"rows {number + 1} to {row.number - 1} are"
            faults.append(error("audit-missing-row", f"{lost} missing", hint=_KEPT_APART))
            # What hangs on a missing row can't be computed: only what stands in the row itself.
        elif row.hash != _hash_of(chained, row):
            message = f"row {row.number} ({row.action}, {row.who}) is not as it was written"
            faults.append(error("audit-changed-row", message, hint=_KEPT_APART))
        if at is not None and row.at < at - CLOCK_SLACK:
            hint = "look at the clock of the server; the order of the rows is right nonetheless"
            faults.append(warning("audit-clock", f"the clock went back {at - row.at} at row {row.number}", hint=hint))
        anchored = anchored or (anchor is not None and row.number == anchor.number and row.hash == anchor.hash)
        number, chained, at = row.number, row.hash, row.at
    head = head_of(session)
    if head is None:
        faults.append(error("audit-head", "the head of the audit log is gone", hint=_KEPT_APART))
    elif head.number > number:
        message = f"the log ends at row {number}, and went on to row {head.number}"
        faults.append(error("audit-truncated", message, hint=_KEPT_APART))
    elif head != Head(number, chained):
        message = f"rows were added behind row {head.number}, or its hash was changed, by somebody else"
        faults.append(error("audit-changed-row", message, hint=_KEPT_APART))
    if anchor is not None and not anchored:
        message = f"row {anchor.number} is not the one that was kept as the log's head"
        faults.append(error("audit-anchor", message, hint=_KEPT_APART))
    return faults


def to_csv(session: Session) -> Iterator[str]:
    """The whole log as lines of CSV, oldest first, with a cell for each column; no cell that a spreadsheet would run.

    Write it as UTF-8; the first line begins with the mark by which Excel knows that.
    """
    yield "\ufeff" + _line(("number", "at", "who", "action", "subject", "detail", "hash"))
    for row in _rows(session):
        yield _line((str(row.number), _instant(row.at), row.who, row.action, row.subject, row.detail, row.hash))


def _rows(session: Session) -> Iterator[_Row]:
    columns = (AuditRow.number, AuditRow.at, AuditRow.who, AuditRow.action)
    query = select(*columns, AuditRow.subject, AuditRow.detail, AuditRow.hash).order_by(AuditRow.number)
    for row in session.execute(query.execution_options(yield_per=_CHUNK)):
        yield _Row(*row)


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([guard(cell) for cell in cells])
    return out.getvalue()


def _entry(row: AuditRow) -> Entry:
    try:
        detail = json.loads(row.detail)
    except (ValueError, RecursionError):
        detail = None  # somebody changed it: `verify` says so
    words = {str(key): str(value) for key, value in detail.items()} if isinstance(detail, dict) else {}
    return Entry(row.number, row.at, row.who, row.action, row.subject, words, row.hash)


def _hash_of(before: str, row: _Row) -> str:
    told = {
        "number": row.number,
        "at": _instant(row.at),
        "who": row.who,
        "action": row.action,
        "subject": row.subject,
        "detail": row.detail,
    }
    return hashlib.sha256(f"{before}\n{_canonical(told)}".encode("utf-8", "surrogatepass")).hexdigest()


def _canonical(told: Mapping[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
