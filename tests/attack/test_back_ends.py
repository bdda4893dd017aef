"""Whatever a back end does, the caller is at the node's `failed` in time: never in an apology, never in silence."""

from __future__ import annotations

import random
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ivr_author.answering.addresses import Address, read_private
from ivr_author.answering.breaker import AT_ONCE, FAILURES_IN_A_ROW
from ivr_author.answering.exchange import MAX_WAITING, Line
from ivr_author.answering.outside import Asked, HttpOutside, OutsidePolicy
from ivr_author.answering.resolver import Resolver, look_up
from ivr_author.call.world import Answer
from ivr_author.core.value_types import ValueType
from ivr_author.core.wire import from_wire
from ivr_author.expression.model import Literal
from ivr_author.ir.ops import Ask, Hangup
from ivr_author.ir.program import Endpoint
from ivr_author.targets.twiml.bundle import Bundle, load_bundle
from ivr_author.targets.twiml.emit import emit
from ivr_author.targets.twiml.service import create_service
from tests.attack.hostile import (
    CHUNKED,
    FLOODS,
    GOOD,
    HANGS,
    LIES,
    Misbehave,
    back_end,
    hangs,
    head,
    in_chunks,
    says,
    whole,
)
from tests.tally import tally, times
from tests.targets.twiml.programs import AT, Blocks, Caller, Response, build

SECONDS = 0.3
"""What the bundles here declare for a question."""

IN_TIME = SECONDS + 1.0
OURS = frozenset({"127.0.0.1", "localhost"})


def compiled() -> Bundle:
    """A flow that looks something up and says how that went."""
    ask = Ask("lookup", "billing.balance", {"case": Literal("77")}, {"balance": "owed"}, "ok", "none", "failed")
    blocks: Blocks = {
        "main": ([], ask),
        "ok": (["You owe {owed}."], Hangup("flow")),
        "none": (["We found nothing."], Hangup("flow")),
        "failed": (["That did not work."], Hangup("flow")),
    }
    return load_bundle(emit(build(blocks, variables={"owed": ValueType.MONEY})).files)


BUNDLE = compiled()


@contextmanager
def new_line(resolver: Resolver | None = None, tls: ssl.SSLContext | None = None) -> Iterator[Line]:
    """Connections of a test's own."""
    line = Line(read_private(OURS), resolver or Resolver(), tls)
    try:
        yield line
    finally:
        line.close()


def asking(url: str, line: Line, heard: list[Asked] | None = None, seconds: float = SECONDS) -> HttpOutside:
    """One who asks there."""
    endpoint = Endpoint(url, "GET", seconds, {"case": ValueType.DIGITS}, {"balance": ValueType.MONEY})
    watch = heard.append if heard is not None else None
    return HttpOutside({"billing.balance": endpoint}, {"send": endpoint}, OutsidePolicy(private=OURS), watch, line)


def caller(url: str, line: Line, heard: list[Asked] | None = None) -> tuple[Response, float]:
    """What a caller hears whose flow asks there, and how many seconds the longest wait took."""
    call = Caller(create_service(BUNDLE, asking(url, line, heard), lambda: AT, "secret"))
    longest, began = 0.0, time.monotonic()
    response = call.begin()
    while response.verbs == ["Redirect"]:
        longest, began = max(longest, time.monotonic() - began), time.monotonic()
        response = call.go_on()
    return response, max(longest, time.monotonic() - began)


def assert_failed_in_time(url: str, line: Line) -> Asked:
    heard: list[Asked] = []
    response, seconds = caller(url, line, heard)
    assert (response.status, response.said) == (200, ["That did not work."])
    assert "X-Ivr-Fault" not in response.headers
    assert seconds < IN_TIME
    assert heard[0].seconds < IN_TIME
    return heard[0]


def test_good_one_is_understood() -> None:
    with back_end(whole(GOOD)) as good, new_line() as line:
        assert caller(good.url, line)[0].said == ["You owe $120.55."]


@pytest.mark.parametrize("name", HANGS)
def test_one_that_hangs_or_drips(name: str) -> None:
    with back_end(HANGS[name]) as hanging, new_line() as line:
        assert assert_failed_in_time(hanging.url, line).fault == "timeout"
    tally("back ends that hang or drip", 1)


@pytest.mark.parametrize("name", FLOODS)
def test_one_that_says_too_much(name: str) -> None:
    began = time.process_time()
    with back_end(FLOODS[name]) as flooding, new_line() as line:
        fault = assert_failed_in_time(flooding.url, line).fault
    assert fault in ("too-long", "packed", "protocol", "timeout")
    # Both sides of it, and nothing of 100 MB was kept.
    assert time.process_time() - began < 1.5
    tally("back ends that say too much", 1)


@pytest.mark.parametrize("name", LIES)
def test_one_that_lies(name: str) -> None:
    with back_end(LIES[name]) as lying, new_line() as line:
        asked = assert_failed_in_time(lying.url, line)
        assert asked.fault in ("connect", "closed", "protocol", "status", "no-object", "types", "timeout")
        # What was left on its connection is nobody's answer.
        lying.misbehave = whole(GOOD)
        assert caller(lying.url, line)[0].said == ["You owe $120.55."]
    tally("back ends that lie", 1)


MUTATED = [
    head(Content_Length=len(GOOD), Content_Type="application/json", Connection="keep-alive") + GOOD,
    CHUNKED + in_chunks(GOOD[:7], GOOD[7:]) + b"0\r\nX-Trailer: a\r\n\r\n",
    head("103 Early Hints", Link="</a>") + head(Connection="close") + GOOD,
]
PIECES = [
    b"\r\n",
    b"\n",
    b"\0",
    b":",
    b" ",
    b"HTTP/1.1",
    b"-",
    b"0",
    b"99999999999",
    b"\xff",
    b"{",
    b'"',
    b"\t",
    b"chunked",
]


def mutated(chance: random.Random) -> bytes:
    """An answer with one to four faults in it."""
    raw = bytearray(chance.choice(MUTATED))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(raw) + 1)
        until = min(len(raw), at + chance.choice([0, 0, 1, 1, 2, 10]))
        raw[at:until] = chance.choice(
            [b"", bytes([chance.randrange(256)]), chance.choice(PIECES), raw[until : until + 9]]
        )
        if chance.random() < 0.1:
            del raw[at:]
        if not raw:
            break
    return bytes(raw)


def test_answers_with_faults_are_understood_or_failed_and_nothing_else() -> None:
    chance, many = random.Random(7), times(400, 10_000)
    heard: list[Asked] = []
    raw = b""

    def says_that(line: socket.socket, _: threading.Event) -> None:
        line.recv(65_536)
        line.sendall(raw)

    with back_end(says_that) as faulty, new_line() as line:
        for _ in range(many):
            raw = mutated(chance)
            # Each time another back end for the breaker, which would spare it all of this.
            url = f"{faulty.url}?{len(heard)}"
            answer = asking(url, line, heard).ask("lookup", "billing.balance", {}, "es")
            assert answer.result in ("ok", "not_found", "failed")
            if answer.result == "ok":
                assert answer.fields.keys() <= {"balance"}
                assert from_wire(answer.fields.get("balance", ""), ValueType.MONEY) is not True
    assert max(one.seconds for one in heard) < IN_TIME
    understood = sum(one.result == "ok" for one in heard)
    assert 0 < understood < many
    tally("answers with faults", many, understood=understood)


def test_second_answer_is_not_the_next_callers() -> None:
    """A duplicate that comes after an answer would be told to whoever asks next."""
    other = b'{"balance": 99999}'
    sent = threading.Event()

    def answers(line: socket.socket, over: threading.Event) -> None:
        with suppress(OSError):
            while line.recv(65_536):
                line.sendall(head(Content_Length=len(GOOD)) + GOOD)
                over.wait(0.02)
                line.sendall(head(Content_Length=len(other)) + other)
                sent.set()

    with back_end(answers) as late, new_line() as line:
        for _ in range(4):
            sent.clear()
            assert caller(late.url, line)[0].said == ["You owe $120.55."]
            assert sent.wait(5)
        assert len(late.met) == 4


def test_connection_that_was_closed_meanwhile_is_made_anew() -> None:
    asked_there = []

    def answers_once(line: socket.socket, _: threading.Event) -> None:
        asked_there.append(line.recv(65_536))
        line.sendall(head(Content_Length=len(GOOD)) + GOOD)
        # It reads the next question and closes without a word: it had given this connection up.
        line.recv(65_536)

    with back_end(answers_once) as server, new_line() as line:
        for _ in range(3):
            assert caller(server.url, line)[0].said == ["You owe $120.55."]
    assert len(server.met) == 3


def test_nothing_is_sent_twice() -> None:
    """What was posted may have been done: only a lookup by GET is asked again."""
    posts = []

    def answers_once(line: socket.socket, _: threading.Event) -> None:
        for number in range(2):
            asked = b""
            # Head and body come in parts.
            while not asked.endswith(b"}"):
                asked += line.recv(65_536)
            posts.append(asked)
            if number == 0:
                line.sendall(head(Content_Length=0))

    with back_end(answers_once) as server, new_line() as line:
        endpoint = Endpoint(server.url, "POST", 1.0)
        outside = HttpOutside({}, {"send": endpoint}, OutsidePolicy(private=OURS), None, line)
        assert outside.ask("send", "link", {}, "es") == Answer("ok")
        assert outside.ask("send", "link", {}, "es") == Answer("failed")
    assert len(posts) == 2
    assert len(server.met) == 1


def test_nobody_is_there() -> None:
    with socket.socket() as unused, new_line() as line:
        unused.bind(("127.0.0.1", 0))
        assert assert_failed_in_time(f"http://127.0.0.1:{unused.getsockname()[1]}/", line).fault == "connect"
    tally("back ends that are not there", 1)


def test_nobody_takes_the_connection() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, new_line() as line:
        waiting = []
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            with suppress(BlockingIOError):
                one.connect(full.getsockname())
            waiting.append(one)
        assert assert_failed_in_time(f"http://127.0.0.1:{full.getsockname()[1]}/", line).fault == "timeout"
        for one in waiting:
            one.close()
    tally("back ends that are not there", 1)


def test_resolver_hangs_or_knows_nothing() -> None:
    let_go = threading.Event()

    def look(host: str) -> Sequence[Address]:
        if host == "unknown.example.org":
            raise socket.gaierror("unknown.example.org")
        let_go.wait(5)
        return ()

    with new_line(Resolver(look)) as line:
        assert assert_failed_in_time("http://unknown.example.org/", line).fault == "name"
        assert assert_failed_in_time("http://hangs.example.org/", line).fault == "timeout"
        let_go.set()
        assert assert_failed_in_time("http://empty.example.org/", line).fault == "name"
    tally("resolvers that fail", 3)


def test_several_addresses_share_the_time() -> None:
    with back_end(whole(GOOD)) as good:
        # Nobody listens at the second and third.
        found = (IPv4Address("127.0.0.2"), IPv4Address("127.0.0.3"), IPv4Address("127.0.0.1"))
        with new_line(Resolver(lambda _: found)) as line:
            url = good.url.replace("127.0.0.1", "localhost")
            assert caller(url, line)[0].said == ["You owe $120.55."]


# --- TLS ---


def certificate(folder: Path, name: str, *, days: int = 1) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS with a certificate of its own making, and that certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    named = x509.IPAddress(IPv4Address(name)) if name[0].isdigit() else x509.DNSName(name)
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([named]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    chain = folder / "chain.pem"
    chain.write_bytes(made.public_bytes(encoding))
    secret = folder / "key.pem"
    secret.write_bytes(key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, secret)
    return context, chain


def encrypted(context: ssl.SSLContext, misbehave: Misbehave) -> Misbehave:
    """The same over TLS."""

    def run(line: socket.socket, over: threading.Event) -> None:
        with context.wrap_socket(line, server_side=True) as safe:
            misbehave(safe, over)

    return run


@pytest.mark.parametrize(
    ("name", "days", "is_trusted", "fault"),
    [
        ("127.0.0.1", 1, True, None),
        ("127.0.0.1", 1, False, "tls"),
        ("127.0.0.1", -1, True, "tls"),
        ("other.example.org", 1, True, "tls"),
        ("127.0.0.2", 1, True, "tls"),
    ],
)
def test_certificate_is_checked(tmp_path: Path, name: str, days: int, *, is_trusted: bool, fault: str | None) -> None:
    context, chain = certificate(tmp_path, name, days=days)
    ours = ssl.create_default_context(cafile=chain) if is_trusted else None
    with back_end(encrypted(context, whole(GOOD))) as server, new_line(tls=ours) as line:
        url = server.url.replace("http:", "https:")
        if fault is None:
            assert caller(url, line)[0].said == ["You owe $120.55."]
        else:
            assert assert_failed_in_time(url, line).fault == fault
    tally("back ends with wrong TLS", 1 if fault else 0)


@pytest.mark.parametrize(
    ("misbehave", "faults"),
    [
        (hangs, {"timeout"}),
        (whole(GOOD), {"tls"}),
        (says(b"\x16\x03\x03\x40\x00" + bytes(100)), {"tls"}),
        (HANGS["drips its status"], {"timeout", "tls"}),
        (FLOODS["100 MB"], {"tls"}),
    ],
)
def test_handshake_that_leads_nowhere(misbehave: Misbehave, faults: set[str]) -> None:
    with back_end(misbehave) as server, new_line() as line:
        assert str(assert_failed_in_time(server.url.replace("http:", "https:"), line).fault) in faults
    tally("back ends with wrong TLS", 1)


# --- many callers at once ---


def test_one_that_hangs_takes_no_more_than_its_share_of_threads() -> None:
    """Two hang and 80 callers ask them at once: those above the share fail at once, and after five nobody waits."""
    heard: list[Asked] = []
    with back_end(hangs) as first, back_end(hangs) as second, new_line() as line:
        both = [asking(one.url, line, heard) for one in (first, second)]
        threads = [
            threading.Thread(target=both[number % 2].ask, args=("lookup", "billing.balance", {}, "es"))
            for number in range(80)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        waited = [one for one in heard if one.fault == "timeout"]
        busy = [one for one in heard if one.fault == "busy"]
        assert len(waited) <= MAX_WAITING
        assert len(waited) + len(busy) == 80
        assert all(one.seconds < 0.2 for one in busy)
        assert all(one.seconds < IN_TIME for one in waited)
        began = time.monotonic()
        for one in both:
            assert one.ask("lookup", "billing.balance", {}, "es") == Answer("failed")
        assert time.monotonic() - began < 0.1
        assert max(len(first.met), len(second.met)) <= AT_ONCE
    assert [one.fault for one in heard[-2:]] == ["open", "open"]
    assert len(waited) > FAILURES_IN_A_ROW
    tally("callers at once before back ends that hang", 80)


def test_time_is_capped_whatever_a_bundle_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr_author.answering.outside.MOST_SECONDS", SECONDS)
    with back_end(hangs) as server, new_line() as line:
        heard: list[Asked] = []
        assert asking(server.url, line, heard, 60.0).ask("lookup", "billing.balance", {}, "es") == Answer("failed")
        assert heard[0].seconds < IN_TIME


def test_system_resolver_is_that_of_the_process() -> None:
    with back_end(whole(GOOD)) as good, new_line(Resolver(look_up)) as line:
        assert caller(good.url.replace("127.0.0.1", "localhost"), line)[0].said == ["You owe $120.55."]
