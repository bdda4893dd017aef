"""A release that is being made or goes out is killed at each step: afterwards the old or the new one is live, whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ivr_author.usecases.publish_release import publish_release
from ivr_author.usecases.release import create_release
from tests.usecases.released import NOON, make_released

Steps = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Steps:
    """What was found after each kill, by what was being done. `zero` was live, `one` is."""
    folder = tmp_path_factory.mktemp("killed")
    made = make_released(folder / "office")
    create_release(made, "zero", now=NOON)
    for name in ("zero", "one"):
        publish_release(made, name, now=NOON)
    command = [sys.executable, "-m", "tests.usecases.killer", str(made), str(folder / "tried")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300, cwd=repository)
    found: Steps = {}
    for line in done.stdout.splitlines():
        one = json.loads(line)
        found.setdefault(one["action"], []).append(one)
    return found


@pytest.mark.parametrize(("action", "new"), [("publish", "two"), ("rollback", "zero")])
def test_publications_are_old_or_new_and_never_half(action: str, new: str, steps: Steps) -> None:
    found = steps[action]
    assert {"write", "fsync"} <= {one["killed"] for one in found}
    assert [one["live"] for one in found] == sorted((one["live"] for one in found), key=lambda name: name == new)
    assert {one["live"] for one in found} == {"one", new}
    for one in found:
        assert one["served"]
        assert set(one["faults"]) <= {"publications-torn"}
        assert one["again"] == [new, []], "done again, it comes to its end, and nothing torn is left"
    assert any(one["faults"] for one in found), "one was killed in the middle of its line"
    assert not found[-1]["killed"]


def test_a_release_is_there_whole_or_not_at_all(steps: Steps) -> None:
    found = steps["create"]
    assert {"mkdir", "fsync", "rename"} <= {one["killed"] for one in found}
    is_there = [one["is_there"] for one in found]
    assert is_there == sorted(is_there)
    assert {True, False} == set(is_there)
    assert is_there.index(True) < len(is_there) - 1, "it is there before its tag is"
    for one in found:
        assert (one["live"], one["served"], one["faults"]) == ("one", True, [])
        assert one["is_whole"] == one["is_there"]
        assert one["again"] == ("release-name" if one["is_there"] else "free")
