"""What every test may use: one Hypothesis profile, the sample workspace's place, and golden files."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.databases import MISSING, REQUIRED, Cluster, find_programs, running_cluster
from tests.redis_server import MISSING as NO_REDIS
from tests.redis_server import REQUIRED as REDIS_REQUIRED
from tests.redis_server import RedisServer, find_program, running_redis
from tests.usecases.reviewed import make_reviewed

# No deadline: a slow machine is not a fault. Derandomised: a red build can be repeated, on every machine.
settings.register_profile("ivr", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ivr")

# With Python's own numbers, a quarter of a run is walks of the garbage collector through 16,000 collected tests and all
# that they import. What tests leave behind is still found: studios are made by the hundred.
gc.set_threshold(50_000, 20, 10)


MEMORY = Path("/dev/shm")
LEAST_ROOM = 4 * 2**30


def pytest_configure() -> None:
    """The folders of tests are in memory where there is room: a workspace is copied there in a fifth of the time.

    Whoever names another place has it there. What passed is removed at once (`tmp_path_retention_policy`).
    """
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= LEAST_ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_finish() -> None:
    """What was collected stays until the end: the garbage collector need not look at it again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """At its end pytest looks five times for what was left behind, in millions of objects: the rounds are made here.

    Only what was found in one round can let go of more in the next, so that they can end with one that found nothing.
    """
    for _ in range(5):
        if not gc.collect():
            break
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make goldens` writes expected outputs; nothing else does."""
    parser.addoption(
        "--update-goldens", action="store_true", help="write expected outputs instead of comparing with them"
    )


@pytest.fixture(scope="session", autouse=True)
def disk_is_not_waited_for() -> Iterator[None]:
    """No test can see whether bytes are on the disk: what is forced there, and in which order, stays asked for.

    On a busy disk tens of thousands of such calls take a minute and more. Processes that tests begin do wait.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", _needs_an_open_file)
        yield


def _needs_an_open_file(file: int) -> None:
    os.fstat(file)


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
def redis_server() -> Iterator[RedisServer]:
    """A Redis, once for all; where there is none, as for PostgreSQL."""
    if find_program() is None:
        if REDIS_REQUIRED:
            pytest.fail(NO_REDIS)
        pytest.skip(NO_REDIS)
    with running_redis() as server:
        yield server


@pytest.fixture(scope="session")
def redis_url(redis_server: RedisServer) -> str:
    """The address of that Redis."""
    return redis_server.url


@pytest.fixture(scope="session")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workspace in two languages with one release that is live; tests take a copy."""
    return make_reviewed(tmp_path_factory.mktemp("reviewed") / "office")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this repository, which is the sample workspace too. Not to be written to."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file of this name beside the test; a missing file is a failure, never a new golden."""
    folder = request.path.parent

    def compare(name: str, actual: str) -> None:
        path = folder / name
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual.encode())
            return
        assert path.exists(), f"{name} is missing; read what `make goldens` writes, then commit it"
        assert actual == path.read_bytes().decode(), f"{name} differs; if that is meant, `make goldens` writes it anew"

    return compare
