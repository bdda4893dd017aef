"""`ivr-author bulletin` as a person and a program use it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ivr_author.cli.main import cli
from tests.usecases.released import put_under_git
from tests.usecases.switching import LOCALES, make_switching

DOWN = "payments_down"


@pytest.fixture
def root(tmp_path: Path, repository: Path) -> Path:
    made = make_switching(tmp_path / "small", repository)
    put_under_git(made)
    return made


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), "bulletin", *arguments], catch_exceptions=False)


def data(root: Path, *arguments: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run(root, *arguments, "--format", "json").stdout)
    return told


def test_on_and_off(root: Path) -> None:
    assert "payments_down  off    main" in run(root, "list").output
    day = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}"
    done = run(root, "on", DOWN, "until=18:00", "--until", f"{day}T23:00-00:00", "--reason", "The bank's site is down")
    assert done.exit_code == 0, done.output
    assert f"payments_down: on (Payments down)\n  from now until {day} 1" in done.output
    assert "  switched on by Dana Río, " in done.output
    assert "T: The bank's site is down\n  no second person has seen it yet\n  heard in main\n" in done.output
    assert "heard  En este momento no puede hacer pagos" in done.output
    assert "payments_down  on     main      " in run(root, "list").output
    shown = data(root, "show", DOWN)
    assert (shown["state"], shown["values"], shown["end"]) == ("on", {"until": "18:00"}, f"{day}T23:00:00+00:00")
    assert [words["locale"] for words in shown["words"]] == list(LOCALES)
    off = data(root, "off", DOWN)
    assert (off["switched"], off["state"], off["switch"]["number"]) == (True, "off", 2)
    (listed,) = data(root, "list")["bulletins"]
    assert (listed["state"], listed["start"], listed["switch"]["by"]) == ("off", None, "Dana Río")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("on", DOWN), 1, "the slot `until` needs a time\n"),
        (("on", DOWN, "until=25:00"), 1, "hint: write it as until=18:00"),
        (("on", DOWN, "until"), 2, "'until' is no value of a slot; write it as until=18:00"),
        (("on", DOWN, "until=18:00", "--until", "tonight"), 1, "`tonight` is no date and time"),
        (("off", DOWN), 1, "`payments_down` is off already"),
        (("off", "payment_down"), 2, "did you mean `payments_down`?"),
        (("show", "storm"), 2, "there is no bulletin `storm`"),
    ],
)
def test_what_is_refused(root: Path, arguments: tuple[str, ...], code: int, told: str) -> None:
    result = run(root, *arguments)
    assert told in result.output
    assert result.exit_code == code
    assert not (root / ".ivr").exists()


def test_without_bulletins(tmp_path: Path, repository: Path) -> None:
    root = make_switching(tmp_path / "small", repository)
    (root / f"flows/bulletins/{DOWN}.yaml").unlink()
    assert "There is no bulletin yet" in run(root, "list").output
