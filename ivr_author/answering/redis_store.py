"""The state of calls in Redis: for variables that are too long, or too private, for addresses.

Redis gone, or slow, is a `StoreFault`; what a caller hears then is left to the service.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast
from urllib.parse import urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from ivr_author.targets.twiml.store import StoreFault

SECONDS = 1.0
"""To connect, and for each answer: a step asks a few times, and the phone platform waits for 15 seconds."""

MOST_CONNECTIONS = 128
"""Of a process, which has half as many threads."""

OLDEST = 7
"""The first whose SET can claim a key and return what was there in one command."""

_SCHEMES = ("redis", "rediss", "unix")


class RedisStore:
    """A store that all processes share. Thread-safe; raises `ValueError` for what is no address of a Redis."""

    def __init__(self, url: str) -> None:
        if urlsplit(url).scheme not in _SCHEMES:
            raise ValueError("it begins with redis://, rediss:// or unix://")
        self._redis = Redis.from_url(
            url,
            socket_timeout=SECONDS,
            socket_connect_timeout=SECONDS,
            # Once more at once: a connection that was idle for long may have been closed by the other side.
            retry=Retry(NoBackoff(), 1),
            max_connections=MOST_CONNECTIONS,
        )

    def get(self, key: str) -> bytes | None:
        """What was put there, if it is still there."""
        with _faults():
            return cast("bytes | None", self._redis.get(key))

    def put(self, key: str, value: bytes, seconds: int) -> None:
        """Keep for so many seconds."""
        with _faults():
            self._redis.set(key, value, ex=seconds)

    def claim(self, key: str, value: bytes, seconds: int) -> bytes | None:
        """Keep, unless something is there."""
        with _faults():
            # One command, so that of two who come at once only one is first (SET with NX and GET: Redis 7).
            return cast("bytes | None", self._redis.set(key, value, ex=seconds, nx=True, get=True))

    def fault(self) -> str:
        """Why it can't be used; "" where it answers."""
        try:
            with _faults():
                version = str(self._redis.info("server")["redis_version"])
        except StoreFault as fault:
            return f"it does not answer: {fault}"
        is_new = version.partition(".")[0].isdecimal() and int(version.partition(".")[0]) >= OLDEST
        return "" if is_new else f"it is version {version}; {OLDEST} or newer is needed"

    def close(self) -> None:
        """Give the connections back."""
        self._redis.close()


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as fault:
        # Its text may hold the address with its password.
        raise StoreFault(type(fault).__name__) from fault
