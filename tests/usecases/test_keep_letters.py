"""Letters that were set are kept, as far as memory goes, and set once for however many ask."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ivr_author.usecases.keep_letters import LetterStore


def test_what_was_made_is_not_made_again() -> None:
    store = LetterStore()
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"letter"

    assert store.get("a", make) == store.get("a", make) == b"letter"
    assert len(made) == 1


def test_oldest_goes_first_and_the_newest_always_stays() -> None:
    store = LetterStore(most=10)
    store.get("a", lambda: b"1234")
    store.get("b", lambda: (b"12", b"34"))
    store.get("a", lambda: b"----")
    store.get("c", lambda: b"1234")
    assert store.size == 8
    assert store.get("a", lambda: b"made again") == b"1234"
    assert store.get("d", lambda: b"more than fits") == b"more than fits"
    assert store.size == len(b"more than fits")


def test_failure_is_the_callers_and_not_kept() -> None:
    store = LetterStore()

    def fail() -> bytes:
        raise ValueError("no font")

    with pytest.raises(ValueError, match="no font"):
        store.get("a", fail)
    assert store.get("a", lambda: b"now") == b"now"


def test_threads_wait_for_the_one_that_makes() -> None:
    store = LetterStore()
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        time.sleep(0.02)
        return b"letter"

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: store.get("a", make), range(16))) == {b"letter"}
    assert len(made) == 1
