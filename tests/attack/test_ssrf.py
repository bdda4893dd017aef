"""Lookups lead nowhere inwards: no way to write a private address, to resolve to one, or to be sent to one, works."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator, Sequence

import pytest

from ivr_author.answering.addresses import Address, is_public, plain_address, read_private
from ivr_author.answering.exchange import Line
from ivr_author.answering.outside import Asked, HttpOutside, OutsidePolicy
from ivr_author.answering.resolver import Resolver, look_up
from ivr_author.call.world import FAILED
from ivr_author.core.value_types import ValueType
from ivr_author.ir.program import Endpoint
from tests.attack.hostile import GOOD, head, says, whole
from tests.attack.hostile import back_end as listening
from tests.tally import tally

# Ways to write this machine, and what is said about each: "address" (it is none that may be asked) or "private".
THIS_MACHINE = {
    "127.0.0.1": "private",
    "127.0.0.1.": "private",
    "127.1.2.3": "private",
    "localhost": "private",
    "LOCALHOST": "private",
    "localhost.": "private",
    "[::1]": "private",
    "[0:0:0:0:0:0:0:1]": "private",
    "[::ffff:127.0.0.1]": "private",
    "[::ffff:7f00:1]": "private",
    "[::ffff:0:127.0.0.1]": "private",
    "[::127.0.0.1]": "private",
    "[64:ff9b::127.0.0.1]": "private",
    "[64:ff9b:1::127.0.0.1]": "private",
    "[2002:7f00:1::]": "private",
    "[2001:0:7f00:1::]": "private",
    "0.0.0.0": "private",
    "[::]": "private",
    "127.1": "address",
    "127.0.1": "address",
    "0": "address",
    "2130706433": "address",
    "017700000001": "address",
    "0177.0.0.1": "address",
    "0177.0.0.01": "address",
    "127.0.0.01": "address",
    "0x7f000001": "address",
    "0x7f.0.0.1": "address",
    "0x7f.1": "address",
    "127.0.0.0x1": "address",
    "127.0.0.1.1": "address",
    "127.0.0.256": "address",
    "4294967297": "address",
    "127。0。0。1": "private",
    "127．0．0．1": "private",
    "１２７.0.0.1": "address",
    "①②⑦.0.0.1": "address",
    "[fe80::1%25lo]": "private",
    "[::1%25lo]": "private",
    "%31%32%37.0.0.1": "address",
    "127.0.0.1%00.example.org": "address",
    "127.0.0.1%0d%0aX-Evil:1": "address",
    "local\u00adhost": "address",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ": "address",
    "user@127.0.0.1": "address",
    "user:password@127.0.0.1": "address",
    "example.org@127.0.0.1": "address",
    "example.org%40127.0.0.1": "address",
    "example.org\\@127.0.0.1": "address",
    "127.0.0.1\\.example.org": "address",
    "example.org:80@127.0.0.1": "address",
    "127.0.0.1:80@example.org": "address",
    "@127.0.0.1": "private",
    "127.0.0.1 .example.org": "address",
    "127.0.0.1\t": "address",
    "127.0.0.1\r\nHost:x": "address",
    "": "address",
    ".": "address",
    "..": "address",
    "[127.0.0.1]": "address",
    "[::1": "address",
    "::1": "address",
    "*": "address",
    "exa mple.org": "address",
    "127.0.0.1:0": "address",
    "127.0.0.1:65536": "address",
    "127.0.0.1:-1": "address",
    "127.0.0.1:80:80": "address",
    "127.0.0.1:http": "address",
}

# Where clouds keep the keys of a machine, and other places that no back end is at, even if somebody declared them.
NEVER = [
    *("169.254.169.254", "169.254.170.2", "169.254.0.1", "[fd00:ec2::254]", "[fd00:ec2::23]", "100.100.100.200"),
    *("168.63.129.16", "192.0.0.192", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]"),
    *("0.0.0.0", "0.1.2.3", "[::]", "255.255.255.255", "224.0.0.1", "[ff02::1]", "[fe80::1]", "[fe80::a9fe:a9fe]"),
]

PRIVATE = [
    *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "127.0.0.1"),
    *("192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "240.0.0.1", "192.88.99.1"),
    *("fc00::1", "fd12:3456::1", "fec0::1", "::1", "100::1", "2001::1", "2001:db8::1", "2002:a00:1::", "3fff::1"),
    *("64:ff9b::10.0.0.1", "64:ff9b:1::1", "::ffff:10.0.0.1", "::ffff:0:10.0.0.1", "::10.0.0.1", "5f00::1", "4000::1"),
]

PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.0.1", "172.32.0.1", "192.167.1.1", "11.0.0.1", "100.63.0.1"),
    *("2606:4700:4700::1111", "2a00:1450:4001:80b::200e", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"),
]


@pytest.fixture
def line() -> Iterator[Line]:
    """Connections of one to whom nothing private is declared."""
    yield from new_line()


def new_line(*private: str, resolver: Resolver | None = None) -> Iterator[Line]:
    made = Line(read_private(private), resolver or Resolver())
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(autouse=True)
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every connection that is tried, by its address. The names that are asked for don't leave this machine."""
    tried: list[str] = []
    connect = socket.create_connection

    def note(address: tuple[str, int], *arguments: object, **named: object) -> socket.socket:
        tried.append(address[0])
        if address[0] != "127.0.0.1":
            raise ConnectionRefusedError
        return connect(address, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", note)
    return tried


def fault(url: str, line: Line, policy: OutsidePolicy | None = None) -> str:
    """Why nobody was asked there."""
    heard: list[Asked] = []
    services = {"billing.balance": Endpoint(url, "GET", 1.0, {}, {"balance": ValueType.MONEY})}
    outside = HttpOutside(services, {}, policy, heard.append, line)
    assert outside.ask("lookup", "billing.balance", {}, "es") == FAILED
    return str(heard[0].fault)


@pytest.mark.parametrize("host", THIS_MACHINE, ids=ascii)
def test_no_way_to_write_this_machine_leads_there(host: str, line: Line, connected: list[str]) -> None:
    with listening(whole(GOOD)) as inside:
        port = "" if ":" in host.rpartition("]")[2] else f":{inside.port}"
        assert fault(f"http://{host}{port}/", line) == THIS_MACHINE[host]
        assert (inside.met, connected) == ([], [])
    tally("addresses inwards that were refused", 1)


@pytest.mark.parametrize(
    "scheme", ["file", "ftp", "gopher", "dict", "data", "javascript", "ws", "jar:http", "", "HTTP "]
)
def test_only_http_is_spoken(scheme: str, line: Line, connected: list[str]) -> None:
    assert fault(f"{scheme}://127.0.0.1/etc/passwd", line) == "address"
    assert connected == []
    tally("addresses inwards that were refused", 1)


@pytest.mark.parametrize("host", NEVER)
def test_places_of_keys_stay_closed_whatever_was_declared(host: str, connected: list[str]) -> None:
    everything = (host, "0.0.0.0/0", "::/0", "keys.example.org")
    policy = OutsidePolicy(private=frozenset(everything))
    for line in new_line(*everything):
        assert fault(f"http://{host}/latest/meta-data/", line, policy) == "private"
    found = (ipaddress.ip_address(host.strip("[]")),)
    for line in new_line(*everything, resolver=Resolver(lambda _: found)):
        assert fault("http://keys.example.org/latest/meta-data/", line, policy) == "private"
    assert connected == []
    tally("addresses inwards that were refused", 2)


@pytest.mark.parametrize("text", PRIVATE)
def test_private_address_is_opened_by_a_declaration_alone(text: str, connected: list[str]) -> None:
    address = ipaddress.ip_address(text)
    plain = plain_address(address)
    assert not is_public(plain)
    assert not read_private(()).permits("billing.example.org", address)
    assert read_private([str(plain)]).permits("billing.example.org", address)
    assert read_private(["billing.example.org"]).permits("billing.example.org", address)
    assert not read_private(["other.example.org", "203.0.114.0/24"]).permits("billing.example.org", address)
    host = f"[{text}]" if ":" in text else text
    for line in new_line():
        assert fault(f"https://{host}/", line) == "private"
    assert connected == []
    tally("addresses inwards that were refused", 1)


@pytest.mark.parametrize("text", PUBLIC)
def test_public_address_needs_none(text: str, connected: list[str], line: Line) -> None:
    assert read_private(()).permits("billing.example.org", ipaddress.ip_address(text))
    # Nobody is there, since no connection leaves this machine here; but one was tried, and at that address.
    assert fault(f"http://{f'[{text}]' if ':' in text else text}/", line) == "connect"
    assert connected == [text if "." not in text or ":" not in text else str(ipaddress.ip_address(text))]


@pytest.mark.parametrize("text", PRIVATE)
def test_name_that_resolves_inwards_is_refused(text: str, connected: list[str]) -> None:
    for line in new_line(resolver=Resolver(lambda _: (ipaddress.ip_address(text),))):
        assert fault("http://rebound.example.org/", line) == "private"
    assert connected == []
    tally("addresses inwards that were refused", 1)


@pytest.mark.parametrize("order", [("8.8.8.8", "127.0.0.1"), ("127.0.0.1", "8.8.8.8"), ("8.8.8.8", "::1", "1.1.1.1")])
def test_private_address_among_public_ones_spoils_them_all(order: Sequence[str], connected: list[str]) -> None:
    found = tuple(ipaddress.ip_address(text) for text in order)
    for line in new_line(resolver=Resolver(lambda _: found)):
        assert fault("http://mixed.example.org/", line) == "private"
    assert connected == []
    tally("addresses inwards that were refused", 1)


def test_name_that_changes_between_look_and_leap_gets_no_second_look(connected: list[str]) -> None:
    """Rebinding: the first answer is a public address, and each later one is this machine."""
    looks: list[str] = []

    def look(host: str) -> Sequence[Address]:
        looks.append(host)
        return (ipaddress.ip_address("8.8.8.8" if len(looks) == 1 else "127.0.0.1"),)

    with listening(whole(GOOD)) as inside:
        for line in new_line(resolver=Resolver(look)):
            url = f"http://rebound.example.org:{inside.port}/"
            assert fault(url, line) == "connect"
            assert (looks, connected) == (["rebound.example.org"], ["8.8.8.8"])
            # And the next question looks and judges anew.
            assert fault(url, line) == "private"
        assert inside.met == []
    assert connected == ["8.8.8.8"]
    tally("addresses inwards that were refused", 1)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
@pytest.mark.parametrize("to", ["http://169.254.169.254/", "//127.0.0.1/", "file:///etc/passwd", "/inside"])
def test_redirect_inwards_is_not_followed(status: str, to: str, connected: list[str]) -> None:
    with listening(says(head(status, Location=to, Content_Length=0))) as outside:
        for line in new_line("127.0.0.1"):
            assert fault(outside.url, line, OutsidePolicy(private=frozenset({"127.0.0.1"}))) == "status"
        assert len(outside.met) == 1
    assert connected == ["127.0.0.1"]
    tally("redirects that were not followed", 1)


def test_declared_host_may_be_private_and_others_may_not(connected: list[str]) -> None:
    inside = Resolver(lambda _: (ipaddress.ip_address("127.0.0.1"),))
    with listening(whole(GOOD)) as server:
        for line in new_line("billing.internal", resolver=inside):
            service = Endpoint(f"http://billing.internal:{server.port}/", "GET", 1.0, {}, {"balance": ValueType.MONEY})
            asking = HttpOutside({"a": service}, {}, None, None, line)
            assert asking.ask("lookup", "a", {}, "es").fields == {"balance": "120.55"}
            assert fault(f"http://crm.internal:{server.port}/", line) == "private"
    assert connected == ["127.0.0.1"]


def test_system_resolver_reads_odd_numbers_and_is_not_asked() -> None:
    """What the list above guards against: the system takes these for this machine."""
    for text in ("127.1", "2130706433", "0x7f.1", "0177.0.0.1"):
        assert [str(address) for address in look_up(text)] == ["127.0.0.1"]


@pytest.mark.parametrize(
    "host", ["evil.example.org", "billing.example.org.evil.org", "xbilling.example.org", "8.8.8.8"]
)
def test_host_that_is_not_on_the_list_is_not_asked(host: str, line: Line, connected: list[str]) -> None:
    assert fault(f"https://{host}/", line, OutsidePolicy(frozenset({"billing.example.org"}))) == "address"
    assert connected == []
    tally("addresses inwards that were refused", 1)
