"""The server of calls in this process, on a socket, with a face that echoes; and clients that say any bytes to it."""

from __future__ import annotations

import asyncio
import http.client
import io
import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple, cast
from unittest.mock import patch

import uvloop

from ivr_author.answering import http as served_by
from ivr_author.answering.http import Connection, Face, Hub, answer_http
from ivr_author.answering.http_request import HttpLimits
from ivr_author.targets.twiml.answered import Answered
from ivr_author.targets.twiml.request import Refusal, Request

SECONDS = 20
ROOM, LONG_ROOM = 1_000, 3_000_000
CLOSE = b"Connection: close\r\n"


def ask(path: str = "/", more: bytes = b"", body: bytes = b"", method: str = "GET", version: str = "1.1") -> bytes:
    """A request, with a length where there is a body."""
    length = b"Content-Length: %d\r\n" % len(body) if body else b""
    return f"{method} {path} HTTP/{version}\r\nHost: ivr\r\n".encode() + more + length + b"\r\n" + body


class Echo:
    """Answers with what was asked. `/wait...` is answered in a thread, once the gate is open; `/big?N` is N bytes long,
    `/slow` takes half a millisecond, `/torn` has a header in two lines and `/fault` raises."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.refused: list[Refusal] = []
        self.gate = threading.Event()
        self.began = threading.Semaphore(0)

    def room(self, path: str) -> int:
        """`/record` takes more."""
        return LONG_ROOM if path == "/record" else ROOM

    def waits(self, request: Request) -> bool:
        """As it is called."""
        return request.path.startswith("/wait")

    def answer(self, request: Request) -> Answered:
        """What was asked, as JSON."""
        self.asked.append(request)
        if request.path.startswith("/wait"):
            self.began.release()
            assert self.gate.wait(SECONDS)
        if request.path.endswith("/fault"):
            raise KeyError(request.path)
        if request.path == "/slow":
            time.sleep(0.0005)
        more = [("X-Torn", "a\rb" if request.query else "a\r\nb")] if request.path == "/torn" else []
        if request.path == "/big":
            body = bytes(int(request.query))
        elif request.path == "/record":
            body = str(len(request.body)).encode()
        else:
            read = [request.method, request.path, request.query, request.headers, request.body.decode("latin-1")]
            body = json.dumps(read).encode()
        return Answered(HTTPStatus.OK, body, (("Content-Length", str(len(body))), *more))

    def refuse(self, refusal: Refusal, _path: str) -> Answered:
        """The reason, as text."""
        self.refused.append(refusal)
        return Answered(refusal.status, refusal.reason.encode(), (("Content-Length", str(len(refusal.reason))),))


class _Taker:
    """Takes what is sent at once; a socket would refuse to send after its end."""

    def __init__(self) -> None:
        self.sent = b""
        self.is_ended = False

    def write(self, data: bytes) -> None:
        assert not self.is_ended
        self.sent += data

    def writelines(self, pieces: Sequence[bytes]) -> None:
        self.write(b"".join(pieces))

    def get_write_buffer_size(self) -> int:
        return 0

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.is_ended = True

    abort = write_eof

    def pause_reading(self) -> None:
        """All is read already."""

    resume_reading = pause_reading


def feed(pieces: Sequence[bytes], limits: HttpLimits | None = None) -> tuple[bytes, Echo]:
    """What is answered to pieces, without a socket; and the face. Nothing may wait, and not too much come at once."""
    taker, face = _Taker(), Echo()
    nobody: Any = None
    connection = Connection(Hub(face, limits or HttpLimits(), nobody, nobody, date=b"Date: now\r\n"))
    connection.connection_made(cast(asyncio.Transport, taker))
    for piece in pieces:
        connection.data_received(piece)
    connection.connection_lost(None)
    return taker.sent, face


class Heard(NamedTuple):
    """An answer, as Python's own client reads it."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def echo(self) -> Any:
        """Method, path, query, headers and body of what was asked."""
        return json.loads(self.body)

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it."""
        return self.headers["Connection"] == "close"


class _Bytes(io.BytesIO):
    """Bytes that are read as from a socket, by several one after the other."""

    def makefile(self, _mode: str) -> _Bytes:
        return self

    def close(self) -> None:
        """Another answer may follow."""


def read_answers(data: bytes, methods: Sequence[str] = ()) -> list[Heard]:
    """All answers of a connection; each must be whole and well-formed, and nothing may be left between them."""
    stream = _Bytes(data)
    answers: list[Heard] = []
    while stream.tell() < len(data):
        method = methods[len(answers)] if len(answers) < len(methods) else "GET"
        answer = http.client.HTTPResponse(stream, method=method)  # type: ignore[arg-type]
        answer.begin()
        assert answer.version == 11
        assert answer.headers["Date"]
        assert answer.headers["Content-Length"], "a client would wait"
        answers.append(Heard(answer.status, answer.headers, answer.read()))
        assert not answer.headers.defects
        if answers[-1].is_last:
            assert stream.tell() == len(data), "said after the last answer"
    return answers


@dataclass
class Served:
    """A server that runs."""

    face: Echo
    port: int
    hub: Hub
    loop: asyncio.AbstractEventLoop
    stop: asyncio.Event
    thread: threading.Thread
    ahead: list[float]
    records: list[logging.LogRecord] = field(default_factory=list)

    def connect(self, window: int = 0) -> socket.socket:
        """A client; one with a small window takes little before it reads."""
        client = socket.socket()
        if window:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        client.settimeout(SECONDS)
        try:
            client.connect(("127.0.0.1", self.port))
        except OSError:
            client.close()
            raise
        return client

    def say(self, *pieces: bytes, end: bool = True) -> bytes:
        """What comes back until the connection ends; we say no more after the pieces."""
        with self.connect() as client:
            for piece in pieces:
                client.sendall(piece)
            if end:
                client.shutdown(socket.SHUT_WR)
            return read_all(client)

    def hear(self, *pieces: bytes, methods: Sequence[str] = ()) -> list[Heard]:
        """The answers to what is said on a connection of its own."""
        return read_answers(self.say(*pieces), methods)

    def do(self, act: Callable[[], Any]) -> Any:
        """Do something where the server runs."""

        async def run() -> Any:
            return act()

        return asyncio.run_coroutine_threadsafe(run(), self.loop).result(SECONDS)

    def later(self, seconds: float) -> None:
        """So many seconds later."""
        self.ahead[0] += seconds
        self.do(self.hub.sweep)

    def until(self, reached: Callable[[], bool]) -> None:
        """Wait for something."""
        end = time.monotonic() + SECONDS
        while not self.do(reached):
            assert time.monotonic() < end, "it did not come to that"
            time.sleep(0.002)

    def until_empty(self) -> None:
        """Wait until nobody is there."""
        self.until(lambda: not self.hub.connections)

    def end(self) -> None:
        """Tell it to stop."""
        self.loop.call_soon_threadsafe(self.stop.set)

    def told(self, level: int = logging.WARNING) -> list[str]:
        """What was logged."""
        return [record.getMessage() for record in self.records if record.levelno >= level]


def read_all(client: socket.socket) -> bytes:
    """What comes until the end; an end by force is one as well."""
    pieces: list[bytes] = []
    try:
        while piece := client.recv(1 << 20):
            pieces.append(piece)
    except ConnectionError:
        pass
    return b"".join(pieces)


def read_one(client: socket.socket, method: str = "GET") -> Heard:
    """The next answer of a connection that stays open; nothing may come after it."""
    answer = http.client.HTTPResponse(client, method=method)
    answer.begin()
    heard = Heard(answer.status, answer.headers, answer.read())
    answer.close()
    return heard


class _Kept(logging.Handler):
    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__()
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)


@contextmanager
def serving(limits: HttpLimits | None = None, threads: int = 4, instead: Face | None = None) -> Iterator[Served]:
    """A server for as long as a test needs it. Afterwards nobody is left in it, and nothing went wrong unseen.

    `instead`: answers in the place of the echo.
    """
    face, ready, found = Echo(), threading.Event(), []
    ahead, faults = [0.0], []
    listener = socket.create_server(("127.0.0.1", 0))

    async def run() -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        loop.set_exception_handler(lambda _loop, context: faults.append(context))
        hubs: list[Hub] = []

        def keep(face: Face, limits: HttpLimits, pool: ThreadPoolExecutor, loop: asyncio.AbstractEventLoop) -> Hub:
            hubs.append(Hub(face, limits, pool, loop, lambda: time.monotonic() + ahead[0]))
            loop.call_soon(tell)
            return hubs[0]

        def tell() -> None:
            found.append((hubs[0], loop, stop))
            ready.set()

        with patch.object(served_by, "Hub", keep):
            await answer_http(instead or face, listener, stop, limits, threads)

    records: list[logging.LogRecord] = []
    handler = _Kept(records)
    logging.getLogger().addHandler(handler)
    thread = threading.Thread(target=uvloop.run, args=(run(),))
    thread.start()
    assert ready.wait(SECONDS)
    hub, loop, stop = found[0]
    served = Served(face, listener.getsockname()[1], hub, loop, stop, thread, ahead, records)
    try:
        yield served
        if thread.is_alive() and not stop.is_set():
            served.until_empty()
    finally:
        face.gate.set()
        if thread.is_alive():
            served.end()
        thread.join(SECONDS)
        logging.getLogger().removeHandler(handler)
    assert not thread.is_alive()
    assert faults == []
    assert [record.getMessage() for record in records if record.exc_info or record.name == "asyncio"] == []
