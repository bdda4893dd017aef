"""`answer` of a workspace: the webhook service whose bulletins follow their switches.

New calls hear what is on now; a call in progress stays on the bundle that it began with, since the addresses at which
it goes on name that one. Compiling is `switched`'s, serving is left to the face.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Any

from ivr_author.core.diagnostics import has_errors
from ivr_author.targets.twiml.bundle import BundleFault
from ivr_author.targets.twiml.service import plain_answer
from ivr_author.usecases.answer import Application, Bundle, create_service
from ivr_author.usecases.switched import compile_switched, digest_of
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.switches import Switches, read_switches, switches_signature

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How often the switches are looked at, at most."""

MOST_KEPT = 6
"""Bundles that are kept for calls in progress, besides the one without switches."""

PREFIX = "/switched/"
"""Calls go on at `/switched/DIGEST/step`; those of the bundle without switches at `/step`."""


@dataclass
class SwitchedService:
    """The callable. `make` makes the service of a bundle under a mount; `ticks` is for tests to turn."""

    root: Path
    workspace: Workspace
    make: Callable[[Bundle, str, str], Application]
    plain: Application
    ticks: Callable[[], float] = time.monotonic
    now: str = ""
    """The digest of the switches that new calls hear."""
    _looked: float = float("-inf")
    _signature: tuple[int, ...] = ()
    _services: OrderedDict[str, Application] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _looking: Lock = field(default_factory=Lock)

    def __call__(self, environ: Mapping[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request: by the bundle that its address names; a new call by what is on now."""
        self.follow()
        path = environ.get("PATH_INFO", "")
        digest = path.removeprefix(PREFIX).partition("/")[0] if path.startswith(PREFIX) else ""
        if not digest and path != "/step" and not path.startswith("/audio/"):
            digest = self.now
        if not digest:
            return self.plain(environ, start_response)
        with self._lock:
            service = self._services.get(digest)
        if service is None:
            return plain_answer(start_response, HTTPStatus.GONE)
        return service(environ, start_response)

    def follow(self) -> None:
        """Look whether a bulletin was switched. Whoever calls meanwhile hears what was on before."""
        if self.ticks() - self._looked < LOOK_SECONDS or not self._looking.acquire(blocking=False):
            return
        try:
            self._looked = self.ticks()
            self.look()
        finally:
            self._looking.release()

    def look(self) -> None:
        """Look at once. What can't be read or compiled is logged, and changes nothing."""
        try:
            signature = switches_signature(self.root)
            if signature != self._signature:
                self._switch(read_switches(self.root))
                self._signature = signature
        except (WorkspaceError, BundleFault) as failure:
            logger.error("the switches of bulletins can't be followed, so calls stay as they are: %s", failure)

    def _switch(self, switches: Switches) -> None:
        digest = digest_of(switches)
        if digest and digest not in self._services:
            assert self.workspace.content is not None, "what answers calls was compiled from it"
            bundle = compile_switched(self.workspace, self.workspace.content, switches)
            if has_errors(bundle.diagnostics):
                logger.error("with the switches of now there is no bundle: %s", bundle.diagnostics[0].message)
                return
            with self._lock:
                self._services[digest] = self.make(bundle, digest, f"{PREFIX}{digest}")
                while len(self._services) > MOST_KEPT:
                    del self._services[next(one for one in self._services if one != self.now)]
        self.now = digest
        logger.warning("bulletins were switched: %s", _told(switches))


def _told(switches: Switches) -> str:
    return ", ".join(f"{name} {'on' if one.on else 'off'}" for name, one in switches.now().items()) or "none"


def create_switched_service(
    root: Path,
    bundle: Bundle,
    secret: str,
    auth_token: str = "",
    public_url: str = "",
    *,
    with_adapter: bool = False,
) -> SwitchedService:
    """The service of a workspace's bundle, which follows the switches. Raises `BundleFault` as `create_service`."""

    def make(bundle: Bundle, name: str, mount: str) -> Application:
        # A key for each bundle: an address of one leads nowhere in another.
        own = f"{secret}\n{name}" if name else secret
        return create_service(bundle, own, auth_token, public_url, with_adapter=with_adapter, mount=mount)

    service = SwitchedService(root, load_workspace(root), make, make(bundle, "", ""))
    service.look()
    return service
