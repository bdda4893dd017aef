"""The same tests on SQLite and on PostgreSQL: whoever asks for `database` or `url` is run twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from ivr_author.people import accounts
from ivr_author.people.database import Database, open_database
from ivr_author.people.passwords import Passwords
from ivr_author.people.roles import Grant, Person, Role
from tests.databases import MISSING, REQUIRED, Cluster, find_programs, running_cluster
from tests.people.moments import NOW

FAST = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
PASSWORD = "seven green umbrellas"

Add = Callable[..., Person]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A server, once for all; where there is none, a skip with the reason, or what a build machine takes for it."""
    programs = find_programs()
    if programs is None:
        if REQUIRED:
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with running_cluster(programs) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "template.db"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def _postgresql_template(postgresql: Cluster) -> str:
    url = postgresql.new_database()
    open_database(url).close()
    return url.rpartition("/test_")[2].partition("?")[0]


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
def url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A database that is up to date, and in which nobody is."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("_sqlite_template"), tmp_path / "studio.db")
        return f"sqlite:///{tmp_path / 'studio.db'}"
    cluster = request.getfixturevalue("postgresql")
    assert isinstance(cluster, Cluster)
    return cluster.new_database(f"test_{request.getfixturevalue('_postgresql_template')}")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """The same, opened."""
    opened = open_database(url, FAST)
    yield opened
    opened.close()


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
