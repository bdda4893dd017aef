"""Bytes from the internet at the door of the service: no hidden request is answered, nothing grows, others go on.

Whatever comes is answered by well-formed HTTP, or the connection ends. A reader of requests that is written here anew,
after RFC 9112, says how many there are; Python's own client reads the answers.
"""

from __future__ import annotations

import os
import random
import resource
import socket
import statistics
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from ivr_author.answering.application import Terms
from ivr_author.answering.board import Board
from ivr_author.answering.http_request import HttpLimits
from ivr_author.workspace.bundle_shelf import BundleShelf
from tests.answering.http_talk import CLOSE, Served, ask, feed, read_all, read_answers, read_one, serving
from tests.answering.serving import answering
from tests.attack.http_ambiguous import CHUNKED, CHUNKS, HEADS, HIDDEN, LENGTHS, post
from tests.attack.http_strict import METHODS, SEEDS, changed, cut, judge, well_formed
from tests.harness.sample import make_workspace
from tests.tally import tally, times


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """One with the usual limits. In the end, others are still answered."""
    with serving() as served:
        yield served
        assert served.hear(ask("/after"))[0].status == 200


# --- two readers that could see different requests ---


@pytest.mark.parametrize("kind", ["chunked", "lengths", "heads"])
def test_what_two_readers_could_understand_in_two_ways_is_refused(served: Served, kind: str) -> None:
    cases = {"chunked": CHUNKED, "lengths": LENGTHS, "heads": HEADS}[kind]
    for case in cases:
        served.face.asked.clear()
        for pieces in ((ask("/before") + case + HIDDEN,), (ask("/before"), case, HIDDEN)):
            statuses = [one.status for one in served.hear(*pieces)]
            assert statuses[0] == 200, case
            assert statuses[1:] in ([400], [411], [505]), (case, statuses)
        assert [one.path for one in served.face.asked] == ["/before"] * 2, case
    tally(f"requests that two readers could understand in two ways: {kind}", 2 * len(cases))


@pytest.mark.parametrize(
    "request_",
    [
        post(b"Content-Length: %d" % len(HIDDEN), body=HIDDEN),
        post(b"Content-Length: %d" % len(CHUNKS + HIDDEN), body=CHUNKS + HIDDEN),
        post(b"Content-Length: %d" % len(HIDDEN), body=HIDDEN).replace(b"POST", b"GET", 1),
        post(b"Content-Length: %d" % len(HIDDEN), body=HIDDEN).replace(b"POST", b"HEAD", 1),
        post(b"Content-Length:00%d \t" % len(HIDDEN), body=HIDDEN),
        post(b"Content_Length: 0", b"Transfer_Encoding: chunked", b"Content-Length: %d" % len(HIDDEN), body=HIDDEN),
        post(b"Connection: Content-Length", b"Content-Length: %d" % len(HIDDEN), body=HIDDEN),
        # Of another protocol, or after the last request: none of ours.
        post(b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Key: AAAA", body=HIDDEN),
        post(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AA", body=HIDDEN),
        post(b"Connection: Upgrade", b"Upgrade: h2c", b"Content-Length: 3", body=b"abc" + HIDDEN),
        post(b"Connection: close", body=HIDDEN),
        post(b"Connection: keep-alive, close", body=HIDDEN),
        post(b"Connection: keep-alive", body=HIDDEN).replace(b"1.1", b"1.0", 1),
        post(body=HIDDEN).replace(b"1.1", b"1.0", 1),
    ],
)
def test_a_request_in_a_body_or_after_the_last_one_is_none(served: Served, request_: bytes) -> None:
    served.face.asked.clear()
    method = request_.partition(b" ")[0].decode()
    for at in (0, len(request_) - len(HIDDEN), len(request_) - 5):
        (heard, *more) = served.hear(request_[:at], request_[at:], methods=[method])
        assert (heard.status, more) == (200, [])
    assert {one.path for one in served.face.asked} == {"/first"}


def test_a_body_after_one_of_no_length_is_the_next_request(served: Served) -> None:
    served.face.asked.clear()
    statuses = [one.status for one in served.hear(post(b"Content-Length: 0", body=b"5\r\nhello\r\n0\r\n\r\n" + HIDDEN))]
    assert statuses == [200, 400]
    assert [one.path for one in served.face.asked] == ["/first"]


# --- what is no HTTP of ours ---

TLS_HELLO = bytes.fromhex("16030100a5010000a10303") + bytes(range(150))
OTHERS = [
    TLS_HELLO,
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9),
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"EHLO mail.example.org\r\n",
    b"*1\r\n$4\r\nPING\r\n",
    b"\x00\x00\x00\x08\x04\xd2\x16\x2f",
    b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + ask(),
    b"\r\n\r\n\x00\r\nQUIT\n" + ask(),
    b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    b"CONNECT ivr:443 HTTP/1.1\r\nHost: ivr\r\n\r\n" + HIDDEN,
    b"INVITE sip:ivr@example.org SIP/2.0\r\n\r\n",
    b"GET " + b"/" * 40_000 + b" HTTP/1.1\r\nHost: ivr\r\n\r\n",
]


def test_other_protocols_are_refused(served: Served) -> None:
    served.face.asked.clear()
    for case in OTHERS:
        (heard,) = served.hear(case)
        assert 400 <= heard.status < 600, case
    assert served.face.asked == []
    tally("other protocols at the door", len(OTHERS))


def test_noise_is_refused_or_heard_out(served: Served) -> None:
    chance = random.Random(20261223)
    served.face.asked.clear()
    rounds = times(100, 3_000)
    for _ in range(rounds):
        for heard in served.hear(chance.randbytes(chance.randrange(1, 3_000))):
            assert heard.status == 400
    assert served.face.asked == []
    tally("noise at the door", rounds)


def test_methods_that_a_board_does_not_have(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    board = Board(BundleShelf(tmp_path), Terms("secret"))
    with serving(instead=board) as served:
        for method in METHODS:
            for path in ("/health", "/call", "/on/other~0123456789ab/step?s=a", "/%00", "/on/%00/step"):
                heard = served.hear(ask(path, method=method) + ask("/health"), methods=[method])
                status = 200 if path == "/health" else 503 if path == "/ready" else None
                if method in ("GET", "HEAD", "POST"):
                    assert heard[0].status in ((status or 404), 404, 405, 410, 415)
                else:
                    assert heard[0].status == 405, (method, path)
                assert heard[1].status == 200
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


# --- too much ---


@contextmanager
def growing_less_than(most: int) -> Iterator[None]:
    """Count the memory that is taken meanwhile, on both sides of the line."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        yield
        assert tracemalloc.get_traced_memory()[1] - before < most
    finally:
        tracemalloc.stop()


def test_long_heads_are_refused_and_nothing_grows(served: Served) -> None:
    line = b"GET / HTTP/1.1\r\nHost: ivr\r\n"
    heads = {
        "an address": b"GET /" + b"a" * 1_000_000,
        "a name": line + b"a" * 1_000_000,
        "a value": line + b"X: " + b"a" * 1_000_000,
        "spaces": line + b"X:" + b" " * 1_000_000,
        "headers": line + b"".join(b"X-%d: y\r\n" % number for number in range(90_000)),
        "one header again": line + b"X: y\r\n" * 160_000,
        "empty headers": line + b"X:\r\n" * 200_000,
    }
    served.face.asked.clear()
    for name, head in heads.items():
        clients = [served.connect() for _ in range(20)]
        # Half of what they say: what the system hands over at once is half a megabyte at most.
        with growing_less_than(10_000_000):
            for start in range(0, len(head), 20_000):
                for client in clients:
                    with suppress(ConnectionError):
                        client.sendall(head[start : start + 20_000])
        for client in clients:
            said = read_all(client)
            # Where we are cut off while we talk, the refusal may be lost.
            assert said == b"" or [one.status for one in read_answers(said)] == [431], name
            client.close()
        # At once, as much as the system hands over.
        for heard in served.hear(head + b"\r\n\r\n"):
            assert heard.status == 431, name
    assert served.face.asked == []
    tally("heads without an end", 21 * len(heads))


def test_one_header_many_times_takes_no_time() -> None:
    begun = time.process_time()
    said, _ = feed([ask(more=b"X:\r\n" * 30_000)] * 20)
    assert [one.status for one in read_answers(said)] == [431]
    assert time.process_time() - begun < 0.1


def test_empty_lines_before_a_request_take_no_memory_and_end_in_time(served: Served) -> None:
    with served.connect() as client, growing_less_than(4_000_000):
        for _ in range(80):
            client.sendall(b"\r\n" * 50_000)
        client.sendall(ask())
        assert read_one(client).status == 200
    with served.connect() as client:
        served.until(lambda: bool(served.hub.connections))
        for _ in range(4):
            client.sendall(b"\r\n")
            served.later(3)
        assert read_all(client) == b""


def test_requests_without_end_are_not_kept(served: Served) -> None:
    flood = ask("/big?60000") * 3_000
    with served.connect(window=4096) as client:
        client.settimeout(0.5)
        with growing_less_than(3_000_000), suppress(TimeoutError, ConnectionError):
            client.sendall(flood)
        served.later(40)
        served.until_empty()
    tally("requests of one who reads no answer", 3_000)


def test_thousands_of_slow_ones_keep_nobody_waiting() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    limits = HttpLimits()
    slow = min(times(2_300, 6_000), (hard - 1_000 - limits.connections) // 2)
    pieces = [b"", ask()[:10], ask("/", b"Content-Length: 9\r\n") + b"a", b"\r\n", ask("/")]
    waits: list[float] = []
    clients: list[socket.socket] = []
    try:
        with serving(limits) as served:
            for number in range(slow):
                clients.append(served.connect())
                clients[-1].sendall(pieces[number % len(pieces)])
                if number % 25 == 0:
                    begun = time.monotonic()
                    assert served.hear(ask("/caller", CLOSE))[0].status == 200
                    waits.append(time.monotonic() - begun)
            assert len(served.hub.connections) <= limits.connections
            served.do(served.hub.sweep)
            assert any(told.startswith("too many connections") for told in served.told())
            assert statistics.median(waits) < 0.1
            for client in clients:
                client.close()
            served.until_empty()
    finally:
        for client in clients:
            client.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    tally("slow connections", slow, slowest_caller=round(max(waits), 3))


def test_a_process_that_may_open_few_files_answers_while_many_connections_do_nothing(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "office", {})
    with answering(root, workers=1, files=120) as service, ExitStack() as opened:
        for _ in range(8):
            for _ in range(25):
                opened.enter_context(socket.create_connection(("127.0.0.1", service.port), timeout=10))
            assert service.ask("/call")[0] == 200


# --- changed at random ---


def test_changed_requests_are_answered_as_a_strict_reader_sees_them(caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(int(os.environ.get("IVR_AUTHOR_SEED", "7")))
    rounds, answered = times(6_000, 200_000), 0
    for number in range(rounds):
        data = changed(chance, SEEDS[number % len(SEEDS)])
        said, face = feed(cut(chance, data))
        answered += judge(data, said)
        # Whoever hears no answer to HEAD would not notice what it was an answer to.
        assert [one.method for one in face.asked] == [method for method, _, _ in well_formed(data)]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    tally("changed requests", rounds, answered=answered)


def test_changed_requests_over_a_network(served: Served) -> None:
    chance = random.Random(11)
    rounds = times(400, 6_000)
    for number in range(rounds):
        data = changed(chance, SEEDS[number % len(SEEDS)])
        judge(data, served.say(*cut(chance, data)))
    tally("changed requests over a network", rounds)
