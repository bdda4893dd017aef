"""One bundle as it answers the phone: its service, its way to back ends, and what VoiceXML asks beside documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ivr_author.answering.outside import HttpOutside, OutsidePolicy, Watch
from ivr_author.targets.twiml.adapter import MAX_RECORDING_BYTES, Adapter, KeepRecording, create_adapter
from ivr_author.targets.twiml.answered import Answered
from ivr_author.targets.twiml.bundle import load_bundle
from ivr_author.targets.twiml.limits import MAX_BODY_BYTES
from ivr_author.targets.twiml.outside import Outside
from ivr_author.targets.twiml.request import Refusal, Request
from ivr_author.targets.twiml.service import Service, create_service
from ivr_author.targets.twiml.store import Store
from ivr_author.targets.twiml.wsgi import Environ, StartResponse, over_wsgi

PREFIX = "/on/"
"""Calls of a bundle go on at `/on/NAME/step`, so that they stay on it whatever new calls get."""

RECORDED = "/record/"
ADAPTED = ("/lookup/", "/send/", "/callback/", RECORDED)


@dataclass(frozen=True, slots=True)
class Terms:
    """How calls are answered, whatever the bundle says.

    `secret` signs the state of calls; `auth_token` and `shared_keys` are the account's, by which requests prove where
    they come from: without the first, anybody may ask. `public_url` is the address that the platform sees, if a proxy
    hides it. `policy`: whom calls may ask. `at`: for rehearsals, when every call begins, whatever the clock says.
    """

    secret: str = field(repr=False)
    auth_token: str = field(default="", repr=False)
    shared_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    public_url: str = ""
    policy: OutsidePolicy = field(default_factory=OutsidePolicy)
    with_adapter: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """Answers for one bundle."""

    service: Service
    adapter: Adapter | None
    never_asked: tuple[str, ...] = ()
    """Services and gateways whose address may not be asked: their calls always go on as after a failure."""

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request over WSGI."""
        return over_wsgi(self, environ, start_response)

    def room(self, path: str) -> int:
        """The most bytes of a body that is posted to a path."""
        return room(path, with_adapter=self.adapter is not None)

    def answer(self, request: Request) -> Answered:
        """Answer one request."""
        if self.adapter is not None and request.path.startswith(ADAPTED):
            return self.adapter.answer(request)
        return self.service.answer(request)

    def refuse(self, refusal: Refusal, path: str) -> Answered:
        """The answer to what could not be read."""
        return self.service.refuse(refusal, path)


def room(path: str, *, with_adapter: bool) -> int:
    """The most bytes of a body that is posted to a path: a recording is long."""
    return MAX_RECORDING_BYTES if with_adapter and path.startswith(RECORDED) else MAX_BODY_BYTES


def now() -> datetime:
    """The clock of calls."""
    return datetime.now(UTC)


def create_application(
    files: Mapping[str, bytes],
    terms: Terms,
    store: Store | None = None,
    *,
    name: str = "",
    watch: Watch | None = None,
    outside: Outside | None = None,
    keep_recording: KeepRecording | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Application:
    """The application of a bundle's files. Raises `BundleFault` for what is no bundle, or was changed.

    `name`: its calls go on at `/on/NAME/`, and its addresses are signed with a key of its own, so that they lead
    nowhere in another. `outside` and `clock` stand in for back ends and the time.
    """
    bundle = load_bundle(files)
    http = None if outside is not None else HttpOutside(bundle.services, bundle.gateways, terms.policy, watch)
    moment = terms.at
    told = now if moment is None else lambda: moment
    asked = outside or http
    assert asked is not None, "one of the two"
    service = create_service(
        bundle,
        asked,
        clock or told,
        f"{terms.secret}\n{name}" if name else terms.secret,
        terms.auth_token or None,
        terms.public_url or None,
        store,
        terms.shared_keys,
        f"{PREFIX}{name}" if name else "",
    )
    adapter = create_adapter(asked, bundle.services, keep_recording) if terms.with_adapter else None
    return Application(service, adapter, http.refused if http is not None else ())
