"""`ivr-author bulletin` as a person and a program use it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ivr_author.cli.main import cli
from ivr_author.people.audit import entries, verify
from ivr_author.people.database import open_database
from tests.usecases.released import git, put_under_git
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


def test_a_second_person_confirms(root: Path) -> None:
    assert "there is no switch 0" in run(root, "confirm", DOWN).output
    run(root, "on", DOWN, "until=18:00")
    refused = run(root, "confirm", DOWN)
    assert "Dana Río made this switch; a second person confirms it" in refused.output
    assert refused.exit_code == 1
    git(root, "config", "user.email", "grace@example.org")
    git(root, "config", "user.name", "Grace")
    assert "seen by Grace\n" in run(root, "confirm", DOWN).output
    assert data(root, "show", DOWN)["switch"]["seen_by"] == "Grace"
    assert "did you mean `payments_down`?" in run(root, "confirm", "payment_down").output


def test_where_there_are_accounts_it_stands_in_the_audit_log(root: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/people.db"
    open_database(url).close()
    run(root, "on", DOWN, "until=18:00", "--reason", "The bank", "--database", url)
    run(root, "off", DOWN, "--database", url)
    assert run(root, "off", DOWN, "--database", url).exit_code == 1
    database = open_database(url)
    with database.reading() as session:
        told = [(one.action, one.subject, one.detail.get("by")) for one in reversed(entries(session))]
        assert verify(session) == []
    database.close()
    assert told == [("switch a bulletin on", DOWN, "Dana Río"), ("switch a bulletin off", DOWN, "Dana Río")]
    # One that can't be opened keeps nobody from it, and is told.
    done = run(root, "on", DOWN, "until=18:00", "--database", "sqlite:////nowhere/at/all/people.db")
    assert done.exit_code == 0
    assert "This does not stand in the audit log" in done.output
