"""`ivr-author release` and `answer --live` as a person and a program use them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ivr_author.cli.main import cli
from ivr_author.workspace.releases import RELEASES
from tests.harness.sample import change
from tests.usecases.released import commit, copy_of, make_released

FAR = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}T12:00"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Not to be written to."""
    root = make_released(tmp_path_factory.mktemp("made") / "office")
    # The tests have the day that it is, and the windows of December must not catch them.
    change(root, "ivr.yaml", "releases: {freeze: [freeze]}", "releases: {}")
    commit(root, "No freeze")
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return copy_of(made, tmp_path / "office")


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), *arguments], catch_exceptions=False)


def data(root: Path, *arguments: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run(root, *arguments, "--format", "json").stdout)
    return told


def test_the_whole_way(root: Path) -> None:
    created = run(root, "release", "create", "three")
    assert created.exit_code == 0, created.output
    assert "passed    The check finds no errors" in created.output
    assert "Let it go out: ivr-author release publish three" in created.output
    assert run(root, "release", "publish", "one", "--reason", "the first").exit_code == 0
    published = run(root, "release", "publish", "two")
    assert (published.exit_code, "Release two is live" in published.output) == (0, True)
    listed = run(root, "release", "list").output
    assert "two      live" in listed
    assert "one      was live from" in listed
    assert "three    not published" in listed
    back = run(root, "release", "rollback", "--reason", "callers are cut off")
    assert (back.exit_code, "Release one is live" in back.output) == (0, True)
    shown = run(root, "release", "show", "one").output
    assert "published by Dana Río" in shown
    assert "rolled back to by Dana Río" in shown
    assert "callers are cut off" in shown


def test_for_programs(root: Path) -> None:
    created = data(root, "release", "create", "three")
    assert (created["release"]["name"], created["gates"][0]["state"]) == ("three", "passed")
    assert data(root, "release", "publish", "one")["publication"]["number"] == 1
    waiting = data(root, "release", "publish", "two", "--at", FAR)
    assert waiting["publication"]["scheduled"] is True
    listed = data(root, "release", "list")
    assert (listed["live"], listed["earlier"]) == ("one", None)
    two = next(one for one in listed["releases"] if one["name"] == "two")
    assert two["waits"][0]["when"] == waiting["publication"]["when"]
    shown = data(root, "release", "show", "one")
    assert shown["live"]
    assert set(shown["files"]) > {"bundles/twiml.zip", "gates.json"}
    back = data(root, "release", "rollback", "one")
    assert [one["rule"] for one in back["warnings"]] == ["schedule-called-off"]


def test_gates_that_block(root: Path) -> None:
    change(root, "flows/main.yaml", "next: office", "next: ofice")
    asked = run(root, "release", "gates")
    assert asked.exit_code == 1
    assert "blocked   The check finds no errors" in asked.output
    assert "flows/main.yaml:13:11: dangling-reference" in asked.output
    assert data(root, "release", "gates")["gates"][0]["blocks"][0]["kind"] == "file"
    commit(root, "Break it")
    created = run(root, "release", "create", "three")
    assert (created.exit_code, "No release was made." in created.stderr) == (1, True)
    assert data(root, "release", "create", "three")["release"] is None


def test_a_freeze_window_and_its_override(root: Path) -> None:
    every_day = "".join(f'  {day}: ["0:00-24:00"]\n' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    (root / "flows/calendars/freeze.yaml").write_text(f"weekly:\n{every_day}")
    change(root, "ivr.yaml", "releases: {}", "releases: {freeze: [freeze]}")
    refused = run(root, "release", "publish", "one")
    assert refused.exit_code == 1
    assert "blocked   No freeze window" in refused.output
    assert "Release one does not go out." in refused.stderr
    assert data(root, "release", "publish", "one")["publication"] is None
    no_reason = run(root, "release", "publish", "one", "--override-freeze")
    assert (no_reason.exit_code, "needs --reason" in no_reason.stderr) == (2, True)
    override = run(root, "release", "publish", "one", "--override-freeze", "--reason", "the lines are down")
    assert (override.exit_code, "waived" in override.output) == (0, True)
    listed = run(root, "release", "list").output
    assert "the lines are down; freeze window overridden: nothing is released" in listed
    assert "Freeze window now: from" in listed


def test_a_window_that_is_declared_later(root: Path) -> None:
    run(root, "release", "publish", "one")
    at = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)
    assert run(root, "release", "publish", "two", "--at", at.isoformat()).exit_code == 0
    assert data(root, "release", "list")["faults"] == []
    every_day = "".join(f'  {day}: ["0:00-24:00"]\n' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    (root / "flows/calendars/freeze.yaml").write_text(f"weekly:\n{every_day}")
    change(root, "ivr.yaml", "releases: {}", "releases: {freeze: [freeze]}")
    listed = run(root, "release", "list")
    assert "inside a freeze window from" in listed.output
    assert "`ivr-author release cancel two` calls it off" in listed.stderr
    assert [one["rule"] for one in data(root, "release", "list")["faults"]] == ["schedule-frozen"]
    cancelled = run(root, "release", "cancel", "two", "--reason", "deadline day")
    assert (cancelled.exit_code, "Release two is called off" in cancelled.output) == (0, True)
    found = data(root, "release", "list")
    assert (found["live"], found["faults"]) == ("one", [])
    assert found["publications"][-1]["called_off"]["reason"] == "deadline day"
    again = run(root, "release", "cancel", "two")
    assert (again.exit_code, "release-not-scheduled" in again.stderr) == (1, True)
    assert run(root, "release", "cancel", "tow").exit_code == 2


def test_what_can_not_be_is_said_in_plain_words(root: Path) -> None:
    assert run(root, "release", "publish", "tow").exit_code == 2
    assert "did you mean `two`?" in run(root, "release", "publish", "tow").stderr
    for arguments, rule in (
        (("create", "A B"), "release-name"),
        (("create", "one"), "release-name"),
        (("publish", "one", "--at", "soon"), "release-time"),
        (("rollback",), "release-never-live"),
    ):
        result = run(root, "release", *arguments)
        assert (result.exit_code, f"error {rule}: " in result.stderr) == (1, True), result.output


def test_a_release_that_was_changed(root: Path) -> None:
    bundle = root / RELEASES / "one/bundles/twiml.zip"
    bundle.chmod(0o644)
    bundle.write_bytes(b"")
    shown = run(root, "release", "show", "one")
    assert (shown.exit_code, "release-changed" in shown.stderr) == (1, True)
    assert data(root, "release", "show", "one")["faults"][0]["rule"] == "release-changed"
    assert run(root, "release", "publish", "one").exit_code == 1


def test_nothing_yet(tmp_path: Path) -> None:
    assert "There is no release yet" in run(tmp_path, "release", "list").output


def test_answer_needs_something_live_and_one_source(root: Path) -> None:
    nothing = run(root, "answer", "--live", "--unsigned", "--port", "0")
    assert (nothing.exit_code, "nothing was published yet" in nothing.stderr) == (2, True)
    both = run(root, "answer", "--live", "--bundle", "build")
    assert both.exit_code == 2
