"""Files and entries of a batch while its workers are killed: who can get a notice gets it, each once, in order."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import Any

from ivr_author.batch.journal import Journal
from ivr_author.batch.local import LocalPool
from ivr_author.batch.orders import OrderForm, cut_into_chunks
from ivr_author.batch.produce import Hashes, Producer, Progress
from ivr_author.batch.rows import CellFault, Row
from ivr_author.workspace.outbox import Outbox
from tests.batch.bills import manifest_of, rejected_in, tree_of
from tests.batch.fake_texts import make_texts
from tests.batch.inline_pool import InlinePool

HASHES = Hashes("template", {"es": "spanish"}, "")


def rows_of(keys: list[str]) -> list[Row]:
    return [Row(number, {"key": key}, [key]) for number, key in enumerate(keys, start=2)]


def produce(
    out: Path, rows: list[Row], pool: Any, size: int = 5, report: Callable[[Progress], None] = lambda _progress: None
) -> dict[str, Any]:
    with Outbox(out) as outbox, pool:
        journal = Journal(outbox, {"batch": "this"})
        assert not journal.take_up()
        chunks = cut_into_chunks(rows, OrderForm("en", ("en", "es")), size)
        Producer(outbox, journal, "sms", HASHES).run(chunks, pool, len(rows), report)
        return journal.finish(["key"], {})


class Fragile(InlinePool):
    """A pool that one item breaks; that real ones do is shown in test_runner."""

    def submit(self, items: tuple[Any, ...]) -> Future[Any]:
        """The result, or what a broken pool says."""
        if any(order.key == "kill" for order in items):
            future: Future[Any] = Future()
            future.set_exception(BrokenExecutor("a process in the pool was terminated"))
            return future
        return super().submit(items)


def test_a_member_who_kills_workers_is_set_aside(tmp_path: Path) -> None:
    keys = [f"k{number}" for number in range(40)]
    keys[23] = "kill"
    summary = produce(tmp_path, rows_of(keys), Fragile(make_texts, 1))
    assert (summary["made"], summary["rejected"]) == (39, 1)
    assert [line["key"] for line in manifest_of(tmp_path)] == [key for key in keys if key != "kill"]
    assert rejected_in(tmp_path) == [
        {
            "key": "kill",
            "rejected_row": "25",
            "rejected_column": "",
            "rejected_because": "the worker that had it died",
        }
    ]


def test_a_worker_that_is_killed_midway_loses_and_doubles_nobody(tmp_path: Path) -> None:
    keys = [f"slow 0.00{number % 10}{number}" for number in range(200)]
    others = set(multiprocessing.active_children())
    killed = []

    def kill_one(progress: Progress) -> None:
        if progress.done >= 60 and not killed:
            killed.append((set(multiprocessing.active_children()) - others).pop())
            os.kill(killed[0].pid or 0, signal.SIGKILL)

    summary = produce(tmp_path / "killed", rows_of(keys), LocalPool(make_texts, 2), report=kill_one)
    assert killed
    assert (summary["made"], summary["rejected"]) == (200, 0)
    produce(tmp_path / "quiet", rows_of(keys), InlinePool(make_texts, 1))
    assert tree_of(tmp_path / "killed") == tree_of(tmp_path / "quiet")


def test_what_stands_in_the_journal_is_in_place(tmp_path: Path) -> None:
    seen = 0

    def look(progress: Progress) -> None:
        nonlocal seen
        lines = (tmp_path / "journal.jsonl").read_bytes().splitlines()[1:]
        files = [file for line in lines for one in json.loads(line)["made"] for file in one["files"]]
        assert len(files) == progress.done
        assert all((tmp_path / file["path"]).stat().st_size == file["bytes"] for file in files)
        seen += 1

    produce(tmp_path, rows_of([f"k{number}" for number in range(20)]), InlinePool(make_texts, 1), report=look)
    assert seen == 5


def test_rejected_rows_stand_in_the_order_of_the_data(tmp_path: Path) -> None:
    rows = rows_of([f"k{number}" for number in range(10)])
    rows[1] = Row(3, {"key": "refuse"}, ["refused"])
    rows[3] = Row(5, {}, ["early"], (CellFault("the row has 9 cells"),))
    rows[8] = Row(10, {}, ["late"], (CellFault("the row has 9 cells"),))
    produce(tmp_path, rows, InlinePool(make_texts, 1))
    assert [row["key"] for row in rejected_in(tmp_path)] == ["refused", "early", "late"]


def test_lines_name_their_catalog(tmp_path: Path) -> None:
    rows = [Row(2, {"key": "a", "locale": "es"}, []), Row(3, {"key": "b"}, [])]
    produce(tmp_path, rows, InlinePool(make_texts, 1))
    assert [(line["locale"], line["catalog"]) for line in manifest_of(tmp_path)] == [("es", "spanish"), ("en", "")]


def test_folders_hold_a_thousand(tmp_path: Path) -> None:
    produce(tmp_path, rows_of([f"k{number}" for number in range(1_001)]), InlinePool(make_texts, 1), size=100)
    assert len(list((tmp_path / "sms/0000").iterdir())) == 1_000
    assert [path.name for path in (tmp_path / "sms/0001").iterdir()] == ["k1000.txt"]
