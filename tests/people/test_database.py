"""Migrations from nothing and from a filled database, transactions, and what is said of a database that is gone."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyotp
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, bindparam, create_engine, func, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from ivr_author.core.shelf import shelf_names
from ivr_author.people import accounts, audit
from ivr_author.people.database import (
    NEWEST,
    Database,
    DatabaseFault,
    DatabaseGone,
    bring_up_to_date,
    open_database,
)
from ivr_author.people.migrate import known_revisions
from ivr_author.people.migrations import versions
from ivr_author.people.roles import Grant, Role
from ivr_author.people.seal import Seal
from ivr_author.people.second_factor import Outcome, check_code
from ivr_author.people.tables import AuditRow, Base, GrantRow, Moment, PersonRow
from tests.databases import Cluster
from tests.people.conftest import Add
from tests.people.moments import NOW
from tests.people.processes import PROCESSES, append_many, write_and_wait


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    """A plain way in, beside the product's."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    yield engine
    engine.dispose()


def test_an_empty_database_becomes_what_the_models_say(empty_url: str) -> None:
    open_database(empty_url).close()
    with engine_of(empty_url) as engine, engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_planted_difference_would_be_found(empty_url: str) -> None:
    open_database(empty_url).close()
    with engine_of(empty_url) as engine, engine.begin() as connection:
        connection.execute(text("ALTER TABLE people ADD COLUMN planted INTEGER"))
        connection.execute(text("DROP INDEX ix_audit_who"))
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        assert sorted(one[0] for one in found) == ["add_index", "remove_column"]


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_a_filled_database_keeps_what_it_has(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        Path(empty_url.removeprefix("sqlite:///")).touch()
    with engine_of(empty_url) as engine:
        bring_up_to_date(engine, "there", Seal(), "0001")
        assert "comments" not in inspect(engine).get_table_names()
        with engine.begin() as connection:
            told = "INSERT INTO people (email, name, made, totp_secret, totp_confirmed, totp_last_step) VALUES "
            values = f"('ana@example.org', 'Ana', :at, '{SECRET}', :at, 0)"
            connection.execute(text(told + values).bindparams(bindparam("at", NOW, Moment)))
            connection.execute(insert(GrantRow), [{"person_id": 1, "role": "administrator", "locale": ""}])
    seal = Seal([b"x" * 32])
    database = open_database(empty_url, seal=seal)
    with database.writing() as session:
        # Who had a second factor goes on with it, and its secret is nowhere to be read.
        assert check_code(session, NOW, 1, pyotp.TOTP(SECRET).at(NOW)) is Outcome.RIGHT
        assert SECRET not in str(session.execute(text("SELECT * FROM people")).all())
    if empty_url.startswith("sqlite"):
        folder = Path(empty_url.removeprefix("sqlite:///")).parent
        database.close()
        assert not [one for one in folder.iterdir() if SECRET.encode() in one.read_bytes()]
        database = open_database(empty_url, seal=seal)
    with database.writing() as session:
        assert accounts.find_person(session, "ana@example.org") is not None
        ben = accounts.add_person(session, NOW, "ana@example.org", "Ben", "ben@example.org", [Grant(Role.EDITOR)])
        assert ben.id == 2
    with database.reading() as session:
        assert [one.name for one in session.scalars(select(PersonRow).order_by(PersonRow.id))] == ["Ana", "Ben"]
        assert audit.verify(session) == []
    with engine_of(empty_url) as engine:
        assert "comments" in inspect(engine).get_table_names()
    database.close()


def test_files_of_revisions_are_named_by_them() -> None:
    """So that a database that is up to date is known without Alembic."""
    assert [name[1:5] for name in reversed(shelf_names(versions))] == list(known_revisions())
    assert known_revisions()[0] == NEWEST


def test_several_who_open_it_at_once_make_it_once(empty_url: str) -> None:
    opened: list[Database] = []
    threads = [threading.Thread(target=lambda: opened.append(open_database(empty_url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    for one in opened:
        with one.reading() as session:
            assert audit.head_of(session) == audit.Head(0, audit.GENESIS)
        one.close()


def test_a_migration_that_fails_leaves_all_as_it_was(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        sqlite3.connect(empty_url.removeprefix("sqlite:///")).close()
    with engine_of(empty_url) as engine, engine.begin() as connection:
        connection.execute(text("CREATE TABLE comments (id INTEGER)"))  # in the second revision's way
    with pytest.raises((DatabaseFault, DBAPIError)):
        open_database(empty_url)
    with engine_of(empty_url) as engine:
        assert inspect(engine).get_table_names() == ["comments"]


def test_a_database_of_a_newer_version_is_left_alone(empty_url: str) -> None:
    open_database(empty_url).close()
    with engine_of(empty_url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseFault) as told:
        open_database(empty_url)
    assert told.value.diagnostic.rule == "database-newer"
    assert "9999" in told.value.diagnostic.message


def test_who_fails_in_the_middle_changes_nothing(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            accounts.add_person(session, NOW, "test", "Ana", "ana@example.org")
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.reading() as session:
        assert accounts.find_person(session, "ana@example.org") is None
        assert audit.head_of(session) == audit.Head(0, audit.GENESIS)


def test_who_reads_can_write_nothing(database: Database, add: Add) -> None:
    add("ana")
    with pytest.raises(DBAPIError), database.reading() as session:
        session.execute(update(PersonRow).values(name="changed"))
    with database.reading() as session:
        assert session.scalar(select(PersonRow.name)) == "Ana"


def test_who_reads_does_not_wait_for_who_writes(database: Database, add: Add) -> None:
    add("ana")
    with database.writing() as writer:
        writer.execute(update(PersonRow).values(name="half done"))
        with database.reading() as reader:
            assert reader.scalar(select(PersonRow.name)) == "Ana"


def test_a_writer_that_is_killed_holds_up_nobody(url: str, database: Database) -> None:
    told = PROCESSES.Event()
    process = PROCESSES.Process(target=write_and_wait, args=(url, told))
    process.start()
    assert told.wait(60)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with database.writing() as session:
        assert accounts.find_person(session, "half@example.org") is None
        audit.append(session, NOW, "test", "go on", "")
    with database.reading() as session:
        assert audit.verify(session) == []
        assert audit.head_of(session).number == 1  # type: ignore[union-attr]


def test_four_writers_lose_nothing_and_break_nothing(url: str, database: Database) -> None:
    writers = [PROCESSES.Process(target=append_many, args=(url, f"writer {one}", 15)) for one in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    with database.reading() as session:
        assert audit.verify(session) == []
        counted = session.execute(select(AuditRow.who, func.count()).group_by(AuditRow.who).order_by(AuditRow.who))
        assert [tuple(row) for row in counted] == [(f"writer {one}", 15) for one in range(4)]


def test_an_sqlite_file_that_was_deleted_is_told_and_not_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    database = open_database(f"sqlite:///{path}")
    path.unlink()
    with pytest.raises(DatabaseGone) as told, database.writing() as session:
        audit.append(session, NOW, "test", "write", "into nothing")
    assert told.value.diagnostic.rule == "database-gone"
    assert "put its file back" in told.value.diagnostic.hint
    assert not path.exists()
    database.close()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "studio.db").write_text("a letter to my aunt\n" * 100)
    with pytest.raises(DatabaseGone) as told:
        open_database(f"sqlite:///{tmp_path / 'studio.db'}")
    assert told.value.diagnostic.rule == "database-damaged"
    assert (tmp_path / "studio.db").read_text().startswith("a letter")


def test_an_sqlite_file_that_somebody_holds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr_author.people.database.BUSY_SECONDS", 0.05)
    database = open_database(f"sqlite:///{tmp_path / 'studio.db'}")
    holder = sqlite3.connect(tmp_path / "studio.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseGone) as told, database.writing() as session:
        audit.append(session, NOW, "test", "write", "")
    assert told.value.diagnostic.rule == "database-busy"
    with database.reading() as session:
        assert audit.head_of(session) is not None  # reading goes on
    holder.close()
    database.close()


def test_an_sqlite_that_is_full_is_told(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'studio.db'}")

    def fill() -> None:
        with database.writing() as session:
            pages = session.execute(text("PRAGMA page_count")).scalar()
            session.execute(text(f"PRAGMA max_page_count = {pages}"))
            audit.append(session, NOW, "test", "write", "x" * 400_000)

    with pytest.raises(DatabaseGone) as told:
        fill()
    assert told.value.diagnostic.rule == "database-full"
    database.close()


def test_sqlite_keeps_what_was_committed_through_a_power_failure(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'studio.db'}")
    with database.reading() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.close()


def test_a_postgresql_that_stops_is_told_and_comes_back(postgresql: Cluster) -> None:
    database = open_database(postgresql.new_database())
    with database.writing() as session:
        audit.append(session, NOW, "test", "before", "")
    postgresql.stop()
    try:
        for way in (database.reading, database.writing):
            with pytest.raises(DatabaseGone) as told, way() as session:
                audit.head_of(session)
            assert told.value.diagnostic.rule == "database-gone"
            assert "start its server" in told.value.diagnostic.hint
    finally:
        postgresql.start()
    with database.writing() as session:
        audit.append(session, NOW, "test", "after", "")
        assert audit.verify(session) == []
    database.close()


def test_a_postgresql_that_stops_in_the_middle_is_told(postgresql: Cluster) -> None:
    database = open_database(postgresql.new_database())

    def write() -> None:
        with database.writing() as session:
            audit.append(session, NOW, "test", "write", "")
            postgresql.stop()
            audit.append(session, NOW, "test", "write", "")

    try:
        with pytest.raises(DatabaseGone):
            write()
    finally:
        postgresql.start()
    with database.reading() as session:
        assert audit.head_of(session) == audit.Head(0, audit.GENESIS)
    database.close()


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("not an address", "database-url"),
        ("sqlite://", "database-url"),
        ("sqlite:///:memory:", "database-url"),
        ("mysql://u:secret@host/name", "database-url"),
        ("postgresql://host", "database-url"),
        ("sqlite:////nowhere/at/all/studio.db", "database-gone"),
        ("postgresql://me:secret@127.0.0.1:1/name", "database-gone"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(url: str, rule: str) -> None:
    with pytest.raises(DatabaseFault) as told:
        open_database(url)
    assert told.value.diagnostic.rule == rule
    assert told.value.diagnostic.hint
    assert "secret" not in told.value.diagnostic.message
