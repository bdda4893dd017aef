"""Answers the phone in one process: every call by the bundle that its address names, a new one by what is on now.

It follows the shelf, and knows nothing of workspaces and releases. What is loaded anew is loaded beside, and then takes
its place: no caller waits for it.
"""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from threading import Lock
from typing import Any, Protocol

from ivr_author.answering.application import ADAPTED, PREFIX, Application, Terms, create_application, room
from ivr_author.answering.counts import Counts
from ivr_author.answering.outside import Asked
from ivr_author.answering.records import Records
from ivr_author.targets.twiml.answered import Answered, Told
from ivr_author.targets.twiml.bundle import BundleFault
from ivr_author.targets.twiml.machine import ASKING
from ivr_author.targets.twiml.outside import Outside
from ivr_author.targets.twiml.request import Incoming, Refusal, Request, figures_of, read_incoming
from ivr_author.targets.twiml.service import plain, refused
from ivr_author.targets.twiml.store import Store
from ivr_author.targets.twiml.wsgi import Environ, StartResponse, over_wsgi
from ivr_author.workspace.bundle_shelf import BundleShelf, Standing
from ivr_author.workspace.files import WorkspaceError

logger = logging.getLogger(__name__)

MOST_KEPT = 12
"""Bundles in memory besides those that new calls get; one of an older call is read from the shelf again."""

RETRY_SECONDS = 2.0
"""After which what the shelf shows is tried again, if it could not be loaded."""

HEALTH, READY = "/health", "/ready"

_SERVED = re.compile(r"[^~]+~[0-9a-f]{12}")
"""What a bundle's name looks like: a word, and what tells its content apart."""


class Shared(Store, Protocol):
    """A store that can be asked whether it is there."""

    def fault(self) -> str:
        """Why it can't be used; "" where it answers."""


class Board:
    """What answers in a process. `look` follows the shelf; `counts` and `records` hear of every answer.

    `outside` and `clock` stand in for back ends and the time.
    """

    def __init__(
        self,
        shelf: BundleShelf,
        terms: Terms,
        store: Shared | None = None,
        records: Records | None = None,
        *,
        outside: Outside | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.counts = Counts()
        self.records = records or Records()
        self._shelf = shelf
        self._terms = terms
        self._store = store
        self._outside = outside
        self._clock = clock
        self._standing = Standing()
        self._signature: tuple[int, ...] = ()
        self._applications: OrderedDict[str, Application] = OrderedDict()
        self._lock = Lock()
        self._loading = Lock()
        self._failed: tuple[tuple[int, ...], float, str] = ((), 0.0, "")

    # --- what is on ---

    @property
    def bundles(self) -> Sequence[str]:
        """The names of the bundles that new calls get."""
        return self._standing.bundles

    def look(self) -> bool:
        """Look at the shelf; whether new calls get something else now. What can't be read is logged once."""
        signature = self._shelf.signature()
        failed, again, told = self._failed
        if signature == self._signature or (signature == failed and time.monotonic() < again):
            return False
        try:
            standing = self._shelf.standing()
            loaded = {name: self._load(name) for name in standing.bundles}
        except (WorkspaceError, BundleFault) as failure:
            self._failed = (signature, time.monotonic() + RETRY_SECONDS, str(failure))
            if str(failure) != told:
                logger.error("what the shelf shows can't be served, so calls stay as they are: %s", failure)
            return False
        with self._lock:
            for name, application in loaded.items():
                self._keep(name, application)
            before, self._standing = self._standing, standing
        self._signature, self._failed = signature, ((), 0.0, "")
        if standing.bundles != before.bundles:
            self.records.write("bundles", now=list(standing.bundles), before=list(before.bundles))
        return True

    def _load(self, name: str) -> Application:
        known = self._applications.get(name)
        if known is not None:
            return known
        application = create_application(
            self._shelf.read(name),
            self._terms,
            self._store,
            name=name,
            watch=self._hear,
            outside=self._outside,
            clock=self._clock,
        )
        if application.never_asked:
            self.records.write("never asked", bundle=name, names=list(application.never_asked))
        return application

    def _keep(self, name: str, application: Application) -> None:
        self._applications[name] = application
        self._applications.move_to_end(name)
        spare = [one for one in self._applications if one != name and one not in self._standing.bundles]
        for one in spare[: max(0, len(spare) - MOST_KEPT)]:
            del self._applications[one]

    def _fetched(self, name: str) -> Application | None:
        """The application of a bundle that a call is on; None where it is not on the shelf any more."""
        known = self._applications.get(name)
        if known is not None:
            return known
        if not self._shelf.has(name):
            return None
        # One after the other: many calls may come on it at once.
        with self._loading:
            try:
                application = self._load(name)
            except (WorkspaceError, BundleFault) as failure:
                logger.error("a call is on %s, which can't be served: %s", name, failure)
                return None
            with self._lock:
                self._keep(name, application)
        return application

    # --- answers ---

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request over WSGI."""
        return over_wsgi(self, environ, start_response)

    def room(self, path: str) -> int:
        """The most bytes of a body that is posted to a path."""
        return room(path, with_adapter=self._terms.with_adapter)

    def waits(self, request: Request) -> bool:
        """Whether an answer may wait for something: a back end, a store, a bundle that is not in memory."""
        path = request.path
        if self._store is not None or request.query.endswith(ASKING):
            return True
        if path.startswith(PREFIX):
            return _bundle_in(path) not in self._applications
        return path.startswith(ADAPTED)

    def answer(self, request: Request) -> Answered:
        """Answer one request."""
        begun = time.perf_counter()
        try:
            answered = self._answer(request)
        except Exception as fault:  # noqa: BLE001 - the outermost line of a face: a caller is on the line
            logger.error("a request failed: %s", type(fault).__name__)
            answered = plain(HTTPStatus.INTERNAL_SERVER_ERROR)
        self.counts.note(answered.status, answered.told, time.perf_counter() - begun)
        return answered

    def refuse(self, refusal: Refusal, path: str) -> Answered:
        """The answer to what could not be read."""
        answered = refused(refusal, path)
        self.records.tell(answered.told, "", answered.status, {})
        self.counts.note(answered.status, answered.told, 0.0)
        return answered

    def _answer(self, request: Request) -> Answered:
        path = request.path
        if path in (HEALTH, READY):
            return self._state(request.method, path)
        if self._terms.with_adapter and path.startswith(ADAPTED):
            return self._adapt(request)
        try:
            incoming = read_incoming(request)
        except Refusal as refusal:
            answered = refused(refusal, path)
            self.records.tell(answered.told, "", answered.status, {})
            return answered
        name = self._choose(path, incoming)
        application = self._fetched(name) if name else None
        if application is None:
            # A bundle that was served once and is gone; or one that never was.
            status = HTTPStatus.GONE if _SERVED.fullmatch(name) else HTTPStatus.NOT_FOUND
            told = Told(incoming.parameters.get("CallSid", ""), outcome="refused", fault="no such bundle")
            self.records.tell(told, "", int(status), {})
            return plain(status, told)
        answered = application.service.go(incoming)
        self.records.tell(answered.told, name, answered.status, incoming.parameters)
        return answered

    def _choose(self, path: str, incoming: Incoming) -> str:
        """The name of the bundle that answers; "" if there is none."""
        if path.startswith(PREFIX):
            return _bundle_in(path)
        standing = self._standing
        if len(standing.bundles) > 1 and path.startswith("/call"):
            named = path.removeprefix("/call").removeprefix("/")
            number = figures_of(named or incoming.parameters.get("To", ""))
            found = standing.flows.get(named) or standing.numbers.get(number)
            if found is not None:
                return found
        # Whatever else it is, a bundle says itself what is wrong with it.
        return standing.bundles[0] if standing.bundles else ""

    def _adapt(self, request: Request) -> Answered:
        """What VoiceXML asks beside documents: of the first bundle that has it."""
        kind, _, name = request.path.lstrip("/").partition("/")
        found = [self._applications[one] for one in self._standing.bundles]
        chosen = next((one for one in found if kind != "lookup" or name in one.service.bundle.services), None)
        if chosen is None and found:
            chosen = found[0]
        if chosen is None or chosen.adapter is None:
            return plain(HTTPStatus.NOT_FOUND)
        return chosen.adapter.answer(request)

    def _hear(self, asked: Asked) -> None:
        fault = asked.fault.value if asked.fault is not None else ""
        self.counts.note_asked(asked.kind, asked.name, asked.result, fault, asked.seconds)
        self.records.asked(asked.kind, asked.name, asked.call, asked.result, fault, asked.status, asked.seconds)

    # --- whether all is well ---

    def _state(self, method: str, path: str) -> Answered:
        if method not in ("GET", "HEAD"):
            return plain(HTTPStatus.METHOD_NOT_ALLOWED)
        if path == HEALTH:
            return _as_json(HTTPStatus.OK, {"alive": True, "process": os.getpid()}, method)
        store = self._store.fault() if self._store is not None else ""
        is_ready = bool(self._standing.bundles) and not store
        state: dict[str, Any] = {"ready": is_ready, "bundles": list(self._standing.bundles)}
        if self._store is not None:
            state["store"] = store or "answers"
        return _as_json(HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE, state, method)


@lru_cache(maxsize=64)
def _bundle_in(path: str) -> str:
    """The name of the bundle in the path of its calls."""
    return path[len(PREFIX) :].partition("/")[0]


def _as_json(status: HTTPStatus, data: Mapping[str, Any], method: str) -> Answered:
    body = (json.dumps(data) + "\n").encode()
    headers = (
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
    )
    return Answered(status, b"" if method == "HEAD" else body, headers)
