"""What of a batch is finished, in a file that survives a kill; in the end the manifest and the rejected rows.

Chunks are written down in order, so what is finished is the beginning of the batch, and the manifest needs no sorting.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ivr_author.batch.rows import REJECTED_COLUMNS, guard_cell
from ivr_author.core.diagnostics import error
from ivr_author.core.source import Span
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.outbox import Outbox

JOURNAL = "journal.jsonl"
MANIFEST = "manifest.jsonl"
SUMMARY = "manifest.json"
REJECTED_ROWS = "rejected.csv"

RULES = {
    "out-not-empty": "The folder for a batch holds something else",
    "out-other-batch": "The folder for a batch holds one with other data, words or options",
    "out-damaged": "Files of a finished batch are gone, or not as they were written",
}
"""Every rule id that this module can report, with its description."""

SHOWN_REJECTED = 20
"""Rejected rows that are kept in memory to be shown; all are in the file."""

Json = dict[str, Any]


@dataclass
class Totals:
    """Counts over what is finished. `facts` are sums of the channel's own numbers: pages, parts, seconds."""

    chunks: int = 0
    rows: int = 0
    made: int = 0
    rejected: int = 0
    files: int = 0
    bytes: int = 0
    locales: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    first_rejected: list[Json] = field(default_factory=list)

    def add(self, entry: Json) -> None:
        """Count a chunk's entry."""
        self.chunks += 1
        self.rows += len(entry["made"]) + len(entry["rejected"])
        self.made += len(entry["made"])
        self.rejected += len(entry["rejected"])
        self.first_rejected += entry["rejected"][: SHOWN_REJECTED - len(self.first_rejected)]
        for one in entry["made"]:
            self.locales[one["locale"]] += 1
            self.facts.update({name: n for name, n in one["facts"].items() if type(n) is int and name in _SUMMED})
        for file in files_of(entry):
            self.files += 1
            self.bytes += file["bytes"]


_SUMMED = ("pages", "parts", "seconds")


class Journal:
    """The journal of a batch in a folder. `identity` says what the batch is made of, by name; it must stay the same."""

    def __init__(self, outbox: Outbox, identity: Mapping[str, Any]) -> None:
        self._outbox = outbox
        self._identity = dict(identity)
        self.totals = Totals()

    def take_up(self) -> bool:
        """Find out what is finished; True if all is. Raises WorkspaceError where the folder holds something else.

        A chunk whose files are not as they were written (the power failed) is not finished, nor is what follows it.
        """
        names = self._outbox.names()
        if JOURNAL in names:
            self._resume()
            return False
        if SUMMARY in names:
            self._check_summary()
            return True
        if names:
            message = f"the folder holds something else: {names[0]}"
            raise self._refusal("out-not-empty", message, "name a folder that is new or empty")
        self._start()
        return False

    def add(self, entry: Json) -> None:
        """Write down a chunk whose files are in place: `made` and `rejected`."""
        self._outbox.append(JOURNAL, _line(entry))
        self.totals.add(entry)

    def finish(self, columns: Sequence[str], facts: Mapping[str, Any]) -> Json:
        """Write the manifest, the rejected rows and the summary; the journal goes. The summary."""
        digest = self._outbox.write_blocks(MANIFEST, self._manifest_lines())
        if self.totals.rejected:
            self._outbox.write_blocks(REJECTED_ROWS, self._rejected_rows(columns))
        totals = self.totals
        summary = {
            **self._identity,
            **facts,
            "rows": totals.rows,
            "made": totals.made,
            "rejected": totals.rejected,
            "files": totals.files,
            "bytes": totals.bytes,
            **{name: totals.facts[name] for name in sorted(totals.facts)},
            "locales": {name: totals.locales[name] for name in sorted(totals.locales)},
            "manifest": {"path": MANIFEST, "sha256": digest},
        }
        # Everything that the summary tells of must be there before it is.
        self._outbox.settle()
        self._outbox.write_blocks(SUMMARY, [json.dumps(summary, ensure_ascii=False, indent=2).encode() + b"\n"])
        self._outbox.remove(JOURNAL)
        return summary

    def summary(self) -> Json:
        """The summary of a finished batch."""
        summary: Json = json.loads(b"".join(self._outbox.lines(SUMMARY)))
        return summary

    def _start(self) -> None:
        self._outbox.append(JOURNAL, _line({"batch": self._identity}))

    def _resume(self) -> None:
        size = 0
        for line in self._outbox.lines(JOURNAL):
            entry = _parse(line)
            if entry is None or (size and not (self._is_next(entry) and self._is_in_place(entry))):
                break
            if size == 0:
                self._check_identity(entry.get("batch"))
            else:
                self.totals.add(entry)
            size += len(line)
        self._outbox.truncate(JOURNAL, size)
        if size == 0:
            # Killed before its first line was whole: nothing was made yet.
            self._start()

    def _check_summary(self) -> None:
        summary = _parse(b"".join(self._outbox.lines(SUMMARY)).replace(b"\n", b" ") + b"\n")
        self._check_identity(summary)
        for line in self._outbox.lines(MANIFEST):
            entry = _parse(line) or {"files": [{"path": MANIFEST, "bytes": -2}]}
            if not self._is_in_place({"made": [entry], "rejected": []}):
                message = f"{entry['files'][0]['path']} is gone, or not as it was written"
                raise self._refusal("out-damaged", message, "name a new folder: the same input gives the same bytes")

    def _check_identity(self, found: Any) -> None:
        found = found if isinstance(found, dict) else {}
        other = [name for name, value in self._identity.items() if found.get(name) != value]
        if other:
            message = f"the folder holds a batch that differs in {', '.join(name.replace('_', ' ') for name in other)}"
            raise self._refusal(
                "out-other-batch", message, "name another folder, or give what that batch was begun with"
            )

    def _is_next(self, entry: Json) -> bool:
        return entry.get("chunk") == self.totals.chunks and "made" in entry and "rejected" in entry

    def _is_in_place(self, entry: Json) -> bool:
        return all(self._outbox.size(file["path"]) == file["bytes"] for file in files_of(entry))

    def _entries(self) -> Iterator[Json]:
        lines = self._outbox.lines(JOURNAL)
        next(lines, None)
        for line in lines:
            yield json.loads(line)

    def _manifest_lines(self) -> Iterator[bytes]:
        for entry in self._entries():
            for one in entry["made"]:
                yield _line(one)

    def _rejected_rows(self, columns: Sequence[str]) -> Iterator[bytes]:
        # The mark makes spreadsheets read it as UTF-8.
        yield codecs.BOM_UTF8 + _csv_row([*columns, *REJECTED_COLUMNS])
        for entry in self._entries():
            for one in entry["rejected"]:
                cells = [str(cell) for cell in one["cells"]][: len(columns)]
                cells += [""] * (len(columns) - len(cells))
                yield _csv_row([*cells, str(one["row"]), one["column"], one["reason"]])

    def _refusal(self, rule: str, message: str, hint: str) -> WorkspaceError:
        return WorkspaceError(error(rule, message, Span(self._outbox.root.as_posix(), 1, 1, 1, 1), hint))


def files_of(entry: Json) -> Iterator[Json]:
    """Every file of a chunk, each once: members of a bundle share one."""
    seen = set()
    for one in entry["made"]:
        for file in one["files"]:
            if file["path"] not in seen:
                seen.add(file["path"])
                yield file


def _line(entry: Json) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _parse(line: bytes) -> Json | None:
    """A line that is whole; None for one that a kill cut off."""
    if not line.endswith(b"\n"):
        return None
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def _csv_row(cells: Sequence[str]) -> bytes:
    row = io.StringIO()
    csv.writer(row, lineterminator="\r\n").writerow([guard_cell(cell) for cell in cells])
    return row.getvalue().encode()
