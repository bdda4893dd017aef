"""Every sample letter, every branch, every locale (Khmer and Hindi too), judged as PDF/UA-1."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from ivr_author.workspace.project import load_workspace
from tests.notice.letters import letters_of

ROOT = Path(__file__).resolve().parents[2]


def run() -> list[tuple[str, float, str]]:
    """How many letters there are, how many pass, and what judging costs."""
    passed = total = 0
    start = time.process_time()
    for letter in letters_of(load_workspace(ROOT)):
        total += 1
        faults = letter.faults()
        passed += not faults
        if faults:
            print(f"  {letter.name}: {faults[0]}", file=sys.stderr)
    return [
        ("letters: sample notices x branches x locales, km and hi too", total, "letters"),
        ("  that are PDF/UA-1", passed, "letters"),
        ("  to make and judge one", (time.process_time() - start) / total * 1000, "ms CPU"),
    ]
