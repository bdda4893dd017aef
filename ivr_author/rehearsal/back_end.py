"""The back end of a live rehearsal: answers each question of the service as the call's own line says.

`ivr-author answer --outside http://127.0.0.1:PORT` asks it at KIND/NAME, and names the call in a header.
"""

from __future__ import annotations

import json
import socket
import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ivr_author.call.world import FAILED, Answer
from ivr_author.targets.twiml.adapter import NO_NAME
from ivr_author.targets.twiml.outside import CALL_HEADER
from ivr_author.targets.twiml.play import LineOutside

HOST = "127.0.0.1"
MAX_QUESTION_BYTES = 64_000
KINDS = ("lookup", "send", "callback")
_OWN_NAMES = {"send": "notice", "callback": "queue"}


class PortInUse(OSError):
    """Somebody else listens there."""


class BackEnd:
    """A small HTTP server on this machine. `questions`: how many were answered; `strays`: of calls of others."""

    def __init__(self, port: int) -> None:
        self.questions = 0
        self.strays = 0
        self._calls: dict[str, LineOutside] = {}
        self._lock = threading.Lock()
        try:
            self._server = _Server((HOST, port), _handler_of(self))
        except OSError as failure:
            raise PortInUse(failure.errno, failure.strerror) from failure
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Where the service is to ask."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    def __enter__(self) -> BackEnd:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server.hang_up()

    @contextmanager
    def expects(self, call: str, outside: LineOutside) -> Iterator[None]:
        """While this call goes on, its questions are answered by its line."""
        with self._lock:
            self._calls[call] = outside
        try:
            yield
        finally:
            with self._lock:
                del self._calls[call]

    def answer(self, kind: str, name: str, facts: Mapping[str, str], call: str) -> Answer | None:
        """What the line of a call says; None where no such call goes on."""
        with self._lock:
            outside = self._calls.get(call)
            self.questions += outside is not None
            self.strays += outside is None
        if outside is None:
            return None
        arguments = dict(facts)
        locale = "" if kind == "lookup" else arguments.pop("locale", "")
        arguments.pop(_OWN_NAMES.get(kind, ""), None)
        return outside.ask(kind, "" if name == NO_NAME else name, arguments, locale)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._open: weakref.WeakSet[socket.socket] = weakref.WeakSet()

    def get_request(self) -> tuple[socket.socket, Any]:
        """A new connection; it is known until it ends."""
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def hang_up(self) -> None:
        """End what is open: the service keeps connections, and the next rehearsal is to get its questions."""
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def _handler_of(back_end: BackEnd) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Small answers go out at once.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            """A lookup with its arguments in the query."""
            self._answer(dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True)))

        def do_POST(self) -> None:
            """Arguments as a JSON object."""
            length = self.headers.get("Content-Length", "0")
            if not length.isdecimal() or int(length) > MAX_QUESTION_BYTES:
                self.close_connection = True
                self._write(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {})
                return
            self._answer(_object_of(self.rfile.read(int(length))))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives it
            """Nothing is logged."""

        def _answer(self, facts: Mapping[str, str]) -> None:
            kind, _, name = urlsplit(self.path).path.strip("/").partition("/")
            found = None
            if kind in KINDS:
                found = back_end.answer(kind, unquote(name), facts, self.headers.get(CALL_HEADER, ""))
            if found is None:
                self._write(HTTPStatus.GONE, {})
            elif found.result == "ok":
                self._write(HTTPStatus.OK, found.fields)
            else:
                # Not 5xx: after several of those in a row, the service would spare us for a while.
                is_failed = found.result == FAILED.result
                self._write(HTTPStatus.BAD_REQUEST if is_failed else HTTPStatus.NOT_FOUND, {})

        def _write(self, status: HTTPStatus, fields: Mapping[str, str]) -> None:
            body = json.dumps(dict(fields), ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _object_of(body: bytes) -> dict[str, str]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
