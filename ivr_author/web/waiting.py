"""Deliveries that wait to be taken: of what, and where. Reading them needs what reads sound, and is left to others."""

from __future__ import annotations

from enum import StrEnum

from ivr_author.web.rooms import the_studio
from ivr_author.workspace.tray import Tray


class Kind(StrEnum):
    """What a delivery is of."""

    TRANSLATIONS = "translations"
    RECORDINGS = "recordings"


TAKE = "take"
"""One take of one text, which waits beside its text in the room Recordings, not on a page of deliveries."""


def the_tray() -> Tray:
    """Where deliveries wait in this studio's workspace."""
    return Tray(the_studio().root)
