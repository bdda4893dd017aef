"""A request as it came in: read once, within limits, before it is decided which bundle answers it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from operator import add
from typing import NamedTuple
from urllib.parse import unquote

from ivr_author.targets.twiml.limits import MAX_BODY_BYTES
from ivr_author.targets.twiml.signature import signed_text

Fields = Mapping[str, list[str]]

_FORM = "application/x-www-form-urlencoded"
_METHODS = frozenset({"GET", "HEAD", "POST"})


class Refusal(Exception):
    """A request that is answered with a plain status. The reason is for logs: it holds nothing of a caller."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Request(NamedTuple):
    """A request as it came over HTTP, whole.

    `path` is the one below `prefix`, where the application is mounted; both are unquoted. The names of `headers` are in
    small letters; one that came twice has both values, joined by a comma.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""
    scheme: str = "http"
    prefix: str = ""


class Incoming(NamedTuple):
    """What matters of a request.

    `path` is the one below `prefix`, where the application is mounted; both are unquoted. `parameters` are the first
    values of the fields of the body, or of the query where nothing is posted, and `repeated` all values of those that
    come more than once. `signature` and `settings` are Twilio's two headers, `origin` is the scheme and the host as the
    request names them.
    """

    method: str
    path: str
    query: str
    prefix: str
    parameters: Mapping[str, str]
    repeated: Fields
    signature: str
    settings: str
    origin: str

    @property
    def fields(self) -> Fields:
        """All values of all fields."""
        return {name: self.repeated.get(name) or [value] for name, value in self.parameters.items()}

    def signed_text(self) -> str:
        """What the signature is over, besides the address."""
        if self.method != "POST":
            return ""
        if self.repeated:
            return signed_text(self.fields)
        names = _in_order(tuple(self.parameters))
        return "".join(map(add, names, map(self.parameters.__getitem__, names)))

    def digest(self) -> str:
        """Tells requests at one address apart where nothing is signed."""
        return hashlib.sha256(self.signed_text().encode("utf-8", "surrogatepass")).hexdigest()


def read_incoming(request: Request) -> Incoming:
    """What a phone platform or a visitor asks. Raises `Refusal` for what neither would send."""
    method, headers = request.method, request.headers
    if method not in _METHODS:
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "method")
    parameters, repeated = _parameters(_form(request) if method == "POST" else request.query)
    return Incoming(
        method=method,
        path=request.path,
        query=request.query,
        prefix=request.prefix,
        parameters=parameters,
        repeated=repeated,
        signature=headers.get("x-twilio-signature", ""),
        settings=headers.get("x-twilio-webhooks-signature-settings", ""),
        origin=f"{request.scheme}://{headers.get('host', '')}",
    )


def read_form(request: Request) -> dict[str, list[str]]:
    """The fields of a posted form; refuses what is too long or no form."""
    return read_fields(_form(request))


def read_fields(text: str) -> dict[str, list[str]]:
    """URL-encoded fields, empty ones too."""
    parameters, repeated = _parameters(text)
    return {name: repeated.get(name) or [value] for name, value in parameters.items()}


def _form(request: Request) -> str:
    kind = request.headers.get("content-type", "")
    if kind != _FORM and kind.split(";")[0].strip().lower() != _FORM:
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "no form")
    if len(request.body) > MAX_BODY_BYTES:
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too long")
    try:
        return request.body.decode()
    except UnicodeDecodeError as fault:
        raise Refusal(HTTPStatus.BAD_REQUEST, "no text") from fault


def _parameters(text: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The first value of each field, and all values of those that come more than once."""
    # Both for all fields at once; what it leaves of escapes is rare, and a `+` that was one is not touched again.
    plain = text.replace("+", " ").replace("%2B", "+")
    pairs = [pair.partition("=") for pair in plain.split("&")]
    if "%" in plain:
        pairs = [(unquote(name), "", unquote(value)) for name, _, value in pairs]
    parameters = {name: value for name, _, value in pairs}
    if len(parameters) == len(pairs) and "" not in parameters:
        return parameters, {}
    fields: dict[str, list[str]] = {}
    for name, _, value in pairs:
        if name:
            fields.setdefault(name, []).append(value)
    repeated = {name: values for name, values in fields.items() if len(values) > 1}
    return {name: values[0] for name, values in fields.items()}, repeated


def figures_of(number: str) -> str:
    """A phone number as numbers are compared: without a plus sign, and whatever else it is written with."""
    return "".join(one for one in number if one in "0123456789")


@lru_cache(maxsize=64)
def _in_order(names: tuple[str, ...]) -> list[str]:
    # The same for all steps of a kind. Only names are remembered: values are a caller's.
    return sorted(names)
