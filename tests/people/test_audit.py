"""The chain of the audit log: whatever somebody does to its rows is noticed, and told where."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from ivr_author.core.diagnostics import Severity
from ivr_author.people import audit
from ivr_author.people.database import Database
from ivr_author.people.tables import AuditHeadRow, AuditRow
from tests.people.moments import NOW

ROWS = 6


@pytest.fixture
def filled(database: Database) -> Database:
    """Six rows."""
    with database.writing() as session:
        for number in range(ROWS):
            audit.append(session, NOW + timedelta(minutes=number), "ana@example.org", "save", f"billing/{number}")
    return database


def rules(database: Database, anchor: audit.Head | None = None) -> list[str]:
    with database.reading() as session:
        return [one.rule for one in audit.verify(session, anchor)]


def head(database: Database) -> audit.Head:
    with database.reading() as session:
        found = audit.head_of(session)
    assert found is not None
    return found


def test_what_was_appended_is_read_again(database: Database) -> None:
    with database.writing() as session:
        told = audit.append(session, NOW, "ana@example.org", "grant", "ben@example.org", {"role": "editor", "ä": "ö\n"})
    with database.reading() as session:
        (found,) = audit.entries(session)
    assert found == told
    assert (found.number, found.at, found.detail) == (1, NOW, {"role": "editor", "ä": "ö\n"})
    assert rules(database) == []


def test_rows_are_found_by_who_what_and_on_what(filled: Database) -> None:
    with filled.writing() as session:
        audit.append(session, NOW, "ben@example.org", "release", "r1")
    with filled.reading() as session:
        assert [one.number for one in audit.entries(session, limit=2)] == [7, 6]
        assert [one.number for one in audit.entries(session, limit=2, before=6)] == [5, 4]
        assert [one.number for one in audit.entries(session, who="ben@example.org")] == [7]
        assert [one.number for one in audit.entries(session, action="release")] == [7]
        assert [one.number for one in audit.entries(session, subject="billing/3")] == [4]


def change(**values: object) -> Callable[[Session], None]:
    return lambda session: session.execute(update(AuditRow).where(AuditRow.number == 3).values(**values)) and None


def swap(session: Session) -> None:
    rows = {row.number: (row.who, row.subject) for row in session.scalars(select(AuditRow))}
    for one, other in ((2, 3), (3, 2)):
        who, subject = rows[other]
        session.execute(update(AuditRow).where(AuditRow.number == one).values(who=who, subject=subject))


def take(*numbers: int) -> Callable[[Session], None]:
    return lambda session: session.execute(delete(AuditRow).where(AuditRow.number.in_(numbers))) and None


def put_in_at_the_end(session: Session) -> None:
    row = {
        "number": ROWS + 1,
        "at": NOW + timedelta(hours=1),
        "who": "x",
        "action": "x",
        "subject": "x",
        "detail": "{}",
        "hash": "0" * 64,
    }
    session.execute(insert(AuditRow).values(**row))


def lose_the_head(session: Session) -> None:
    session.execute(delete(AuditHeadRow))


def move_the_head(session: Session) -> None:
    session.execute(update(AuditHeadRow).values(hash="1" * 64))


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (change(who="somebody@else.org"), ["audit-changed-row"]),
        (change(detail='{"role":"administrator"}'), ["audit-changed-row"]),
        (change(detail="no json"), ["audit-changed-row"]),
        (change(action="leave"), ["audit-changed-row"]),
        (change(subject=""), ["audit-changed-row"]),
        (change(at=NOW + timedelta(minutes=2, microseconds=1)), ["audit-changed-row"]),
        (change(hash="0" * 64), ["audit-changed-row", "audit-changed-row"]),  # its own, and the next one's
        (swap, ["audit-changed-row", "audit-changed-row"]),
        (take(3), ["audit-missing-row"]),
        (take(1), ["audit-missing-row"]),
        (take(2, 3, 5), ["audit-missing-row", "audit-missing-row"]),
        (take(6), ["audit-truncated"]),
        (take(*range(1, ROWS + 1)), ["audit-truncated"]),
        (put_in_at_the_end, ["audit-changed-row", "audit-changed-row"]),
        (lose_the_head, ["audit-head"]),
        (move_the_head, ["audit-changed-row"]),
    ],
)
def test_whatever_is_done_to_the_rows_is_noticed(
    filled: Database, fault: Callable[[Session], None], expected: list[str]
) -> None:
    assert rules(filled) == []
    with filled.writing() as session:
        fault(session)
    assert rules(filled) == expected


def test_the_place_is_told(filled: Database) -> None:
    with filled.writing() as session:
        take(2, 3)(session)
    with filled.reading() as session:
        (fault,) = audit.verify(session)
    assert "rows 2 to 3 are missing" in fault.message
    assert fault.hint


def test_a_tail_that_was_cut_off_with_its_head_is_noticed_by_the_anchor(filled: Database) -> None:
    anchor = head(filled)
    with filled.writing() as session:
        take(5, 6)(session)
        last = session.scalars(select(AuditRow).where(AuditRow.number == 4)).one()
        session.execute(update(AuditHeadRow).values(number=4, hash=last.hash))
    assert rules(filled) == []  # within itself it is whole
    assert rules(filled, anchor) == ["audit-anchor"]


def test_a_log_that_was_made_anew_is_noticed_by_the_anchor(filled: Database) -> None:
    anchor = audit.read_head(str(head(filled)))
    with filled.writing() as session:
        take(*range(1, ROWS + 1))(session)
        session.execute(update(AuditHeadRow).values(number=0, hash=audit.GENESIS))
        for number in range(ROWS + 2):
            audit.append(session, NOW, "ana@example.org", "save", f"innocent/{number}")
    assert rules(filled) == []
    assert rules(filled, anchor) == ["audit-anchor"]


def test_an_anchor_holds_while_the_log_grows(filled: Database) -> None:
    anchor = head(filled)
    with filled.writing() as session:
        audit.append(session, NOW + timedelta(hours=1), "ana@example.org", "save", "more")
    assert rules(filled, anchor) == []
    assert rules(filled, audit.Head(0, audit.GENESIS)) == []


def test_work_goes_on_when_the_head_is_lost_and_what_is_lost_stays_told(filled: Database) -> None:
    with filled.writing() as session:
        take(2)(session)
        lose_the_head(session)
    with filled.writing() as session:
        audit.append(session, NOW + timedelta(hours=1), "ana@example.org", "save", "more")
    assert rules(filled) == ["audit-missing-row"]


def test_a_clock_that_was_set_back_is_told_and_is_no_error(filled: Database) -> None:
    with filled.writing() as session:
        audit.append(session, NOW - timedelta(days=1), "ana@example.org", "save", "yesterday")
    with filled.reading() as session:
        (found,) = audit.verify(session)
    assert (found.rule, found.severity) == ("audit-clock", Severity.WARNING)
    assert "row 7" in found.message


def test_a_csv_for_spreadsheets_is_whole_and_runs_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_CHUNK", 10)
    with database.writing() as session:
        audit.append(session, NOW, '=HYPERLINK("http://x")', "+1", '@a "quoted", with\nlines', {"-": "=1"})
        for number in range(35):
            audit.append(session, NOW, "ana@example.org", "save", str(number))
    with database.reading() as session:
        told = "".join(audit.to_csv(session))
    rows = list(csv.reader(io.StringIO(told.removeprefix("\ufeff"), newline="")))
    assert told.startswith("\ufeff")
    assert len(rows) == 37
    assert rows[1][2:5] == ['\'=HYPERLINK("http://x")', "'+1", '\'@a "quoted", with\nlines']
    assert rows[-1][:5] == ["36", "2026-11-23T09:30:00.123456+00:00", "ana@example.org", "save", "34"]


@pytest.mark.parametrize("text", ["", "7", "7:", "x:" + "0" * 64, "7:" + "g" * 64, "-1:" + "0" * 64])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="NUMBER:HASH"):
        audit.read_head(text)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(who=st.text(max_size=400), subject=st.text(), detail=st.dictionaries(st.text(), st.text(), max_size=3))
def test_any_text_is_kept_or_made_fit(database: Database, who: str, subject: str, detail: dict[str, str]) -> None:
    odd = subject + "\0\ud800"
    with database.writing() as session:
        told = audit.append(session, NOW, who, "say", odd, detail)
    with database.reading() as session:
        assert audit.entries(session, limit=1) == (told,)
        assert audit.verify(session) == []
