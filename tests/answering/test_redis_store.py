"""The store in Redis: what it keeps, who is first, and that a Redis that is gone is told so, and nothing of it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ivr_author.answering.redis_store import SECONDS, RedisStore
from ivr_author.targets.twiml.store import StoreFault
from tests.redis_server import PASSWORD, RedisServer


def test_it_keeps_for_a_while(redis_url: str) -> None:
    store = RedisStore(redis_url)
    assert store.fault() == ""
    assert store.get("none") is None
    store.put("key", b"\x00value", 1)
    assert store.get("key") == b"\x00value"
    time.sleep(1.2)
    assert store.get("key") is None


def test_only_one_is_first(redis_url: str) -> None:
    stores = [RedisStore(redis_url) for _ in range(4)]
    start = threading.Barrier(16)

    def claim(number: int) -> bytes | None:
        start.wait(5)
        return stores[number % 4].claim("first", str(number).encode(), 60)

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(claim, range(16)))
    (winner,) = [number for number, one in enumerate(found) if one is None]
    assert {one for one in found if one is not None} == {str(winner).encode()}


@pytest.mark.parametrize("url", ["http://x", "x", "", "redis://127.0.0.1:port"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"redis|port"):
        RedisStore(url)


def test_a_redis_that_is_gone_is_told_without_its_address(redis_server: RedisServer) -> None:
    store = RedisStore(redis_server.url)
    redis_server.stop()
    begun = time.monotonic()
    try:
        for act in (lambda: store.get("a"), lambda: store.put("a", b"", 1), lambda: store.claim("a", b"", 1)):
            with pytest.raises(StoreFault) as told:
                act()
            assert PASSWORD not in str(told.value)
        assert "does not answer" in store.fault()
    finally:
        redis_server.start()
    assert time.monotonic() - begun < 12 * SECONDS
    # The connections that broke are not used again.
    assert store.fault() == ""
