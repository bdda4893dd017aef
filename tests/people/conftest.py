"""The same tests on SQLite and on PostgreSQL: whoever asks for `database` or `url` is run twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from ivr_author.people import accounts
from ivr_author.people.audit import GENESIS
from ivr_author.people.database import Database, open_database
from ivr_author.people.passwords import Passwords
from ivr_author.people.roles import Grant, Person, Role
from ivr_author.people.tables import AuditHeadRow, Base
from tests.databases import Cluster
from tests.people.moments import NOW

FAST = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
PASSWORD = "seven green umbrellas"

Add = Callable[..., Person]


@pytest.fixture(scope="session")
def _sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Database]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('people') / 'studio.db'}"
    opened = open_database(url, FAST)
    yield url, opened
    opened.close()


@pytest.fixture(scope="session")
def _postgresql(postgresql: Cluster) -> Iterator[tuple[str, Database]]:
    url = postgresql.new_database()
    opened = open_database(url, FAST)
    yield url, opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A database in which nothing is."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'studio.db'}"
    cluster = request.getfixturevalue("postgresql")
    assert isinstance(cluster, Cluster)
    return cluster.new_database()


@pytest.fixture
def _shared(kind: str, request: pytest.FixtureRequest) -> tuple[str, Database]:
    """One database for all tests, emptied: that takes a tenth of the time of a new one."""
    url, opened = request.getfixturevalue(f"_{kind}")
    with opened.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
        session.add(AuditHeadRow(id=1, number=0, hash=GENESIS))
        if kind == "postgresql":
            session.execute(text("ALTER SEQUENCE people_id_seq RESTART"))
    return url, opened


@pytest.fixture
def url(_shared: tuple[str, Database]) -> str:
    """A database that is up to date, and in which nobody is. Its tables stay as they are: others use them too."""
    return _shared[0]


@pytest.fixture
def database(_shared: tuple[str, Database]) -> Database:
    """The same, opened."""
    return _shared[1]


@pytest.fixture
def add(database: Database) -> Add:
    """`add("ana", Role.EDITOR)`: an account with a password."""

    def add_one(name: str, *grants: Grant | Role, password: str = PASSWORD) -> Person:
        given = [Grant(one) if isinstance(one, Role) else one for one in grants]
        with database.writing() as session:
            person = accounts.add_person(session, NOW, "test", name.title(), f"{name}@example.org", given)
            if password:
                accounts.set_password(session, NOW, "test", person.id, FAST.hash(password))
        return person

    return add_one
