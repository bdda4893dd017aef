"""One question over HTTP and its answer, within a time that holds for all of it: name, connection, TLS, every byte.

httpx's own engine, httpcore, stands here without the client around it: there is nothing that could follow a redirect,
keep a cookie, unpack an answer or read a proxy from the environment.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache

import httpcore
import httpx

from ivr_author.answering.addresses import Private, read_host, read_private
from ivr_author.answering.breaker import Breaker
from ivr_author.answering.failed import Failed, Fault
from ivr_author.answering.network import Network, Time, current
from ivr_author.answering.question import Place, Question
from ivr_author.answering.resolver import Resolver
from ivr_author.targets.twiml.limits import MAX_ANSWER_BYTES

MAX_CONNECTIONS = 64
"""Of a process, as many as it has threads."""

MAX_WAITING = 48
"""Of those threads, how many may wait for back ends: the others answer callers who need none."""

IDLE_SECONDS = 15.0
_PORTS = range(1, 65_536)


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
            network_backend=Network(private, resolver),
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
        own = Time(time.monotonic() + seconds)
        token = current.set(own)
        try:
            try:
                return self._ask(question, own)
            except Failed as failed:
                # A connection from an earlier question, which the other side has closed by now.
                if failed.fault not in (Fault.CLOSED, Fault.PROTOCOL) or own.is_fresh or question.method != "GET":
                    raise
                return self._ask(question, own)
        finally:
            current.reset(token)

    def close(self) -> None:
        """Close what is idle."""
        self._pool.close()

    def _ask(self, question: Question, own: Time) -> tuple[int, bytes]:
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


def _read(response: httpcore.Response, own: Time) -> bytes:
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
