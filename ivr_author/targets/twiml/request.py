"""A request as it came in: read once, within limits, before it is decided which bundle answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from ivr_author.targets.twiml.limits import MAX_BODY_BYTES

Environ = Mapping[str, Any]
Fields = Mapping[str, list[str]]

_METHODS = frozenset({"GET", "HEAD", "POST"})


class Refusal(Exception):
    """A request that is answered with a plain status. The reason is for logs: it holds nothing of a caller."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Incoming:
    """What matters of a request.

    `path` is the one below `prefix`, where the application is mounted; both are unquoted. `posted` are the fields of
    the body alone, which the signature is over; `fields` are those that count, of the body or else of the query, and
    `parameters` the first value of each. `signature` and `settings` are Twilio's two headers, `origin` is the scheme
    and the host as the request names them.
    """

    method: str
    path: str
    query: str
    prefix: str
    fields: Fields
    parameters: Mapping[str, str]
    posted: Fields
    signature: str
    settings: str
    origin: str


def read_incoming(environ: Environ) -> Incoming:
    """The request of a WSGI environment. Raises `Refusal` for what no phone platform and no visitor would send."""
    method = environ["REQUEST_METHOD"]
    if method not in _METHODS:
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "method")
    query = environ.get("QUERY_STRING", "")
    posted = read_form(environ) if method == "POST" else {}
    fields = posted or read_fields(query)
    return Incoming(
        method=method,
        path=environ.get("PATH_INFO", ""),
        query=query,
        prefix=environ.get("SCRIPT_NAME", ""),
        fields=fields,
        parameters={name: values[0] for name, values in fields.items()},
        posted=posted,
        signature=environ.get("HTTP_X_TWILIO_SIGNATURE", ""),
        settings=environ.get("HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS", ""),
        origin=f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}",
    )


def read_form(environ: Environ) -> dict[str, list[str]]:
    """The fields of a posted form; refuses what is too long or no form."""
    kind = environ.get("CONTENT_TYPE", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "no form")
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal():
        raise Refusal(HTTPStatus.BAD_REQUEST, "no length")
    if int(length) > MAX_BODY_BYTES:
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too long")
    body: bytes = environ["wsgi.input"].read(int(length))
    try:
        return read_fields(body.decode())
    except UnicodeDecodeError as fault:
        raise Refusal(HTTPStatus.BAD_REQUEST, "no text") from fault


def read_fields(text: str) -> dict[str, list[str]]:
    """URL-encoded fields, empty ones too."""
    fields: dict[str, list[str]] = {}
    for pair in text.split("&"):
        name, _, value = pair.partition("=")
        if not name:
            continue
        if "%" in pair or "+" in pair:
            name, value = unquote(name.replace("+", " ")), unquote(value.replace("+", " "))
        fields.setdefault(name, []).append(value)
    return fields
