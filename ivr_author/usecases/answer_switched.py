"""`answer` of a workspace: the bundle that was compiled from it, whose bulletins follow their switches.

Compiling is `switched`'s; what becomes of calls in progress is left to the shelf.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ivr_author.core.diagnostics import has_errors
from ivr_author.targets.twiml.bundle import BundleFault
from ivr_author.usecases.answer import Bundle
from ivr_author.usecases.answer_follow import Offer, offer_of
from ivr_author.usecases.switched import compile_switched, digest_of
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.switches import Switches, read_switches, switches_signature

logger = logging.getLogger(__name__)

MOST_KEPT = 6
"""Bundles that need not be compiled again when somebody switches back."""

LABEL = "workspace"


@dataclass
class SwitchedSource:
    """A workspace as it was when the service began, with the switches of now."""

    root: Path
    workspace: Workspace
    plain: Offer
    now: str = ""
    """The digest of the switches that new calls hear."""
    _signature: tuple[int, ...] = ()
    _known: dict[str, Offer] = field(default_factory=dict)

    def begin(self) -> tuple[Offer, ...]:
        """With what was switched before, as far as that can be read."""
        return self.look() or (self.plain,)

    def earlier(self) -> Iterable[Offer]:
        """The bundle without switches."""
        return (self.plain,)

    def look(self) -> tuple[Offer, ...] | None:
        """Another bundle, where somebody switched a bulletin. What can't be compiled is logged, and changes nothing."""
        before = self.now
        try:
            signature = switches_signature(self.root)
            if signature != self._signature:
                self._switch(read_switches(self.root))
                self._signature = signature
        except (WorkspaceError, BundleFault) as failure:
            logger.error("the switches of bulletins can't be followed, so calls stay as they are: %s", failure)
        if self.now == before:
            return None
        return (self._known[self.now] if self.now else self.plain,)

    def _switch(self, switches: Switches) -> None:
        digest = digest_of(switches)
        if digest and digest not in self._known:
            assert self.workspace.content is not None, "what answers calls was compiled from it"
            bundle = compile_switched(self.workspace, self.workspace.content, switches)
            if has_errors(bundle.diagnostics):
                logger.error("with the switches of now there is no bundle: %s", bundle.diagnostics[0].message)
                return
            self._known[digest] = offer_of(f"{LABEL}.switched", bundle)
            while len(self._known) > MOST_KEPT:
                del self._known[next(one for one in self._known if one not in (digest, self.now))]
        if digest != self.now:
            logger.warning("bulletins were switched: %s", _told(switches))
        self.now = digest


def _told(switches: Switches) -> str:
    return ", ".join(f"{name} {'on' if one.on else 'off'}" for name, one in switches.now().items()) or "none"


def create_switched_source(root: Path, bundle: Bundle) -> SwitchedSource:
    """The source of a workspace's bundle. Raises `BundleFault` for files that are none."""
    return SwitchedSource(root, load_workspace(root), offer_of(LABEL, bundle))
