"""Asking services over real HTTP on this machine: every way in which they answer, or don't."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ivr_author.call.world import FAILED, Answer
from ivr_author.core.value_types import ValueType
from ivr_author.ir.program import Endpoint
from ivr_author.targets.twiml.outside import HttpOutside

SEEN: list[tuple[str, str, str]] = []


class Handler(BaseHTTPRequestHandler):
    """A service whose path says how it behaves."""

    def do_GET(self) -> None:
        """Answer."""
        self._answer("")

    def do_POST(self) -> None:
        """Answer."""
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, body: str) -> None:
        SEEN.append((self.command, self.path, body))
        path = self.path.split("?")[0]
        if path == "/redirect":
            self._reply(302, b"", Location="/ok")
        elif path == "/drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(40):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.05)
        elif path == "/sleep":
            time.sleep(1)
            self._reply(200, b"{}")
        else:
            replies = {
                "/ok": (200, json.dumps({"balance": 120.5, "paid": True, "name": "Ann", "none": None, "list": []})),
                "/missing": (404, "{}"),
                "/empty": (204, ""),
                "/text": (200, "hello"),
                "/list": (200, "[1]"),
                "/deep": (200, "[" * 50_000),
                "/huge": (200, json.dumps({"a": "x" * 70_000})),
            }
            status, text = replies.get(path, (500, ""))
            self._reply(status, text.encode())

    def _reply(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def ask(url: str, method: str = "GET", timeout: float = 0.5) -> Answer:
    services = {"billing.balance": Endpoint(url, method, timeout, {"case": ValueType.DIGITS}, {})}
    return HttpOutside(services, {}).ask("lookup", "billing.balance", {"case": "1 & 2"}, "es")


def test_object_is_ok_and_its_fields_are_wire_text(origin: str) -> None:
    assert ask(f"{origin}/ok") == Answer("ok", {"balance": "120.5", "paid": "true", "name": "Ann", "none": ""})
    assert SEEN[-1] == ("GET", "/ok?case=1+%26+2", "")


def test_arguments_join_a_query_or_are_a_json_object(origin: str) -> None:
    ask(f"{origin}/ok?v=1")
    assert SEEN[-1] == ("GET", "/ok?v=1&case=1+%26+2", "")
    ask(f"{origin}/ok?v=1", "POST")
    assert SEEN[-1] == ("POST", "/ok?v=1", '{"case": "1 & 2"}')


def test_404_is_not_found(origin: str) -> None:
    assert ask(f"{origin}/missing") == Answer("not_found")


@pytest.mark.parametrize("path", ["error", "empty", "text", "list", "deep", "huge", "redirect"])
def test_anything_else_is_failed(origin: str, path: str) -> None:
    assert ask(f"{origin}/{path}", timeout=5) == FAILED


def test_redirect_is_not_followed(origin: str) -> None:
    ask(f"{origin}/redirect")
    assert SEEN[-1][1].startswith("/redirect")


@pytest.mark.parametrize("path", ["sleep", "drip"])
def test_time_out_is_for_the_whole_answer(origin: str, path: str) -> None:
    began = time.monotonic()
    assert ask(f"{origin}/{path}", timeout=0.3) == FAILED
    assert time.monotonic() - began < 0.9


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "http://", "nonsense", "http://127.0.0.1:99999/", "http://[::1"])
def test_address_that_is_none_is_failed(url: str) -> None:
    assert ask(url) == FAILED


def test_nobody_listening_is_failed() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert ask(f"http://127.0.0.1:{unused.getsockname()[1]}/") == FAILED


def test_gateways_get_the_name_and_the_locale(origin: str) -> None:
    endpoint = Endpoint(f"{origin}/empty", "POST", 2.0)
    outside = HttpOutside({}, {"send": endpoint, "callback": endpoint})
    assert outside.ask("send", "link", {"channel": "text", "to": "+1617"}, "es") == Answer("ok")
    expected = {"notice": "link", "channel": "text", "to": "+1617", "locale": "es"}
    assert json.loads(SEEN[-1][2]) == expected
    assert outside.ask("callback", "billing", {"number": "+1617"}, "ht") == Answer("ok")
    assert json.loads(SEEN[-1][2]) == {"queue": "billing", "number": "+1617", "locale": "ht"}


def test_what_was_not_set_up_is_failed() -> None:
    assert HttpOutside({}, {}).ask("lookup", "nothing", {}, "en") == FAILED
    assert HttpOutside({}, {}).ask("send", "nothing", {}, "en") == FAILED


def test_nothing_asked_or_answered_is_logged(origin: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    ask(f"{origin}/text")
    ask(f"{origin}/error")
    ask("http://127.0.0.1:1/secret")
    for secret in ("1 & 2", "hello", "secret"):
        assert secret not in caplog.text
    assert "billing.balance" in caplog.text
