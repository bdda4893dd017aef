"""The server of calls: requests are answered in order, within limits and in time, and nothing of a client is left."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from ivr_author.answering.http_request import HttpLimits
from tests.answering.http_talk import CLOSE, ROOM, Served, ask, feed, read_all, read_answers, read_one, serving

FORM = b"CallSid=CA1&Digits=47"
STEP = ask("/step?s=a%2Fb", b"Content-Type: text/plain\r\nX-Empty:\r\n", FORM, "POST")
KEEP = b"Connection: keep-alive\r\n"


@pytest.fixture(scope="module")
def usual() -> Iterator[Served]:
    """One with the usual limits, for all that neither fill it nor take time."""
    with serving() as served:
        yield served


@pytest.fixture
def served(usual: Served) -> Iterator[Served]:
    """The same, with nothing left of the test before."""
    usual.until_empty()
    usual.face.__init__()  # type: ignore[misc]
    usual.records.clear()
    yield usual
    usual.face.gate.set()


# --- one request after the other ---


@pytest.mark.parametrize(
    ("request_", "is_last"),
    [
        (ask(), False),
        (ask(more=KEEP), False),
        (ask(more=CLOSE), True),
        (ask(more=b"connection: foo, CLOSE\r\n"), True),
        (ask(version="1.0"), True),
        (b"GET / HTTP/1.0\r\n\r\n", True),
        # We may keep it open, and need not: a client of that kind asks for a word in the answer as well.
        (ask(more=KEEP, version="1.0"), True),
        (ask(more=b"Connection: Upgrade\r\nUpgrade: h2c\r\n"), True),
    ],
)
def test_a_connection_stays_open_or_ends_as_it_was_asked(served: Served, request_: bytes, is_last: bool) -> None:
    with served.connect() as client:
        client.sendall(request_)
        assert read_one(client).is_last == is_last
        if is_last:
            assert client.recv(1) == b""
        else:
            client.sendall(ask("/again", CLOSE))
            assert read_one(client).echo[1] == "/again"


def test_an_answer_to_head_has_no_body(served: Served) -> None:
    first, second = served.hear(ask(method="HEAD") + ask("/next"), methods=["HEAD"])
    assert (first.body, int(first.headers["Content-Length"]) > 0) == (b"", True)
    assert second.echo[1] == "/next"


def test_what_is_asked_comes_through(served: Served) -> None:
    lines = b"X-Twilio-Signature: a=\r\nx-EMPTY:\r\nX-Spaced: \t b c \t\r\nX-Two: 1\r\nx-two: 2\r\nX-High: \xe9\r\n"
    (heard,) = served.hear(ask("/a%20b/%C3%A9?x=%20&y", lines, b"a=\xff\x00", "POST"))
    assert heard.echo == [
        "POST",
        "/a b/é",
        "x=%20&y",
        {
            "host": "ivr",
            "x-twilio-signature": "a=",
            "x-empty": "",
            "x-spaced": "b c",
            "x-two": "1,2",
            "x-high": "\xe9",
            "content-length": "4",
        },
        "a=\xff\x00",
    ]


@pytest.mark.parametrize(
    ("target", "path", "query", "host"),
    [
        ("/a?b?c=/d", "/a", "b?c=/d", "ivr"),
        ("/%3f%00?", "/?\0", "", "ivr"),
        ("/%zz%", "/%zz%", "", "ivr"),
        ("//other/a", "//other/a", "", "ivr"),
        ("http://ivr/a?b", "/a", "b", "ivr"),
        ("HTTPS://other:8080/a", "/a", "", "other:8080"),
        ("http://[::1]:80/a", "/a", "", "[::1]:80"),
        ("http://other", "/", "", "other"),
        ("http://other?b=http://c/d", "/", "b=http://c/d", "other"),
    ],
)
def test_an_address_in_any_form(served: Served, target: str, path: str, query: str, host: str) -> None:
    (heard,) = served.hear(ask(target))
    assert heard.echo[1:3] == [path, query]
    assert heard.echo[3]["host"] == host, "an address in absolute form counts more than the header"


@pytest.mark.parametrize(
    "target", ["*", "http://", "http:///a", "ftp://other/a", "http://me@other/a", "/a#b", "http://other#/a", "a:443"]
)
def test_an_address_that_is_none(served: Served, target: str) -> None:
    (heard,) = served.hear(ask(target, method="CONNECT" if target == "a:443" else "GET"))
    assert (heard.status, heard.is_last) == (400, True)
    assert served.face.asked == []


# --- in pieces, and many at once ---


def test_a_request_may_be_split_anywhere() -> None:
    whole, texts = STEP + ask("/next", KEEP), set()
    for cut in range(len(whole) + 1):
        for second in (cut, cut + 1, len(whole)):
            texts.add(feed([whole[:cut], whole[cut:second], whole[second:]])[0])
    (text,) = texts
    first, last = read_answers(text)
    headers = {"host": "ivr", "content-type": "text/plain", "x-empty": "", "content-length": str(len(FORM))}
    assert first.echo == ["POST", "/step", "s=a%2Fb", headers, FORM.decode()]
    assert last.echo[1] == "/next"


def test_headers_are_counted_alike_in_one_piece_and_in_many() -> None:
    head = ask("/", b"".join(b"X-%d: %s\r\n" % (number, b"a" * 80) for number in range(20)))
    # What came before, and with it, is no part of its head.
    whole = ask("/a", body=bytes(ROOM)) * 3 + head
    for step in (1, 100, 3_000):
        pieces = [whole[start : start + step] for start in range(0, len(whole), step)]
        sent, _ = feed(pieces, HttpLimits(head_bytes=2_000))
        assert [one.status for one in read_answers(sent)] == [200] * 4
        sent, _ = feed(pieces, HttpLimits(head_bytes=1_500))
        assert [one.status for one in read_answers(sent)] == [200] * 3 + [431]


def test_a_head_that_begins_in_the_same_bytes_in_which_another_ends_is_not_too_long() -> None:
    whole = ask("/a", body=bytes(ROOM)) * 3
    sent, _ = feed(
        [whole[:10], whole[10 : 2 * len(whole) // 3 + 10], whole[2 * len(whole) // 3 + 10 :]], HttpLimits(300)
    )
    assert [one.status for one in read_answers(sent)] == [200] * 3


def test_a_request_may_come_byte_by_byte(served: Served) -> None:
    with served.connect() as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in STEP:
            client.sendall(bytes([byte]))
            time.sleep(0)
        assert read_one(client).echo[4] == FORM.decode()


def test_answers_come_in_the_order_of_requests_whichever_wait(served: Served) -> None:
    served.face.gate.set()
    paths = [f"/{'wait' if number % 3 == 1 else 'now'}/{number}" for number in range(40)]
    heard = served.hear(b"".join(ask(path, body=path.encode()) for path in paths))
    assert [one.echo[1] for one in heard] == paths


def test_what_comes_while_one_waits_is_answered_after_it(served: Served) -> None:
    with served.connect() as client:
        client.sendall(ask("/wait"))
        assert served.face.began.acquire(timeout=10)
        client.sendall(ask("/now")[:20])
        client.sendall(ask("/now")[20:] + ask("/last", CLOSE) + ask("/never"))
        served.face.gate.set()
        assert [one.echo[1] for one in read_answers(read_all(client))] == ["/wait", "/now", "/last"]


def test_hundreds_at_once_leave_others_their_turn(served: Served) -> None:
    with served.connect() as many, served.connect() as other:
        many.sendall(ask("/slow") * 400 + ask("/end", CLOSE))
        other.sendall(ask("/other"))
        assert read_one(other).status == 200
        assert len(read_answers(read_all(many))) == 401
    order = [one.path for one in served.face.asked]
    assert order.index("/other") <= 3 * HttpLimits().at_once
    assert order[-1] == "/end"


def test_too_many_at_once_are_refused_and_those_before_are_answered() -> None:
    limits = HttpLimits(at_once=4, waiting=10)
    with serving(limits) as served:
        heard = served.hear(ask() * 1000)
        assert [one.status for one in heard] == [200] * 14 + [429]
        assert [one.is_last for one in heard] == [False] * 14 + [True]


def test_what_comes_later_waits_outside_while_many_are_answered() -> None:
    with serving(HttpLimits(at_once=2, waiting=50)) as served, served.connect() as client:
        client.sendall(ask("/slow") * 40)
        served.until(lambda: bool(served.face.asked))
        client.sendall(ask("/slow") * 39 + ask("/end", CLOSE))
        assert [one.status for one in read_answers(read_all(client))] == [200] * 80


# --- a word before the body ---


def test_no_word_is_said_after_the_last_answer(caplog: pytest.LogCaptureFixture) -> None:
    last = ask(more=KEEP, version="1.0") + ask("/a", b"Expect: 100-continue\r\nContent-Length: 3\r\n")
    assert [one.is_last for one in read_answers(feed([last])[0])] == [True]
    assert caplog.records == []


def test_a_client_that_waits_for_a_word_gets_it(served: Served) -> None:
    with served.connect() as client:
        client.sendall(ask("/a", b"Expect: 100-Continue\r\nContent-Length: 3\r\n"))
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"abc")
        assert read_one(client).echo[4] == "abc"


def test_a_client_that_waits_for_a_word_behind_another_request_gets_it_then(served: Served) -> None:
    with served.connect() as client:
        client.sendall(ask("/wait") + ask("/a", b"Expect: 100-continue\r\nContent-Length: 3\r\n"))
        assert served.face.began.acquire(timeout=10)
        served.face.gate.set()
        got = b""
        while not got.endswith(b"100 Continue\r\n\r\n"):
            piece = client.recv(1000)
            assert piece, got
            got += piece
        client.sendall(b"abc")
        assert read_answers(got[:-25])[0].echo[1] == "/wait"
        assert read_one(client).echo[4] == "abc"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (ask("/a", b"Expect: 100-continue\r\nContent-Length: %d\r\n" % (ROOM + 1)), 413),
        (ask("/a", b"Expect: tea\r\n"), 417),
        (ask("/a", b"Expect: 100-continue\r\nExpect: 100-continue\r\n"), 400),
        (ask("/a", b"Expect: 100-continue\r\n", version="1.0"), 200),
        (ask("/a", b"Expect: tea\r\n", b"abc", version="1.0"), 200),
        (ask("/a", b"Expect: 100-continue\r\n"), 200),
    ],
)
def test_a_word_before_the_body_that_is_not_given(served: Served, request_: bytes, status: int) -> None:
    said = served.say(request_)
    assert b"100 Continue" not in said
    assert [one.status for one in read_answers(said)] == [status]


# --- bodies ---


def test_a_body_is_taken_up_to_its_room_and_no_further(served: Served) -> None:
    (heard,) = served.hear(ask("/a", body=bytes(ROOM)))
    assert len(heard.echo[4]) == ROOM
    (heard,) = served.hear(ask("/a", b"Content-Length: %d\r\n" % (ROOM + 1)))
    assert (heard.status, heard.is_last) == (413, True)
    long = bytes(2_500_000)
    assert served.hear(ask("/record", body=long))[0].body == b"2500000"
    # It is refused at once, and what is sent on is heard out: else the answer might be lost on its way.
    assert served.hear(ask("/other", body=long))[0].status == 413


@pytest.mark.parametrize("cut", [0, 1, len(FORM)])
def test_an_upgrade_is_not_made_and_its_body_is_read(served: Served, cut: int) -> None:
    more = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"
    whole = ask("/step", more, FORM, "POST") + ask("/never")
    at = whole.index(FORM) + cut
    with served.connect() as client:
        client.sendall(whole[:at])
        time.sleep(0.02)
        client.sendall(whole[at:])
        (heard,) = read_answers(read_all(client))
    assert (heard.echo[4], heard.is_last) == (FORM.decode(), True)
    assert [one.path for one in served.face.asked] == ["/step"]


# --- clients that go away, and that do not listen ---


def test_a_client_that_says_no_more_still_gets_its_answers(served: Served) -> None:
    with served.connect() as client:
        client.sendall(ask("/wait") + ask("/next"))
        client.shutdown(socket.SHUT_WR)
        assert served.face.began.acquire(timeout=10)
        served.face.gate.set()
        assert [one.echo[1] for one in read_answers(read_all(client))] == ["/wait", "/next"]


def test_a_client_that_says_half_a_request_gets_none(served: Served) -> None:
    assert served.say(ask()[:-1]) == b""
    assert served.say(b"") == b""


def test_nothing_is_left_of_a_client_that_went_away_while_a_thread_answered(served: Served) -> None:
    # More than there are threads: some wait for their turn.
    clients = [served.connect() for _ in range(7)]
    for client in clients:
        client.sendall(ask("/wait") + ask("/next"))
    for _ in range(4):
        assert served.face.began.acquire(timeout=10)
    served.until(lambda: len(served.hub.connections) == 7)
    for client in clients:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.close()
    served.face.gate.set()
    served.until_empty()
    assert served.told() == []


def test_a_fault_in_a_thread_ends_the_connection(served: Served) -> None:
    served.face.gate.set()
    assert served.say(ask("/wait/fault") + ask("/next")) == b""
    assert served.told() == ["a request failed: KeyError"]
    served.until_empty()


def test_a_fault_where_nothing_waits_is_answered(served: Served) -> None:
    (heard,) = served.hear(ask("/fault") + ask("/next"))
    assert (heard.status, heard.is_last) == (500, True)
    assert served.told() == ["a request could not be read: KeyError"]


@pytest.mark.parametrize("query", ["", "cr"])
def test_an_answer_with_a_line_break_in_a_header_is_not_sent(served: Served, query: str) -> None:
    assert served.say(ask(f"/torn?{query}") + ask("/next")) == b""
    assert served.told() == ["an answer was not sent: a header of it holds more than one line"]
    assert [one.path for one in served.face.asked] == ["/torn"]


def test_a_client_that_does_not_read_holds_one_answer_and_not_all(served: Served) -> None:
    sizes = [8_000_000, 1, 70_000, 100_000, 8_000_000]
    with served.connect(window=4096) as client:
        client.sendall(b"".join(ask(f"/big?{size}") for size in sizes) + ask("/wait") + ask("/end", CLOSE))
        served.until(lambda: bool(served.face.asked))
        time.sleep(0.05)
        assert len(served.face.asked) == 1
        served.face.gate.set()
        heard = read_answers(read_all(client))
    assert [len(one.body) for one in heard[:5]] == sizes
    assert [one.echo[1] for one in heard[5:]] == ["/wait", "/end"]


# --- time ---


def test_a_request_that_is_too_slow_is_told_so(served: Served) -> None:
    with served.connect() as head, served.connect() as body, served.connect() as nothing, served.connect() as long:
        head.sendall(ask()[:-5])
        body.sendall(ask("/a", b"Content-Length: 3\r\n") + b"ab")
        long.sendall(ask("/record", b"Content-Length: 2500000\r\n") + b"ab")
        served.until(lambda: sum(one._reader.is_reading for one in served.hub.connections) == 3)
        served.later(8)
        assert len(served.hub.connections) == 4
        served.later(4)
        assert [one.status for one in read_answers(read_all(head))] == [408]
        assert [one.status for one in read_answers(read_all(body))] == [408]
        assert read_all(nothing) == b""
        head.close()
        body.close()
        served.until(lambda: len(served.hub.connections) == 1)
        assert len(served.face.refused) == 2
        served.later(12)
        assert [one.status for one in read_answers(read_all(long))] == [408]


def test_bytes_now_and_then_do_not_make_a_request_last_longer(served: Served) -> None:
    with served.connect() as client:
        client.sendall(ask()[:9])
        for byte in ask()[9:13]:
            served.later(3)
            client.sendall(bytes([byte]))
        assert read_all(client).startswith(b"HTTP/1.1 408 ")


def test_an_idle_connection_ends(served: Served) -> None:
    with served.connect() as client:
        client.sendall(ask())
        assert read_one(client).status == 200
        served.later(70)
        client.sendall(ask())
        assert read_one(client).status == 200
        served.later(70)
        assert len(served.hub.connections) == 1
        served.later(10)
        assert client.recv(1) == b""


def test_an_answer_may_take_as_long_as_it_takes(served: Served) -> None:
    with served.connect() as client:
        client.sendall(ask("/wait") + ask()[:9])
        assert served.face.began.acquire(timeout=10)
        served.later(500)
        served.face.gate.set()
        assert read_one(client).status == 200
        served.later(8)
        client.sendall(ask()[9:])
        assert read_one(client).status == 200
        client.sendall(ask("/wait") + ask()[:9])
        assert read_one(client).status == 200
        served.later(12)
        assert read_one(client).status == 408


@pytest.mark.parametrize("more", [b"", CLOSE])
def test_a_client_that_does_not_take_its_answer_is_left_after_a_while(served: Served, more: bytes) -> None:
    with served.connect(window=4096) as client:
        client.sendall(ask("/big?8000000", more) + ask("/next") * (not more) + ask()[:9] * (not more))
        served.until(lambda: bool(served.face.asked))
        served.later(25)
        assert len(served.hub.connections) == 1
        served.later(10)
        assert len(read_all(client)) < 8_000_000
    # No other answer stands in the middle of it.
    assert served.face.refused == []


def test_a_client_that_takes_the_last_answer_slowly_gets_all_of_it(served: Served) -> None:
    with served.connect(window=4096) as client:
        client.sendall(ask("/big?8000000", CLOSE))
        served.until(lambda: bool(served.face.asked))
        served.later(10)
        (heard,) = read_answers(read_all(client))
        assert len(heard.body) == 8_000_000
        served.later(4)
        assert not served.hub.connections


def test_who_does_not_end_after_the_last_answer_is_ended(served: Served) -> None:
    with served.connect() as client:
        client.sendall(ask("/", CLOSE))
        assert read_one(client).is_last
        served.later(1)
        assert len(served.hub.connections) == 1
        client.sendall(bytes(100_000))
        served.later(2)
        served.until_empty()


def test_the_clock_goes_on_by_itself(served: Served) -> None:
    before = served.hub.now, served.hub.date
    served.until(lambda: served.hub.now > before[0] + 0.5 and served.hub.date != before[1])


# --- many connections ---


def test_those_that_would_end_next_make_room() -> None:
    with serving(HttpLimits(connections=5)) as served:
        idle, reading, busy = served.connect(), served.connect(), served.connect()
        idle.sendall(ask())
        assert read_one(idle).status == 200
        reading.sendall(ask()[:9])
        busy.sendall(ask("/wait"))
        assert served.face.began.acquire(timeout=10)
        served.until(lambda: len(served.hub.connections) == 3)
        served.later(5)
        others = [served.connect() for _ in range(6)]
        for other in others:
            other.sendall(ask())
        assert read_one(others[-1]).status == 200
        assert read_all(reading) == b""
        assert len(served.hub.connections) <= 5
        served.face.gate.set()
        assert read_one(busy).status == 200
        for client in (idle, reading, busy, *others):
            client.close()
        served.until_empty()
        served.later(1)
        assert [told for told in served.told() if told.startswith("too many connections: ")]


def test_whoever_comes_when_all_wait_for_an_answer_is_told_so() -> None:
    with serving(HttpLimits(connections=2)) as served:
        busy = [served.connect() for _ in range(2)]
        for client in busy:
            client.sendall(ask("/wait"))
            assert served.face.began.acquire(timeout=10)
        for _ in range(3):
            (heard,) = served.hear(b"")
            assert (heard.status, heard.is_last) == (503, True)
        served.face.gate.set()
        for client in busy:
            assert read_one(client).status == 200
            client.close()


# --- the end ---


def test_what_is_in_flight_is_answered_before_it_stops() -> None:
    with serving() as served:
        idle, reading, busy, fresh = (served.connect() for _ in range(4))
        idle.sendall(ask())
        assert not read_one(idle).is_last
        reading.sendall(ask()[:9])
        busy.sendall(ask("/wait") + ask("/next"))
        assert served.face.began.acquire(timeout=10)
        served.until(lambda: len(served.hub.connections) == 4)
        served.end()
        assert idle.recv(1) == b""
        assert fresh.recv(1) == b""
        with pytest.raises(ConnectionRefusedError):
            served.connect()
        reading.sendall(ask()[9:])
        assert read_one(reading).is_last
        served.face.gate.set()
        assert [(one.echo[1], one.is_last) for one in read_answers(read_all(busy))] == [("/wait", True)]
        served.thread.join(10)
        assert not served.thread.is_alive()
        for client in (idle, reading, busy, fresh):
            client.close()


def test_it_stops_after_a_time_whoever_waits() -> None:
    begun = time.monotonic()
    with serving(HttpLimits(stop=0.3)) as served:
        busy, slow = served.connect(), served.connect()
        busy.sendall(ask("/wait") + ask()[:9])
        slow.sendall(ask()[:9])
        assert served.face.began.acquire(timeout=10)
        served.until(lambda: len(served.hub.connections) == 2)
        served.end()
        # Never an answer of another kind than the one that is waited for.
        assert read_all(busy) == b""
        assert read_all(slow).startswith(b"HTTP/1.1 408 ")
        served.thread.join(10)
        assert 0.3 <= time.monotonic() - begun < 3
        served.face.gate.set()
        for client in (busy, slow):
            client.close()


def test_threads_that_end_after_it_are_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    before = set(threading.enumerate())
    with serving(HttpLimits(stop=0)) as served:
        with served.connect() as busy:
            busy.sendall(ask("/wait"))
            assert served.face.began.acquire(timeout=10)
            served.end()
            served.thread.join(10)
        served.face.gate.set()
        for thread in set(threading.enumerate()) - before:
            thread.join(10)
    assert caplog.records == []
