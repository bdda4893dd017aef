"""kill -9 at any moment of a save: no acknowledged edit is lost, no file is torn, and the next start works.

At each call of the system is `test_disk.py`'s; here the moments are any, and git and the database are killed as well.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.databases import Cluster
from tests.faults.studio_killer import FOLLOWERS, NAMES
from tests.harness.sample import change, make_workspace
from tests.tally import IS_FULL, tally, times
from tests.usecases.released import put_under_git
from tests.usecases.reviewed import PO

REPOSITORY = Path(__file__).resolve().parents[2]


def make_line(root: Path) -> Path:
    """A workspace in which one node is named by three files."""
    catalog, canvas = FOLLOWERS
    make_workspace(root, {catalog: PO, canvas: f"nodes: {{{NAMES[0]}: [0, 40]}}\n"})
    change(root, "ivr.yaml", "locales: []", "locales: [es]")
    put_under_git(root)
    return root


def told_by(program: str, *arguments: str | Path | int) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", f"tests.faults.{program}", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1200, cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_studio_that_is_killed_in_its_saves(tmp_path: Path) -> None:
    kills = times(2, 160)
    *found, end = told_by("studio_killer", make_line(tmp_path / "line"), kills, 3)
    assert len(found) == kills
    assert [fault for one in (*found, end) for fault in one["faults"]] == []
    in_the_middle = sum(not one["was_told"] for one in found)
    assert in_the_middle >= (kills / 5 if IS_FULL else 0), "they were killed before they had answered"
    tally(
        "kill -9 of a studio while it saves (files and git)",
        kills,
        unanswered=in_the_middle,
        acknowledged=end["acknowledged"],
        lost=0,
    )


def test_whoever_writes_to_the_database_is_killed(tmp_path: Path) -> None:
    kill_writers(f"sqlite:///{tmp_path / 'studio.db'}", "SQLite", times(4, 160))


def test_whoever_writes_to_a_server_is_killed(postgresql: Cluster) -> None:
    kill_writers(postgresql.new_database(), "PostgreSQL", times(2, 60))


def kill_writers(url: str, name: str, kills: int) -> None:
    found = told_by("people_killer", url, kills, 3)
    assert len(found) == kills
    assert [fault for one in found for fault in one["faults"]] == []
    acknowledged = sum(one["acknowledged"] for one in found)
    assert acknowledged >= kills / 2, "and not before they began"
    tally(f"kill -9 of who writes to {name}", kills, acknowledged=acknowledged, lost=0)
