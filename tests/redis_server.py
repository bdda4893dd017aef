"""A Redis of the tests' own: in a temporary folder, on a socket, gone at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

# What a build machine sets, so that a missing Redis is a failure there.
REQUIRED = bool(os.environ.get("IVR_AUTHOR_REQUIRE_REDIS"))
MISSING = "no Redis on this machine (Debian: apt-get install --no-install-recommends redis-server)"
SECONDS = 20
PASSWORD = "s3cret-of-redis"
"""In the address, as deployments have it; it must not be told anywhere."""


def find_program() -> str | None:
    """The server's program."""
    return shutil.which("redis-server")


@dataclass(slots=True)
class RedisServer:
    """A server that can be stopped and started again; it keeps nothing."""

    folder: Path
    _process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        """How it is reached."""
        return f"unix://:{PASSWORD}@{self.folder}/redis"

    def start(self) -> None:
        """Start it; it answers when this returns."""
        program = find_program()
        assert program is not None, MISSING
        options = ["--port", "0", "--unixsocket", "redis", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            [program, *options, "--requirepass", PASSWORD], cwd=self.folder, stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + SECONDS
        with Redis.from_url(self.url) as client:
            while True:
                try:
                    client.ping()
                    return
                except (RedisError, OSError):
                    assert time.monotonic() < deadline, "Redis does not start"
                    time.sleep(0.02)

    def stop(self) -> None:
        """Stop it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(SECONDS)
            self._process = None


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """A server of our own. Not in pytest's folder: a socket's path has at most 107 characters."""
    with tempfile.TemporaryDirectory(prefix="ivr-redis-") as name:
        server = RedisServer(Path(name))
        server.start()
        try:
            yield server
        finally:
            server.stop()
