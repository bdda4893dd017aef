"""What a live rehearsal is asked for; `rehearse_live` plays it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ivr_author.usecases.rehearse import RehearsalRequest

MOST_CALLS, MOST_SECONDS, MOST_AT_ONCE = 20_000, 3_600, 64
"""Bounds of a live rehearsal: it is a rehearsal, no attack."""


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """A day (`RehearsalRequest`, whose agents don't matter here), and how it is played.

    `public_url`: what the service is told that its address is. `is_unsigned`: it checks no signatures. `at`: when all
    calls begin for it; None: by its clock.
    """

    day: RehearsalRequest
    url: str
    public_url: str = ""
    calls: int = 500
    seconds: float = 60.0
    at_once: int = 16
    back_end_port: int = 8099
    is_unsigned: bool = False
    at: datetime | None = None
