"""Seeded faults in translations: how many the checks find, beside translate-toolkit's pofilter run as a program.

Both see the same catalogs. A fault is found where more is said of the faulty translation than of the right one; an
alarm on a right one is false. pofilter (GPL) runs with its usual tests, and is only run, never imported.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import polib

from ivr_author.catalog.po import write_catalog
from ivr_author.core.diagnostics import Severity
from ivr_author.workspace.project import load_workspace
from tests.catalog.seeded.seeds import Seed, found_by, make_catalog, read_seeds, said_of

ROOT = Path(__file__).resolve().parents[2]


def run() -> list[tuple[str, float, str]]:
    """Figures as (name, value, unit)."""
    seeds = read_seeds()
    glossaries = load_workspace(ROOT).glossaries
    right, faulty = said_of(seeds, False, glossaries), said_of(seeds, True, glossaries)
    alarms = sum(any(severity is not Severity.NOTE for _, severity in one) for one in right.values())
    ours = found_by(
        *({line: {rule for rule, _ in one} for line, one in part.items()} for part in (right, faulty)), seeds
    )
    figures = [
        ("seeded faults", float(len(ours)), f"faults of {len({seed.kind for seed in seeds})} kinds"),
        ("checks: found", 100 * sum(ours.values()) / len(ours), "%"),
        ("checks: right translations with a warning or an error", 100 * alarms / len(seeds), "%"),
    ]
    pofilter = shutil.which("pofilter", path=str(Path(sys.executable).parent))
    if pofilter is None:
        return [*figures, ("pofilter is not installed here", 0, "")]
    theirs_right, theirs_faulty = _filter(pofilter, seeds, False), _filter(pofilter, seeds, True)
    theirs = found_by(theirs_right, theirs_faulty, seeds)
    return [
        *figures,
        ("pofilter: found", 100 * sum(theirs.values()) / len(theirs), "%"),
        ("pofilter: right translations with an alarm", 100 * len(theirs_right) / len(seeds), "%"),
    ]


def _filter(pofilter: str, seeds: list[Seed], is_faulty: bool) -> dict[int, set[str]]:
    """What pofilter says, by the line of the seed: the names of its tests."""
    said: dict[int, set[str]] = defaultdict(set)
    with tempfile.TemporaryDirectory() as folder:
        for locale in sorted({seed.pair.locale for seed in seeds}):
            given, told = Path(folder, f"{locale}.po"), Path(folder, f"{locale}.told.po")
            given.write_text(write_catalog(make_catalog(seeds, locale, is_faulty)))
            command = [pofilter, f"--language={locale}", "--progress=none", str(given), str(told)]
            subprocess.run(command, check=True, capture_output=True)
            if told.exists():
                for entry in polib.pofile(str(told)):
                    line = int((entry.msgctxt or "").split("/")[1])
                    tests = [one for one in entry.tcomment.splitlines() if one.startswith("(pofilter)")]
                    said[line].update(one.split()[1].rstrip(":") for one in tests)
    return dict(said)
