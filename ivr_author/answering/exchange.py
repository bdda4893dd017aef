"""One question over HTTP and its answer, within a time that holds for all of it: name, connection, TLS, every byte.

httpx's own engine, httpcore, stands here without the client around it: there is nothing that could follow a redirect,
keep a cookie, unpack an answer or read a proxy from the environment.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

import httpcore
import httpx

from ivr_author.answering.addresses import Address, Private, read_host, read_private
from ivr_author.answering.breaker import Breaker
from ivr_author.answering.resolver import Resolver
from ivr_author.targets.twiml.limits import MAX_ANSWER_BYTES

MAX_CONNECTIONS = 64
"""Of a process, as many as it has threads."""

MAX_WAITING = 48
"""Of those threads, how many may wait for back ends: the others answer callers who need none."""

IDLE_SECONDS = 15.0
MAX_ADDRESSES = 3
"""Of a host with several, how many are tried."""

_PART_BYTES = 4096
_PORTS = range(1, 65_536)


class Fault(StrEnum):
    """Why a question failed. Said in logs and metrics; holds nothing of what was asked or answered."""

    UNDECLARED = "undeclared"
    ADDRESS = "address"
    PRIVATE = "private"
    NAME = "name"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    CLOSED = "closed"
    TOO_LONG = "too-long"
    PACKED = "packed"
    STATUS = "status"
    NO_OBJECT = "no-object"
    TYPES = "types"
    OPEN = "open"
    BUSY = "busy"


class Failed(Exception):
    """The question has no answer that is one. `status`: of the answer that came; 0: none did."""

    def __init__(self, fault: Fault, status: int = 0) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.status = status


@dataclass(frozen=True, slots=True)
class Place:
    """An address, taken apart once: nobody reads it anew, and perhaps otherwise. `host`: in the form of `read_host`."""

    scheme: bytes
    host: str
    port: int | None
    netloc: bytes
    path: bytes
    query: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: at which place, and the rest of the request. `target`: path and query."""

    place: Place
    method: str
    target: bytes
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes | None


@dataclass(slots=True)
class _Time:
    """The time of the exchange that this thread is in, and whether a connection was made for it."""

    until: float
    is_fresh: bool = False

    def left(self) -> float:
        """Seconds, more than none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise Failed(Fault.TIMEOUT)
        return left


_now: ContextVar[_Time] = ContextVar("exchange")


@cache
def _tls() -> ssl.SSLContext:
    """Certificates are checked by httpx's list, or by what SSL_CERT_FILE or SSL_CERT_DIR name: a company's own."""
    return httpx.create_ssl_context()


class Line:
    """The connections of a process to its back ends. Thread-safe. `tls`: how certificates are checked."""

    def __init__(self, private: Private, resolver: Resolver, tls: ssl.SSLContext | None = None) -> None:
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(MAX_WAITING)
        self._breakers: dict[str, Breaker] = {}
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls or _tls(),
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=MAX_CONNECTIONS // 2,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=_Network(private, resolver),
        )

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Room for one more question. Raises `Failed` where too many threads wait for back ends already."""
        if not self._slots.acquire(blocking=False):
            raise Failed(Fault.BUSY)
        try:
            yield
        finally:
            self._slots.release()

    def breaker(self, name: str) -> Breaker:
        """The breaker of a back end: the same for all bundles that name it so."""
        with self._lock:
            return self._breakers.setdefault(name, Breaker())

    def exchange(self, question: Question, seconds: float) -> tuple[int, bytes]:
        """Status and body. Raises `Failed` once `seconds` are over, or earlier."""
        own = _Time(time.monotonic() + seconds)
        token = _now.set(own)
        try:
            try:
                return self._ask(question, own)
            except Failed as failed:
                # A connection from an earlier question, which the other side has closed by now.
                if failed.fault not in (Fault.CLOSED, Fault.PROTOCOL) or own.is_fresh or question.method != "GET":
                    raise
                return self._ask(question, own)
        finally:
            _now.reset(token)

    def close(self) -> None:
        """Close what is idle."""
        self._pool.close()

    def _ask(self, question: Question, own: _Time) -> tuple[int, bytes]:
        place = question.place
        request = httpcore.Request(
            question.method,
            httpcore.URL(scheme=place.scheme, host=place.host, port=place.port, target=question.target),
            headers=[(b"Host", place.netloc), *question.headers],
            content=question.body,
            extensions={"timeout": {"pool": own.left()}},
        )
        try:
            response = self._pool.handle_request(request)
            try:
                body = _read(response, own)
                if not _is_at_its_end(response):
                    raise Failed(Fault.PROTOCOL)
                return response.status, body
            except Failed:
                # Whatever else is under way on this connection must not become the answer to the next question.
                response.extensions["network_stream"].close()
                raise
            finally:
                response.close()
        except httpcore.TimeoutException as fault:
            raise Failed(Fault.TIMEOUT) from fault
        except httpcore.ConnectError as fault:
            raise Failed(Fault.TLS if isinstance(fault.__context__, ssl.SSLError) else Fault.CONNECT) from fault
        except httpcore.NetworkError as fault:
            raise Failed(Fault.CLOSED) from fault
        except (httpcore.ProtocolError, ValueError) as fault:
            raise Failed(Fault.PROTOCOL) from fault


def _read(response: httpcore.Response, own: _Time) -> bytes:
    """The body, as long as it is short, plain and in time."""
    for name, value in response.headers:
        if name.lower() == b"content-encoding" and value.strip().lower() not in (b"", b"identity"):
            raise Failed(Fault.PACKED)
        if name.lower() == b"content-length" and int(value) > MAX_ANSWER_BYTES:
            raise Failed(Fault.TOO_LONG)
    body = bytearray()
    for part in response.iter_stream():
        body += part
        if len(body) > MAX_ANSWER_BYTES:
            raise Failed(Fault.TOO_LONG)
        own.left()
    return bytes(body)


def _is_at_its_end(response: httpcore.Response) -> bool:
    """Whether nothing came after the answer: a second one would be told to the next caller who asks.

    httpcore has no word for it, so its connection is looked into; if that is ever built otherwise, all is refused.
    """
    state = getattr(getattr(getattr(response.stream, "_stream", None), "_connection", None), "_h11_state", None)
    return state is not None and bool(state.trailing_data[0] == b"")


class _Network(httpcore.NetworkBackend):
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
        own = _now.get()
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

    def _addresses(self, host: str, own: _Time) -> Sequence[Address]:
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
        return self._inner.read(max_bytes, _now.get().left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """In parts: within one, time is counted anew whenever the other side takes some of it."""
        for start in range(0, len(buffer), _PART_BYTES):
            self._inner.write(buffer[start : start + _PART_BYTES], _now.get().left())

    def close(self) -> None:
        """Close it."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted."""
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _now.get().left()))

    def get_extra_info(self, info: str) -> Any:
        """As the socket says."""
        return self._inner.get_extra_info(info)


def read_place(url: str) -> Place:
    """An address, if it is one that may be asked: http or https, a host, no user in front of it. Raises `Failed`."""
    try:
        read = httpx.URL(url)
        host = read_host(read.raw_host.decode("ascii"))
    except (httpx.InvalidURL, ValueError) as fault:
        raise Failed(Fault.ADDRESS) from fault
    if read.scheme not in ("http", "https") or read.userinfo or "\\" in url:
        raise Failed(Fault.ADDRESS)
    if read.port is not None and read.port not in _PORTS:
        raise Failed(Fault.ADDRESS)
    path, _, query = read.raw_path.partition(b"?")
    return Place(read.raw_scheme, host, read.port, read.netloc, path, query)


@lru_cache(maxsize=8)
def line_of(private: frozenset[str]) -> Line:
    """The line of this process: one for all bundles, whose connections stay. Raises `ValueError` for no hosts."""
    return Line(read_private(private), Resolver())
