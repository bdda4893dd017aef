"""What usual work loads, in a process of its own; `test_loaded_at_start` reads what stands at the top of modules."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from ivr_author.people.database import open_database
from ivr_author.workspace.state import database_url
from tests.harness.sample import make_workspace

# One after the other in one process, with what must not have been loaded until then.
RUNS = (
    ("--version", {"yaml", "jinja2"}),
    ("test --target reference", {"lxml", "ivr_author.targets.twiml", "ivr_author.targets.voicexml"}),
    ("compile --target twiml --out out", {"ivr_author.targets.voicexml", "ivr_author.notice.rule", "typst"}),
    ("release list", {"httpcore", "sqlalchemy"}),
    ("bulletin list", {"httpcore", "sqlalchemy"}),
    ("check", {"httpcore", "sqlalchemy", "quickjs", "ivr_author.targets.voicexml.interpreter"}),
    ("people list", {"httpcore", "alembic", "mako", "quickjs"}),
)

PROGRAM = """
import contextlib, json, os, sys
from ivr_author.cli.main import cli
for run in sys.argv[2:]:
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.suppress(SystemExit):
        cli.main(["-C", sys.argv[1], *run.split()])
    print(json.dumps(sorted(sys.modules)))
"""


def test_usual_work_loads_what_it_needs(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "small")
    command = [sys.executable, "-c", PROGRAM, str(root), *(run for run, _ in RUNS[:-1])]
    # As it stands once it was made: what brings it up to date is not needed any more.
    url = database_url(root)
    open_database(url).close()
    done = subprocess.run([*command, f"people list --database {url}"], capture_output=True, text=True, check=True)
    loaded = [set(json.loads(line)) for line in done.stdout.splitlines()]
    assert [found & lazy for found, (_, lazy) in zip(loaded, RUNS, strict=True)] == [set()] * len(RUNS)
    assert "ivr_author.harness.run" in loaded[1]
    assert {"ivr_author.targets.twiml", "ivr_author.notice.rule", "sqlalchemy"} <= loaded[-1]
    assert (root / "out" / "manifest.json").exists()
