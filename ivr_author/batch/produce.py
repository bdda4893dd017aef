"""Chunks through the runner, their files into the folder, their entries into the journal. Once for each member."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ivr_author.batch.journal import Journal, Json
from ivr_author.batch.orders import SHARD, Order, OrderChunk, Reject
from ivr_author.batch.rows import CellFault
from ivr_author.batch.runner import Outcome, Pool, Runner
from ivr_author.batch.work import ChunkMade, Made, Part
from ivr_author.workspace.outbox import Outbox

FOLDERS = {"letter": "letters"}
"""Where a channel's files stand, if not under the channel's own name."""

BUNDLES = "bundles"


@dataclass(frozen=True, slots=True)
class Hashes:
    """What every line of the manifest says of what its notice was made from. `catalogs` by locale; the source has none.

    `fonts` is empty where a channel needs none.
    """

    template: str
    catalogs: Mapping[str, str]
    fonts: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is, in rows of the data; `resumed` of them were finished by an earlier run."""

    done: int
    total: int
    rejected: int
    resumed: int


class Producer:
    """Writes what the workers make. The only writer: workers may be killed at any time, and need no disk of ours."""

    def __init__(self, outbox: Outbox, journal: Journal, channel: str, hashes: Hashes) -> None:
        self._outbox = outbox
        self._journal = journal
        self._folder = FOLDERS.get(channel, channel)
        self._hashes = hashes

    def run(
        self, chunks: Iterable[OrderChunk], pool: Pool[ChunkMade], total: int, report: Callable[[Progress], None]
    ) -> None:
        """Make what the journal does not have yet. Raises CannotRun, WorkspaceError."""
        totals = self._journal.totals
        resumed = totals.rows
        report(Progress(totals.rows, total, totals.rejected, resumed))
        for outcome in Runner(pool).run(islice(chunks, totals.chunks, None)):
            self._journal.add(self._entry(outcome))
            report(Progress(totals.rows, total, totals.rejected, resumed))

    def _entry(self, outcome: Outcome[OrderChunk, ChunkMade]) -> Json:
        """Write a chunk's files, and say so."""
        chunk, result = outcome.chunk, outcome.result
        rejects = list(chunk.rejects)
        made = []
        shared = [] if result is None or result.bundle is None else [self._write_bundle(chunk, result.bundle)]
        each = iter(result.each if result else ())
        for place, (order, cells) in enumerate(zip(chunk.items, chunk.cells, strict=True)):
            failure = outcome.failures.get(place)
            one = next(each) if failure is None else None
            if isinstance(one, Made):
                files = [self._write(order, part) for part in one.parts] or shared
                made.append(self._line(order, one, files))
            else:
                faults = one.faults if one is not None else (CellFault(failure or ""),)
                rejects.append(Reject(order.row, cells, faults))
        rejects.sort(key=lambda reject: reject.row)
        return {"chunk": chunk.number, "made": made, "rejected": [_reject_line(reject) for reject in rejects]}

    def _line(self, order: Order, made: Made, files: list[Json]) -> Json:
        hashes = self._hashes
        line: Json = {"key": order.key, "row": order.row, "locale": order.locale}
        line |= {"large_print": True} if order.large_print else {}
        line |= {"files": files, "facts": dict(made.facts), "data": made.data, "template": hashes.template}
        line |= {"catalog": hashes.catalogs.get(order.locale, "")}
        return line | ({"fonts": hashes.fonts} if hashes.fonts else {})

    def _write(self, order: Order, part: Part) -> Json:
        return self._put(f"{self._folder}/{order.place // SHARD:04d}/{order.name}{part.suffix}", part)

    def _write_bundle(self, chunk: OrderChunk, part: Part) -> Json:
        return self._put(f"{BUNDLES}/bundle-{chunk.bundle:05d}{part.suffix}", part)

    def _put(self, path: str, part: Part) -> Json:
        self._outbox.write(path, part.raw)
        return {"path": path, "bytes": len(part.raw), "sha256": part.sha256}


def _reject_line(reject: Reject) -> dict[str, Any]:
    columns = ", ".join(dict.fromkeys(fault.column for fault in reject.faults if fault.column))
    reason = "; ".join(str(fault) for fault in reject.faults)
    faults = [
        {"column": fault.column, "value": fault.value, "message": fault.message, "expected": fault.expected}
        for fault in reject.faults
    ]
    return {
        "row": reject.row,
        "column": columns,
        "reason": reason,
        "faults": faults,
        "cells": list(reject.cells),
    }
