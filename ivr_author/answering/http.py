"""HTTP/1.1 (RFC 9112) for what answers the phone: requests are read within limits, and answered in the order they came.

What waits for nothing is answered where it came in: to hand each request to a thread took longer than to answer it.
What may wait does so in a thread. Whoever sends slowly, or never, holds a connection for a time and nothing more. How
many processes there are is left to others.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from typing import Protocol, cast
from urllib.parse import unquote

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpRequestParser, parse_url

from ivr_author.targets.twiml.answered import Answered
from ivr_author.targets.twiml.request import Refusal, Request
from ivr_author.targets.twiml.wsgi import Answers

logger = logging.getLogger(__name__)

_ONCE = frozenset({"host", "content-length", "content-type", "expect"})
"""Headers that must not come twice: two readers of one request could each believe another one of them."""

_STATUS_LINES = {status: f"HTTP/1.1 {status.value} {status.phrase}\r\n" for status in HTTPStatus}
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_NEVER = float("inf")


class Face(Answers, Protocol):
    """Answers requests, and knows before which of them may take their time."""

    def waits(self, request: Request) -> bool:
        """Whether the answer may wait for something: then it is asked for in a thread."""


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """What one process takes from whoever comes. Times are in seconds, and kept to within one or two.

    `request`: from the first byte of a request, or from the connection, to its last; a body may take longer by its
    length at `slowest` bytes a second. `idle`: between two requests. `send`: in which an answer must be taken.
    `linger`: for which we go on reading after a refusal, so that it arrives before the connection is gone. `stop`: for
    which requests in flight are waited for at the end. `at_once`: requests of one connection that are answered before
    others have their turn.
    """

    head_bytes: int = 32_768
    headers: int = 100
    request: float = 10
    slowest: int = 200_000
    idle: float = 75
    send: float = 30
    linger: float = 2
    stop: float = 18
    connections: int = 2_000
    at_once: int = 32


@dataclass(slots=True)
class Hub:
    """What all connections of a process share. `now` is the clock of their deadlines, set once a second."""

    face: Face
    limits: HttpLimits
    threads: ThreadPoolExecutor
    loop: asyncio.AbstractEventLoop
    connections: set[Connection] = field(default_factory=set)
    now: float = 0.0
    date: str = ""
    is_stopping: bool = False

    def sweep(self) -> None:
        """Set the clock, and end what is overdue; once a second from now on."""
        self.now = time.monotonic()
        self.date = f"Date: {formatdate(usegmt=True)}\r\n"
        for connection in [one for one in self.connections if one.due < self.now]:
            connection.expire()
        self.loop.call_later(1, self.sweep)


class Connection(asyncio.Protocol):
    """One connection, as the event loop calls it. `due`: when it is overdue, by the clock of the hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._face = hub.face
        self._limits = hub.limits
        self._waiting: deque[tuple[Request | Refusal, bool]] = deque()
        self._is_busy = self._is_full = self._is_ended = self._is_closing = False
        self._is_reading = self._in_head = False
        self._path = ""
        self._given = 0
        self._head_bytes = 0
        self.due = hub.now + hub.limits.request

    # --- the connection ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody has come."""
        # That of uvloop has all methods of one, but is none by its class.
        self._transport = cast(asyncio.Transport, transport)
        self._parser: HttpRequestParser | None = HttpRequestParser(self)
        self._hub.connections.add(self)
        if len(self._hub.connections) > self._limits.connections:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "too many connections")

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._hub.connections.discard(self)
        self._is_closing = True
        self._waiting.clear()
        # It holds on to us as well.
        self._parser = None

    def eof_received(self) -> bool:
        """They will send no more, but may wait for an answer; whether the connection stays open for it."""
        self._is_ended = True
        return self._is_busy or bool(self._waiting)

    def pause_writing(self) -> None:
        """They don't take what we send."""
        self._is_full = True
        self._transport.pause_reading()
        self.due = self._hub.now + self._limits.send

    def resume_writing(self) -> None:
        """They have taken it."""
        self._is_full = False
        if not (self._is_busy or self._is_closing):
            self._reckon()
            self._go_on()

    def expire(self) -> None:
        """It is overdue: say so to whoever is in the middle of a request, and end it."""
        if self._is_reading and not self._is_closing:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "too slow")
        else:
            self._transport.abort()

    def wind_up(self) -> None:
        """The process stops: end what is idle; what is not ends with its answer."""
        if not (self._is_reading or self._is_busy or self._waiting):
            self._transport.close()

    # --- reading ---

    def data_received(self, data: bytes) -> None:
        """Some bytes have come."""
        if self._is_closing or self._parser is None:
            return
        was_in_head, self._given = self._in_head, 0
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            # No protocol but this one is spoken here; the request was answered as if it had not asked.
            pass
        except HttpParserCallbackError as fault:
            refusal = fault.__context__
            if not isinstance(refusal, Refusal):
                logger.error("a request could not be read: %s", type(refusal).__name__)
                refusal = Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "not readable")
            self._put(refusal, keep=False)
        except HttpParserError:
            self._put(Refusal(HTTPStatus.BAD_REQUEST, "no HTTP"), keep=False)
        if was_in_head and self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > self._limits.head_bytes:
                self._put(_too_large(), keep=False)
        if self._waiting:
            self._transport.pause_reading()
            if not self._is_busy:
                self._hub.loop.call_soon(self._go_on)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._is_reading = self._in_head = True
        self._path, self._head_bytes = "", 0
        if not self._is_busy:
            self._reckon()

    def on_url(self, url: bytes) -> None:
        """Its address, or a piece of it."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        key, text, headers = name.lower().decode("latin-1"), value.decode("latin-1"), self._headers
        if key in headers:
            if key in _ONCE:
                raise Refusal(HTTPStatus.BAD_REQUEST, "a header twice")
            text = f"{headers[key]},{text}"
        headers[key] = text
        self._head_bytes += len(name) + len(value)
        if self._head_bytes > self._limits.head_bytes or len(headers) > self._limits.headers:
            raise _too_large()

    def on_headers_complete(self) -> None:
        """All headers have come: what they say of the body is judged before any of it is kept."""
        self._in_head = False
        headers, url = self._headers, self._url
        if len(url) + self._head_bytes > self._limits.head_bytes:
            raise _too_large()
        if not url.startswith(b"/"):
            url = _origin_form(url)
        if "host" not in headers and self._parser is not None and self._parser.get_http_version() == "1.1":
            raise Refusal(HTTPStatus.BAD_REQUEST, "no host")
        path, _, self._query = url.decode("latin-1").partition("?")
        self._path = unquote(path) if "%" in path else path
        if "transfer-encoding" in headers:
            # No phone platform sends one, and two readers of it may see two requests where there is one.
            raise Refusal(HTTPStatus.LENGTH_REQUIRED, "a body without a length")
        length = int(headers.get("content-length") or 0)
        if length > self._face.room(self._path):
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too long")
        self.due += length / self._limits.slowest
        if "expect" in headers:
            if headers["expect"].lower() != "100-continue":
                raise Refusal(HTTPStatus.EXPECTATION_FAILED, "an expectation")
            if not (self._is_busy or self._waiting):
                self._transport.write(_CONTINUE)

    def on_body(self, piece: bytes) -> None:
        """A piece of the body; the parser takes no more than was announced."""
        self._body.append(piece)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._is_reading = False
        parser, body = self._parser, self._body
        assert parser is not None, "it called"
        whole = body[0] if len(body) == 1 else b"".join(body)
        request = Request(parser.get_method().decode(), self._path, self._query, self._headers, whole)
        self._put(request, keep=parser.should_keep_alive() and not parser.should_upgrade())

    # --- answering ---

    def _put(self, asked: Request | Refusal, *, keep: bool) -> None:
        """Answer it now, or after those that came before it."""
        if self._is_busy or self._waiting or self._given == self._limits.at_once:
            self._waiting.append((asked, keep))
        else:
            self._given += 1
            self._take(asked, keep=keep)

    def _take(self, asked: Request | Refusal, *, keep: bool) -> None:
        if self._is_closing:
            return
        if isinstance(asked, Refusal):
            self._refuse(asked.status, asked.reason)
        elif self._face.waits(asked):
            self._is_busy = True
            self.due = _NEVER
            self._transport.pause_reading()
            future = self._hub.loop.run_in_executor(self._hub.threads, self._face.answer, asked)
            future.add_done_callback(lambda done: self._answered(done, asked, keep=keep))
        else:
            self._send(self._face.answer(asked), asked.method, keep=keep)

    def _answered(self, done: asyncio.Future[Answered], asked: Request, *, keep: bool) -> None:
        """A thread has come to its answer."""
        self._is_busy = False
        if done.cancelled() or self._is_closing:
            self._transport.abort()
            return
        self._send(done.result(), asked.method, keep=keep)
        self._go_on()

    def _go_on(self) -> None:
        """Answer what was kept waiting; as many at a time as others can wait for."""
        self._given = 0
        while self._waiting and not (self._is_busy or self._is_full) and self._given < self._limits.at_once:
            self._given += 1
            asked, keep = self._waiting.popleft()
            self._take(asked, keep=keep)
        if self._is_busy or self._is_full or self._is_closing:
            return
        if self._waiting:
            self._hub.loop.call_soon(self._go_on)
        else:
            self._transport.resume_reading()

    def _reckon(self) -> None:
        """Until when the other side has to do something next."""
        self.due = self._hub.now + (self._limits.request if self._is_reading else self._limits.idle)

    def _send(self, answered: Answered, method: str = "", *, keep: bool) -> None:
        hub = self._hub
        keep = keep and not hub.is_stopping and not (self._is_ended and not self._waiting)
        lines = [f"{name}: {value}\r\n" for name, value in answered.headers]
        if not keep:
            lines.append("Connection: close\r\n")
        head = "".join((_STATUS_LINES[answered.status], hub.date, *lines, "\r\n"))
        if head.count("\n") != len(lines) + 3:
            # A line break within a header would begin another one, or another answer.
            logger.error("an answer was not sent: a header of it holds more than one line")
            self._transport.abort()
            return
        body = b"" if method == "HEAD" else answered.body
        self._transport.write(head.encode("latin-1", "replace") + body)
        if not keep:
            self._close()
        elif not self._is_full:
            self._reckon()

    def _refuse(self, status: HTTPStatus, reason: str) -> None:
        self._send(self._face.refuse(Refusal(status, reason), self._path), keep=False)

    def _close(self) -> None:
        """Say that nothing more comes, and hear them out for a moment: else they may lose what was sent last."""
        self._is_closing = True
        self._waiting.clear()
        self.due = self._hub.now + self._limits.linger
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self._transport.resume_reading()


async def answer_http(
    face: Face, listener: socket.socket, stop: asyncio.Event, limits: HttpLimits | None = None, threads: int = 64
) -> None:
    """Answer who comes to a bound socket, until `stop` is set; requests in flight are answered then."""
    loop, limits = asyncio.get_running_loop(), limits or HttpLimits()
    hub = Hub(face, limits, ThreadPoolExecutor(threads, "answer"), loop)
    hub.sweep()
    server = await loop.create_server(lambda: Connection(hub), sock=listener, backlog=limits.connections)
    await stop.wait()
    hub.is_stopping = True
    server.close()
    end = time.monotonic() + limits.stop
    while hub.connections and time.monotonic() < end:
        # What is on its way to a connection that is idle arrives before that is ended.
        await asyncio.sleep(0.1)
        for connection in list(hub.connections):
            connection.wind_up()
    for connection in list(hub.connections):
        connection.expire()
    hub.threads.shutdown(wait=False, cancel_futures=True)


def _too_large() -> Refusal:
    return Refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "too many headers")


def _origin_form(url: bytes) -> bytes:
    """Path and query of an address in absolute form, which every server must understand (RFC 9112, 3.2.2)."""
    try:
        parsed = parse_url(url)
    except HttpParserError:
        raise Refusal(HTTPStatus.BAD_REQUEST, "no address") from None
    if not parsed.path:
        raise Refusal(HTTPStatus.BAD_REQUEST, "no address")
    return parsed.path + (b"?" + parsed.query if parsed.query else b"")
