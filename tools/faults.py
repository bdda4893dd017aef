"""Runs the tests under fault and attack, and prints a table of what they did. `make faults` sets their full counts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

FOLDERS = ("tests/faults", "tests/attack")


def main(arguments: list[str]) -> int:
    """Run them; the exit code is pytest's."""
    told = Path(os.environ["IVR_AUTHOR_TALLY"]).absolute()
    told.parent.mkdir(parents=True, exist_ok=True)
    told.unlink(missing_ok=True)
    workers = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"]
    command = [sys.executable, "-m", "pytest", *workers, *FOLDERS, *arguments]
    code = subprocess.run(command, check=False, env={**os.environ, "IVR_AUTHOR_TALLY": str(told)}).returncode
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    for one in sorted(map(json.loads, lines), key=lambda one: one["name"]):
        facts = ", ".join(f"{name}: {value}" for name, value in one.items() if name not in ("name", "count"))
        print(f"{one['count']:>8,}  {one['name']}{f' ({facts})' if facts else ''}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
