"""`changes` as a person uses it, on a workspace under git."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr_author.changes.write import NOTHING
from ivr_author.cli.main import cli
from tests.harness.sample import change, make_workspace

MAIN = "flows/main.yaml"


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), "changes", *arguments], catch_exceptions=False)


def git(root: Path, *arguments: str) -> None:
    settings = ("-c", "user.name=Dana", "-c", "user.email=dana@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *settings, *arguments], check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three commits; the second has a tag."""
    root = make_workspace(tmp_path / "office")
    git(root, "init", "-q")
    for old, new in (("", ""), ("timeout: 5s", "timeout: 6s"), ("timeout: 6s", "timeout: 7s")):
        change(root, MAIN, old, new)
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", f"Wait: {new}")
    git(root, "tag", "v1", "HEAD~1")
    return root


def test_since_the_last_tag(root: Path) -> None:
    result = run(root)
    assert result.exit_code == 0
    assert result.stdout.startswith("# What callers hear differently since v1\n")
    assert "- timeout was 6 s, and is now 7 s." in result.stdout


def test_without_a_tag_since_the_commit_before(root: Path) -> None:
    git(root, "tag", "-d", "v1")
    assert "- timeout was 6 s, and is now 7 s." in run(root).stdout


def test_since_a_commit(root: Path) -> None:
    assert "- timeout was 5 s, and is now 7 s." in run(root, "--since", "HEAD~2").stdout


def test_nothing_new(root: Path) -> None:
    assert NOTHING in run(root, "--since", "HEAD").stdout


def test_json(root: Path) -> None:
    data = json.loads(run(root, "--since", "v1", "--format", "json").stdout)
    assert data["since"] == "v1"
    assert data["nothing_new"] is False
    assert data["diagnostics"] == []
    assert data["groups"][0]["changes"][0]["sentence"] == "timeout was 6 s, and is now 7 s."


def test_a_folder_is_a_revision_too(root: Path, tmp_path: Path) -> None:
    make_workspace(tmp_path / "other")
    assert "- timeout was 5 s, and is now 7 s." in run(root, "--since", str(tmp_path / "other")).stdout


@pytest.mark.parametrize("named", ["nowhere", "--all", "v1:flows"])
def test_what_is_no_revision(root: Path, named: str) -> None:
    result = run(root, f"--since={named}")
    assert result.exit_code == 1
    assert "revision-not-found" in result.stderr
    assert "Traceback" not in result.stderr


def test_without_git_a_revision_must_be_named(tmp_path: Path) -> None:
    result = run(make_workspace(tmp_path / "bare"))
    assert result.exit_code == 1
    assert "not under git" in result.stderr


def test_what_cannot_be_read_is_told_and_exits_with_one(root: Path) -> None:
    (root / MAIN).write_text("nodes: [")
    result = run(root, "--since", "v1")
    assert result.exit_code == 1
    assert "may lack things" in result.stderr
