"""`answer --live`: the releases that are published, for the phone. New calls get what is live; what calls in progress
are on is left to the shelf.

Where somebody has switched bulletins, the release's content is compiled again with the switches; the release stays as
it is.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from ivr_author.core.diagnostics import error
from ivr_author.targets.twiml.bundle import BundleFault
from ivr_author.usecases.answer import TARGET, Bundle, unpack_bundle
from ivr_author.usecases.answer_follow import Offer, offer_of
from ivr_author.usecases.released import bundle_path, published_manifest
from ivr_author.usecases.scheduled import freeze_of, frozen_faults
from ivr_author.usecases.switched import compile_release, digest_of
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.live import Journal, Publication, journal_signature, mark_begun, read_journal
from ivr_author.workspace.releases import read_release, read_release_file, verify_release
from ivr_author.workspace.switches import Switches, read_switches, switches_signature

logger = logging.getLogger(__name__)

AHEAD_SECONDS = 60.0
"""How often it is looked whether what waits falls into a freeze window: calendars change without a publication."""

RETRY_SECONDS = 30.0
"""After which a release that could not be served is tried again: somebody may have brought its file back."""

EARLIER = timedelta(days=1)
"""For how long a call that began with a release may go on after another one went live."""

SWITCHED = ".switched"
"""After the release's name, in that of a bundle with bulletins as they were switched."""

RULES = {"nothing-live": "Nothing was published yet, so there is nothing to answer with"}
"""Every rule id that only this module can report, with its description."""


def load_live_bundle(root: Path, name: str, journal: Journal) -> Bundle:
    """What a release answers the phone with. Raises WorkspaceError where a file of it is not as it was made."""
    release = read_release(root, name)
    faults = verify_release(root, release, published_manifest(journal, name))
    if faults:
        raise WorkspaceError(faults[0])
    path = bundle_path(TARGET)
    return unpack_bundle(read_release_file(root, release, path), f"{name}/{path}")


@dataclass
class LiveSource:
    """What is published in a workspace. `clock` and `ticks` are for tests to turn."""

    root: Path
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ticks: Callable[[], float] = time.monotonic
    live: str = ""
    """The release that new calls get."""
    _number: int = 0
    _offer: Offer | None = None
    _signature: tuple[tuple[int, ...], ...] = ()
    _journal: Journal = field(default_factory=Journal)
    _switches: Switches = field(default_factory=Switches)
    _tried: tuple[str, str] = ("", "")
    _looked_ahead: float = float("-inf")
    _told: set[str] = field(default_factory=set)
    _not_before: tuple[int, float] = (0, 0)

    def begin(self) -> tuple[Offer, ...]:
        """What is live. Raises WorkspaceError where nothing is, or where it can't be served."""
        try:
            self._look()
            self._look_ahead()
        except BundleFault as fault:
            raise WorkspaceError(error("release-changed", f"what is live is no bundle: {fault}")) from fault
        if self._offer is None:
            hint = "make a release, and let it go out: `ivr-author release create`, `ivr-author release publish`"
            raise WorkspaceError(error("nothing-live", "nothing was published yet", hint=hint))
        return (self._offer,)

    def earlier(self) -> Iterator[Offer]:
        """What was live within the last day: a call may have begun with it on another machine."""
        now = self.clock()
        shown = self._journal.was_live(now)
        for one, after in pairwise(shown):
            if one.release != self.live and max(after.when, after.made) > now - EARLIER:
                with suppress(WorkspaceError, BundleFault):
                    yield offer_of(one.release, load_live_bundle(self.root, one.release, self._journal))

    def look(self) -> tuple[Offer, ...] | None:
        """Another bundle, where something else is live, or bulletins were switched."""
        offered, before = self._offer, self.live
        try:
            self._look()
            if self.live != before:
                logger.warning("release %s is live, after %s", self.live, before)
            self._look_ahead()
        except (WorkspaceError, BundleFault) as failure:
            logger.error("what is published can't be served, so calls stay on %s: %s", self.live, failure)
        return (self._offer,) if self._offer is not None and self._offer is not offered else None

    def _look_ahead(self) -> None:
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

    def _look(self) -> None:
        signature = (journal_signature(self.root), switches_signature(self.root))
        if signature != self._signature:
            self._journal, self._switches = read_journal(self.root), read_switches(self.root)
            self._signature = signature
        found = self._journal.live(self.clock())
        # Never to an earlier publication than was live: only a clock that is set back could lead there.
        if found is not None and found.number > self._number and self._not_before <= (found.number, self.ticks()):
            self._not_before = (found.number, self.ticks() + RETRY_SECONDS)
            self._publish(found)
        if self.live and self._tried != self._wanted(self.live):
            self._switch()

    def _wanted(self, release: str) -> tuple[str, str]:
        return release, digest_of(self._switches)

    def _publish(self, found: Publication) -> None:
        bundle, label = load_live_bundle(self.root, found.release, self._journal), found.release
        self._tried = self._wanted(found.release)
        if self._tried[1]:
            try:
                bundle, label = compile_release(self.root, found.release, self._switches), f"{label}{SWITCHED}"
            except (WorkspaceError, BundleFault) as failure:
                logger.error("release %s goes out without the switches of bulletins: %s", found.release, failure)
        self._offer = offer_of(label, bundle)
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
        if self._tried[1]:
            bundle = compile_release(self.root, self.live, self._switches)
            self._offer = offer_of(f"{self.live}{SWITCHED}", bundle)
        else:
            self._offer = offer_of(self.live, load_live_bundle(self.root, self.live, self._journal))
        logger.warning("bulletins were switched")
