"""What answers requests, over WSGI (PEP 3333): for the player, and for servers that speak it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Protocol

from ivr_author.targets.twiml.answered import Answered
from ivr_author.targets.twiml.request import Refusal, Request

Environ = Mapping[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]

_LONGEST_LENGTH = 9


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
    start_response(_status_line(answered.status), list(answered.headers))
    return [answered.body]


def request_of(environ: Environ, room: int) -> Request:
    """The request of an environment, with a body of so many bytes at most. Raises `Refusal`."""
    given = environ.get
    headers = {header: environ[name] for name, header in _headers_among(tuple(environ))}
    headers["content-type"] = given("CONTENT_TYPE", "")
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
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()):
        raise Refusal(HTTPStatus.BAD_REQUEST, "no length")
    if len(length) > _LONGEST_LENGTH or int(length) > room:
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too long")
    if length == "0":
        return b""
    body: bytes = environ["wsgi.input"].read(int(length))
    if len(body) != int(length):
        raise Refusal(HTTPStatus.BAD_REQUEST, "cut short")
    return body


@lru_cache(maxsize=64)
def _headers_among(names: tuple[str, ...]) -> Sequence[tuple[str, str]]:
    # A server gives the same names with every request of a kind.
    return [(name, name[5:].replace("_", "-").lower()) for name in names if name.startswith("HTTP_")]


@lru_cache(maxsize=64)
def _status_line(status: HTTPStatus) -> str:
    return f"{status.value} {status.phrase}"
