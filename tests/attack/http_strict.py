"""A reader of requests written anew after RFC 9112, stricter than ours may be; and requests changed at random."""

from __future__ import annotations

import random
import re
import string

from tests.answering.http_talk import CLOSE, ROOM, ask, read_answers
from tests.attack.http_ambiguous import HIDDEN, post

METHODS = (
    *("DELETE", "GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "COPY", "LOCK", "MKCOL", "MOVE", "PROPFIND"),
    *("PROPPATCH", "SEARCH", "UNLOCK", "BIND", "REBIND", "UNBIND", "ACL", "REPORT", "MKACTIVITY", "CHECKOUT", "MERGE"),
    *("M-SEARCH", "NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE", "PATCH", "PURGE", "MKCALENDAR", "LINK", "UNLINK", "QUERY"),
)

TARGET = r"(?:/|(?i:https?)://[!\"$-.0->A-~]+(?=[/? ]))[!\"$-~]*"
FIRST = re.compile(rf"[\r\n]*([A-Z-]+) +({TARGET}) +HTTP/(1\.[01])\r\n".encode())
LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:[\t -~\x80-\xff])*)\r\n")
HOST = re.compile(r"[\w!$%&'()*+,.:;=\[\]~-]*", re.ASCII)
AUTHORITY = re.compile("(?i:https?)://([^/?]*)")


def well_formed(data: bytes) -> list[tuple[str, str, bytes]]:
    """Method, address and body of all requests up to the first that is not; another reader than the one on trial."""
    found: list[tuple[str, str, bytes]] = []
    at = 0
    while (first := FIRST.match(data, at)) and first[1].decode() in METHODS:
        at, headers = first.end(), dict[str, list[str]]()
        while line := LINE.match(data, at):
            headers.setdefault(line[1].decode().lower(), []).append(line[2].decode("latin-1").strip(" \t"))
            at = line.end()
        once = all(len(headers.get(name, [])) < 2 for name in ("host", "content-length", "content-type", "expect"))
        length = headers.get("content-length", ["0"])[0]
        is_newer = first[3] == b"1.1"
        if not (
            data.startswith(b"\r\n", at)
            and once
            and "transfer-encoding" not in headers
            and ("host" in headers or not is_newer)
            and HOST.fullmatch((AUTHORITY.match(first[2].decode()) or ["", headers.get("host", [""])[0]])[1])
            and length.isascii()
            and length.isdecimal()
            and int(length) <= ROOM
            and (not is_newer or headers.get("expect", ["100-continue"])[0].lower() == "100-continue")
            and len(data) >= at + 2 + int(length)
        ):
            break
        body = data[at + 2 : at + 2 + int(length)]
        at += 2 + int(length)
        found.append((first[1].decode(), first[2].decode(), body))
        options = {one.strip(" \t").lower() for one in ",".join(headers.get("connection", [])).split(",")}
        if "close" in options or not is_newer or ("upgrade" in options and any(headers.get("upgrade", []))):
            break
    return found


SEEDS = [
    ask("/a") + ask("/b?c=d", b"Accept: */*\r\nX-Empty:\r\n") + ask("/e", CLOSE),
    ask("/a", b"Content-Type: text/plain\r\n", b"CallSid=CA1&Digits=4", "POST") + ask("/b"),
    ask("/a", b"Expect: 100-continue\r\n", HIDDEN, "POST") + ask("/b", version="1.0"),
    ask("http://ivr/a?b", b"Connection: Upgrade\r\nUpgrade: h2c\r\n") + ask("/b"),
    post(b"Content-Length: 11", body=b"1\r\na\r\n0\r\n\r\n") + ask("/b") + ask("/c", method="HEAD"),
    post(b"Transfer-Encoding: chunked", body=b"1\r\na\r\n0\r\n\r\n") + ask("/b"),
]
SCRAPS = [
    *(b"\r\n", b"\n", b"\r", b"\r\n\r\n", b" ", b"\t", b":", b"\0", b",", b"0", b"9", b"HTTP/1.1", b"HTTP/2.0", b"#"),
    *(b"Content-Length: 3\r\n", b"Transfer-Encoding: chunked\r\n", b"Connection: close\r\n", b"Host: b\r\n", b"GET /x"),
    *(
        b"Content-Length: 0\r\n",
        b"Upgrade: h2c\r\n",
        b"Connection: upgrade\r\n",
        b"Expect: x\r\n",
        b"%00",
        b"\xff",
        HIDDEN,
    ),
]


def changed(chance: random.Random, data: bytes) -> bytes:
    """The same with a few places wrong."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        at = chance.randrange(len(data) + 1)
        until = min(len(data), at + chance.choice((1, 1, 2, 4, 20)))
        match chance.randrange(6):
            case 0:
                data = data[:at] + chance.randbytes(1) + data[at + 1 :]
            case 1:
                data = data[:at] + chance.choice(SCRAPS) + data[at:]
            case 2:
                data = data[:at] + data[until:]
            case 3:
                data = data[:at] + data[at:until] * 2 + data[until:]
            case 4:
                data = data[:at] + chance.choice(string.printable).encode() + data[at + 1 :]
            case _:
                # Between two lines, where it does most.
                lines = data.split(b"\r\n")
                lines.insert(chance.randrange(len(lines)), chance.choice(SCRAPS).strip())
                data = b"\r\n".join(lines)
    return data


def cut(chance: random.Random, data: bytes) -> list[bytes]:
    """In some pieces."""
    at = sorted(chance.randrange(len(data) + 1) for _ in range(chance.choice((0, 0, 1, 3, 9))))
    return [data[start:end] for start, end in zip([0, *at], [*at, len(data)], strict=True)]


def judge(data: bytes, said: bytes) -> int:
    """How many requests were answered; each must be one that a strict reader sees there, and no other."""
    expected = well_formed(data)
    final = said.replace(b"HTTP/1.1 100 Continue\r\n\r\n", b"")
    heard = read_answers(final, [method for method, _, _ in expected])
    answered = [one for one in heard if one.status == 200]
    assert [one.status for one in heard[: len(answered)]] == [200] * len(answered), data
    assert len(heard) <= len(answered) + 1, data
    for one in heard[len(answered) :]:
        assert one.status in (400, 411, 413, 417, 431, 505), data
        assert one.is_last, data
    assert len(answered) == len(expected), (data, expected, said)
    for one, (method, target, body) in zip(answered, expected, strict=True):
        if method != "HEAD":
            assert one.echo[0] == method, data
            assert one.echo[4] == body.decode("latin-1"), data
            assert one.echo[2] == target.partition("?")[2], data
    return len(answered)
