"""What answers requests, over WSGI (PEP 3333): for the player, and for servers that speak it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Protocol

from ivr_author.targets.twiml.answered import Answered
from ivr_author.targets.twiml.request import READ_HEADERS, Refusal, Request

Environ = Mapping[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]

_LONGEST_LENGTH = 9
_OK = HTTPStatus.OK
"""To look it up in its class takes longer than all else that is done for a status."""
_HEADERS = [
    ("CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.upper().replace('-', '_')}", name)
    for name in sorted(READ_HEADERS)
]
"""As an environment names them, and as a request does."""


class Answers(Protocol):
    """Answers requests, and says so itself where one can't be read."""

    def room(self, path: str) -> int:
        """The most bytes of a body that may be posted to a path."""

    def answer(self, request: Request) -> Answered:
        """The answer to a request; whatever is wrong with it comes to an answer as well."""

    def refuse(self, refusal: Refusal, path: str) -> Answered:
        """The answer to a request that was not read to its end."""


def over_wsgi(face: Answers, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Answer one request."""
    path = environ.get("PATH_INFO", "")
    try:
        answered = face.answer(request_of(environ, face.room(path)))
    except Refusal as refusal:
        answered = face.refuse(refusal, path)
    status = answered.status
    # Nearly all are answered with this one; to look any other up, a status has to be hashed, which is slow.
    start_response(_OK_LINE if status is _OK else _status_line(status), list(answered.headers))
    return [answered.body]


def request_of(environ: Environ, room: int) -> Request:
    """The request of an environment, with the headers that are read and a body of so many bytes at most.

    Raises `Refusal`.
    """
    given = environ.get
    headers = {header: environ[name] for name, header in _HEADERS if name in environ}
    return Request(
        environ["REQUEST_METHOD"],
        given("PATH_INFO", ""),
        given("QUERY_STRING", ""),
        headers,
        _body(environ, room),
        given("wsgi.url_scheme", "http"),
        given("SCRIPT_NAME", ""),
    )


def _body(environ: Environ, room: int) -> bytes:
    told = environ.get("CONTENT_LENGTH") or "0"
    if not (told.isascii() and told.isdecimal()):
        raise Refusal(HTTPStatus.BAD_REQUEST, "no length")
    length = int(told) if len(told) <= _LONGEST_LENGTH else None
    if length is None or length > room:
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too long")
    if told == "0":
        return b""
    body: bytes = environ["wsgi.input"].read(length)
    if len(body) != length:
        raise Refusal(HTTPStatus.BAD_REQUEST, "cut short")
    return body


@lru_cache(maxsize=64)
def _status_line(status: HTTPStatus) -> str:
    return f"{status.value} {status.phrase}"


_OK_LINE = _status_line(_OK)
