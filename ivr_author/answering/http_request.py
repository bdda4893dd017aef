"""Reads requests of HTTP/1.1 (RFC 9112) out of bytes as they come, within limits; who answers them is left to others.

What two readers could understand in two ways is refused: a proxy in front of us is such another reader.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Protocol
from urllib.parse import unquote

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpRequestParser

from ivr_author.targets.twiml.request import Refusal, Request

logger = logging.getLogger(__name__)

_ONCE = frozenset({"host", "content-length", "content-type", "expect"})
"""Headers that must not come twice: two readers of one request could each believe another one of them."""

_ABSOLUTE = re.compile(rb"https?://([^/?@]+)([/?].*)?", re.IGNORECASE)
_HOST = re.compile(r"[!$%&'()*+,.:;=\[\]_~0-9A-Za-z-]*")


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """What one process takes from whoever comes. Times are in seconds, and kept to within one or two.

    `head_bytes`: of an address with all headers. `request`: from the first byte of a request, or from the connection,
    to its last; a body may take longer by its length at `slowest` bytes a second. `idle`: between two requests. `send`:
    in which an answer must be taken. `linger`: for which we go on reading after the last answer, so that it arrives
    before the connection is gone. `stop`: for which requests in flight are waited for at the end. `at_once`: requests
    of one connection that are answered before others have their turn. `waiting`: requests of one connection that may
    have come before they can be answered.
    """

    head_bytes: int = 32_768
    headers: int = 100
    request: float = 10
    slowest: int = 200_000
    idle: float = 75
    send: float = 30
    linger: float = 2
    stop: float = 18
    connections: int = 2_000
    at_once: int = 32
    waiting: int = 500


class Asked(Protocol):
    """Hears of requests as they are read. `due`: when a request must be whole."""

    due: float

    def begun(self) -> None:
        """The first bytes of a request have come."""

    def expected(self) -> None:
        """Its head has come, and the other side waits for a word before it sends the body."""

    def came(self, asked: Request | Refusal, *, keep: bool) -> None:
        """It is whole, or wrong. Without `keep` it is the last one; with it, too many may be refused by `Refusal`."""


class RequestReader:
    """Reads the requests of one connection. `path` is that of the one that is read, for whoever refuses it."""

    def __init__(self, limits: HttpLimits, room: Callable[[str], int], asked: Asked) -> None:
        self.path = ""
        self.is_reading = False
        self._limits = limits
        self._room = room
        self._asked = asked
        self._parser = HttpRequestParser(self)
        self._is_over = self._in_head = self._keep = False
        self._head_bytes = self._lines = self._dripped = self._left = 0
        self._url, self._query = b"", ""
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []

    def end(self) -> None:
        """Read no more."""
        self._is_over = True
        # Each holds on to the other.
        del self._parser

    def feed(self, data: bytes) -> None:
        """Read some bytes."""
        if self._is_over:
            return
        if self._left:
            self._read_on(data)
            return
        head = self._headers if self._in_head else None
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as left_off:
            # No protocol but this one is spoken here: it is answered as if it had not asked for another.
            self._read_on(data[left_off.args[0] :])
        except HttpParserCallbackError as fault:
            refusal = fault.__context__
            if not isinstance(refusal, Refusal):
                logger.error("a request could not be read: %s", type(refusal).__name__)
                refusal = Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "not readable")
            self._refuse(refusal)
        except HttpParserError:
            self._refuse(Refusal(HTTPStatus.BAD_REQUEST, "no HTTP"))
        if self._in_head and self._headers is head:
            # The parser keeps pieces of a header until it is whole. Here they are counted with what stands between.
            self._dripped += len(data)
            if self._dripped > 2 * self._limits.head_bytes:
                self._refuse(_too_large())

    def _refuse(self, refusal: Refusal) -> None:
        if not self._is_over:
            self._is_over = True
            self._asked.came(refusal, keep=False)

    def _read_on(self, data: bytes) -> None:
        """Read a body before which the parser left off: it takes all that follows for another protocol."""
        if not self._left:
            return
        self._body.append(data[: self._left])
        self._left = max(0, self._left - len(data))
        if not self._left:
            self.on_message_complete()

    # --- what the parser calls ---

    def on_message_begin(self) -> None:
        """A request begins."""
        self.is_reading = self._in_head = True
        self.path = ""
        self._head_bytes = self._lines = self._dripped = 0
        self._asked.begun()

    def on_url(self, url: bytes) -> None:
        """Its address, or a piece of it."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        # The parser leaves spaces at the end of a value.
        key, text, headers = _small(name), value.rstrip().decode("latin-1"), self._headers
        if key in headers:
            if key in _ONCE:
                raise Refusal(HTTPStatus.BAD_REQUEST, "a header twice")
            text = f"{headers[key]},{text}"
        headers[key] = text
        self._lines += 1
        self._head_bytes += len(name) + len(value)
        if self._head_bytes > self._limits.head_bytes or self._lines > self._limits.headers:
            raise _too_large()

    def on_headers_complete(self) -> None:
        """All headers have come: what they say of the body is judged before any of it is kept."""
        self._in_head = False
        headers, url, parser = self._headers, self._url, self._parser
        if len(url) + self._head_bytes > self._limits.head_bytes:
            raise _too_large()
        self._keep = parser.should_keep_alive()
        is_newer = True
        # To ask for the version takes as long as all the rest of this; one that stays open without a word is of 1.1.
        if not self._keep or "connection" in headers or "host" not in headers:
            version = parser.get_http_version()
            if version not in ("1.0", "1.1"):
                raise Refusal(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "another version")
            is_newer = version == "1.1"
            if is_newer and "host" not in headers:
                raise Refusal(HTTPStatus.BAD_REQUEST, "no host")
            self._keep = self._keep and is_newer
        if not url.startswith(b"/"):
            url, headers["host"] = _origin_form(url)
        if not _is_host(headers.get("host", "")):
            raise Refusal(HTTPStatus.BAD_REQUEST, "no host")
        if b"#" in url:
            raise Refusal(HTTPStatus.BAD_REQUEST, "no address")
        path, _, self._query = url.decode("latin-1").partition("?")
        self.path = unquote(path) if "%" in path else path
        if "transfer-encoding" in headers:
            # No phone platform sends one, and two readers of it may see two requests where there is one.
            raise Refusal(HTTPStatus.LENGTH_REQUIRED, "a body without a length")
        length = int(headers.get("content-length") or 0)
        if length > self._room(self.path):
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too long")
        expects = "expect" in headers and is_newer
        if expects and headers["expect"].lower() != "100-continue":
            raise Refusal(HTTPStatus.EXPECTATION_FAILED, "an expectation")
        if length:
            self._asked.due += length / self._limits.slowest
            if expects:
                self._asked.expected()
        if parser.should_upgrade():
            self._keep, self._left = False, length

    def on_body(self, piece: bytes) -> None:
        """A piece of the body; the parser takes no more than was announced."""
        self._body.append(piece)

    def on_message_complete(self) -> None:
        """The request is whole."""
        if self._left:
            return
        self.is_reading = False
        body = self._body
        whole = body[0] if len(body) == 1 else b"".join(body)
        request = Request(self._parser.get_method().decode(), self.path, self._query, self._headers, whole)
        # Nothing of it stays while the connection waits for another one.
        self._url, self._headers, self._body = b"", {}, []
        self._is_over = not self._keep
        self._asked.came(request, keep=self._keep)


@lru_cache(maxsize=64)
def _is_host(text: str) -> bool:
    """Whether it is a host as it may stand in a header; most requests name the same one."""
    return _HOST.fullmatch(text) is not None


def _too_large() -> Refusal:
    return Refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "too many headers")


def _origin_form(url: bytes) -> tuple[bytes, str]:
    """Path and query of an address in absolute form, which every server must understand, and its host, which counts
    more than the header (RFC 9112, 3.2.2)."""
    found = _ABSOLUTE.fullmatch(url)
    if found is None:
        raise Refusal(HTTPStatus.BAD_REQUEST, "no address")
    host, rest = found.groups(b"")
    return (rest if rest.startswith(b"/") else b"/" + rest), host.decode("latin-1")


@lru_cache(maxsize=256)
def _small(name: bytes) -> str:
    """The name of a header as it is looked up; most requests have the same ones."""
    return name.lower().decode("latin-1")
