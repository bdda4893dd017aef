"""Connections of HTTP/1.1 (RFC 9112) to what answers the phone: requests are answered in the order they came.

What waits for nothing is answered where it came in: to hand each request to a thread took longer than to answer it.
What may wait does so in a thread. Whoever sends slowly, or never, holds a connection for a time and nothing more, and
makes room for others. How many processes there are is left to others.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from heapq import nsmallest
from http import HTTPStatus
from typing import Protocol, cast

from ivr_author.answering.http_request import HttpLimits, RequestReader
from ivr_author.targets.twiml.answered import Answered
from ivr_author.targets.twiml.request import Refusal, Request
from ivr_author.targets.twiml.wsgi import Answers

logger = logging.getLogger(__name__)

_LAST = b"Connection: close\r\n\r\n"
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_NEVER = float("inf")

_APART = 16_384
"""Bytes of a body from which it is sent as it is: a copy for each of those who take it slowly would fill the memory."""


class Face(Answers, Protocol):
    """Answers requests, and knows before which of them may take their time."""

    def waits(self, request: Request) -> bool:
        """Whether the answer may wait for something: then it is asked for in a thread."""


@dataclass(slots=True)
class Hub:
    """What all connections of a process share. `now` is the time of their deadlines, set once a second.

    `ended`: connections that made room for others since then.
    """

    face: Face
    limits: HttpLimits
    threads: ThreadPoolExecutor
    loop: asyncio.AbstractEventLoop
    clock: Callable[[], float] = time.monotonic
    connections: set[Connection] = field(default_factory=set)
    now: float = 0.0
    date: bytes = b""
    is_stopping: bool = False
    ended: int = 0

    def sweep(self) -> None:
        """Set the clock, and end what is overdue; once a second from now on."""
        self.loop.call_later(1, self.sweep)
        self.now = self.clock()
        self.date = f"Date: {formatdate(usegmt=True)}\r\n".encode()
        if self.ended:
            logger.warning("too many connections: %d were ended to make room for others", self.ended)
            self.ended = 0
        for connection in [one for one in self.connections if one.due < self.now]:
            connection.expire()

    def make_room(self, newcomer: Connection) -> bool:
        """End those connections that would be ended next; False where all of them wait for an answer of ours."""
        spare = [one for one in self.connections if one.due < _NEVER and one is not newcomer]
        # A few at once: to look at all of them for each that comes would be an attack by itself.
        for one in nsmallest(max(1, self.limits.connections // 100), spare, key=lambda one: one.due):
            one.end()
            self.ended += 1
        return bool(spare)


class Connection(asyncio.Protocol):
    """One connection, as the event loop calls it. `due`: when it is overdue, by the clock of the hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._face = hub.face
        self._limits = hub.limits
        self._reader = RequestReader(hub.limits, hub.face.room, self)
        self._waiting: deque[tuple[Request | Refusal, bool]] = deque()
        self._future: asyncio.Future[Answered] | None = None
        self._is_full = self._is_closing = self._expects = False
        self._given = 0
        self.due = hub.now + hub.limits.request

    # --- the connection ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody has come."""
        # That of uvloop has all methods of one, but is none by its class.
        self._transport = cast(asyncio.Transport, transport)
        self._hub.connections.add(self)
        if len(self._hub.connections) > self._limits.connections and not self._hub.make_room(self):
            self._refuse(Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "too many connections"))

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._hub.connections.discard(self)
        self._is_closing = True
        self._waiting.clear()
        self._reader.end()
        if self._future is not None:
            # Nobody needs it any more; one that has begun goes on to its end.
            self._future.cancel()

    def pause_writing(self) -> None:
        """They don't take what we send."""
        self._is_full = True
        self.due = self._hub.now + self._limits.send

    def resume_writing(self) -> None:
        """They have taken it."""
        self._is_full = False
        if self._is_closing:
            self._linger()
        else:
            self._reckon()
            self._go_on()

    def expire(self) -> None:
        """It is overdue: say so to whoever is in the middle of a request, and end it."""
        if self._reader.is_reading and not (self._is_closing or self._is_full or self._future or self._waiting):
            self._refuse(Refusal(HTTPStatus.REQUEST_TIMEOUT, "too slow"))
        else:
            self.end()

    def end(self) -> None:
        """End it at once."""
        self._is_closing = True
        self._hub.connections.discard(self)
        self._transport.abort()

    def wind_up(self) -> None:
        """The process stops: end what is idle; what is not ends with its answer."""
        if not (self._reader.is_reading or self._future or self._waiting):
            self._transport.close()

    # --- reading ---

    def data_received(self, data: bytes) -> None:
        """Some bytes have come."""
        if self._is_closing:
            return
        self._given = 0
        self._reader.feed(data)
        if self._waiting:
            # Nor is it heard that they say no more: they may wait for an answer.
            self._transport.pause_reading()
            if self._future is None:
                self._hub.loop.call_soon(self._go_on)

    def begun(self) -> None:
        """The first bytes of a request have come."""
        if self._future is None and not self._is_full:
            self.due = self._hub.now + self._limits.request

    def expected(self) -> None:
        """They wait for a word of ours before they send the body."""
        self._expects = True
        self._invite()

    def came(self, asked: Request | Refusal, *, keep: bool) -> None:
        """Answer it now, or after those that came before it."""
        self._expects = False
        if self._future is None and not (self._waiting or self._is_full or self._given == self._limits.at_once):
            self._given += 1
            self._take(asked, keep=keep)
        elif keep and len(self._waiting) >= self._limits.waiting:
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "too many at once")
        else:
            self._waiting.append((asked, keep))

    def _invite(self) -> None:
        """Ask for a body that is held back until then."""
        if self._expects and not (self._future or self._waiting or self._is_full or self._is_closing):
            self._expects = False
            self._transport.write(_CONTINUE)

    # --- answering ---

    def _take(self, asked: Request | Refusal, *, keep: bool) -> None:
        if self._is_closing:
            return
        if isinstance(asked, Refusal):
            self._refuse(asked)
        elif self._face.waits(asked):
            self.due = _NEVER
            self._transport.pause_reading()
            self._future = self._hub.loop.run_in_executor(self._hub.threads, self._face.answer, asked)
            self._future.add_done_callback(lambda done: self._answered(done, asked, keep=keep))
        else:
            self._send(self._face.answer(asked), asked.method, keep=keep)

    def _answered(self, done: asyncio.Future[Answered], asked: Request, *, keep: bool) -> None:
        """A thread has come to its answer."""
        self._future = None
        fault = None if done.cancelled() else done.exception()
        if fault is not None:
            logger.error("a request failed: %s", type(fault).__name__)
        if done.cancelled() or fault is not None or self._is_closing:
            self.end()
            return
        self._send(done.result(), asked.method, keep=keep)
        self._go_on()

    def _go_on(self) -> None:
        """Answer what was kept waiting; as many at a time as others can wait for."""
        self._given = 0
        while self._waiting and not (self._future or self._is_full) and self._given < self._limits.at_once:
            self._given += 1
            asked, keep = self._waiting.popleft()
            self._take(asked, keep=keep)
        if self._future or self._is_full or self._is_closing:
            return
        if self._waiting:
            self._hub.loop.call_soon(self._go_on)
            return
        self._invite()
        self._transport.resume_reading()

    def _reckon(self) -> None:
        """Until when the other side has to do something next."""
        self.due = self._hub.now + (self._limits.request if self._reader.is_reading else self._limits.idle)

    def _send(self, answered: Answered, method: str = "", *, keep: bool) -> None:
        hub = self._hub
        keep = keep and not hub.is_stopping
        head = _head_of(answered.status, answered.headers)
        if head is None:
            logger.error("an answer was not sent: a header of it holds more than one line")
            self.end()
            return
        body, end = b"" if method == "HEAD" else answered.body, b"\r\n" if keep else _LAST
        if len(body) < _APART:
            self._transport.write(b"".join((head, hub.date, end, body)))
        else:
            self._transport.writelines((b"".join((head, hub.date, end)), body))
        if not keep:
            self._close()
        elif not self._is_full:
            self._reckon()

    def _refuse(self, refusal: Refusal) -> None:
        self._send(self._face.refuse(refusal, self._reader.path), keep=False)

    def _close(self) -> None:
        """Say that nothing more comes, and hear them out for a moment: else they may lose what was sent last."""
        self._is_closing = True
        self._waiting.clear()
        if self._transport.can_write_eof():
            self._transport.write_eof()
        if self._transport.get_write_buffer_size():
            self.due = self._hub.now + self._limits.send
        else:
            self._linger()

    def _linger(self) -> None:
        self.due = self._hub.now + self._limits.linger
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
    until = time.monotonic() + limits.stop
    while hub.connections and time.monotonic() < until:
        # What is on its way to a connection that is idle arrives before that is ended.
        await asyncio.sleep(0.1)
        for connection in list(hub.connections):
            connection.wind_up()
    for end in (Connection.expire, Connection.end):
        for connection in list(hub.connections):
            end(connection)
        # What was said last is on its way then, and nobody waits for a thread any more.
        await asyncio.sleep(0.05)
    hub.threads.shutdown(wait=False, cancel_futures=True)


@lru_cache(maxsize=1024)
def _head_of(status: HTTPStatus, headers: tuple[tuple[str, str], ...]) -> bytes | None:
    """Status line and headers, which are mostly the same; None where a header has a line break.

    It would begin another header, or another answer.
    """
    lines = [f"HTTP/1.1 {status.value} {status.phrase}\r\n", *(f"{name}: {value}\r\n" for name, value in headers)]
    text = "".join(lines)
    is_sound = text.count("\n") == text.count("\r") == len(lines)
    return text.encode("latin-1", "replace") if is_sound else None
