"""Back ends that do anything but answer: each is a function that is given a connection and misbehaves on it."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Misbehave = Callable[[socket.socket, threading.Event], None]

GOOD = b'{"balance": 120.55}'
ZEROS = b"0" * 65_536
BOMB = gzip.compress(b" " * 10_000_000)


def head(status: str = "200 OK", /, **fields: object) -> bytes:
    """The head of an answer."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()


def says(raw: bytes) -> Misbehave:
    """One that reads what is asked, says this and closes."""

    def run(line: socket.socket, _: threading.Event) -> None:
        line.recv(65_536)
        line.sendall(raw)

    return run


def drips(before: bytes, drop: bytes, seconds: float = 0.05) -> Misbehave:
    """One that says something, and then the same again and again, slowly."""

    def run(line: socket.socket, over: threading.Event) -> None:
        line.recv(65_536)
        line.sendall(before)
        while not over.wait(seconds):
            line.sendall(drop)

    return run


def floods(before: bytes, wave: bytes) -> Misbehave:
    """One that says something, and then the same again and again, as fast as it is taken, up to 100 MB."""

    def run(line: socket.socket, over: threading.Event) -> None:
        line.recv(65_536)
        line.sendall(before)
        for _ in range(100_000_000 // len(wave)):
            if over.is_set():
                return
            line.sendall(wave)

    return run


def hangs(line: socket.socket, over: threading.Event) -> None:
    """Never says anything."""
    over.wait(5)


def resets(line: socket.socket, _: threading.Event) -> None:
    """Hangs up rudely."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def closes(line: socket.socket, _: threading.Event) -> None:
    """Reads and hangs up."""
    line.recv(65_536)


def never_reads(line: socket.socket, over: threading.Event) -> None:
    """Answers before it was asked, in part, and reads nothing."""
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Len")
    over.wait(5)


def whole(body: bytes, **fields: object) -> Misbehave:
    """One that answers correctly, as far as HTTP goes."""
    return says(head(Content_Length=len(body), **fields) + body)


def in_chunks(*chunks: bytes) -> bytes:
    """A body in chunks, without its end."""
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)


def an(value: object) -> Misbehave:
    """One that answers with this as JSON."""
    return whole(json.dumps(value).encode())


CHUNKED = head(Transfer_Encoding="chunked")
BIG = head(Content_Length=100_000_000)

HANGS: dict[str, Misbehave] = {
    "hangs": hangs,
    "never reads": never_reads,
    "drips its status": drips(b"", b"H"),
    "drips one head line": drips(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
    "drips head lines": drips(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "drips a byte a second": drips(head(Content_Length=60_000), b" ", 1.0),
    "drips its body": drips(head(Content_Length=60_000), b" "),
    "drips a body without a length": drips(head(Connection="close"), b" "),
    "drips chunks": drips(CHUNKED, in_chunks(b" ")),
    "drips the size of a chunk": drips(CHUNKED, b"0"),
    "drips trailers": drips(CHUNKED + b"0\r\n", b"X-A: b\r\n"),
    "goes on saying continue": drips(b"", head("100 Continue")),
    "goes on giving hints": drips(b"", head("103 Early Hints", Link="</a>")),
    "stops in its body": drips(head(Content_Length=40) + GOOD, b""),
    "stops before the end of chunks": drips(CHUNKED + in_chunks(GOOD), b""),
}
"""They take all the time that they are given."""

FLOODS: dict[str, Misbehave] = {
    "100 MB": floods(BIG, ZEROS),
    "100 MB without a length": floods(head(Connection="close"), ZEROS),
    "100 MB in chunks": floods(CHUNKED, in_chunks(ZEROS)),
    "100 MB in chunks of a byte": floods(CHUNKED, in_chunks(*[b"0"] * 10_000)),
    "100 MB of head lines": floods(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 8_000),
    "100 MB of one head line": floods(b"HTTP/1.1 200 OK\r\nX-A: ", ZEROS),
    "100 MB of continue": floods(b"", head("100 Continue") * 2_000),
    "100 MB of a chunk's size": floods(CHUNKED, ZEROS),
    "100 MB of trailers": floods(CHUNKED + b"0\r\n", b"X-A: b\r\n" * 8_000),
    "a body over the limit by a byte": whole(b" " * (64_001 - len(GOOD)) + GOOD),
    "a gzip bomb": whole(BOMB, Content_Encoding="gzip"),
    "a gzip bomb in chunks": says(head(Transfer_Encoding="chunked", Content_Encoding="gzip") + in_chunks(BOMB)),
    "a gzip bomb by its transfer": says(head(Transfer_Encoding="gzip, chunked") + in_chunks(BOMB)),
    "deflate": whole(b"x", Content_Encoding="deflate"),
    "brotli": whole(b"x", Content_Encoding="br"),
    "packed twice": whole(BOMB, Content_Encoding="gzip, gzip"),
}
"""They say too much."""

LIES: dict[str, Misbehave] = {
    "resets": resets,
    "closes": closes,
    "closes after the status": says(b"HTTP/1.1 200 OK\r\n"),
    "closes in its body": says(head(Content_Length=100) + GOOD),
    "closes in chunks": says(CHUNKED + in_chunks(GOOD)),
    "a length that is too short": says(head(Content_Length=len(GOOD) - 4) + GOOD),
    "a length that is too long": says(head(Content_Length=len(GOOD) + 1) + GOOD),
    "a length below zero": says(head(Content_Length=-1) + GOOD),
    "a length in words": says(head(Content_Length="many") + GOOD),
    "a length without end": says(head(Content_Length="9" * 5_000) + GOOD),
    "two lengths": says(head(Content_Length="19, 4") + GOOD),
    "a length and chunks": says(head(Content_Length=4, Transfer_Encoding="chunked") + in_chunks(GOOD)),
    "chunks of no size": says(CHUNKED + b"zz\r\n" + GOOD),
    "chunks of a size below zero": says(CHUNKED + b"-1\r\n" + GOOD),
    "two answers": says((head(Content_Length=len(GOOD)) + GOOD) * 2),
    "an answer and noise": says(head(Content_Length=len(GOOD)) + GOOD + b"more"),
    "noise": says(bytes(range(256)) * 8),
    "HTTP/0.9": says(GOOD),
    "HTTP/3": says(b"HTTP/3 200 OK\r\n\r\n" + GOOD),
    "another protocol": says(head("101 Switching Protocols", Upgrade="websocket", Connection="Upgrade")),
    "TLS": says(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64)),
    "SSH": says(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "a head with a zero": says(b"HTTP/1.1 200 OK\r\nX-A: \0\r\nContent-Length: 19\r\n\r\n" + GOOD),
    "a line without a colon": says(b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n" + GOOD),
    "a status of 999": says(head("999 Odd", Content_Length=0)),
    "a status in words": says(b"HTTP/1.1 fine OK\r\n\r\n" + GOOD),
    "no content": says(head("204 No Content")),
    "not modified": says(head("304 Not Modified")),
    "unavailable": says(head("503 Service Unavailable", Content_Length=0)),
    "an error with a good body": says(head("500 Oh", Content_Length=len(GOOD)) + GOOD),
    "a redirect inwards": says(head("302 Found", Location="http://169.254.169.254/", Content_Length=0)),
    "a refresh inwards": says(head("200 OK", Refresh="0; url=http://169.254.169.254/", Content_Length=0)),
    "HTML": whole(b"<!doctype html><title>Down for maintenance</title>", Content_Type="text/html"),
    "nothing": whole(b""),
    "a list": an([{"balance": 1}]),
    "a text": an("balance"),
    "null": an(None),
    "JSON twice": whole(GOOD + GOOD),
    "JSON that is cut": whole(GOOD[:-3]),
    "JSON with a comment": whole(b"/* */" + GOOD),
    "JSON without depth": whole(b"[" * 60_000),
    "objects without depth": whole(b'{"a":' * 12_000),
    "not a number": whole(b'{"balance": NaN}'),
    "a number without end": whole(b'{"balance": 1' + b"0" * 60_000 + b"}"),
    "a number past doubles": whole(b'{"balance": 1' + b"0" * 400 + b"}"),
    "no UTF-8": whole(b'{"balance": "\xff\xfe"}'),
    "UTF-16 that is none": whole(b"\xff\xfe{"),
    "words for money": an({"balance": "a lot"}),
    "an object for money": an({"balance": {"amount": 1}}),
    "a list for money": an({"balance": [1]}),
    "truth for money": an({"balance": True}),
    "exponents as text": an({"balance": "1e9"}),
    "a zero byte": an({"balance": "1\0"}),
    "half a character": whole(b'{"balance": "\\ud800"}'),
    "markup": an({"balance": "</Say><Dial>+19005550100</Dial>"}),
    "a long text": an({"balance": "9" * 5_000}),
}
"""They are quick, and what they say is no answer."""


@dataclass
class BackEnd:
    """A back end that listens; whoever connects meets `misbehave`."""

    port: int
    misbehave: Misbehave
    met: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/balance"


@contextmanager
def back_end(misbehave: Misbehave) -> Iterator[BackEnd]:
    """One that listens on this machine for as long as the block lasts."""
    over, threads = threading.Event(), []
    with socket.create_server(("127.0.0.1", 0)) as server:
        started = BackEnd(server.getsockname()[1], misbehave)

        def meet(line: socket.socket) -> None:
            with line, contextlib.suppress(OSError):
                started.misbehave(line, over)

        def run() -> None:
            while not over.is_set():
                with contextlib.suppress(OSError):
                    line, (_, port) = server.accept()
                    started.met.append(port)
                    threads.append(threading.Thread(target=meet, args=(line,), daemon=True))
                    threads[-1].start()

        server.settimeout(0.05)
        accepting = threading.Thread(target=run, daemon=True)
        accepting.start()
        try:
            yield started
        finally:
            over.set()
            accepting.join()
            for thread in threads:
                thread.join()
