"""A request as it came in: read once, within limits, before it is decided which bundle answers it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import unquote

import msgspec

from ivr_author.targets.twiml.limits import MAX_BODY_BYTES
from ivr_author.targets.twiml.signature import signed_text

_FORM = "application/x-www-form-urlencoded"
_METHODS = frozenset({"GET", "HEAD", "POST"})
_NONE: frozenset[str] = frozenset()
_NO_MARKS = bytes(set(range(256)) - set(b"=&"))
_APART = bytes.maketrans(b"+=", b" &")
"""Spaces as they are meant, and every name and value between the same marks."""
_USUAL_MARKS = frozenset(b"&".join([b"="] * count) for count in range(1, 65))
"""The marks of as many fields as are read fast; a phone platform sends about thirty."""

READ = frozenset(
    {
        *("CallSid", "CallStatus", "From", "To", "Digits", "FinishedOnKey", "SpeechResult"),
        *("DialCallStatus", "QueueResult", "RecordingUrl"),
        *("UnstableSpeechResult", "TranscriptionText"),
    }
)
"""The parameters that are read: those that decide anything, and those that logs tell the length of."""


SIGNATURE, SETTINGS = "x-twilio-signature", "x-twilio-webhooks-signature-settings"
READ_HEADERS = frozenset({"content-type", "host", SIGNATURE, SETTINGS})
"""The headers that are read."""


class Refusal(Exception):
    """A request that is answered with a plain status. The reason is for logs: it holds nothing of a caller."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Request(msgspec.Struct, frozen=True):
    """A request as it came over HTTP, whole.

    `path` is the one below `prefix`, where the application is mounted; both are unquoted. The names of `headers` are in
    small letters; one that came twice has both values, joined by a comma. There may be no others than `READ_HEADERS`.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""
    scheme: str = "http"
    prefix: str = ""


class Incoming(msgspec.Struct, frozen=True):
    """What a phone platform or a visitor asks, read.

    `parameters` are the first values of the fields of the body, or of the query where nothing is posted, that are
    `READ`, and `repeated` the names of those that come more than once. `signed` is what the signature is over, besides
    the address.
    """

    request: Request
    parameters: Mapping[str, str]
    repeated: frozenset[str]
    signed: str

    def digest(self) -> str:
        """Tells requests at one address apart where nothing is signed."""
        return hashlib.sha256(self.signed.encode("utf-8", "surrogatepass")).hexdigest()


def read_incoming(request: Request) -> Incoming:
    """What a phone platform or a visitor asks. Raises `Refusal` for what neither would send."""
    if request.method == "POST":
        found = _usual(_form(request))
        if found is not None:
            return Incoming(request, found[0], _NONE, found[1])
        fields = read_form(request)
        signed = signed_text(fields)
    elif request.method in _METHODS:
        fields, signed = read_fields(request.query), ""
    else:
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "method")
    read = {name: values for name, values in fields.items() if name in READ}
    repeated = frozenset(name for name, values in read.items() if len(values) > 1)
    return Incoming(request, {name: values[0] for name, values in read.items()}, repeated, signed)


def read_form(request: Request) -> dict[str, list[str]]:
    """The fields of a posted form; refuses what is too long or no form."""
    try:
        return read_fields(_form(request).decode())
    except UnicodeDecodeError as fault:
        raise Refusal(HTTPStatus.BAD_REQUEST, "no text") from fault


def read_fields(text: str) -> dict[str, list[str]]:
    """URL-encoded fields, empty ones too."""
    fields: dict[str, list[str]] = {}
    for pair in text.replace("+", " ").split("&"):
        name, _, value = pair.partition("=")
        if name:
            fields.setdefault(unquote(name), []).append(unquote(value))
    return fields


def _form(request: Request) -> bytes:
    kind = request.headers.get("content-type", "")
    if kind != _FORM and kind.split(";")[0].strip().lower() != _FORM:
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "no form")
    if len(request.body) > MAX_BODY_BYTES:
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too long")
    return request.body


# --- forms as a phone platform sends them ---


class _Layout(NamedTuple):
    """Of a form with certain names in a certain order, told as `[name, value, name, value, ...]`.

    `signed` picks names and values in the order in which they are signed. `read` are the names that are read, each with
    the place of its value.
    """

    signed: Callable[[Sequence[str]], Iterable[str]]
    read: Sequence[tuple[str, int]]


def _usual(body: bytes) -> tuple[dict[str, str], str] | None:
    """The fields that are read, and what is signed, of a form in which everything is as usual; None of any other.

    That is `name=value` throughout, each name once: what `read_fields` and `signed_text` make of it, in half the time.
    """
    if body.translate(None, _NO_MARKS) not in _USUAL_MARKS or not body.isascii():
        return None
    # For all fields at once. Phone numbers begin with a plus sign; what that leaves of escapes is rare.
    plain = "+".join(body.translate(_APART).decode("ascii").split("%2B"))
    flat = plain.split("&")
    layout = _layout("=".join(flat[::2]))
    if layout is None:
        return None
    if "%" in plain:
        flat[1::2] = [unquote(value) if "%" in value else value for value in flat[1::2]]
    return {name: flat[place] for name, place in layout.read}, "".join(layout.signed(flat))


@lru_cache(maxsize=64)
def _layout(joined: str) -> _Layout | None:
    # The same for all steps of a kind. Only names are remembered: values are a caller's.
    names = joined.split("=")
    if len(set(names)) < len(names) or "" in names or "%" in joined:
        return None
    order = sorted(range(len(names)), key=names.__getitem__)
    return _Layout(
        signed=itemgetter(*(place for number in order for place in (2 * number, 2 * number + 1))),
        read=[(name, 2 * number + 1) for number, name in enumerate(names) if name in READ],
    )


def figures_of(number: str) -> str:
    """A phone number as numbers are compared: without a plus sign, and whatever else it is written with."""
    return "".join(one for one in number if one in "0123456789")
