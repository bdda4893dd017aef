"""Saves under git: every one a commit in a person's name, none lost among several processes, none after a kill."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from ivr_author.workspace import git
from ivr_author.workspace.files import FOLDER, Conflict, WorkspaceError, revision
from ivr_author.workspace.git import OUTSIDE, Person, begin_repository, find_person
from ivr_author.workspace.journal import Entry, read_journal, write_journal
from ivr_author.workspace.keeper import FileKeeper, GitKeeper, Kept

REPOSITORY = Path(__file__).parents[2]
DANA = Person("Dana Rivera", "dana@example.org")
OTHER = Person("Li Wei", "li@example.org")
MAIN = "flows/main.yaml"


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))


def run(root: Path, *command: str) -> str:
    return subprocess.run(["git", "-C", str(root), *command], check=True, capture_output=True, text=True).stdout.strip()


def begin(folder: Path, named: bool = True) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    run(folder, "init", "-q", "-b", "main")
    if named:
        run(folder, "config", "user.name", DANA.name)
        run(folder, "config", "user.email", DANA.email)
    return folder


def fill(root: Path) -> Path:
    (root / "flows").mkdir(parents=True)
    (root / MAIN).write_text("title: Main\n")
    (root / "ivr.yaml").write_text("format: 1\n")
    run(root, "add", "-A")
    run(root, "-c", "user.name=Begin", "-c", "user.email=b@example.org", "commit", "-q", "-m", "Begin")
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return fill(begin(tmp_path / "workspace"))


def now(root: Path, path: str = MAIN) -> str | None:
    return revision((root / path).read_bytes()) if (root / path).exists() else None


def save(root: Path, text: str | None, path: str = MAIN, message: str = "Change it", who: Person | None = None) -> Kept:
    raw = None if text is None else text.encode()
    return GitKeeper(root, who).save({path: (raw, now(root, path))}, message)


def log(root: Path, form: str = "%an|%s") -> list[str]:
    return run(root, "log", f"--format={form}").splitlines()


def is_clean(root: Path) -> bool:
    run(root, "fsck", "--no-progress")
    return run(root, "status", "--porcelain") == "" and not read_journal(root)


# --- a save is a commit ---


def test_a_save_is_a_commit_in_the_name_of_the_person(root: Path) -> None:
    kept = save(root, "title: New\n", who=OTHER)
    assert kept.commit == run(root, "rev-parse", "HEAD")
    assert kept.fault is None
    assert kept.revisions == {MAIN: revision(b"title: New\n")}
    assert log(root, "%an <%ae>|%cn|%s") == [
        "Li Wei <li@example.org>|Li Wei|Change it",
        "Begin <b@example.org>|Begin|Begin",
    ]
    assert is_clean(root)


def test_without_a_person_git_is_asked(root: Path) -> None:
    save(root, "title: New\n")
    assert log(root, "%an <%ae>")[0] == "Dana Rivera <dana@example.org>"


def test_new_files_and_removed_ones_are_one_commit(root: Path) -> None:
    files = {
        "flows/new.yaml": (b"new\n", None),
        MAIN: (None, now(root)),
        "ivr.yaml": (b"format: 2\n", now(root, "ivr.yaml")),
    }
    kept = GitKeeper(root).save(files, "Rename main to new")
    assert kept.commit
    assert set(kept.revisions) == {"flows/new.yaml", "ivr.yaml"}
    assert run(root, "show", "--name-status", "--no-renames", "--format=").split() == [
        *("D", MAIN), *("A", "flows/new.yaml"), *("M", "ivr.yaml"),
    ]  # fmt: skip
    assert is_clean(root)


def test_what_else_is_staged_or_changed_stays_so(root: Path) -> None:
    (root / "ivr.yaml").write_text("staged\n")
    run(root, "add", "ivr.yaml")
    (root / "notes.txt").write_text("mine\n")
    save(root, "title: New\n")
    assert run(root, "status", "--porcelain").splitlines() == ["M  ivr.yaml", "?? notes.txt"]
    assert run(root, "show", "--name-only", "--format=") == MAIN


def test_saving_what_is_there_commits_nothing(root: Path) -> None:
    assert save(root, "title: Main\n") == Kept({MAIN: revision(b"title: Main\n")})
    assert GitKeeper(root).save({}, "Nothing") == Kept({})
    assert len(log(root)) == 1


def test_the_first_commit_of_a_repository(tmp_path: Path) -> None:
    root = begin(tmp_path / "new")
    assert save(root, "format: 1\n", "ivr.yaml").commit
    assert log(root) == ["Dana Rivera|Change it"]
    assert is_clean(root)


def test_a_workspace_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    top = begin(tmp_path / "top")
    root = fill(top / "deep/work space")
    save(root, "title: New\n")
    save(root, "title: 2\n", "flows/ü [x]*.yaml")
    (root / MAIN).write_text("by hand\n")
    kept = save(root, "title: Newer\n")
    assert run(top, "show", "--name-only", "--format=") == f"deep/work space/{MAIN}"
    assert log(root)[0:2] == ["Dana Rivera|Change it", f"Outside the studio|Changed outside the studio: {MAIN}"]
    assert kept.commit
    GitKeeper(root).restore(kept.commit)
    assert (root / MAIN).read_text() == "by hand\n"
    assert is_clean(root)


def test_a_link_is_saved_and_committed_where_it_leads(root: Path) -> None:
    (root / "flows/link.yaml").symlink_to("main.yaml")
    save(root, "title: Linked\n", "flows/link.yaml")
    assert run(root, "show", "--name-only", "--format=") == MAIN


def test_names_and_messages_of_any_kind(root: Path) -> None:
    save(root, "a\n", "flows/-dash.yaml", "# 5\0: -m \x1b[1m\n\nMore")
    assert run(root, "log", "-1", "--format=%B") == "# 5 : -m  [1m\n\nMore"


def test_the_environment_and_settings_of_a_person_do_not_matter(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hook = root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    run(root, "config", "commit.gpgSign", "true")
    run(root, "config", "core.autocrlf", "input")
    monkeypatch.setenv("GIT_DIR", str(root / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(root / "elsewhere"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Nobody")
    kept = save(root, "title: New\r\n")
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_AUTHOR_NAME"):
        monkeypatch.delenv(name)
    assert kept.commit
    assert (root / MAIN).read_bytes() == b"title: New\r\n"
    assert log(root)[0] == "Dana Rivera|Change it"


# --- changes from outside ---


def test_a_change_from_outside_is_a_commit_of_its_own(root: Path) -> None:
    (root / MAIN).write_text("title: By hand\n")
    (root / "ivr.yaml").write_text("format: 3\n")
    save(root, "title: New\n")
    assert log(root, "%an|%cn|%s")[:2] == [
        "Dana Rivera|Dana Rivera|Change it",
        f"{OUTSIDE.name}|Dana Rivera|Changed outside the studio: {MAIN}",
    ]
    assert run(root, "show", "HEAD~1:flows/main.yaml") == "title: By hand"
    assert run(root, "status", "--porcelain") == "M ivr.yaml"


def test_an_old_revision_is_a_conflict_and_nothing_is_committed(root: Path) -> None:
    (root / MAIN).write_text("title: By hand\n")
    with pytest.raises(Conflict) as caught:
        GitKeeper(root).save({MAIN: (b"mine", revision(b"title: Main\n"))}, "Change it")
    assert (caught.value.ours, caught.value.theirs) == (b"mine", b"title: By hand\n")
    assert len(log(root)) == 1
    assert not read_journal(root)


def test_a_failed_write_leaves_no_trace(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ivr_author.workspace.files._write_beside", refuse)
    with pytest.raises(WorkspaceError) as caught:
        save(root, "title: New\n")
    assert caught.value.diagnostic.rule == "file-unwritable"
    assert is_clean(root)


# --- where there can be no commit ---


def test_without_git_the_file_is_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = save(tmp_path, "title: New\n")
    assert kept.fault is not None
    assert (kept.fault.rule, kept.commit) == ("not-in-git", None)
    monkeypatch.setenv("PATH", "")
    kept = save(tmp_path, "title: Newer\n")
    assert kept.fault is not None
    assert kept.fault.rule == "not-in-git"
    assert "not on this machine" in kept.fault.message
    assert (tmp_path / MAIN).read_text() == "title: Newer\n"
    assert not read_journal(tmp_path)


def test_an_ignored_file_is_saved_and_others_are_committed(root: Path) -> None:
    (root / ".gitignore").write_text("*.mo\n")
    kept = save(root, "x", "a.mo")
    assert kept.fault is not None
    assert kept.fault.rule == "git-ignored"
    assert not read_journal(root)
    kept = GitKeeper(root).save({"b.mo": (b"x", None), "b.po": (b"y", None)}, "Add both")
    assert kept.fault is None
    assert run(root, "show", "--name-only", "--format=") == "b.po"


@pytest.mark.parametrize("name", ["--unset", "--add", "-e"])
def test_a_name_is_no_option_of_git(tmp_path: Path, name: str) -> None:
    root = begin(tmp_path)
    begin_repository(root, Person(name, "--global@example.org"))
    assert find_person(root) == Person(name, "--global@example.org")


def test_a_person_that_git_does_not_know(tmp_path: Path) -> None:
    root = fill(begin(tmp_path / "w", named=False))
    kept = save(root, "title: New\n")
    assert kept.fault is not None
    assert kept.fault.rule == "git-no-person"
    assert "git config user.name" in kept.fault.hint
    assert (root / MAIN).read_text() == "title: New\n"
    begin(root)
    kept = save(root, "format: 2\n", "ivr.yaml", "Change settings")
    assert log(root)[:2] == ["Dana Rivera|Change settings", "Dana Rivera|Change it"]
    assert is_clean(root)


def open_merge(root: Path) -> None:
    run(root, "switch", "-q", "-c", "side")
    (root / "ivr.yaml").write_text("side\n")
    run(root, "commit", "-q", "-a", "-m", "Side")
    run(root, "switch", "-q", "main")
    (root / "ivr.yaml").write_text("main\n")
    run(root, "commit", "-q", "-a", "-m", "Main")
    assert subprocess.run(["git", "-C", str(root), "merge", "-q", "side"], capture_output=True, check=False).returncode


def test_a_merge_in_progress(root: Path) -> None:
    open_merge(root)
    kept = save(root, "title: New\n", message="Change in between", who=OTHER)
    assert kept.fault is not None
    assert (kept.fault.rule, kept.commit) == ("git-merge-open", None)
    assert (root / MAIN).read_text() == "title: New\n"
    (root / "ivr.yaml").write_text("both\n")
    run(root, "add", "ivr.yaml")
    run(root, "commit", "-q", "-m", "Merge")
    save(root, "format: 2\n", "ivr.yaml", "Change settings")
    assert log(root)[:3] == ["Dana Rivera|Change settings", "Li Wei|Change in between", "Dana Rivera|Merge"]
    assert is_clean(root)


def test_no_branch_checked_out(root: Path) -> None:
    run(root, "switch", "-q", "--detach")
    kept = save(root, "title: New\n")
    assert kept.fault is not None
    assert kept.fault.rule == "git-detached-head"
    run(root, "switch", "-q", "main")
    assert GitKeeper(root).recover() is None
    assert log(root)[0] == "Dana Rivera|Change it"


def test_a_broken_repository(root: Path) -> None:
    (root / ".git/index").write_bytes(b"nonsense")
    kept = save(root, "title: New\n")
    assert kept.fault is not None
    assert kept.fault.rule == "git-failed"
    assert "index file" in kept.fault.message
    assert (root / MAIN).read_text() == "title: New\n"
    (root / ".git/index").unlink()
    run(root, "reset", "-q")
    assert GitKeeper(root).recover() is None
    assert is_clean(root)


# --- locks ---


def test_a_lock_that_another_holds_is_waited_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "LOCK_SECONDS", 0.05)
    (root / ".git/index.lock").touch()
    kept = save(root, "title: New\n")
    assert kept.fault is not None
    assert kept.fault.rule == "git-locked"
    assert "index.lock" in kept.fault.hint
    (root / ".git/index.lock").unlink()
    assert save(root, "title: Newer\n").commit
    assert is_clean(root)


@pytest.mark.parametrize("name", ["index.lock", "HEAD.lock", "refs/heads/main.lock", "next-index-77.lock"])
def test_an_old_lock_is_taken_away(root: Path, name: str) -> None:
    lock = root / ".git" / name
    lock.touch()
    os.utime(lock, (time.time() - 60,) * 2)
    assert save(root, "title: New\n").commit
    assert not lock.exists()


def test_an_old_lock_that_a_running_git_holds_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "LOCK_SECONDS", 0.05)
    lock = root / ".git/index.lock"
    lock.touch()
    os.utime(lock, (time.time() - 60,) * 2)
    with subprocess.Popen(["git", "-C", str(root), "hash-object", "--stdin"], cwd=root, stdin=-1, stdout=-1) as holder:
        kept = save(root, "title: New\n")
        assert holder.stdin
        holder.stdin.close()
    assert kept.fault is not None
    assert kept.fault.rule == "git-locked"
    assert lock.exists()


# --- what a killed process leaves behind ---


def entry(message: str, **files: tuple[bytes | None, bytes | None]) -> Entry:
    named = {name.replace("__", "/") + ".yaml": pair for name, pair in files.items()}
    revisions = {path: tuple(None if raw is None else revision(raw) for raw in pair) for path, pair in named.items()}
    return Entry(message, OTHER.name, OTHER.email, revisions)  # type: ignore[arg-type]


def test_a_written_but_uncommitted_file_is_committed_with_its_own_author(root: Path) -> None:
    write_journal(root, [entry("Lost", flows__main=(b"title: Main\n", b"title: Lost\n"))])
    (root / MAIN).write_text("title: Lost\n")
    (root / ".git/index.lock").touch()
    save(root, "title: New\n")
    assert log(root)[:2] == ["Dana Rivera|Change it", "Li Wei|Lost"]
    assert is_clean(root)


def test_a_save_that_was_not_begun_is_forgotten(root: Path) -> None:
    write_journal(root, [entry("Lost", flows__main=(b"title: Main\n", b"title: Lost\n"))])
    assert GitKeeper(root).recover() is None
    assert len(log(root)) == 1
    assert is_clean(root)


def test_of_a_save_broken_off_between_two_files_none_stands(root: Path) -> None:
    files = {
        "flows__main": (b"title: Main\n", b"title: Lost\n"),
        "flows__new": (None, b"new\n"),
        "ivr": (b"format: 1\n", b"x"),
    }
    write_journal(root, [entry("Lost", **files)])
    (root / MAIN).write_text("title: Lost\n")
    (root / "flows/new.yaml").write_text("new\n")
    assert GitKeeper(root).recover() is None
    assert (root / MAIN).read_text() == "title: Main\n"
    assert not (root / "flows/new.yaml").exists()
    assert len(log(root)) == 1
    assert is_clean(root)


def test_what_was_changed_outside_after_a_kill_is_told_as_that(root: Path) -> None:
    write_journal(root, [entry("Lost", flows__main=(b"title: Main\n", b"title: Lost\n"))])
    (root / MAIN).write_text("title: By hand\n")
    save(root, "title: New\n")
    assert log(root)[:2] == ["Dana Rivera|Change it", f"Outside the studio|Changed outside the studio: {MAIN}"]


def test_an_index_that_stayed_behind_is_put_right(root: Path) -> None:
    old = (root / ".git/index").read_bytes()
    save(root, "title: New\n")
    (root / ".git/index").write_bytes(old)
    write_journal(root, [entry("Change it", flows__main=(b"title: Main\n", b"title: New\n"))])
    assert run(root, "status", "--porcelain") != ""
    assert GitKeeper(root).recover() is None
    assert is_clean(root)
    assert len(log(root)) == 2


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"[1]", b'[{"files": {"a": 1}}]', b"[" * 100_000, b"\xff"])
def test_a_journal_that_cannot_be_read_is_none(root: Path, raw: bytes) -> None:
    (root / FOLDER).mkdir()
    (root / FOLDER / "saves.json").write_bytes(raw)
    assert read_journal(root) == []
    assert save(root, "title: New\n").commit


SAVER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from ivr_author.workspace.files import revision
    from ivr_author.workspace.keeper import GitKeeper
    from ivr_author.workspace.git import Person
    root, name, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    based = None
    for number in range(times):
        raw = f"{name} {number}\\n".encode()
        kept = GitKeeper(root, Person(name, "x@example.org")).save(
            {f"flows/{name}.yaml": (raw, based), f"flows/{name}-2.yaml": (raw, based)}, f"{name} {number}")
        based = revision(raw)
        print(kept.commit or kept.fault, flush=True)
    """
)


def saver(root: Path, name: str, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SAVER, str(root), name, str(times)]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_four_processes_lose_nothing(root: Path) -> None:
    running = [saver(root, f"p{number}", 25) for number in range(4)]
    answers = [one.communicate(timeout=120) for one in running]
    assert [error for _, error in answers] == [""] * 4
    acknowledged = [commit for told, _ in answers for commit in told.split("\n") if commit]
    assert len(acknowledged) == 100
    assert set(acknowledged) < set(log(root, "%H"))
    assert len(log(root)) == 101
    assert is_clean(root)


KILLS = 10


def test_kills_at_any_moment_lose_no_acknowledged_save(root: Path) -> None:
    moments = random.Random(5)
    acknowledged: list[str] = []
    for number in range(KILLS):
        with saver(root, f"k{number}", 50) as running:
            assert running.stdout
            acknowledged.append(running.stdout.readline().strip())
            time.sleep(moments.random() * 0.15)
            running.send_signal(signal.SIGKILL)
            acknowledged += running.stdout.read().split()
    kept = save(root, "title: After all\n")
    assert kept.commit
    assert kept.fault is None
    assert set(acknowledged) <= set(log(root, "%H"))
    for number in range(KILLS):
        # Both files of each save, or neither.
        assert (root / f"flows/k{number}.yaml").read_text() == (root / f"flows/k{number}-2.yaml").read_text()
    assert not list(root.glob("flows/.ivr_author-*.tmp"))
    assert is_clean(root)


# --- take back, do again ---


def test_take_back_and_do_again(root: Path) -> None:
    files = {MAIN: (None, now(root)), "flows/new.yaml": (b"new\n", None)}
    done = GitKeeper(root).save(files, "Rename main")
    assert done.commit
    undone = GitKeeper(root, OTHER).restore(done.commit)
    assert undone.commit
    assert (root / MAIN).read_text() == "title: Main\n"
    assert not (root / "flows/new.yaml").exists()
    redone = GitKeeper(root).restore(undone.commit)
    assert redone.commit
    assert not (root / MAIN).exists()
    GitKeeper(root).restore(redone.commit)
    assert log(root) == [
        *("Dana Rivera|Take back: Rename main", "Dana Rivera|Do again: Rename main", "Li Wei|Take back: Rename main"),
        *("Dana Rivera|Rename main", "Begin|Begin"),
    ]


def test_what_was_changed_since_is_not_taken_back(root: Path) -> None:
    done = save(root, "title: New\n")
    save(root, "title: Newer\n")
    assert done.commit
    with pytest.raises(Conflict) as caught:
        GitKeeper(root).restore(done.commit)
    assert (caught.value.relative, caught.value.ours, caught.value.theirs) == (
        MAIN,
        b"title: Main\n",
        b"title: Newer\n",
    )
    (root / MAIN).write_text("title: New\n")
    assert GitKeeper(root).restore(done.commit).commit


@pytest.mark.parametrize("commit", ["", "HEAD", "--all", "0" * 40, "first", "nothing", "other"])
def test_what_cannot_be_taken_back(root: Path, commit: str) -> None:
    (root / "Makefile").write_text("all:\n")
    run(root, "add", "Makefile")
    run(root, "commit", "-q", "-m", "What is none of the workspace's content")
    (root / "ivr.yaml").unlink()
    run(root, "commit", "-q", "--allow-empty", "-m", "Nothing")
    named = dict(zip(("nothing", "other", "first"), log(root, "%H"), strict=True))
    with pytest.raises(WorkspaceError) as caught:
        GitKeeper(root).restore(named.get(commit, commit))
    assert caught.value.diagnostic.rule == "nothing-to-take-back"
    assert (root / "Makefile").exists()


def test_nothing_is_taken_back_without_git(tmp_path: Path) -> None:
    for keeper, rule in ((GitKeeper(tmp_path), "not-in-git"), (FileKeeper(tmp_path), "nothing-to-take-back")):
        with pytest.raises(WorkspaceError) as caught:
            keeper.restore("0" * 40)
        assert caught.value.diagnostic.rule == rule
