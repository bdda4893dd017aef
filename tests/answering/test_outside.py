"""Asking back ends over real HTTP on this machine: what is asked, how answers are read, who is asked at all."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ivr_author.answering.addresses import read_private
from ivr_author.answering.breaker import FAILURES_IN_A_ROW
from ivr_author.answering.exchange import Line, line_of
from ivr_author.answering.failed import Fault
from ivr_author.answering.outside import Asked, HttpOutside, OutsidePolicy
from ivr_author.answering.resolver import Resolver
from ivr_author.call.world import FAILED, Answer
from ivr_author.core.value_types import ValueType
from ivr_author.ir.program import Endpoint

OURS = frozenset({"127.0.0.1"})
ANSWER = {
    "balance": ValueType.MONEY,
    "paid": ValueType.BOOLEAN,
    "name": ValueType.NAME,
    "none": ValueType.TEXT,
    "missing": ValueType.DATE,
    "case": ValueType.DIGITS,
}
FIELDS = {"balance": 120.5, "paid": True, "name": "Ann", "none": None, "case": 12345678, "other": "x", "list": []}
REPLIES: dict[str, tuple[int, str]] = {
    "/ok": (200, json.dumps(FIELDS)),
    "/missing": (404, "{}"),
    "/empty": (204, ""),
    "/teapot": (418, ""),
    "/slower": (429, ""),
    "/text": (200, "hello"),
    "/list": (200, "[1]"),
    "/deep": (200, "[" * 50_000),
    "/long": (200, json.dumps({"a": "x" * 70_000})),
}


class Handler(BaseHTTPRequestHandler):
    """A service whose path says how it behaves."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    seen: list[tuple[str, str, str]]
    heads: list[dict[str, str]]
    peers: set[int]

    def do_GET(self) -> None:
        """Answer."""
        self._answer("")

    def do_POST(self) -> None:
        """Answer."""
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, body: str) -> None:
        self.seen.append((self.command, self.path, body))
        self.heads.append(dict(self.headers.items()))
        self.peers.add(self.client_address[1])
        status, text = REPLIES.get(self.path.split("?")[0], (500, ""))
        if self.path.startswith("/redirect"):
            status = 302
        self.send_response(status)
        self.send_header("Location", "/ok")
        self.send_header("Set-Cookie", "session=1; Path=/")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Service:
    """A back end, and what reached it."""

    port: int
    seen: list[tuple[str, str, str]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    peers: set[int] = field(default_factory=set)

    @property
    def origin(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


LINES: list[Line] = []


def new_line() -> Line:
    """Connections that are closed when the test is over."""
    LINES.append(Line(read_private(OURS), Resolver()))
    return LINES[-1]


def close_lines() -> None:
    while LINES:
        LINES.pop().close()


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    close_lines()


@pytest.fixture
def service() -> Iterator[Service]:
    class Own(Handler):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Own)
    # Its threads end as their connections are closed, and are waited for.
    server.daemon_threads = False
    started = Service(int(server.server_address[1]))
    Own.seen, Own.heads, Own.peers = started.seen, started.heads, started.peers
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield started
    close_lines()
    server.shutdown()
    server.server_close()
    thread.join()


def outside(
    url: str, method: str = "GET", policy: OutsidePolicy | None = None, heard: list[Asked] | None = None
) -> HttpOutside:
    """One who may ask this address, on connections of its own."""
    endpoint = Endpoint(url, method, 2.0, {"case": ValueType.DIGITS}, ANSWER)
    policy = policy or OutsidePolicy(private=OURS)
    watch = heard.append if heard is not None else None
    gateways = {"send": endpoint, "callback": endpoint}
    return HttpOutside({"billing.balance": endpoint}, gateways, policy, watch, new_line())


def ask(url: str, method: str = "GET") -> Answer:
    return outside(url, method).ask("lookup", "billing.balance", {"case": "1 & 2"}, "es")


def faults(url: str, policy: OutsidePolicy | None = None, times: int = 1) -> list[str]:
    """Why asking there failed, each time."""
    heard: list[Asked] = []
    asking = outside(url, policy=policy, heard=heard)
    for _ in range(times):
        assert asking.ask("lookup", "billing.balance", {}, "es", "CA1") == FAILED
    return [str(one.fault) for one in heard]


def test_object_is_ok_and_its_declared_fields_are_wire_text(service: Service) -> None:
    expected = {"balance": "120.5", "paid": "true", "name": "Ann", "none": "", "case": "12345678"}
    assert ask(f"{service.origin}/ok") == Answer("ok", expected)
    assert service.seen == [("GET", "/ok?case=1+%26+2", "")]


def test_arguments_join_a_query_or_are_a_json_object(service: Service) -> None:
    ask(f"{service.origin}/ok?v=1")
    ask(f"{service.origin}/ok?v=1", "POST")
    assert service.seen == [("GET", "/ok?v=1&case=1+%26+2", ""), ("POST", "/ok?v=1", '{"case": "1 & 2"}')]


def test_404_is_not_found(service: Service) -> None:
    assert ask(f"{service.origin}/missing") == Answer("not_found")


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        *(("error", "status"), ("empty", "status"), ("teapot", "status"), ("redirect", "status")),
        *(("text", "no-object"), ("list", "no-object"), ("deep", "no-object"), ("long", "too-long")),
    ],
)
def test_anything_else_is_failed(service: Service, path: str, fault: str) -> None:
    assert faults(f"{service.origin}/{path}") == [fault]
    assert len(service.seen) == 1


@pytest.mark.parametrize(
    "text",
    [
        *('{"balance": "a lot"}', '{"balance": true}', '{"balance": {}}', '{"paid": "yes"}', '{"missing": "tomorrow"}'),
        *(
            '{"case": [1]}',
            '{"case": "12a"}',
            '{"name": "\\u0000"}',
            '{"name": "\\ud800"}',
            '{"name": false, "paid": 1}',
        ),
        '{"balance": 1' + "0" * 400 + "}",
        json.dumps({"name": "x" * 2000}),
    ],
)
def test_answer_that_does_not_fit_its_types_is_failed(
    service: Service, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(REPLIES, "/lie", (200, text))
    # However often: a record that is wrong doesn't make the others wait.
    assert faults(f"{service.origin}/lie", times=6) == ["types"] * 6


@pytest.mark.parametrize("text", ['{"balance": NaN}', '{"balance": Infinity}', '{"balance": 1' + "0" * 5000 + "}"])
def test_what_is_no_json_is_failed(service: Service, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REPLIES, "/lie", (200, text))
    assert faults(f"{service.origin}/lie") == ["no-object"]


def test_gateways_get_the_name_and_the_locale(service: Service) -> None:
    asking = outside(f"{service.origin}/empty", "POST")
    assert asking.ask("send", "link", {"channel": "text", "to": "+1617"}, "es") == Answer("ok")
    assert asking.ask("callback", "billing", {"number": "+1617"}, "ht") == Answer("ok")
    assert [json.loads(body) for _, _, body in service.seen] == [
        {"notice": "link", "channel": "text", "to": "+1617", "locale": "es"},
        {"queue": "billing", "number": "+1617", "locale": "ht"},
    ]


def test_call_is_named_in_a_header_and_nothing_else_gets_there(service: Service) -> None:
    asking = outside(f"{service.origin}/ok")
    for call in ("CA0123", "", "CA1\r\nX-Evil: 1", "ä", "x" * 65):
        asking.ask("lookup", "billing.balance", {}, "es", call)
    assert [head.get("X-Ivr-Call") for head in service.heads] == ["CA0123", None, None, None, None]
    assert {frozenset(head) - {"X-Ivr-Call"} for head in service.heads} == {
        frozenset({"Host", "Accept", "Accept-Encoding", "User-Agent"})
    }


def test_connection_is_kept_and_a_cookie_is_not(service: Service) -> None:
    asking = outside(f"{service.origin}/ok")
    for _ in range(3):
        assert asking.ask("lookup", "billing.balance", {}, "es").result == "ok"
    assert len(service.peers) == 1
    assert not any("Cookie" in head for head in service.heads)


def test_proxy_of_the_environment_is_not_asked(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert ask(f"{service.origin}/ok").result == "ok"


def test_nobody_listening_is_failed() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert faults(f"http://127.0.0.1:{unused.getsockname()[1]}/") == ["connect"]


def test_what_was_not_set_up_is_failed() -> None:
    heard: list[Asked] = []
    asking = HttpOutside({}, {}, None, heard.append)
    assert asking.ask("lookup", "nothing", {}, "en") == asking.ask("send", "nothing", {}, "en") == FAILED
    assert [one.fault for one in heard] == [Fault.UNDECLARED] * 2


def test_back_end_that_fails_again_and_again_is_left_alone(service: Service) -> None:
    found = faults(f"{service.origin}/error", times=FAILURES_IN_A_ROW + 2)
    assert found == ["status"] * FAILURES_IN_A_ROW + ["open"] * 2
    assert len(service.seen) == FAILURES_IN_A_ROW


def test_one_that_has_not_found_or_does_not_like_something_works(service: Service) -> None:
    asking = outside(f"{service.origin}/missing")
    assert {asking.ask("lookup", "billing.balance", {}, "es").result for _ in range(8)} == {"not_found"}
    assert faults(f"{service.origin}/teapot", times=8) == ["status"] * 8
    assert faults(f"{service.origin}/slower", times=8)[-1] == "open"


def test_breaker_is_that_of_the_back_end_not_of_the_bundle(service: Service) -> None:
    line = new_line()
    services = {
        name: Endpoint(f"{service.origin}/{name}", "GET", 2.0, {}, {"balance": ValueType.MONEY})
        for name in ("error", "ok")
    }
    for _ in range(FAILURES_IN_A_ROW):
        HttpOutside(services, {}, OutsidePolicy(private=OURS), None, line).ask("lookup", "error", {}, "en")
    heard: list[Asked] = []
    another = HttpOutside(services, {}, OutsidePolicy(private=OURS), heard.append, line)
    assert another.ask("lookup", "error", {}, "en") == FAILED
    assert another.ask("lookup", "ok", {}, "en").result == "ok"
    assert [(one.fault, one.is_open) for one in heard] == [(Fault.OPEN, True), (None, False)]


def test_only_listed_hosts_are_asked_where_there_is_a_list(service: Service) -> None:
    url = f"{service.origin}/ok"
    assert faults(url, OutsidePolicy(frozenset({"billing.example.org"}), OURS)) == ["address"]
    assert service.seen == []
    listed = outside(url, policy=OutsidePolicy(frozenset({"127.0.0.1", "billing.example.org"}), OURS))
    assert listed.ask("lookup", "billing.balance", {}, "es").result == "ok"
    assert listed.refused == ()
    refused = outside(url, policy=OutsidePolicy(frozenset({"BILLING.example.org."}), OURS)).refused
    assert refused == ("lookup billing.balance", "send", "callback")


def test_address_that_was_not_declared_is_told_at_the_start() -> None:
    policy = OutsidePolicy(private=frozenset({"10.1.0.0/16", "billing.internal"}))
    refused = {
        host: bool(outside(f"https://{host}/", policy=policy).refused)
        for host in ("10.1.2.3", "10.2.0.1", "169.254.169.254", "[::1]", "8.8.8.8", "billing.internal", "localhost")
    }
    # What a name leads to shows only when it is asked.
    assert [host for host, is_refused in refused.items() if is_refused] == ["10.2.0.1", "169.254.169.254", "[::1]"]


def test_case_and_a_last_dot_make_no_other_host() -> None:
    policy = OutsidePolicy(frozenset({"Billing.Example.org."}))
    assert outside("https://billing.example.ORG/x", policy=policy).refused == ()


def test_all_questions_go_elsewhere_for_a_rehearsal(service: Service) -> None:
    asking = HttpOutside(
        {"a.b/c": Endpoint("https://example.org/x?key=1", "GET", 2.0, {}, {"balance": ValueType.MONEY})},
        {"callback": Endpoint("https://example.org/y", "POST", 2.0), "send": Endpoint("ftp://none", "POST", 2.0)},
        OutsidePolicy(frozenset({"other.example.org"}), instead=f"{service.origin}/empty/"),
        line=new_line(),
    )
    asking.ask("lookup", "a.b/c", {"case": "1"}, "es")
    asking.ask("callback", "", {"number": "2"}, "es")
    asking.ask("send", "link", {"to": "3"}, "es")
    assert service.seen == [
        ("GET", "/empty/lookup/a.b%2Fc?case=1", ""),
        ("POST", "/empty/callback/-", '{"queue": "", "number": "2", "locale": "es"}'),
        ("POST", "/empty/send/link", '{"notice": "link", "to": "3", "locale": "es"}'),
    ]
    assert asking.ask("lookup", "other", {}, "es") == FAILED


def test_where_questions_go_instead_may_be_private(service: Service) -> None:
    policy = OutsidePolicy(instead=service.origin)
    services = {"ok": Endpoint("https://example.org/", "GET", 2.0)}
    try:
        assert HttpOutside(services, {}, policy).ask("lookup", "ok", {}, "es") == FAILED
    finally:
        # The line of the process, which is that of everyone with such a policy.
        line_of(OURS).close()
    assert [path for _, path, _ in service.seen] == ["/lookup/ok"]


@pytest.mark.parametrize("host", ["https://example.org", "a b", "", "2130706433", "x/y", "0x7f.1", "127.1"])
def test_host_that_is_none_is_told(host: str) -> None:
    with pytest.raises(ValueError, match="is no host"):
        OutsidePolicy(hosts=frozenset({host}))
    with pytest.raises(ValueError, match="is no host"):
        OutsidePolicy(private=frozenset({host}))


@pytest.mark.parametrize("url", ["nonsense", "ftp://127.0.0.1/", "http://", "http://user@127.0.0.1/", "http://[::1"])
def test_place_that_is_none_is_told(url: str) -> None:
    with pytest.raises(ValueError, match="no address that questions could go to"):
        OutsidePolicy(instead=url)


def test_nothing_asked_or_answered_is_logged(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    ask(f"{service.origin}/text")
    ask(f"{service.origin}/error")
    ask("http://127.0.0.1:1/secret")
    ask("http://user:secret@127.0.0.1:1/")
    for secret in ("1 & 2", "1+%26+2", "hello", "secret"):
        assert secret not in caplog.text
    assert "billing.balance" in caplog.text


def test_every_fault_is_explained_to_who_runs_it() -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs" / "running.md").read_text()
    assert [fault.value for fault in Fault if f"| `{fault.value}` |" not in guide] == []
