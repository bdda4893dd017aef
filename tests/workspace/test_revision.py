"""Revisions to choose from: tags first, then the commits that changed the workspace."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.revision import last_change, list_revisions, open_revision


def git(root: Path, *arguments: str) -> None:
    settings = ("-c", "user.name=Dana Río", "-c", "user.email=dana@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *settings, *arguments], check=True, capture_output=True)


def commit(root: Path, path: str, text: str, subject: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", subject)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    commit(tmp_path, "ivr.yaml", "format: 1", "Begin")
    git(tmp_path, "tag", "v1")
    commit(tmp_path, "flows/main.yaml", "format: 1", "Add a flow")
    git(tmp_path, "tag", "-a", "v2", "-m", "Released\n\nwith more words")
    commit(tmp_path, "README.md", "Words", "Say what it is")
    return tmp_path


def test_tags_then_the_commits_that_changed_it(root: Path) -> None:
    found = list_revisions(root)
    tags = [one for one in found if one.is_tag]
    assert {one.name for one in tags} == {"v1", "v2"}
    assert {one.subject for one in tags} == {"Begin", "Add a flow"}
    commits = [one for one in found if not one.is_tag]
    assert [one.subject for one in commits] == ["Add a flow", "Begin"]
    assert all(one.who == "Dana Río" and one.commit.startswith(one.name) for one in commits)
    assert found[: len(tags)] == tuple(tags)
    # A tag with words of its own means the commit that it points at.
    assert {one.commit for one in tags} == {one.commit for one in commits}


def test_the_last_change_is_of_the_workspace_and_not_of_what_lies_beside_it(root: Path) -> None:
    (root / "README.md").write_text("Other words")
    revision, is_changed = last_change(root)
    assert revision is not None
    assert (revision.subject, is_changed) == ("Add a flow", False)
    (root / "flows/other.yaml").write_text("format: 1")
    assert last_change(root)[1] is True


def test_a_workspace_in_a_folder_of_a_repository(root: Path) -> None:
    commit(root, "inner/ivr.yaml", "format: 1", "Begin inside")
    found = list_revisions(root / "inner")
    assert [one.subject for one in found if not one.is_tag] == ["Begin inside"]
    assert last_change(root / "inner")[1] is False


def test_without_git_or_without_a_commit_there_is_none(tmp_path: Path) -> None:
    assert list_revisions(tmp_path) == ()
    assert last_change(tmp_path) == (None, False)
    git(tmp_path, "init", "-q")
    assert list_revisions(tmp_path) == ()
    assert last_change(tmp_path)[0] is None


def test_an_address_names_commits_and_no_folder_of_the_machine(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "ivr.yaml").write_text("format: 1")
    with open_revision(root, str(other)) as folder:
        assert folder == other
    with pytest.raises(WorkspaceError), open_revision(root, str(other), folders=False):
        pass
    with open_revision(root, "v1", folders=False) as folder:
        assert (folder / "ivr.yaml").read_text() == "format: 1"


def test_a_commit_of_an_odd_date_is_listed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "@253402300800 +0000")
    commit(root, "flows/main.yaml", "format: 2", "Come from the future")
    assert "Come from the future" in {one.subject for one in list_revisions(root)}
