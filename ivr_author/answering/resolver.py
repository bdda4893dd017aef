"""Names to addresses within a time limit: the system's resolver knows none, and may hang for half a minute."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from ivr_author.answering.addresses import Address

MAX_NAMES_AT_ONCE = 32

Look = Callable[[str], Sequence[Address]]


def look_up(host: str) -> Sequence[Address]:
    """The addresses of a host as the system knows them, without repetition. Raises `OSError`."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ipaddress.ip_address(where[0]) for *_, where in found))


class Resolver:
    """Asks in threads of its own, one a name at a time: whoever wants the same name waits for the same answer.

    A thread that hangs is left to itself (it is a daemon: the process ends without it), and nothing is remembered.
    """

    def __init__(self, look: Look = look_up) -> None:
        self._look = look
        self._lock = threading.Lock()
        self._asked: dict[str, Future[Sequence[Address]]] = {}

    def resolve(self, host: str, seconds: float) -> Sequence[Address]:
        """The addresses of a host. Raises `TimeoutError`, or `OSError` where there are none."""
        try:
            return (ipaddress.ip_address(host),)
        except ValueError:
            pass
        with self._lock:
            answer = self._asked.get(host)
            if answer is None:
                if len(self._asked) >= MAX_NAMES_AT_ONCE:
                    raise TimeoutError
                answer = self._begin(host)
        return answer.result(seconds)

    def _begin(self, host: str) -> Future[Sequence[Address]]:
        answer: Future[Sequence[Address]] = Future()
        self._asked[host] = answer
        try:
            threading.Thread(target=self._ask, args=(host, answer), name="resolver", daemon=True).start()
        except RuntimeError as fault:
            # No thread is to be had, and nobody would ever take the name off the list.
            del self._asked[host]
            raise OSError("no thread") from fault
        return answer

    def _ask(self, host: str, answer: Future[Sequence[Address]]) -> None:
        found: Sequence[Address] = ()
        fault = None
        try:
            found = self._look(host)
        except (OSError, ValueError) as met:
            # Without its text, which may hold the name.
            fault = OSError(type(met).__name__)
        with self._lock:
            del self._asked[host]
        if fault is None:
            answer.set_result(found)
        else:
            answer.set_exception(fault)
