"""`answer --live`: the webhook service that follows what is published. New calls get what is live; a call in progress
stays on the bundle that it began with, since the addresses at which it goes on name that one.

Where somebody has switched bulletins, the release's content is compiled again with the switches; the release stays as
it is.

What is live, and its files, are the workspace's; serving is left to the face.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Any

from ivr_author.core.diagnostics import error
from ivr_author.targets.twiml.bundle import BundleFault
from ivr_author.targets.twiml.service import plain_answer
from ivr_author.usecases.answer import TARGET, Application, Bundle, create_service, unpack_bundle
from ivr_author.usecases.build import zip_files
from ivr_author.usecases.publish_release import published_manifest
from ivr_author.usecases.release_files import bundle_path
from ivr_author.usecases.scheduled import freeze_of, frozen_faults
from ivr_author.usecases.switched import compile_release, digest_of
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.live import Journal, Publication, journal_signature, mark_begun, read_journal
from ivr_author.workspace.live_bundles import read_live_bundle, write_live_bundle
from ivr_author.workspace.releases import read_release, read_release_file, verify_release
from ivr_author.workspace.switches import Switches, read_switches, switches_signature

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""How often the journal is looked at, at most."""

AHEAD_SECONDS = 60.0
"""How often it is looked whether what waits falls into a freeze window: calendars change without a publication."""

RETRY_SECONDS = 30.0
"""After which a release that could not be served is tried again: somebody may have brought its file back."""

MOST_KEPT = 4
"""Bundles that are kept in memory; one of an older call is read again from its release."""

PREFIX = "/live/"
"""Calls of a release go on at `/live/NAME/step`, or with switched bulletins at `/live/NAME~DIGEST/step`."""

MARK = "~"
"""Between a release and the digest of the switches; no release has it in its name."""

RULES = {"nothing-live": "Nothing was published yet, so there is nothing to answer with"}
"""Every rule id that only this module can report, with its description."""


def load_live_bundle(root: Path, name: str, journal: Journal) -> Bundle:
    """What a release answers the phone with. Raises WorkspaceError where a file of it is not as it was made."""
    release = read_release(root, name)
    faults = verify_release(root, release, published_manifest(journal, name))
    if faults:
        raise WorkspaceError(faults[0])
    return unpack_bundle(read_release_file(root, release, bundle_path(TARGET)))


def load_switched_bundle(root: Path, name: str, switches: Switches) -> Bundle:
    """The bundle of `RELEASE~DIGEST`: made now where these are its switches, else as it was kept then.

    Raises WorkspaceError, and `BundleFault` for a file that is none.
    """
    release, _, digest = name.partition(MARK)
    if digest != digest_of(switches):
        return unpack_bundle(read_live_bundle(root, release, digest))
    bundle = compile_release(root, release, switches)
    try:
        write_live_bundle(root, release, digest, zip_files(bundle.files))
    except WorkspaceError as failure:
        # Callers come first: without it, only calls in progress are lost when the service starts again.
        logger.error("the bundle with the switches can't be kept: %s", failure)
    return bundle


@dataclass
class LiveService:
    """The callable. `make` makes the service of a bundle under a mount; `clock` and `ticks` are for tests to turn."""

    root: Path
    make: Callable[[Bundle, str, str], Application]
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ticks: Callable[[], float] = time.monotonic
    live: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    _number: int = 0
    _name: str = ""
    _looked: float = float("-inf")
    _signature: tuple[tuple[int, ...], ...] = ()
    _journal: Journal = field(default_factory=Journal)
    _switches: Switches = field(default_factory=Switches)
    _tried: str = ""
    _looked_ahead: float = float("-inf")
    _told: set[str] = field(default_factory=set)
    _known: set[str] = field(default_factory=set)
    _services: OrderedDict[str, Application] = field(default_factory=OrderedDict)
    _not_before: tuple[int, float] = (0, 0)
    _lock: Lock = field(default_factory=Lock)
    _looking: Lock = field(default_factory=Lock)

    def __call__(self, environ: Mapping[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request: by the release that its address names, else by the one that is live."""
        self.follow()
        path = environ.get("PATH_INFO", "")
        name = path.removeprefix(PREFIX).partition("/")[0] if path.startswith(PREFIX) else self._name
        if name.partition(MARK)[0] not in self._known:
            return plain_answer(start_response, HTTPStatus.NOT_FOUND)
        try:
            service = self._service(name)
        except (WorkspaceError, BundleFault) as failure:
            logger.error("a call is on release %.60s, which can't be served: %s", name, failure)
            return plain_answer(start_response, HTTPStatus.GONE)
        return service(environ, start_response)

    def follow(self) -> None:
        """Look whether something else is live by now. Whoever comes meanwhile is answered from what was live."""
        if self.ticks() - self._looked < LOOK_SECONDS or not self._looking.acquire(blocking=False):
            return
        try:
            self._looked = self.ticks()
            before = self.live
            self._look()
            if self.live != before:
                logger.warning("release %s is live, after %s", self.live, before)
            self.look_ahead()
        except (WorkspaceError, BundleFault) as failure:
            logger.error("what is published can't be served, so calls stay on %s: %s", self.live, failure)
        finally:
            self._looking.release()

    def look_ahead(self) -> None:
        """Tell once of each release that is to go out inside a freeze window which nobody knew of when it was set."""
        if self.ticks() - self._looked_ahead < AHEAD_SECONDS:
            return
        self._looked_ahead = self.ticks()
        try:
            found = frozen_faults(self.root, self._journal, self.clock())
        except WorkspaceError as failure:
            logger.error("whether a freeze window holds what waits can't be known: %s", failure)
            return
        for one in found:
            if one.message not in self._told:
                self._told.add(one.message)
                logger.warning("%s: %s", one.message, one.hint)

    def begin(self) -> None:
        """Load what is live. Raises WorkspaceError where nothing is, or where it can't be served."""
        try:
            self._look()
            self.look_ahead()
        except BundleFault as fault:
            raise WorkspaceError(error("release-changed", f"what is live is no bundle: {fault}")) from fault
        if not self.live:
            hint = "make a release, and let it go out: `ivr-author release create`, `ivr-author release publish`"
            raise WorkspaceError(error("nothing-live", "nothing was published yet", hint=hint))

    def _look(self) -> None:
        signature = (journal_signature(self.root), switches_signature(self.root))
        if signature != self._signature:
            self._journal, self._switches = read_journal(self.root), read_switches(self.root)
            self._signature = signature
            # Never fewer: a journal that somebody takes away must not end calls.
            self._known.update(one.release for one in self._journal.publications)
        found = self._journal.live(self.clock())
        # Never to an earlier publication than was live: only a clock that is set back could lead there.
        if found is not None and found.number > self._number and self._not_before <= (found.number, self.ticks()):
            self._not_before = (found.number, self.ticks() + RETRY_SECONDS)
            self._publish(found)
        if self.live and self._tried != self._wanted(self.live):
            self._switch()

    def _wanted(self, release: str) -> str:
        digest = digest_of(self._switches)
        return f"{release}{MARK}{digest}" if digest else release

    def _publish(self, found: Publication) -> None:
        bundle = load_live_bundle(self.root, found.release, self._journal)
        name, self._tried = found.release, self._wanted(found.release)
        if self._tried != name:
            try:
                name, bundle = self._tried, load_switched_bundle(self.root, self._tried, self._switches)
            except (WorkspaceError, BundleFault) as failure:
                logger.error("release %s goes out without the switches of bulletins: %s", name, failure)
        self._go_on_with(name, bundle)
        self.live, self._number = found.release, found.number
        self._tell_of_freeze(found)
        if found.is_scheduled and not found.has_begun:
            with suppress(WorkspaceError):
                mark_begun(self.root, found.number)

    def _tell_of_freeze(self, found: Publication) -> None:
        if not found.is_scheduled or found.has_begun:
            return
        with suppress(WorkspaceError):
            freeze = freeze_of(self.root, found)
            if freeze is not None and freeze.window is not None:
                window = freeze.describe(freeze.window)
                logger.warning("release %s goes live inside a freeze window %s", found.release, window)

    def _switch(self) -> None:
        """Follow the switches; where that can't be, calls stay as they are, and it is not tried again."""
        self._tried = self._wanted(self.live)
        self._go_on_with(self._tried, self._load(self._tried))
        logger.warning("bulletins were switched")

    def _go_on_with(self, name: str, bundle: Bundle) -> None:
        made = self._made(name, bundle)
        with self._lock:
            self._name, self.numbers = name, bundle.numbers
            self._keep(name, made)

    def _load(self, name: str) -> Bundle:
        if MARK in name:
            return load_switched_bundle(self.root, name, self._switches)
        return load_live_bundle(self.root, name, self._journal)

    def _service(self, name: str) -> Application:
        with self._lock:
            known = self._services.get(name)
            if known is not None:
                self._services.move_to_end(name)
                return known
        made = self._made(name, self._load(name))
        with self._lock:
            self._keep(name, made)
        return made

    def _made(self, name: str, bundle: Bundle) -> Application:
        return self.make(bundle, name, f"{PREFIX}{name}")

    def _keep(self, name: str, service: Application) -> None:
        self._services[name] = service
        self._services.move_to_end(name)
        while len(self._services) > MOST_KEPT:
            oldest = next(one for one in self._services if one != self._name)
            del self._services[oldest]


def create_live_service(
    root: Path, secret: str, auth_token: str = "", public_url: str = "", *, with_adapter: bool = False
) -> LiveService:
    """The service that follows what is published. Raises WorkspaceError where nothing is, or it was changed.

    The parameters are those of `create_service`.
    """

    def make(bundle: Bundle, name: str, mount: str) -> Application:
        # A key for each release: an address of one leads nowhere in another.
        own = f"{secret}\n{name}"
        return create_service(bundle, own, auth_token, public_url, with_adapter=with_adapter, mount=mount)

    service = LiveService(root, make)
    service.begin()
    return service
