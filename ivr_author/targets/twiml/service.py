"""The webhook service: a WSGI callable that speaks a bundle to Twilio. Without state, unless a store is given.

`/call` or `/call/NUMBER-or-FLOW` begins a call, `/step` goes on, `/audio/` has the recordings. What is not from Twilio
or not ours gets a plain 4xx. If the service itself fails, the caller hears an apology in their own language (status
200, header X-Ivr-Fault), because Twilio would read out an English error message instead; the failure is logged. Neither
log nor headers hold anything that a caller said or keyed in, or their number.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, quote, unquote

from ivr_author.core.calendar import to_milliseconds
from ivr_author.targets.twiml.bundle import Bundle
from ivr_author.targets.twiml.limits import MAX_SESSION_SECONDS
from ivr_author.targets.twiml.machine import Reply, UnknownBlock, Walk
from ivr_author.targets.twiml.outside import Outside
from ivr_author.targets.twiml.request import Environ, Incoming, Refusal, read_incoming
from ivr_author.targets.twiml.session import BadSession, Session, Sessions, SignedSessions, Store, StoredSessions
from ivr_author.targets.twiml.signature import SignatureKeys
from ivr_author.targets.twiml.xml import escape_attribute

logger = logging.getLogger(__name__)

StartResponse = Callable[[str, list[tuple[str, str]]], object]

TRACE_HEADER = "X-Ivr-Trace"
FAULT_HEADER = "X-Ivr-Fault"
SOUND_TYPE = "audio/wav"
KEPT_FOR_EVER = "public, max-age=31536000, immutable"
"""A recording's name changes with its bytes."""

_ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_SAFE_IN_PATH = "/+:@!$&'()*,;=~"


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer was, for counting and for logs: ids of ours, and the call's; nothing that a caller said.

    `flow` is named where a call begins, else "". `nodes` are those entered, in order; `block` is where the call is.
    `outcome`: "" the call goes on; "hangup flow", "hangup failure"; "hangup caller" as the platform told; "queue NAME",
    "transfer"; "refused". `fault`: what went wrong in the service, or why it refused.
    """

    call: str = ""
    flow: str = ""
    locale: str = ""
    nodes: tuple[str, ...] = ()
    outcome: str = ""
    fault: str = ""
    block: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer over HTTP. `told` is None where no call is concerned: a recording was fetched."""

    status: HTTPStatus
    body: bytes = b""
    headers: Sequence[tuple[str, str]] = ()
    told: Told | None = None


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
        """Answer one request over WSGI."""
        try:
            answered = self.answer(read_incoming(environ))
        except Refusal as refusal:
            answered = refused(refusal, environ.get("PATH_INFO", ""))
        start_response(status_line(answered.status), list(answered.headers))
        return [answered.body]

    def answer(self, incoming: Incoming) -> Answered:
        """Answer one request; whatever is wrong with it, or with the service, comes to an answer as well."""
        path = self._path(incoming)
        sound = self.bundle.recordings.get(path.removeprefix("/"))
        if sound is not None:
            return _sound(incoming.method, sound)
        call = incoming.parameters.get("CallSid", "")
        try:
            self._admit(incoming, path)
            if incoming.parameters.get("CallStatus") in _ENDED:
                # Twilio tells that the caller is gone; nobody would hear an answer.
                return Answered(HTTPStatus.NO_CONTENT, told=Told(call, outcome="hangup caller"))
            flow, session = self._session(incoming, path)
        except Refusal as refusal:
            return refused(refusal, path, call)
        locale = session.locale
        walk = self._walk(incoming, session)
        try:
            reply = walk.run(incoming.parameters)
        except UnknownBlock as unknown:
            logger.warning("a call is at %s, which the bundle lacks: was it replaced during calls?", unknown)
            told = Told(call, flow, locale, outcome="refused", fault="unknown block", block=session.at)
            return plain(HTTPStatus.GONE, told)
        except Exception as fault:  # noqa: BLE001 - the outermost line of a face: a caller is on the line
            _log_fault(fault, session.at)
            kind = type(fault).__name__
            apology = self.bundle.apologies.get(locale, self.bundle.apologies[self.bundle.source_locale])
            told = Told(call, flow, locale, tuple(walk.nodes), "hangup failure", kind, session.at)
            reply = Reply(apology.at(self._address(incoming.prefix)), "hangup=failure", "hangup failure")
            return _xml(reply, told, [(FAULT_HEADER, kind)])
        return _xml(reply, Told(call, flow, session.locale, tuple(walk.nodes), reply.outcome, "", session.at), [])

    def _path(self, incoming: Incoming) -> str:
        path = incoming.path
        return path.removeprefix(self.mount) if path.startswith(f"{self.mount}/") else path

    def _admit(self, incoming: Incoming, path: str) -> None:
        """Only what Twilio asks for, as Twilio asks for it."""
        is_start = path == "/call" or path.startswith("/call/")
        if not is_start and path != "/step":
            raise Refusal(HTTPStatus.NOT_FOUND, "no such address")
        if incoming.method != "POST" and not (is_start and incoming.method == "GET"):
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, incoming.method)
        if self.keys is not None and not self.keys.is_valid(
            self._public_url(incoming), incoming.posted, incoming.signature, incoming.settings
        ):
            raise Refusal(HTTPStatus.FORBIDDEN, "not signed by Twilio")

    def _public_url(self, incoming: Incoming) -> str:
        path = quote(f"{incoming.prefix}{incoming.path}", safe=_SAFE_IN_PATH)
        whole = f"{self.base_url or incoming.origin}{path}"
        return f"{whole}?{incoming.query}" if incoming.query else whole

    # --- where the call is ---

    def _session(self, incoming: Incoming, path: str) -> tuple[str, Session]:
        """The session that a call is in, and the flow that it begins with, else ""."""
        if path == "/step":
            return "", self._resume(incoming)
        flow, locale = self._answering(incoming, path)
        entry = self.bundle.entries.get(flow)
        if entry is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "no such flow or number")
        wanted = dict(parse_qsl(incoming.query)).get("locale", locale)
        if wanted not in self.bundle.locales:
            raise Refusal(HTTPStatus.NOT_FOUND, "no such locale")
        return flow, Session(entry, wanted, to_milliseconds(self.clock()))

    def _answering(self, incoming: Incoming, path: str) -> tuple[str, str]:
        """The flow that answers and the locale it begins in."""
        named = unquote(path.removeprefix("/call").removeprefix("/"))
        if named in self.bundle.entries:
            return named, self.bundle.source_locale
        wanted = _digits(named or incoming.parameters.get("To", ""))
        for number, facts in self.bundle.numbers.items():
            if wanted and _digits(number) == wanted:
                return facts["flow"], facts["locale"] or self.bundle.source_locale
        raise Refusal(HTTPStatus.NOT_FOUND, "no such flow or number")

    def _resume(self, incoming: Incoming) -> Session:
        try:
            session = self.sessions.load(incoming.query, incoming.parameters.get("CallSid", ""))
        except BadSession as bad:
            raise Refusal(HTTPStatus.BAD_REQUEST, f"session {bad}") from bad
        if to_milliseconds(self.clock()) - session.began > MAX_SESSION_SECONDS * 1000:
            raise Refusal(HTTPStatus.GONE, "session too old")
        return session

    def _walk(self, incoming: Incoming, session: Session) -> Walk:
        call_sid = incoming.parameters.get("CallSid", "")
        service = self._address(incoming.prefix)
        return Walk(
            bundle=self.bundle,
            outside=self.outside,
            session=session,
            call=call_sid,
            caller=incoming.parameters.get("From", ""),
            called=incoming.parameters.get("To", ""),
            service=service,
            link=lambda going_on: service + b"/step?" + self.sessions.save(going_on, call_sid).encode(),
        )

    def _address(self, prefix: str) -> bytes:
        """Where this service is, for a document."""
        return escape_attribute(f"{self.base_url}{quote(prefix)}{quote(self.mount)}").encode()


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


def _digits(number: str) -> str:
    return "".join(character for character in number if character in "0123456789")


def status_line(status: HTTPStatus) -> str:
    """A status as WSGI wants it."""
    return f"{status.value} {status.phrase}"


def plain(status: HTTPStatus, told: Told | None = None) -> Answered:
    """A status and its words, which is enough for whoever should not have asked."""
    body = f"{status.phrase}\n".encode()
    headers = (("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body))))
    return Answered(status, body, headers, told)


def refused(refusal: Refusal, path: str, call: str = "") -> Answered:
    """The answer to what is refused. The path is logged: it holds no more than a flow or our own number."""
    logger.warning("%s: %d %s", quote(path)[:80], refusal.status, refusal.reason)
    return plain(refusal.status, Told(call, outcome="refused", fault=refusal.reason))


def plain_answer(start_response: StartResponse, status: HTTPStatus) -> list[bytes]:
    """A status and its words over WSGI."""
    answered = plain(status)
    start_response(status_line(status), list(answered.headers))
    return [answered.body]


def _sound(method: str, content: bytes) -> Answered:
    """A recording: public, for Twilio fetches it as any visitor would, and kept by it as long as its name lasts."""
    if method == "POST":
        return plain(HTTPStatus.METHOD_NOT_ALLOWED)
    headers = (
        ("Content-Type", SOUND_TYPE),
        ("Content-Length", str(len(content))),
        ("Cache-Control", KEPT_FOR_EVER),
    )
    return Answered(HTTPStatus.OK, content if method == "GET" else b"", headers)


def _xml(reply: Reply, told: Told, more: list[tuple[str, str]]) -> Answered:
    headers = [("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", str(len(reply.body))), *more]
    headers.append(("Cache-Control", "no-store"))
    if reply.trace:
        headers.append((TRACE_HEADER, reply.trace))
    return Answered(HTTPStatus.OK, reply.body, headers, told)


def _log_fault(fault: Exception, block: str) -> None:
    # Without the message and the values: a KeyError's text may be what a caller keyed in.
    frames = traceback.extract_tb(fault.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    logger.error("the service failed at %s: %s in %s", block, type(fault).__name__, places)
