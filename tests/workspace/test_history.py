"""Reading git's log: whatever commits are called, and whoever made them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ivr_author.workspace.git import GitError, Repository, find_repository
from ivr_author.workspace.history import find_content, find_version, list_versions


def commit(root: Path, message: str, **files: str) -> None:
    for name, text in files.items():
        (root / name).write_text(text)
    named = ("-c", "user.name=Dana \x1f\x1e\u202e", "-c", "user.email=d@example.org")
    for command in (("add", "-A"), (*named, "commit", "-q", "--allow-empty", "--allow-empty-message", "-m", message)):
        subprocess.run(["git", "-C", str(root), *command], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    subprocess.run(["git", "-C", str(tmp_path), "init", "-q", "-b", "main"], check=True)
    return find_repository(tmp_path)


def test_nothing_yet(repository: Repository) -> None:
    assert list_versions(repository, ["a"], 5) == []
    assert find_version(repository, "0" * 40) is None
    assert find_content(repository, "a", "0") is None


@pytest.mark.parametrize("message", ["Say\x1e more\x1f of it", "", "\x1e" + "0" * 40 + "\x1f", "<b>\u202ex", "a\nb"])
def test_messages_of_any_kind(repository: Repository, message: str) -> None:
    commit(repository.root, "Begin", a="1")
    commit(repository.root, message, a="2", b="x")
    commit(repository.root, "End", a="3")
    found = list_versions(repository, ["."], 5)
    assert {"Begin", "End"} <= {one.subject for one in found}
    assert all(one.subject.isprintable() and one.who.isprintable() for one in found)
    for one in found:
        assert find_version(repository, one.commit) == one


def test_a_file_name_that_no_address_can_have_is_left_out(repository: Repository) -> None:
    commit(repository.root, "Begin", **{"a": "1", os.fsdecode(b"\xff.yaml"): "2", "b\nc": "3"})
    [found] = list_versions(repository, ["."], 5)
    assert "a" in found.paths
    assert all(path.isprintable() for path in found.paths)


def test_a_version_of_another_branch_is_none_of_ours(repository: Repository) -> None:
    commit(repository.root, "Begin", a="1")
    subprocess.run(["git", "-C", str(repository.root), "switch", "-q", "-c", "side"], check=True)
    commit(repository.root, "Side", a="2")
    [side, _] = list_versions(repository, ["a"], 5)
    subprocess.run(["git", "-C", str(repository.root), "switch", "-q", "main"], check=True)
    assert find_version(repository, side.commit) is None
    assert find_version(repository, "--all") is None


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(GitError) as caught:
        find_repository(tmp_path / "gone")
    assert caught.value.diagnostic.rule == "not-in-git"
