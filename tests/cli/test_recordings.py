"""`ivr-author recordings` as a person and a program use it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from ivr_author.cli.main import cli
from ivr_author.speech.pace import seconds_of
from tests.harness.sample import change, make_workspace
from tests.speech.sounds import silence, sine, write

Run = Callable[..., Result]
WELCOME = "Thank you for calling the Example Office."


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "small")


@pytest.fixture
def run(workspace: Path) -> Run:
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["-C", str(workspace), *arguments], catch_exceptions=False)

    return invoke


@pytest.fixture
def take(workspace: Path) -> str:
    samples = np.concatenate([silence(0.1), sine(seconds_of(WELCOME, "en")), silence(0.1)])
    (workspace / "main.welcome.prompt.wav").write_bytes(write(samples))
    return "main.welcome.prompt.wav"


def test_sheets_go_into_a_folder(run: Run, workspace: Path) -> None:
    done = run("recordings", "script", "--out", "sheets")
    assert done.exit_code == 0
    assert "en: 13 texts of 13 to record" in done.output
    assert sorted(path.name for path in (workspace / "sheets").iterdir()) == ["recordings-en.csv", "recordings-en.pdf"]
    assert (workspace / "sheets/recordings-en.pdf").read_bytes().startswith(b"%PDF")


def test_one_sheet_as_a_file(run: Run, workspace: Path) -> None:
    assert run("recordings", "script", "en", "--out", "talent.csv").exit_code == 0
    assert WELCOME in (workspace / "talent.csv").read_text(encoding="utf-8-sig")
    refused = run("recordings", "script", "--out", "talent.pdf")
    assert refused.exit_code == 2
    assert "name one locale" in refused.output


def test_a_locale_that_is_not_there(run: Run) -> None:
    assert run("recordings", "check", "es").exit_code == 2
    assert run("recordings", "script", "es", "--out", "x.csv").exit_code == 2


def test_a_delivery_and_its_check(run: Run, workspace: Path, take: str) -> None:
    done = run("recordings", "import", take, "--locale", "en", "--by", "Ana Sample", "--on", "2026-11-22")
    assert done.exit_code == 0
    assert "1 file of 1 imported" in done.output
    assert 'by: "Ana Sample"\n    on: 2026-11-22\n' in (workspace / "locales/en/audio/manifest.yaml").read_text()
    checked = run("recordings", "check")
    assert (checked.exit_code, checked.output) == (0, "en: 1 recording\n")
    change(workspace, "flows/main.yaml", WELCOME, "Thank you for calling.")
    assert "recording-stale" in run("check").output


def test_programs_read_json(run: Run, workspace: Path, take: str) -> None:
    (workspace / "other.wav").write_bytes(b"no sound")
    done = run("recordings", "import", take, "other.wav", "--locale", "en", "--format", "json")
    assert done.exit_code == 1
    data = json.loads(done.output)
    assert [one["path"] for one in data["files"]] == ["locales/en/audio/main.welcome.prompt.wav", None]
    assert [one["rule"] for one in data["diagnostics"]] == ["recording-unreadable"]
    assert json.loads(run("recordings", "check", "--format", "json").output)["recordings"] == {"en": 1}
    sheets = json.loads(run("recordings", "script", "--as", "csv", "--out", "x", "--format", "json").output)
    assert sheets["files"] == ["x/recordings-en.csv"]
    assert (sheets["sheets"][0]["texts"], sheets["sheets"][0]["listed"]) == (13, 12)


def test_a_date_and_an_address_are_checked(run: Run, take: str) -> None:
    assert run("recordings", "import", take, "--locale", "en", "--on", "yesterday").exit_code == 2
    assert run("recordings", "import", take, "--locale", "en", "--address", "main/nowhere/prompt").exit_code == 2
    assert run("recordings", "import", take, take, "--locale", "en", "--address", "main/welcome/prompt").exit_code == 2


def test_other_commands_do_not_load_what_reads_sound() -> None:
    others = "check, compile, test, serve"
    told = (
        f"import sys\nfrom ivr_author.cli.commands import {others}\n"
        "print([name for name in ('numpy', 'soundfile', 'samplerate') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"
