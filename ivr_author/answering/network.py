"""Connections to addresses that were judged, on which nothing waits longer than its exchange may."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore

from ivr_author.answering.addresses import Address, Private
from ivr_author.answering.failed import Failed, Fault
from ivr_author.answering.resolver import Resolver

MAX_ADDRESSES = 3
"""Of a host with several, how many are tried."""

_PART_BYTES = 4096


@dataclass(slots=True)
class Time:
    """The time of the exchange that this thread is in, and whether a connection was made for it."""

    until: float
    is_fresh: bool = False

    def left(self) -> float:
        """Seconds, more than none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise Failed(Fault.TIMEOUT)
        return left


current: ContextVar[Time] = ContextVar("exchange")


class Network(httpcore.NetworkBackend):
    """Connects to an address that was judged, and to that very one: between look and leap no name is asked again."""

    def __init__(self, private: Private, resolver: Resolver) -> None:
        self._private = private
        self._resolver = resolver
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to a host, if all of its addresses are permitted."""
        own = current.get()
        own.is_fresh = True
        addresses = self._addresses(host, own)
        for number, address in enumerate(addresses, 1):
            share = own.left() / (len(addresses) - number + 1)
            try:
                return _Stream(self._sockets.connect_tcp(str(address), port, share))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses):
                    raise
        raise Failed(Fault.NAME)

    def _addresses(self, host: str, own: Time) -> Sequence[Address]:
        try:
            addresses = self._resolver.resolve(host, own.left())
        except TimeoutError as fault:
            raise Failed(Fault.TIMEOUT) from fault
        except OSError as fault:
            raise Failed(Fault.NAME) from fault
        # One that is not permitted spoils all: who answers with both tries to slip it in.
        if not all(self._private.permits(host, address) for address in addresses):
            raise Failed(Fault.PRIVATE)
        return addresses[:MAX_ADDRESSES]


class _Stream(httpcore.NetworkStream):
    """A connection on which nothing waits longer than its exchange may."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come."""
        return self._inner.read(max_bytes, current.get().left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """In parts: within one, time is counted anew whenever the other side takes some of it."""
        for start in range(0, len(buffer), _PART_BYTES):
            self._inner.write(buffer[start : start + _PART_BYTES], current.get().left())

    def close(self) -> None:
        """Close it."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted."""
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, current.get().left()))

    def get_extra_info(self, info: str) -> Any:
        """As the socket says."""
        return self._inner.get_extra_info(info)
