"""Counts what the tests under fault and attack did, and says how often: a few times, or as `make faults` asks."""

from __future__ import annotations

import json
import os
from pathlib import Path

IS_FULL = os.environ.get("IVR_AUTHOR_FAULTS") == "full"


def times(quick: int, full: int) -> int:
    """How often this run does something."""
    return full if IS_FULL else quick


def tally(name: str, count: int, **facts: int | float | str) -> None:
    """Count what was done, with what came of it; one line of JSON, where somebody asked for it."""
    told = os.environ.get("IVR_AUTHOR_TALLY")
    if told:
        with Path(told).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"name": name, "count": count, **facts}, ensure_ascii=False) + "\n")
