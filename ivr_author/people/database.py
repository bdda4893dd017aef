"""Opens the database of people, and gives transactions on it: SQLite in a file, or PostgreSQL by URL.

Whoever reads sees one moment; whoever writes is alone (SQLite) or takes turns at the audit log's head (PostgreSQL).
"""

from __future__ import annotations

import importlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.shelf import shelf_names
from ivr_author.people.migrations import versions
from ivr_author.people.passwords import Passwords
from ivr_author.people.seal import SEAL, Seal

__all__ = [
    "NEWEST",
    "RULES",
    "Database",
    "DatabaseFault",
    "DatabaseGone",
    "Session",
    "bring_up_to_date",
    "open_database",
]
# `Session`, so that others can name what they hand on: the module that it comes from is ours alone.

BUSY_SECONDS = 30
"""How long somebody waits for others who write; a write takes milliseconds."""

CONNECT_SECONDS = 10

RULES = {
    "database-busy": "The database is held by somebody else for too long",
    "database-damaged": "The file is not a database, or no longer one",
    "database-driver": "The driver of a database is not installed",
    "database-full": "The disk of the database is full",
    "database-gone": "The database cannot be reached",
    "database-newer": "The database was made by a newer version",
    "database-read-only": "The database can't be written to",
    "database-url": "The address of the database is none",
}
"""Every rule id that this module can report, with its description."""

NEWEST = shelf_names(versions)[-1].partition("_")[0].removeprefix("v")
"""The revision that this version brings a database to: files of revisions are named by them."""

_MIGRATION_LOCK = 7_201_406
_OURS = (IntegrityError, DataError, ProgrammingError, InternalError, NotSupportedError)
_WRITING = "ivr_author_writing"


class DatabaseFault(Exception):
    """The database can't be used; `diagnostic` says it to a person."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class DatabaseGone(DatabaseFault):
    """The database was there and can't be reached, or can't be written to, now. Trying again may help."""


class Database:
    """A database that is up to date. Safe to be shared by threads; a process that forks opens its own.

    `passwords` says how passwords are hashed, so that tests can do it fast.
    """

    def __init__(
        self, engine: Engine, place: str, passwords: Passwords, anchor: sqlite3.Connection | None, seal: Seal
    ) -> None:
        self.place = place
        """Where it is, for people: without a password."""
        self.passwords = passwords
        # While one connection stays, SQLite need not make and remove its log for each that comes: 15 times faster.
        self._anchor = anchor
        self._engine = engine
        # For `second_factor`, which is given sessions alone.
        self._info = {SEAL: seal}
        self._writer = engine.execution_options(**{_WRITING: True})
        self._reader = engine
        if engine.dialect.name == "postgresql":
            # Told with BEGIN, in one go.
            self._reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one moment and can't change anything. Raises DatabaseGone."""
        with (
            _failures_of(self.place, is_reading=True),
            Session(self._reader, autoflush=False, info=self._info) as session,
        ):
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is committed at the end of the block, or undone by any exception. Raises DatabaseGone.

        Keep it short, and never wait for a person or hash a password in it.
        """
        with _failures_of(self.place), Session(self._writer, info=self._info) as session:
            yield session
            session.commit()

    def close(self) -> None:
        """Give connections back."""
        if self._anchor is not None:
            self._anchor.close()
        self._engine.dispose()


def open_database(url: str, passwords: Passwords | None = None, seal: Seal | None = None) -> Database:
    """Opens `sqlite:///PATH` or `postgresql://USER@HOST/NAME`, makes it where it is missing, and brings it up to date.

    Second factors are sealed with `seal`; without one, nobody can read them after this. Raises DatabaseFault with what
    to do. The folder of an SQLite file must exist.
    """
    seal = seal or Seal()
    address = _read_url(url)
    place = address.render_as_string(hide_password=True)
    try:
        engine = _make_engine(address)
    except ImportError as missing:
        hint = "install the extra: pip install 'ivr_author[postgresql]'"
        raise DatabaseFault(error("database-driver", f"{place}: {missing}", hint=hint)) from missing
    anchor = None
    try:
        with _failures_of(place):
            if address.get_backend_name() == "sqlite":
                anchor = _begin_file(str(address.database))
            bring_up_to_date(engine, place, seal)
    except BaseException:
        Database(engine, place, Passwords(), anchor, seal).close()
        raise
    return Database(engine, place, passwords or Passwords(), anchor, seal)


def bring_up_to_date(engine: Engine, place: str, seal: Seal, revision: str = "head") -> None:
    """Runs the migrations that are missing, all of them or none; of several processes one does, and the others wait."""
    with engine.execution_options(**{_WRITING: True}).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        found = _revision_of(connection)
        if found == NEWEST:
            return
        # Loaded here: Alembic takes as long to load as all else of this, and most databases are up to date.
        migrate = importlib.import_module("ivr_author.people.migrate")
        if found is not None and found not in migrate.known_revisions():
            message = f"{place} was made by a newer version of ivr-author (revision {found})"
            hint = "install that version or a newer one, or restore the backup from before"
            raise DatabaseFault(error("database-newer", message, hint=hint))
        migrate.upgrade(connection, seal, revision)


def _revision_of(connection: Connection) -> str | None:
    """The revision that Alembic noted; None in a database that is none of ours yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _read_url(url: str) -> URL:
    hint = "write sqlite:////folder/studio.db or postgresql://user@host/name"
    try:
        address = make_url(url)
        backend = address.get_backend_name()
    except ArgumentError:
        # What was given may hold a password, so it is not repeated.
        raise DatabaseFault(error("database-url", "this is no address of a database", hint=hint)) from None
    if backend == "sqlite" and address.database not in {None, "", ":memory:"}:
        return address.set(database=str(Path(str(address.database)).absolute()))
    if backend in {"postgresql", "postgres"} and address.database:
        return address.set(drivername="postgresql+psycopg")
    shown = address.render_as_string(hide_password=True)
    raise DatabaseFault(error("database-url", f"{shown}: accounts are kept in an SQLite file or PostgreSQL", hint=hint))


def _make_engine(address: URL) -> Engine:
    if address.get_backend_name() == "sqlite":
        path = str(address.database)
        # A connection each time, to a file that must be there: one that was kept would go on writing into a file
        # that somebody has deleted, and nobody would notice until the next start.
        engine = create_engine("sqlite://", creator=lambda: _connect(path, "rw"), poolclass=NullPool)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(
            address, pool_pre_ping=True, pool_timeout=BUSY_SECONDS, connect_args={"connect_timeout": CONNECT_SECONDS}
        )
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def _connect(path: str, mode: str) -> sqlite3.Connection:
    # Without an isolation level the driver begins no transactions of its own; `_begin_sqlite` does.
    connection = sqlite3.connect(
        f"file:{quote(path)}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    # What is taken out, as a secret that is sealed by now, is not left in the file.
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def _begin_file(path: str) -> sqlite3.Connection:
    """Makes the file, and lets readers and a writer not wait for each other. The connection is to be closed last."""
    deadline = time.monotonic() + BUSY_SECONDS
    try:
        connection = _connect(path, "rwc")
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("SELECT count(*) FROM sqlite_master")
                return connection
            except sqlite3.OperationalError as failure:
                # The one statement that SQLite does not wait with, when several begin at once.
                if "locked" not in str(failure) or time.monotonic() > deadline:
                    connection.close()
                    raise
                time.sleep(0.01)
    except sqlite3.Error as failure:
        raise OperationalError(None, None, failure) from failure


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITING):
        # Who means to write says so at once: of two who read first and write then, one would have to give up.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITING):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")


@contextmanager
def _failures_of(place: str, *, is_reading: bool = False) -> Iterator[None]:
    """What the database refuses as DatabaseGone; what we ask wrongly stays as it is, as a write where we read."""
    try:
        yield
    except PoolTimeout as failure:
        raise DatabaseGone(_diagnose(place, "locked")) from failure
    except DBAPIError as failure:
        reason = _first_line(failure.orig)
        # A file that can't be written to has extended codes when it is only read.
        is_write = getattr(failure.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY
        is_ours = isinstance(failure, _OURS) or (is_reading and is_write)
        if is_ours and not failure.connection_invalidated:
            raise
        raise DatabaseGone(_diagnose(place, reason)) from failure


def _first_line(failure: Any) -> str:
    return (str(failure).strip().splitlines() or [type(failure).__name__])[0]


_CAUSES = (
    (("locked", "lock timeout", "deadlock", "busy"), "database-busy", "try again; if it stays, end what holds it"),
    (("disk is full", "no space", "disk full"), "database-full", "make room on its disk, then try again"),
    (("readonly", "read-only"), "database-read-only", "let this user write to the file and its folder"),
    (
        ("not a database", "malformed", "encrypted"),
        "database-damaged",
        "put the last backup in its place; keep the damaged file to look at",
    ),
)


def _diagnose(place: str, reason: str) -> Diagnostic:
    for words, rule, hint in _CAUSES:
        if any(word in reason.lower() for word in words):
            return error(rule, f"the database {place} can't be used now: {reason}", hint=hint)
    hint = "start its server or put its file back, then try again; what stands in files is not touched by this"
    return error("database-gone", f"the database {place} can't be reached: {reason}", hint=hint)
