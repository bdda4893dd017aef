"""Keeps the shelf, from which the phone is answered, as the sources have it: what new calls get, and what older ones
are on. Where bundles come from is left to the sources; serving them to `answering`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from ivr_author.core.diagnostics import error
from ivr_author.targets.twiml.bundle import load_bundle
from ivr_author.targets.twiml.request import figures_of
from ivr_author.usecases.answer import Bundle, name_of_bundle
from ivr_author.usecases.build import zip_files
from ivr_author.workspace.bundle_shelf import BundleShelf, Standing
from ivr_author.workspace.files import WorkspaceError

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How often sources are looked at, at most."""

TIDY_SECONDS = 600.0
"""How often the shelf is told that bundles are still got, and what nobody is on any more is taken away."""

RULES = {"number-twice": "Two bundles that are served at one address answer the same number"}
"""Every rule id that only this module can report, with its description."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A bundle that was found to be whole: its name on the shelf, packed, and the numbers and flows that it answers."""

    name: str
    raw: bytes
    numbers: tuple[str, ...]
    flows: tuple[str, ...]


class Source(Protocol):
    """Where bundles come from."""

    def begin(self) -> tuple[Offer, ...]:
        """What new calls get. Raises WorkspaceError or `BundleFault` where that can't be known."""

    def earlier(self) -> Iterable[Offer]:
        """What calls that are going on may have begun with, in another process."""

    def look(self) -> tuple[Offer, ...] | None:
        """What new calls get from now on; None where nothing is new. What is wrong is logged, and changes nothing."""


def offer_of(label: str, bundle: Bundle) -> Offer:
    """A bundle as it is offered. Raises `BundleFault` where it is not whole."""
    loaded = load_bundle(bundle.files)
    numbers = tuple(map(figures_of, loaded.numbers))
    return Offer(name_of_bundle(label, bundle), zip_files(bundle.files), numbers, tuple(loaded.entries))


def standing_of(offers: Sequence[Offer]) -> Standing:
    """What new calls get of several bundles. Raises WorkspaceError where two answer the same number.

    A flow that several have is answered by the first: it is called by name only to try it.
    """
    numbers: dict[str, str] = {}
    flows: dict[str, str] = {}
    for offer in offers:
        for number in offer.numbers:
            if numbers.setdefault(number, offer.name) != offer.name:
                message = f"`{numbers[number]}` and `{offer.name}` both answer the number {number}"
                hint = "serve them at two addresses, or take the number out of one of them"
                raise WorkspaceError(error("number-twice", message, hint=hint))
        for flow in offer.flows:
            flows.setdefault(flow, offer.name)
    return Standing(tuple(dict.fromkeys(offer.name for offer in offers)), numbers, flows)


@dataclass
class Follower:
    """Carries what a source has onto a shelf. `ticks` is for tests to turn."""

    source: Source
    shelf: BundleShelf
    ticks: Callable[[], float] = time.monotonic
    standing: Standing = field(default_factory=Standing)
    _looked: float = float("-inf")
    _tidied: float = float("-inf")
    _waiting: tuple[Offer, ...] | None = None
    _fault: str = ""
    _looking: Lock = field(default_factory=Lock)

    def begin(self) -> Standing:
        """Put what is there now on the shelf. Raises WorkspaceError or `BundleFault` where nothing could be served."""
        self._show(self.source.begin())
        for offer in self.source.earlier():
            self.shelf.keep(offer.name, offer.raw)
            # It may be there from before this service was away for long.
            self.shelf.mark([offer.name])
        self._tidy()
        return self.standing

    def follow(self) -> None:
        """Look whether there is something else by now. What can't be shown is tried again."""
        if self.ticks() - self._looked < LOOK_SECONDS or not self._looking.acquire(blocking=False):
            return
        try:
            self._looked = self.ticks()
            found = self.source.look()
            if found is not None:
                self._waiting = found
            if self._waiting is not None:
                self._show(self._waiting)
                self._fault = ""
            if self.ticks() - self._tidied > TIDY_SECONDS:
                self._tidy()
        except WorkspaceError as failure:
            if str(failure) != self._fault:
                self._fault = str(failure)
                logger.error("what is new can't be shown, so calls stay as they are: %s", failure)
        finally:
            self._looking.release()

    def _show(self, offers: tuple[Offer, ...]) -> None:
        standing = standing_of(offers)
        for offer in offers:
            self.shelf.keep(offer.name, offer.raw)
        # Those that are left now count from now on as those that no new call gets.
        self.shelf.mark({*self.standing.bundles, *standing.bundles})
        self.shelf.show(standing)
        self.standing, self._waiting = standing, None

    def _tidy(self) -> None:
        self._tidied = self.ticks()
        self.shelf.mark(self.standing.bundles)
        gone = self.shelf.prune(self.standing.bundles)
        if gone:
            logger.info("taken from the shelf, as no call can be on it any more: %s", ", ".join(gone))
