"""Two at the same moment: one is told that the other was first, or both stand; nothing that was told is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.faults.races import RACES
from tests.faults.writes import make_office
from tests.tally import tally, times

REPOSITORY = Path(__file__).resolve().parents[2]


def test_two_at_once_lose_nothing(fast_folder: Path) -> None:
    rounds = times(1, 12)
    office = make_office(fast_folder / "made")
    command = [sys.executable, "-m", "tests.faults.racer", office, fast_folder / "raced", str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert Counter(one["race"] for one in told) == dict.fromkeys(RACES, rounds)
    assert {f"{one['race']} {one['way']}": one["faults"] for one in told if one["faults"]} == {}
    tally("races of two writers", len(told), lost=0, told_of_the_other=sum(one["lost"] for one in told))
