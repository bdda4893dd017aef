"""A take between its upload and its taking: already converted, so that what is heard is what is kept."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.speech.recording import Recording
from ivr_author.usecases.takes import Converted
from ivr_author.web.waiting import TAKE, the_tray
from ivr_author.workspace.files import WorkspaceError

MOST_HELD_BYTES = 10_000_000
"""Five minutes of telephone sound are a quarter of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A warning of the take check."""

    rule: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class HeldTake:
    """A take that waits: for the text with this digest in this language; `told` is what the check warns of."""

    key: str
    locale: str
    digest: str
    file: str
    seconds: float
    told: Sequence[Told]
    wav: bytes


def hold_take(converted: Converted, recording: Recording, file: str) -> str:
    """Keep a take until it is taken, and give its key. Raises `WorkspaceError`."""
    told = [[one.rule, one.message, one.hint or ""] for one in converted.diagnostics]
    facts = {
        "kind": TAKE,
        "locale": recording.locale,
        "digest": recording.digest,
        "file": file,
        "seconds": f"{recording.seconds:.3f}",
        "told": json.dumps(told),
    }
    return the_tray().put([(file, io.BytesIO(converted.wav))], facts, MOST_HELD_BYTES)


def held_take(key: str, locale: str) -> HeldTake | None:
    """A take of this language that waits."""
    held = the_tray().get(key)
    if held is None or held.facts.get("kind") != TAKE or held.facts["locale"] != locale:
        return None
    facts = held.facts
    try:
        wav = held.parcels[0].read(MOST_HELD_BYTES)
    except WorkspaceError:
        return None
    told = [Told(*one) for one in json.loads(facts["told"])]
    return HeldTake(key, locale, facts["digest"], facts["file"], float(facts["seconds"]), told, wav)


def warnings_of(faults: Sequence[Diagnostic]) -> list[Told]:
    """Faults as they are shown beside a take."""
    return [Told(one.rule, one.message, one.hint or "") for one in faults]
