"""Exports as tags of git: who, when and what; they come along with a clone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ivr_author.workspace import exports
from ivr_author.workspace.exports import list_exports, record_export


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "office"
    root.mkdir()
    git(root, "init", "-q")
    for name, value in (("user.name", "Dana Río"), ("user.email", "dana@example.org"), ("commit.gpgsign", "false")):
        git(root, "config", name, value)
    (root / "ivr.yaml").write_text("format: 1")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Begin")
    return root


def record(root: Path, monkeypatch: pytest.MonkeyPatch, target: str, content: str, second: int) -> None:
    monkeypatch.setattr(exports, "_TIME", f"20261122T1200{second:02}Z")
    assert record_export(root, target, git(root, "rev-parse", "HEAD"), content, has_changes=second > 2) is None


def test_newest_first_by_target_and_the_same_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(root, monkeypatch, "twiml", "aa", 1)
    record(root, monkeypatch, "twiml", "aa", 2)
    record(root, monkeypatch, "voicexml", "bb", 3)
    assert {(one.target, one.content, one.has_changes) for one in list_exports(root)} == {
        ("twiml", "aa", False),
        ("voicexml", "bb", True),
    }
    (one,) = list_exports(root, "twiml")
    assert (one.who, one.subject, one.commit) == ("Dana Río", "Begin", git(root, "rev-parse", "HEAD"))
    assert one.name == "export/twiml/20261122T120001Z"


def test_they_come_along_with_a_clone(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    record(root, monkeypatch, "twiml", "aa", 1)
    git(tmp_path, "clone", "-q", str(root), "other")
    assert list_exports(tmp_path / "other") == list_exports(root) != ()


@pytest.mark.parametrize("message", ["x", "x: y\n\n: \n", "Export\n\ncontent: "])
def test_a_tag_made_by_hand_does_no_harm(root: Path, message: str) -> None:
    git(root, "tag", "export/other")
    git(root, "tag", "export/twiml/20261122T120001Z")
    git(root, "tag", "-a", "-m", message, "export/voicexml/20261122T120002Z")
    assert [one.target for one in list_exports(root)] == ["voicexml"]


def test_without_git_or_a_name_nothing_is_recorded_and_it_is_said(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list_exports(tmp_path) == ()
    fault = record_export(tmp_path, "twiml", "0" * 40, "aa", has_changes=False)
    assert fault is not None
    assert fault.rule == "not-in-git"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    git(root, "config", "--unset", "user.name")
    git(root, "config", "--unset", "user.email")
    fault = record_export(root, "twiml", git(root, "rev-parse", "HEAD"), "aa", has_changes=False)
    assert fault is not None
    assert fault.rule == "git-no-person"
