"""Makes a batch in children that are killed, or whose power fails, until it is done; tells each end as a line of JSON.

A program of its own (`python -m tests.faults.batch_killer WORKSPACE DATA OUT BACKUP CHANNEL KILLS STEP SEED`), for to
fork is safe only without threads.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path
from typing import Any

from ivr_author.usecases import batch
from ivr_author.usecases.batch import BatchRequest, run_batch
from tests.batch.inline_pool import InlinePool
from tests.faults.system import How, System

HOWS = (How.KILL, How.EMPTIED, How.FORGOTTEN)
NEVER = 1 << 30


def make(workspace: Path, request: BatchRequest, how: How, at: int, backup: Path, told: int) -> None:
    """In a child: begin it, or go on with it."""
    batch.LocalPool = InlinePool  # type: ignore[assignment, misc]
    with System(request.out, how, at, backup):
        result = run_batch(workspace, request, lambda _progress: None)
    summary: Any = dict(result.summary) if result.summary is not None else str(result.diagnostics)
    os.write(told, json.dumps({"resumed": result.resumed, "summary": summary}).encode())
    os._exit(0)


def main(workspace: str, data: str, out: str, backup: str, channel: str, kills: str, step: str, seed: str) -> None:
    """So many kills, each up to `step` calls later than the one before, then it may come to its end."""
    chance = random.Random(seed)
    request = BatchRequest("bill", channel, Path(data), Path(out), processes=1)
    killed = 0
    calls = 12
    while True:
        reading, writing = os.pipe()
        how = HOWS[killed % len(HOWS)]
        at = chance.randrange(calls) if killed < int(kills) else NEVER
        aside = Path(backup) / str(killed)
        aside.mkdir(parents=True, exist_ok=True)
        child = os.fork()
        if child == 0:
            make(Path(workspace), request, how, at, aside, writing)
        os.close(writing)
        _, status = os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as stream:
            told = stream.read()
        journal = Path(out) / "journal.jsonl"
        lines = journal.read_bytes().count(b"\n") if journal.exists() else 0
        end = {"how": how, "at": at, "was_killed": os.WIFSIGNALED(status), "lines": lines, "told": told.decode()}
        sys.stdout.write(json.dumps(end) + "\n")
        sys.stdout.flush()
        if not os.WIFSIGNALED(status):
            return
        killed += 1
        # Later and later, so that it gets somewhere in between.
        calls += int(step)


if __name__ == "__main__":
    main(*sys.argv[1:])
