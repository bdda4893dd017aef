"""Names to addresses in time, whatever the system's resolver does."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Sequence

import pytest

from ivr_author.answering.addresses import Address
from ivr_author.answering.resolver import MAX_NAMES_AT_ONCE, Resolver, look_up

HERE = ipaddress.ip_address("192.0.2.1")


class Hanging:
    """A resolver of a system that hangs until it is let go; counts who came."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.asked: list[str] = []

    def __call__(self, host: str) -> Sequence[Address]:
        """Hang."""
        self.asked.append(host)
        self.let_go.wait(5)
        return (HERE,)


def test_address_needs_nobody() -> None:
    resolver = Resolver(Hanging())
    assert [str(one) for one in resolver.resolve("::1", 0.01)] == ["::1"]


def test_system_knows_this_machine_once() -> None:
    found = look_up("localhost")
    assert ipaddress.ip_address("127.0.0.1") in found
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("fault", [OSError("secret"), UnicodeError("label too long")])
def test_name_without_an_address_is_an_error(fault: Exception) -> None:
    def look(host: str) -> Sequence[Address]:
        raise fault

    with pytest.raises(OSError, match=type(fault).__name__):
        Resolver(look).resolve("example.org", 1)


def test_one_that_hangs_holds_nobody_and_takes_one_thread_a_name() -> None:
    look = Hanging()
    resolver = Resolver(look)
    began = time.monotonic()
    for _ in range(3):
        with pytest.raises(TimeoutError):
            resolver.resolve("example.org", 0.02)
    assert time.monotonic() - began < 1
    assert look.asked == ["example.org"]
    for number in range(MAX_NAMES_AT_ONCE):
        with pytest.raises(TimeoutError):
            resolver.resolve(f"h{number}.example.org", 0.001)
    assert len(look.asked) == MAX_NAMES_AT_ONCE
    look.let_go.set()
    assert resolver.resolve("example.org", 5) == (HERE,)


def test_nothing_is_remembered() -> None:
    answers = iter([HERE, ipaddress.ip_address("192.0.2.2")])
    resolver = Resolver(lambda _: (next(answers),))
    assert resolver.resolve("example.org", 1) != resolver.resolve("example.org", 1)


def test_process_without_threads_fails_now_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = Resolver(lambda _: (HERE,))

    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", start)
        with pytest.raises(OSError, match="no thread"):
            resolver.resolve("example.org", 1)
    assert resolver.resolve("example.org", 5) == (HERE,)
