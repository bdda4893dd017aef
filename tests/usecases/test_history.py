"""History: versions with who and when, comparisons, what is put back, and the last version that can be read."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ivr_author.catalog.compare import RunKind
from ivr_author.usecases.history import (
    Comparison,
    base_text,
    begin_history,
    compare_version,
    last_change,
    last_good,
    open_history,
    restore_version,
)
from ivr_author.usecases.init import init_workspace
from ivr_author.workspace.files import Conflict, WorkspaceError, revision
from ivr_author.workspace.git import Person
from ivr_author.workspace.keeper import GitKeeper
from ivr_author.workspace.project import load_workspace

MAIN = "flows/main.yaml"
LI = Person("Li Wei", "li@example.org")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    init_workspace(tmp_path / "w")
    return tmp_path / "w"


@pytest.fixture
def kept(root: Path) -> Path:
    assert begin_history(root, "Dana Rivera", "dana@example.org") is None
    return root


def change(root: Path, old: str, new: str, path: str = MAIN, who: Person = LI) -> str:
    raw = (root / path).read_bytes()
    assert old.encode() in raw
    done = GitKeeper(root, who).save({path: (raw.replace(old.encode(), new.encode()), revision(raw))}, f"Write {new}")
    assert done.commit
    return done.commit


def git(root: Path, *command: str) -> str:
    return subprocess.run(["git", "-C", str(root), *command], check=True, capture_output=True, text=True).stdout


def test_history_begins_with_the_content_alone(root: Path) -> None:
    (root / "notes.txt").write_text("mine")
    found = open_history(root)
    assert found.fault is not None
    assert (found.fault.rule, found.person) == ("not-in-git", None)
    assert begin_history(root, "Dana Rivera", "dana@example.org") is None
    tracked = set(git(root, "ls-files").split())
    assert {"ivr.yaml", MAIN, ".gitignore", "README.md", "notices/reminder/notice.md.j2", "babel.cfg"} <= tracked
    assert "notes.txt" not in tracked
    found = open_history(root)
    assert found.fault is None
    assert found.person == Person("Dana Rivera", "dana@example.org")
    assert [(one.who, one.subject) for one in found.versions] == [
        ("Dana Rivera", "Begin the history of this workspace")
    ]
    assert found.uncommitted == []
    assert begin_history(root) is None
    assert len(open_history(root).versions) == 1


def test_history_does_not_begin_without_a_name(root: Path) -> None:
    fault = begin_history(root)
    assert fault is not None
    assert fault.rule == "git-no-person"
    assert not (root / ".git").exists()
    assert begin_history(root, "Dana", "d@example.org") is None


def test_versions_of_a_file_and_of_a_folder(kept: Path) -> None:
    change(kept, "title:", "title: ", MAIN)
    change(kept, "format: 1", "format:  1", "ivr.yaml")
    assert [(one.who, one.paths) for one in open_history(kept, [MAIN]).versions][:1] == [("Li Wei", (MAIN,))]
    assert len(open_history(kept, [MAIN]).versions) == 2
    assert len(open_history(kept, ["flows"]).versions) == 2
    assert len(open_history(kept).versions) == 3
    (kept / MAIN).write_text("by hand")
    assert open_history(kept, [MAIN]).uncommitted == [MAIN]
    assert open_history(kept).uncommitted == [MAIN]
    assert open_history(kept, [MAIN], page=1).versions == []


def test_pages(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr_author.usecases.history.PAGE", 2)
    for number in range(3):
        change(kept, "title:", f"title: {number}")
    first, second = open_history(kept, [MAIN]), open_history(kept, [MAIN], page=1)
    assert (len(first.versions), first.more, len(second.versions), second.more) == (2, True, 2, False)


def test_a_version_beside_the_one_before_and_beside_now(kept: Path) -> None:
    first = change(kept, "title:", "title: First")
    change(kept, "title: First", "title: Second")
    workspace = load_workspace(kept)
    before = compare_version(workspace, MAIN, first)
    assert before is not None
    assert [run.text for row in before.rows if row.kind == "changed" for run in row.runs if run.kind == "added"] == [
        "First "
    ]
    assert not before.is_current
    now = compare_version(workspace, MAIN, first, with_now=True)
    assert now is not None
    assert [run.text for row in now.rows if row.kind == "changed" for run in row.runs if run.kind == "added"] == [
        "Second"
    ]
    assert compare_version(workspace, MAIN, "0" * 40) is None
    assert compare_version(workspace, MAIN, "HEAD") is None
    assert compare_version(workspace, "flows/none.yaml", first) is None


def added(found: Comparison) -> list[str]:
    runs = [run for row in found.rows if row.kind == "changed" for run in row.runs]
    return [run.text for run in runs if run.kind is RunKind.ADDED]


def test_what_is_no_text_is_not_compared(kept: Path) -> None:
    done = GitKeeper(kept).save({"locales/es/audio/a.wav": (b"RIFF\0\0", None)}, "Add a recording")
    assert done.commit
    found = compare_version(load_workspace(kept), "locales/es/audio/a.wav", done.commit)
    assert found is not None
    assert (found.is_text, found.rows, found.is_current) == (False, (), True)


def test_a_version_is_put_back_as_a_new_one(kept: Path) -> None:
    begun = (kept / MAIN).read_bytes()
    first = open_history(kept, [MAIN]).versions[0].commit
    change(kept, "title:", "title: New")
    with pytest.raises(Conflict):
        restore_version(GitKeeper(kept, LI), kept, MAIN, first, revision(begun))
    done = restore_version(GitKeeper(kept, LI), kept, MAIN, first, revision((kept / MAIN).read_bytes()))
    assert done.commit
    assert (kept / MAIN).read_bytes() == begun
    newest = open_history(kept, [MAIN]).versions[0]
    assert newest.who == "Li Wei"
    assert newest.subject.startswith(f"Restore {MAIN} of 20")
    with pytest.raises(WorkspaceError):
        restore_version(GitKeeper(kept), kept, MAIN, "0" * 40, None)


def test_a_file_that_was_not_there_is_taken_away_and_comes_back(kept: Path) -> None:
    begun = open_history(kept).versions[0].commit
    done = GitKeeper(kept).save({"flows/new.yaml": (b"title: New\n", None)}, "Add it")
    assert done.commit
    restore_version(GitKeeper(kept), kept, "flows/new.yaml", begun, revision(b"title: New\n"))
    assert not (kept / "flows/new.yaml").exists()
    restore_version(GitKeeper(kept), kept, "flows/new.yaml", done.commit, None)
    assert (kept / "flows/new.yaml").read_bytes() == b"title: New\n"


def test_what_a_version_would_break_is_told(kept: Path) -> None:
    broken = change(kept, "nodes:", "nodes: [")
    change(kept, "nodes: [", "nodes:")
    found = compare_version(load_workspace(kept), MAIN, broken)
    assert found is not None
    assert [one.rule for one in found.faults] == ["yaml-syntax"]


def test_the_last_good_version(kept: Path) -> None:
    good = change(kept, "title:", "title: Good")
    change(kept, "nodes:", "nodes: [")
    (kept / MAIN).write_text("{")
    found = last_good(load_workspace(kept), MAIN)
    assert found is not None
    assert found.commit == good
    (kept / "notices/reminder/notice.yaml").write_text("{")
    notice = last_good(load_workspace(kept), "notices/reminder/notice.yaml")
    assert notice is not None
    assert notice.subject.startswith("Begin")
    assert last_good(load_workspace(kept), "flows/none.yaml") is None


def test_without_git_there_is_no_last_good_version(root: Path) -> None:
    (root / MAIN).write_text("{")
    assert last_good(load_workspace(root), MAIN) is None
    assert last_change(root, MAIN) is None
    assert base_text(root, MAIN, "0") is None


def test_what_one_began_from_and_who_changed_it(kept: Path) -> None:
    begun = (kept / MAIN).read_bytes()
    change(kept, "title:", "title: New")
    assert base_text(kept, MAIN, revision(begun)) == begun
    assert base_text(kept, MAIN, "0" * 16) is None
    change_of = last_change(kept, MAIN)
    assert change_of is not None
    assert change_of.version is not None
    assert change_of.version.who == "Li Wei"
    (kept / MAIN).write_text("by hand")
    outside = last_change(kept, MAIN)
    assert outside is not None
    assert outside.version is None
