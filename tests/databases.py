"""A PostgreSQL of the tests' own, beside SQLite: in a temporary folder, on a socket, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

# What a build machine sets, so that a missing PostgreSQL is a failure there.
REQUIRED = bool(os.environ.get("IVR_AUTHOR_REQUIRE_POSTGRESQL"))
MISSING = "no PostgreSQL on this machine (Debian: apt-get install --no-install-recommends postgresql)"
SECONDS = 60


def find_programs() -> Path | None:
    """The folder with initdb and pg_ctl; Debian keeps them from the PATH. The newest version, if there are several."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@dataclass(slots=True)
class Cluster:
    """A running server; `new_database` gives the URL of a database of its own."""

    folder: Path
    programs: Path
    numbers: Iterator[int] = field(default_factory=count)

    def run(self, program: str, *arguments: str) -> None:
        """One of its programs, as the user who may."""
        command = [*_as_user(), str(self.programs / program), *arguments]
        subprocess.run(command, check=True, timeout=SECONDS, stdout=subprocess.DEVNULL, cwd=self.folder)

    def start(self) -> None:
        """Start it; it answers when this returns. Nothing here must outlast a power failure."""
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off -c max_connections=40"
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", log, "-w", "-s", "start")

    def stop(self) -> None:
        """Stop it, whoever is connected."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "-s", "stop")

    def url(self, name: str) -> str:
        """How a database of this name is opened."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def new_database(self) -> str:
        """The URL of a new database, in which nothing is."""
        name = f"test_{next(self.numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)


@contextmanager
def running_cluster(programs: Path) -> Iterator[Cluster]:
    """A server of our own. Not in pytest's folder: a socket's path has at most 107 characters."""
    with tempfile.TemporaryDirectory(prefix="ivr-pg-") as name:
        folder = Path(name)
        if _as_user():
            shutil.chown(folder, _server_user())
        cluster = Cluster(folder, programs)
        cluster.run(
            *("initdb", "-D", str(folder / "data"), "-U", "postgres"),
            *("-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"),
        )
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


def _as_user() -> list[str]:
    """PostgreSQL refuses to run as root, as which build machines run."""
    return ["runuser", "-u", _server_user(), "--"] if os.geteuid() == 0 else []


def _server_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
