"""The webhook service: speaks a bundle to Twilio, one request at a time. State is in addresses, or in a store.

`/call` or `/call/NUMBER-or-FLOW` begins a call, `/step` goes on, `/audio/` has the recordings. What is not from Twilio
or not ours gets a plain 4xx, and so does an address that was used before. If the service itself fails, the caller hears
an apology in their own language (status 200, header X-Ivr-Fault), because Twilio would read out an English error
message instead; the failure is logged. Neither log nor headers hold anything that a caller said or keyed in, or their
number.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import parse_qsl, quote, unquote

import msgspec

from ivr_author.core.calendar import to_milliseconds
from ivr_author.ir.ops import Input
from ivr_author.targets.twiml.answered import Answered, Told
from ivr_author.targets.twiml.bundle import Bundle
from ivr_author.targets.twiml.limits import MAX_BODY_BYTES, MAX_ENTRY_SECONDS, MAX_SESSION_SECONDS
from ivr_author.targets.twiml.machine import ASKING, Reply, UnknownBlock, Walk
from ivr_author.targets.twiml.outside import Outside
from ivr_author.targets.twiml.replays import MemoryReplays, Replayed, Replays, Step, StoredReplays
from ivr_author.targets.twiml.request import (
    SETTINGS,
    SIGNATURE,
    Incoming,
    Refusal,
    Request,
    figures_of,
    read_incoming,
)
from ivr_author.targets.twiml.session import WAITING, BadSession, LostSession, Session, Sessions
from ivr_author.targets.twiml.signature import SignatureKeys
from ivr_author.targets.twiml.store import Store, StoreFault
from ivr_author.targets.twiml.wsgi import Environ, StartResponse, over_wsgi
from ivr_author.targets.twiml.xml import escape_attribute

logger = logging.getLogger(__name__)

TRACE_HEADER = "X-Ivr-Trace"
FAULT_HEADER = "X-Ivr-Fault"
SOUND_TYPE = "audio/wav"
KEPT_FOR_EVER = "public, max-age=31536000, immutable"
"""A recording's name changes with its bytes."""

_ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_OK = HTTPStatus.OK
_XML_TYPE = ("Content-Type", "text/xml; charset=utf-8")
_NOT_STORED = ("Cache-Control", "no-store")
_STEP = "/step"
_SAFE_IN_PATH = "/+:@!$&'()*,;=~"


@dataclass(frozen=True, slots=True)
class Service:
    """The callable. `keys` None: signatures are not checked, which is for a machine that only its owner reaches."""

    bundle: Bundle
    outside: Outside
    clock: Callable[[], datetime]
    sessions: Sessions
    replays: Replays
    keys: SignatureKeys | None
    base_url: str
    mount: str = ""
    """Under which path its calls go on, and its recordings stand, so that several bundles can be served at one address.
    Calls may begin there, or at the top."""

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request over WSGI."""
        return over_wsgi(self, environ, start_response)

    def room(self, path: str) -> int:
        """The most bytes of a body, wherever it is posted to."""
        return MAX_BODY_BYTES

    def answer(self, request: Request) -> Answered:
        """Answer one request."""
        try:
            return self.go(read_incoming(request))
        except Refusal as refusal:
            return refused(refusal, request.path)

    def refuse(self, refusal: Refusal, path: str) -> Answered:
        """The answer to what could not be read."""
        return refused(refusal, path)

    def go(self, incoming: Incoming) -> Answered:
        """Answer what was read; whatever is wrong with it, or with the service, comes to an answer as well."""
        request = incoming.request
        path = request.path
        if self.mount and path.startswith(f"{self.mount}/"):
            path = path.removeprefix(self.mount)
        if path != _STEP and (sound := self.bundle.recordings.get(path[1:])) is not None:
            return _sound(request.method, sound)
        try:
            self._admit(incoming, path)
            if incoming.parameters.get("CallStatus") in _ENDED:
                # Twilio tells that the caller is gone; nobody would hear an answer.
                told = Told(incoming.parameters.get("CallSid", ""), outcome="hangup caller")
                return Answered(HTTPStatus.NO_CONTENT, told=told)
            return self._step(incoming) if path == _STEP else self._begin(incoming, path)
        except Refusal as refusal:
            return refused(refusal, path, incoming.parameters.get("CallSid", ""))

    def _admit(self, incoming: Incoming, path: str) -> None:
        """Only what Twilio asks for, as Twilio asks for it."""
        request = incoming.request
        if path != _STEP and path != "/call" and not path.startswith("/call/"):
            raise Refusal(HTTPStatus.NOT_FOUND, "no such address")
        if request.method != "POST" and (path == _STEP or request.method != "GET"):
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, request.method)
        if self.keys is not None:
            signature, settings = request.headers.get(SIGNATURE, ""), request.headers.get(SETTINGS, "")
            if not self.keys.is_valid(self._public_url(request), incoming.signed, signature, settings):
                raise Refusal(HTTPStatus.FORBIDDEN, "not signed by Twilio")
        # The signature is over each different value, in one order: it doesn't say which of two is meant.
        if incoming.repeated:
            raise Refusal(HTTPStatus.BAD_REQUEST, "a parameter twice")

    def _public_url(self, request: Request) -> str:
        origin = self.base_url or f"{request.scheme}://{request.headers.get('host', '')}"
        path = _quoted(request.prefix + request.path)
        return f"{origin}{path}?{request.query}" if request.query else f"{origin}{path}"

    # --- where the call is ---

    def _begin(self, incoming: Incoming, path: str) -> Answered:
        flow, locale = self._answering(incoming, path)
        entry = self.bundle.entries.get(flow)
        if entry is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "no such flow or number")
        if incoming.request.query:
            locale = dict(parse_qsl(incoming.request.query)).get("locale", locale)
        if locale not in self.bundle.locales:
            raise Refusal(HTTPStatus.NOT_FOUND, "no such locale")
        now = to_milliseconds(self.clock())
        return self._go_on(incoming, Session(entry, locale, now, run=secrets.randbits(32)), now, flow)

    def _answering(self, incoming: Incoming, path: str) -> tuple[str, str]:
        """The flow that answers and the locale it begins in."""
        named = unquote(path.removeprefix("/call").removeprefix("/"))
        if named in self.bundle.entries:
            return named, self.bundle.source_locale
        wanted = figures_of(named or incoming.parameters.get("To", ""))
        for number, facts in self.bundle.numbers.items():
            if wanted and figures_of(number) == wanted:
                return facts["flow"], facts["locale"] or self.bundle.source_locale
        raise Refusal(HTTPStatus.NOT_FOUND, "no such flow or number")

    def _step(self, incoming: Incoming) -> Answered:
        call = incoming.parameters.get("CallSid", "")
        try:
            session = self.sessions.load(incoming.request.query, call)
        except BadSession as bad:
            raise Refusal(HTTPStatus.BAD_REQUEST, f"session {bad}") from bad
        except LostSession as lost:
            return self._apologise(incoming, lost, Told(call, locale=lost.locale))
        now = to_milliseconds(self.clock())
        if now - session.issued > MAX_ENTRY_SECONDS * 1000 and now - session.issued > self._lifetime(session):
            raise Refusal(HTTPStatus.GONE, "session too old")
        asked = incoming.digest() if self.keys is None else incoming.request.headers.get(SIGNATURE, "")
        step = Step(f"{call}.{session.run}", session.number, asked)
        try:
            return self.replays.once(step, lambda: self._go_on(incoming, session, now))
        except Replayed as replayed:
            raise Refusal(HTTPStatus.CONFLICT, "this step was taken before") from replayed
        except StoreFault as fault:
            return self._apologise(incoming, fault, Told(call, locale=session.locale, block=session.at))

    def _lifetime(self, session: Session) -> int:
        """For how long the address of a session is good, in milliseconds."""
        block = self.bundle.blocks.get(session.at)
        is_entry = session.position == WAITING and block is not None and isinstance(block.end, Input)
        return (MAX_ENTRY_SECONDS if is_entry else MAX_SESSION_SECONDS) * 1000

    def _go_on(self, incoming: Incoming, session: Session, now: int, flow: str = "") -> Answered:
        """One answer of a call; `flow` is the one that it begins with, if it begins."""
        parameters, request = incoming.parameters, incoming.request
        call, locale = parameters.get("CallSid", ""), session.locale
        service = _address(self.base_url, request.prefix + self.mount)
        number = session.number + 1

        def link(going_on: Session) -> bytes:
            going_on.number, going_on.issued = number, now
            return service + b"/step?" + self.sessions.save(going_on, call).encode()

        walk = Walk(self.bundle, self.outside, session, parameters, service, link, request.query.endswith(ASKING))
        try:
            reply = walk.run()
        except UnknownBlock as unknown:
            extra = {"call": call}
            logger.warning("a call is at %s, which the bundle lacks: was it replaced?", unknown, extra=extra)
            told = Told(call, flow, locale, outcome="refused", fault="unknown block", block=session.at)
            return plain(HTTPStatus.GONE, told)
        except Exception as fault:  # noqa: BLE001 - the outermost line of a face: a caller is on the line
            return self._apologise(incoming, fault, Told(call, flow, locale, tuple(walk.nodes), block=session.at))
        return _xml(reply, Told(call, flow, session.locale, tuple(walk.nodes), reply.outcome, "", session.at))

    def _apologise(self, incoming: Incoming, fault: Exception, told: Told) -> Answered:
        """What a caller hears who would else hear the platform's error message, in English."""
        _log_fault(fault, told)
        apologies, kind = self.bundle.apologies, type(fault).__name__
        apology = apologies.get(told.locale, apologies[self.bundle.source_locale])
        service = _address(self.base_url, incoming.request.prefix + self.mount)
        reply = Reply(apology.at(service), "hangup=failure")
        return _xml(reply, msgspec.structs.replace(told, outcome="hangup failure", fault=kind), ((FAULT_HEADER, kind),))


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
    """The service of a bundle. `secret` signs sessions; what is in them stays in the `store`, if there is one.

    `auth_token` is the account's: without it, signatures are not checked. `base_url` is the public address, without a
    path, if a proxy hides it. `shared_keys` are newer webhook keys by their ids. `mount`: see `Service`.
    """
    if not secret:
        raise ValueError("a service without a secret could not tell its own sessions from forged ones")
    return Service(
        bundle=bundle,
        outside=outside,
        clock=clock,
        sessions=Sessions(secret, store),
        replays=MemoryReplays() if store is None else StoredReplays(store),
        keys=SignatureKeys(auth_token, shared_keys or {}) if auth_token else None,
        base_url=(base_url or "").rstrip("/"),
        mount=mount,
    )


@lru_cache(maxsize=256)
def _quoted(path: str) -> str:
    return quote(path, safe=_SAFE_IN_PATH)


@lru_cache(maxsize=256)
def _address(base_url: str, path: str) -> bytes:
    """Where this service is, for a document."""
    return escape_attribute(f"{base_url}{quote(path)}").encode()


def plain(status: HTTPStatus, told: Told | None = None) -> Answered:
    """A status and its words, which is enough for whoever should not have asked."""
    body = f"{status.phrase}\n".encode()
    headers = (("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body))))
    return Answered(status, body, headers, told)


def refused(refusal: Refusal, path: str, call: str = "") -> Answered:
    """The answer to what is refused. The path is logged: it holds no more than a flow or our own number."""
    logger.warning("%s: %d %s", quote(path)[:80], refusal.status, refusal.reason, extra={"call": call})
    return plain(refusal.status, Told(call, outcome="refused", fault=refusal.reason))


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


def _xml(reply: Reply, told: Told, more: tuple[tuple[str, str], ...] = ()) -> Answered:
    return Answered(_OK, reply.body, _xml_headers(len(reply.body), reply.trace) + more, told)


@lru_cache(maxsize=1024)
def _xml_headers(length: int, trace: str) -> tuple[tuple[str, str], ...]:
    """Mostly the same ones, of which thousands are kept with the last answers."""
    headers = (_XML_TYPE, ("Content-Length", str(length)), _NOT_STORED)
    return (*headers, (TRACE_HEADER, trace)) if trace else headers


def _log_fault(fault: Exception, told: Told) -> None:
    # Without the message and the values: a KeyError's text may be what a caller keyed in.
    frames = traceback.extract_tb(fault.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    kind = type(fault).__name__
    logger.error("the service failed at %s: %s in %s", told.block, kind, places, extra={"call": told.call})
