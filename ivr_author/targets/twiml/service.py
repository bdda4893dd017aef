"""The webhook service: a WSGI callable that speaks a bundle to Twilio. Without state, unless a store is given.

`/call` or `/call/NUMBER-or-FLOW` begins a call, `/step` goes on, `/audio/` has the recordings. What is not from Twilio
or not ours gets a plain 4xx. If the service itself fails, the caller hears an apology in their own language (status
200, header X-Ivr-Fault), because Twilio would read out an English error message instead; the failure is logged. Neither
log nor headers hold anything that a caller said or keyed in, or their number.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from ivr_author.core.calendar import to_milliseconds
from ivr_author.targets.twiml.bundle import Bundle
from ivr_author.targets.twiml.limits import MAX_BODY_BYTES, MAX_SESSION_SECONDS
from ivr_author.targets.twiml.machine import Reply, UnknownBlock, Walk
from ivr_author.targets.twiml.outside import Outside
from ivr_author.targets.twiml.session import BadSession, Session, Sessions, SignedSessions, Store, StoredSessions
from ivr_author.targets.twiml.signature import SignatureKeys
from ivr_author.targets.twiml.xml import escape_attribute

logger = logging.getLogger(__name__)

StartResponse = Callable[[str, list[tuple[str, str]]], object]
Environ = Mapping[str, Any]

TRACE_HEADER = "X-Ivr-Trace"
FAULT_HEADER = "X-Ivr-Fault"
SOUND_TYPE = "audio/wav"
KEPT_FOR_EVER = "public, max-age=31536000, immutable"
"""A recording's name changes with its bytes."""

_ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_SAFE_IN_PATH = "/+:@!$&'()*,;=~"


class Refusal(Exception):
    """A request that is answered with a plain status."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Request:
    """What matters of a request. `fields` are all parameters, `parameters` the first value of each."""

    path: str
    query: str
    prefix: str
    fields: Mapping[str, list[str]]
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Service:
    """The callable. `keys` None: signatures are not checked, which is for a machine that only its owner reaches."""

    bundle: Bundle
    outside: Outside
    clock: Callable[[], datetime]
    sessions: Sessions
    keys: SignatureKeys | None
    base_url: str
    mount: str = ""
    """Under which path its calls go on, and its recordings stand, so that several bundles can be served at one address.
    Calls may begin there, or at the top."""

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        sound = self.bundle.recordings.get(self._path(environ).removeprefix("/"))
        if sound is not None:
            return self._sound(environ, sound, start_response)
        try:
            request = self._read(environ)
            if request.parameters.get("CallStatus") in _ENDED:
                # Twilio tells that the caller is gone; nobody would hear an answer.
                start_response(status_line(HTTPStatus.NO_CONTENT), [])
                return []
            session = self._session(request)
        except Refusal as refusal:
            # The path holds no more than a flow or our own number.
            logger.warning("%s: %d %s", quote(str(environ.get("PATH_INFO", "")))[:80], refusal.status, refusal)
            return plain_answer(start_response, refusal.status)
        locale = session.locale
        try:
            reply = self._walk(request, session)
        except UnknownBlock as unknown:
            logger.warning("a call is at %s, which the bundle lacks: was it replaced during calls?", unknown)
            return plain_answer(start_response, HTTPStatus.GONE)
        except Exception as fault:  # noqa: BLE001 - the outermost line of a face: a caller is on the line
            _log_fault(fault, session.at)
            apology = self.bundle.apologies.get(locale, self.bundle.apologies[self.bundle.source_locale])
            reply = Reply(apology.at(self._address(request.prefix)), "hangup=failure")
            return _xml(start_response, reply, [(FAULT_HEADER, type(fault).__name__)])
        return _xml(start_response, reply, [])

    def _read(self, environ: Environ) -> Request:
        method, path = environ["REQUEST_METHOD"], self._path(environ)
        is_start = path == "/call" or path.startswith("/call/")
        if not is_start and path != "/step":
            raise Refusal(HTTPStatus.NOT_FOUND, "no such address")
        if method != "POST" and not (is_start and method == "GET"):
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, method[:10])
        query = environ.get("QUERY_STRING", "")
        posted = read_form(environ) if method == "POST" else {}
        if self.keys is not None:
            self._check_signature(self.keys, environ, posted)
        fields = posted or read_fields(query)
        parameters = {name: values[0] for name, values in fields.items()}
        return Request(path, query, environ.get("SCRIPT_NAME", ""), fields, parameters)

    def _path(self, environ: Environ) -> str:
        path: str = environ.get("PATH_INFO", "")
        return path.removeprefix(self.mount) if path.startswith(f"{self.mount}/") else path

    def _check_signature(self, keys: SignatureKeys, environ: Environ, posted: Mapping[str, list[str]]) -> None:
        signature = environ.get("HTTP_X_TWILIO_SIGNATURE", "")
        settings = environ.get("HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS", "")
        if not keys.is_valid(self._public_url(environ), posted, signature, settings):
            raise Refusal(HTTPStatus.FORBIDDEN, "not signed by Twilio")

    def _public_url(self, environ: Environ) -> str:
        base = self.base_url or f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}"
        path = quote(f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}", safe=_SAFE_IN_PATH)
        query = environ.get("QUERY_STRING", "")
        return f"{base}{path}?{query}" if query else f"{base}{path}"

    # --- where the call is ---

    def _session(self, request: Request) -> Session:
        if request.path == "/step":
            return self._resume(request)
        flow, locale = self._answering(request)
        entry = self.bundle.entries.get(flow)
        if entry is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "no such flow or number")
        wanted = dict(parse_qsl(request.query)).get("locale", locale)
        if wanted not in self.bundle.locales:
            raise Refusal(HTTPStatus.NOT_FOUND, "no such locale")
        return Session(entry, wanted, to_milliseconds(self.clock()))

    def _answering(self, request: Request) -> tuple[str, str]:
        """The flow that answers and the locale it begins in."""
        named = unquote(request.path.removeprefix("/call").removeprefix("/"))
        if named in self.bundle.entries:
            return named, self.bundle.source_locale
        wanted = _digits(named or request.parameters.get("To", ""))
        for number, facts in self.bundle.numbers.items():
            if wanted and _digits(number) == wanted:
                return facts["flow"], facts["locale"] or self.bundle.source_locale
        raise Refusal(HTTPStatus.NOT_FOUND, "no such flow or number")

    def _resume(self, request: Request) -> Session:
        try:
            session = self.sessions.load(request.query, request.parameters.get("CallSid", ""))
        except BadSession as bad:
            raise Refusal(HTTPStatus.BAD_REQUEST, f"session {bad}") from bad
        if to_milliseconds(self.clock()) - session.began > MAX_SESSION_SECONDS * 1000:
            raise Refusal(HTTPStatus.GONE, "session too old")
        return session

    def _walk(self, request: Request, session: Session) -> Reply:
        call_sid = request.parameters.get("CallSid", "")
        service = self._address(request.prefix)
        walk = Walk(
            bundle=self.bundle,
            outside=self.outside,
            session=session,
            caller=request.parameters.get("From", ""),
            called=request.parameters.get("To", ""),
            service=service,
            link=lambda going_on: service + b"/step?" + self.sessions.save(going_on, call_sid).encode(),
        )
        return walk.run(request.parameters)

    def _address(self, prefix: str) -> bytes:
        """Where this service is, for a document."""
        return escape_attribute(f"{self.base_url}{quote(prefix)}{quote(self.mount)}").encode()

    def _sound(self, environ: Environ, content: bytes, start_response: StartResponse) -> Iterable[bytes]:
        """A recording: public, for Twilio fetches it as any visitor would, and kept by it as long as its name lasts."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return plain_answer(start_response, HTTPStatus.METHOD_NOT_ALLOWED)
        headers = [("Content-Type", SOUND_TYPE), ("Content-Length", str(len(content)))]
        start_response("200 OK", [*headers, ("Cache-Control", KEPT_FOR_EVER)])
        return [content] if environ["REQUEST_METHOD"] == "GET" else []


def create_service(
    bundle: Bundle,
    outside: Outside,
    clock: Callable[[], datetime],
    secret: str,
    auth_token: str | None = None,
    base_url: str | None = None,
    store: Store | None = None,
    shared_keys: Mapping[str, str] | None = None,
    mount: str = "",
) -> Service:
    """The service of a bundle. `secret` signs sessions; with a `store` they stay there instead.

    `auth_token` is the account's: without it, signatures are not checked. `base_url` is the public address, without a
    path, if a proxy hides it. `shared_keys` are newer webhook keys by their ids. `mount`: see `Service`.
    """
    if not secret and store is None:
        raise ValueError("a service without a secret could not tell its own sessions from forged ones")
    sessions: Sessions = StoredSessions(store) if store is not None else SignedSessions(secret)
    keys = SignatureKeys(auth_token, shared_keys or {}) if auth_token else None
    return Service(bundle, outside, clock, sessions, keys, (base_url or "").rstrip("/"), mount)


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


def _digits(number: str) -> str:
    return "".join(character for character in number if character in "0123456789")


def status_line(status: HTTPStatus) -> str:
    """A status as WSGI wants it."""
    return f"{status.value} {status.phrase}"


def plain_answer(start_response: StartResponse, status: HTTPStatus) -> list[bytes]:
    """A status and its name, and nothing of what was asked."""
    body = f"{status.phrase}\n".encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response(status_line(status), headers)
    return [body]


def _xml(start_response: StartResponse, reply: Reply, more: list[tuple[str, str]]) -> list[bytes]:
    headers = [("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", str(len(reply.body))), *more]
    headers.append(("Cache-Control", "no-store"))
    if reply.trace:
        headers.append((TRACE_HEADER, reply.trace))
    start_response("200 OK", headers)
    return [reply.body]


def _log_fault(fault: Exception, block: str) -> None:
    # Without the message and the values: a KeyError's text may be what a caller keyed in.
    frames = traceback.extract_tb(fault.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    logger.error("the service failed at %s: %s in %s", block, type(fault).__name__, places)
