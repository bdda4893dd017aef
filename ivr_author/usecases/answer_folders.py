"""`answer --bundle`: bundles in folders and zip files, each followed when another one is put in its place."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ivr_author.targets.twiml.bundle import BundleFault
from ivr_author.usecases.answer import read_bundle, unpack_bundle
from ivr_author.usecases.answer_follow import Offer, offer_of, standing_of
from ivr_author.usecases.build import MANIFEST
from ivr_author.workspace.bundle_shelf import is_folder, look_at, read_packed
from ivr_author.workspace.files import WorkspaceError

logger = logging.getLogger(__name__)

LABEL = "bundle"
"""Not the folder's name: another machine may have the same bundle elsewhere, and calls go on at either."""


@dataclass
class FolderSource:
    """The bundles at some places. One that is half copied is tried again until it is whole."""

    places: Sequence[Path]
    _offers: tuple[Offer, ...] = ()
    _signatures: dict[Path, tuple[int, ...]] = field(default_factory=dict)
    _faults: dict[Path, str] = field(default_factory=dict)

    def begin(self) -> tuple[Offer, ...]:
        """All of them. Raises WorkspaceError or `BundleFault`, whose text names the place."""
        found = []
        for place in self.places:
            self._signatures[place] = _signature(place)
            try:
                found.append(_offer(place))
            except BundleFault as fault:
                raise BundleFault(f"{place}: {fault}") from fault
        standing_of(found)
        self._offers = tuple(found)
        return self._offers

    def earlier(self) -> Iterable[Offer]:
        """Nothing: what was in a folder before is on the shelf, if anywhere."""
        return ()

    def look(self) -> tuple[Offer, ...] | None:
        """All of them, where one was replaced."""
        found = list(self._offers)
        for index, place in enumerate(self.places):
            signature = _signature(place)
            if signature == self._signatures.get(place) and place not in self._faults:
                continue
            try:
                found[index] = _offer(place)
                standing_of(found)
            except (BundleFault, WorkspaceError) as failure:
                found[index] = self._offers[index]
                if self._faults.get(place) != str(failure):
                    self._faults[place] = str(failure)
                    logger.error("calls stay on the bundle that was in %s before: %s", place.name, failure)
                continue
            self._signatures[place] = signature
            self._faults.pop(place, None)
        if [one.name for one in found] == [one.name for one in self._offers]:
            return None
        self._offers = tuple(found)
        logger.warning("another bundle is served: %s", ", ".join(one.name for one in found))
        return self._offers


def _offer(place: Path) -> Offer:
    bundle = read_bundle(place) if is_folder(place) else unpack_bundle(read_packed(place), place.name)
    return offer_of(LABEL, bundle)


def _signature(place: Path) -> tuple[int, ...]:
    # The manifest is written last, and has the hash of every file.
    return look_at(place / MANIFEST) or look_at(place)
