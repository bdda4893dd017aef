"""The disk: names and links that lead out are refused, saves are whole or not at all, and of two rivals one wins."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr_author.core.limits import MAX_FILE_BYTES
from ivr_author.core.source import Source
from ivr_author.workspace import files
from ivr_author.workspace.files import (
    FOLDER,
    RULES,
    Conflict,
    WorkspaceError,
    list_files,
    read_file,
    read_source,
    revision,
    save_file,
    save_files,
    write_file,
)

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    workspace = tmp_path / "workspace"
    (workspace / "flows").mkdir(parents=True)
    (workspace / "flows/main.yaml").write_bytes(b"title: Main\r\n")
    (workspace / "ivr.yaml").write_bytes(b"format: 1\n")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.yaml").write_bytes(b"secret\n")
    return workspace


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(WorkspaceError) as caught:
        action()
    assert caught.value.diagnostic.rule in RULES or caught.value.diagnostic.rule == "file-too-large"
    return caught.value.diagnostic.rule


def test_a_file_is_read_byte_for_byte(root: Path) -> None:
    assert read_file(root, "flows/main.yaml") == b"title: Main\r\n"
    assert read_source(root, "flows/main.yaml") == (Source("flows/main.yaml", "title: Main\r\n"), [])


BAD_NAMES = [
    "", "/etc/passwd", "../outside/secret.yaml", "flows/../ivr.yaml", "flows/..", "..", ".", ".git/config", "flows/.x",
    "flows//main.yaml", "flows/", "flows\\main.yaml", "a\0b", "a\nb", "a\x1bb", "a\udcffb", "./ivr.yaml", "C:\\x",
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_bad_names_are_refused_everywhere(root: Path, name: str) -> None:
    assert refusal(lambda: read_file(root, name)) == "bad-file-name"
    assert refusal(lambda: save_file(root, name, b"x", None)) == "bad-file-name"
    assert refusal(lambda: write_file(root, name, b"x")) == "bad-file-name"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.lists(st.sampled_from(["..", ".", "", "flows", "main.yaml", "link", "é", "\0", "a" * 300]), max_size=6).map(
        "/".join
    )
)
def test_no_name_leads_out_or_raises_anything_else(root: Path, name: str) -> None:
    if not (root / "link").is_symlink():
        (root / "link").symlink_to(root.parent / "outside")
    with suppress(WorkspaceError):
        assert read_file(root, name) == b"title: Main\r\n"


def test_a_missing_file(root: Path) -> None:
    assert refusal(lambda: read_file(root, "flows/none.yaml")) == "file-missing"
    assert refusal(lambda: read_file(root, "none/none.yaml")) == "file-missing"
    assert refusal(lambda: read_file(root / "none", "none.yaml")) == "file-missing"
    source, [fault] = read_source(root, "flows/none.yaml")
    assert (source, fault.rule, str(fault.span)) == (None, "file-missing", "flows/none.yaml:1:1")


def test_a_file_as_a_folder(root: Path) -> None:
    assert refusal(lambda: read_file(root, "ivr.yaml/x")) == "file-unreadable"
    assert refusal(lambda: save_file(root, "ivr.yaml/x", b"", None)) == "file-unwritable"
    assert refusal(lambda: read_file(root, "flows")) == "special-file"
    assert refusal(lambda: save_file(root, "flows", b"", None)) == "special-file"


def test_links_out_of_the_workspace_are_refused(root: Path) -> None:
    (root / "flows/link.yaml").symlink_to(root.parent / "outside/secret.yaml")
    (root / "folder").symlink_to(root.parent / "outside")
    (root / "relative").symlink_to("../outside")
    for name in ("flows/link.yaml", "folder/secret.yaml", "relative/secret.yaml", "folder/new.yaml"):
        assert refusal(lambda name=name: read_file(root, name)) == "link-leaves-workspace"  # type: ignore[misc]
        assert refusal(lambda name=name: save_file(root, name, b"x", None)) == "link-leaves-workspace"  # type: ignore[misc]
    assert (root.parent / "outside/secret.yaml").read_bytes() == b"secret\n"
    assert list((root.parent / "outside").iterdir()) == [root.parent / "outside/secret.yaml"]


def test_links_inside_are_followed_but_not_to_hidden_files(root: Path) -> None:
    (root / "flows/link.yaml").symlink_to("main.yaml")
    (root / ".hidden").mkdir()
    (root / "flows/hidden.yaml").symlink_to("../.hidden/x")
    assert read_file(root, "flows/link.yaml") == b"title: Main\r\n"
    save_file(root, "flows/link.yaml", b"new", revision(b"title: Main\r\n"))
    assert (root / "flows/link.yaml").is_symlink()
    assert read_file(root, "flows/main.yaml") == b"new"
    assert refusal(lambda: save_file(root, "flows/hidden.yaml", b"x", None)) == "link-leaves-workspace"


def test_a_workspace_may_itself_be_a_link(root: Path) -> None:
    link = root.parent / "link"
    link.symlink_to(root)
    assert read_file(link, "ivr.yaml") == b"format: 1\n"
    assert list_files(link, ["flows/*.yaml"]) == (["flows/main.yaml"], [])


def test_link_loops_end(root: Path) -> None:
    (root / "flows/a.yaml").symlink_to("b.yaml")
    (root / "flows/b.yaml").symlink_to("a.yaml")
    (root / "flows/round").symlink_to("..")
    assert refusal(lambda: read_file(root, "flows/a.yaml")) in ("file-unreadable", "file-missing")
    found, faults = list_files(root, ["**/*.yaml", "flows/round/ivr.yaml"])
    assert found == ["flows/main.yaml", "flows/round/ivr.yaml", "ivr.yaml"]
    assert {fault.rule for fault in faults} == {"file-missing"}


@pytest.mark.parametrize("kind", ["pipe", "socket", "folder"])
def test_special_files_are_refused_without_waiting(root: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = root / "flows/special.yaml"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        monkeypatch.chdir(path.parent)  # a socket's name has 108 characters at most
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    assert refusal(lambda: read_file(root, "flows/special.yaml")) == "special-file"
    assert refusal(lambda: save_file(root, "flows/special.yaml", b"", None)) == "special-file"
    assert refusal(lambda: write_file(root, "flows/special.yaml", b"")) == "special-file"
    found, faults = list_files(root, ["flows/*.yaml"])
    assert found == ["flows/main.yaml"]
    assert [fault.rule for fault in faults] == ([] if kind == "folder" else ["special-file"])


def test_a_large_file_is_not_read_into_memory(root: Path) -> None:
    with (root / "flows/large.yaml").open("wb") as stream:
        stream.truncate(MAX_FILE_BYTES + 1)
    assert refusal(lambda: read_file(root, "flows/large.yaml")) == "file-too-large"
    assert len(read_file(root, "flows/large.yaml", max_bytes=2 * MAX_FILE_BYTES)) == MAX_FILE_BYTES + 1


def test_listing_is_sorted_whole_and_without_hidden_files(root: Path) -> None:
    for name in (
        "flows/b.yaml",
        "flows/a.calls.yaml",
        "flows/.x.yaml",
        "flows/calendars/c.yaml",
        ".git/d.yaml",
        "flows/é.txt",
    ):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).touch()
    assert list_files(root, ["flows/*.yaml", "**/*.yaml", "nothing/*.yaml", "flows/main.yaml"]) == (
        ["flows/a.calls.yaml", "flows/b.yaml", "flows/calendars/c.yaml", "flows/main.yaml", "ivr.yaml"],
        [],
    )
    assert list_files(root, ["*/calendars/*"])[0] == ["flows/calendars/c.yaml"]


def test_a_folder_is_looked_through_once_for_many_patterns(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: looked.append(str(path)) or scan(path))
    list_files(root, ["flows/*.yaml", "flows/*.calls.yaml", "ivr.yaml", "flows/calendars/*.yaml"])
    assert sorted(looked) == sorted(set(looked))
    assert str(root / "flows") in looked


def test_listing_reports_what_it_leaves_out_once(root: Path) -> None:
    (root / "flows/link.yaml").symlink_to(root.parent / "outside/secret.yaml")
    (root / "flows/gone.yaml").symlink_to("nowhere.yaml")
    (root / "flows/calendars").symlink_to(root.parent / "outside")
    (root / os.fsdecode(b"flows/\xff.yaml")).touch()
    (root / "flows/a\nb.yaml").touch()
    found, faults = list_files(root, ["flows/*.yaml", "flows/calendars/*.yaml", "flows/l*.yaml"])
    assert found == ["flows/main.yaml"]
    assert sorted((fault.rule, fault.span.path) for fault in faults if fault.span) == [
        ("bad-file-name", "flows/a\ufffdb.yaml"),
        ("bad-file-name", "flows/\ufffd.yaml"),
        ("file-missing", "flows/gone.yaml"),
        ("link-leaves-workspace", "flows/calendars"),
        ("link-leaves-workspace", "flows/link.yaml"),
    ]


def test_a_folder_that_cannot_be_read_does_not_stop_the_others(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "flows/shut").mkdir()
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path.name == "shut":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found, [fault] = list_files(root, ["flows/**/*.yaml"])
    assert found == ["flows/main.yaml"]
    assert (fault.rule, fault.message) == ("file-unreadable", "the folder cannot be read: permission denied")


def test_saving_gives_the_revision_and_keeps_the_mode(root: Path) -> None:
    path = root / "flows/main.yaml"
    path.chmod(0o640)
    new = save_file(root, "flows/main.yaml", b"title: New\n", revision(b"title: Main\r\n"))
    assert new == revision(b"title: New\n") != revision(b"title: Main\r\n")
    assert path.read_bytes() == b"title: New\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_saving_a_new_file_makes_its_folders(root: Path) -> None:
    save_file(root, "locales/es/LC_MESSAGES/main.po", b"x", None)
    assert read_file(root, "locales/es/LC_MESSAGES/main.po") == b"x"


def test_saving_what_is_there_already_writes_nothing(root: Path) -> None:
    before = (root / "ivr.yaml").stat()
    save_file(root, "ivr.yaml", b"format: 1\n", revision(b"format: 1\n"))
    after = (root / "ivr.yaml").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("expected", [None, revision(b"older")])
def test_a_save_over_another_version_is_refused_with_both(root: Path, expected: str | None) -> None:
    with pytest.raises(Conflict) as caught:
        save_file(root, "ivr.yaml", b"ours", expected)
    assert (caught.value.relative, caught.value.ours, caught.value.theirs) == ("ivr.yaml", b"ours", b"format: 1\n")
    assert caught.value.their_revision == revision(b"format: 1\n")
    assert read_file(root, "ivr.yaml") == b"format: 1\n"


def test_a_save_over_a_removed_file_is_refused(root: Path) -> None:
    with pytest.raises(Conflict) as caught:
        save_file(root, "flows/gone.yaml", b"ours", revision(b"seen"))
    assert (caught.value.theirs, caught.value.their_revision) == (None, None)
    assert not (root / "flows/gone.yaml").exists()


def test_the_products_own_folder_is_ignored_by_git(root: Path) -> None:
    save_file(root, "flows/new.yaml", b"", None)
    assert (root / FOLDER / ".gitignore").read_bytes() == b"*\n"


def test_the_lock_is_not_reached_through_a_link(root: Path) -> None:
    (root / FOLDER).symlink_to(root.parent / "outside")
    assert refusal(lambda: save_file(root, "flows/new.yaml", b"", None)) == "file-unwritable"
    assert not (root.parent / "outside/lock").exists()


def test_who_waits_too_long_for_the_lock_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.05)
    with files.locked(root, "x"):
        assert refusal(lambda: save_file(root, "flows/new.yaml", b"", None)) == "workspace-locked"
    save_file(root, "flows/new.yaml", b"", None)


def test_a_failed_save_leaves_the_old_file_and_no_rest(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WorkspaceError, match="cannot be saved: no space left on device"):
        save_file(root, "ivr.yaml", b"new", revision(b"format: 1\n"))
    assert read_file(root, "ivr.yaml") == b"format: 1\n"
    assert sorted(path.name for path in root.iterdir()) == [FOLDER, "flows", "ivr.yaml"]


def test_file_and_folder_are_synced_in_order(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, os.replace

    def note_fsync(file: int) -> None:
        done.append("folder" if os.path.isdir(f"/dev/fd/{file}") else "file")  # noqa: PTH112
        fsync(file)

    def note_replace(source: str, target: str, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        done.append("replace")
        replace(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "replace", note_replace)
    save_file(root, "ivr.yaml", b"new", revision(b"format: 1\n"))
    # First the workspace, in which our own folder is new.
    assert done == ["folder", "file", "replace", "folder"]


def test_leftovers_are_not_listed_and_are_removed_by_the_next_save(root: Path) -> None:
    rest = root / "flows/.ivr_author-0123.tmp"
    rest.write_bytes(b"torn")
    assert list_files(root, ["flows/*"])[0] == ["flows/main.yaml"]
    save_file(root, "flows/main.yaml", b"new", revision(b"title: Main\r\n"))
    assert not rest.exists()


KILLED = """
import sys
from pathlib import Path
from typing import Any
from ivr_author.workspace.files import read_file, revision, save_file
root, versions = Path(sys.argv[1]), [b"a" * 400_000, b"b" * 400_000]
print("ready", flush=True)
while True:
    for raw in versions:
        save_file(root, "flows/main.yaml", raw, revision(read_file(root, "flows/main.yaml")))
"""


def test_a_killed_process_leaves_the_old_or_the_new_file(root: Path) -> None:
    (root / "flows/main.yaml").write_bytes(b"a" * 400_000)
    for number in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(root)], cwd=REPOSITORY, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(0.01 + 0.0037 * number)
            process.send_signal(signal.SIGKILL)
        raw = read_file(root, "flows/main.yaml")
        # On a busy machine it may be killed before its first save.
        assert raw in (b"a" * 400_000, b"b" * 400_000, b"c" * 10)
        assert list_files(root, ["flows/*"]) == (["flows/main.yaml"], [])
        save_file(root, "flows/main.yaml", b"c" * 10, revision(raw))  # a dead process holds no lock
        assert [path.name for path in (root / "flows").iterdir()] == ["main.yaml"]


RIVAL = """
import sys
from pathlib import Path
from typing import Any
from ivr_author.workspace.files import Conflict, save_file
root, name = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
for number, line in enumerate(sys.stdin):
    try:
        save_file(root, "flows/main.yaml", f"{name} {number}".encode(), line.strip())
        print("won", flush=True)
    except Conflict as conflict:
        print("lost to", conflict.theirs.decode(), flush=True)
"""


def test_of_two_processes_with_the_same_revision_one_wins(root: Path) -> None:
    rivals = [
        subprocess.Popen(
            [sys.executable, "-c", RIVAL, str(root), name],
            cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for name in ("first", "second")
    ]  # fmt: skip
    try:
        pipes = [(rival.stdin, rival.stdout) for rival in rivals]
        for _, answers in pipes:
            assert answers is not None
            assert answers.readline() == "ready\n"
        for _ in range(40):
            seen = revision(read_file(root, "flows/main.yaml"))
            for requests, _ in pipes:
                assert requests is not None
                requests.write(f"{seen}\n")
                requests.flush()
            told = [answers.readline() for _, answers in pipes if answers is not None]
            winner = read_file(root, "flows/main.yaml").decode()
            assert sorted(told) == [f"lost to {winner}\n", "won\n"]
    finally:
        for rival in rivals:
            rival.kill()
            rival.communicate()


def test_of_many_threads_with_the_same_revision_one_wins(root: Path) -> None:
    won: list[int] = []
    lost: list[int] = []

    def save(number: int) -> None:
        try:
            save_file(root, "ivr.yaml", str(number).encode(), revision(b"format: 1\n"))
            won.append(number)
        except Conflict:
            lost.append(number)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 7)
    assert read_file(root, "ivr.yaml") == str(won[0]).encode()


def test_the_products_own_files_replace_what_was_there(root: Path) -> None:
    write_file(root.parent / "out/deep", "twiml/main.xml", b"<Response/>")
    write_file(root.parent / "out/deep", "twiml/main.xml", b"<Response></Response>")
    assert read_file(root.parent / "out/deep", "twiml/main.xml") == b"<Response></Response>"
    assert [path.name for path in (root.parent / "out/deep").iterdir()] == ["twiml"]


def test_the_one_hidden_file_of_a_workspace_can_be_written(root: Path) -> None:
    save_file(root, ".gitignore", b"*.mo\n", None)
    assert (root / ".gitignore").read_bytes() == b"*.mo\n"
    assert refusal(lambda: save_file(root, "flows/.gitignore", b"x", None)) == "bad-file-name"


def test_a_file_may_have_a_limit_of_its_own(root: Path) -> None:
    raw = b"# " + b"x" * MAX_FILE_BYTES
    write_file(root, "locales/es/LC_MESSAGES/flows.po", raw)
    assert read_source(root, "locales/es/LC_MESSAGES/flows.po")[0] is None
    source, faults = read_source(root, "locales/es/LC_MESSAGES/flows.po", len(raw))
    assert source is not None
    assert not faults


# --- several files ---


def test_several_files_are_saved_together(root: Path) -> None:
    (root / "a.po").write_bytes(b"old")
    save_files(root, {"a.po": (b"new", revision(b"old")), "deep/b.po": (b"more", None)})
    assert ((root / "a.po").read_bytes(), (root / "deep/b.po").read_bytes()) == (b"new", b"more")
    save_files(root, {})


def test_one_conflict_stops_all(root: Path) -> None:
    (root / "a.po").write_bytes(b"old")
    (root / "b.po").write_bytes(b"theirs")
    with pytest.raises(Conflict) as caught:
        save_files(root, {"a.po": (b"new", revision(b"old")), "b.po": (b"ours", revision(b"other"))})
    assert caught.value.relative == "b.po"
    assert {path.name: path.read_bytes() for path in root.glob("*.po")} == {"a.po": b"old", "b.po": b"theirs"}


@pytest.mark.parametrize("step", ["write", "first", "second", "third"])
def test_a_failure_at_any_step_leaves_all_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    for name in ("a.po", "b.po"):
        (root / name).write_bytes(b"old")
    real, calls = os.replace, []

    def replace(*given: Any, **more: Any) -> None:
        calls.append(given)
        if len(calls) == {"first": 1, "second": 2, "third": 3}[step]:
            raise OSError(28, "No space left on device")
        real(*given, **more)

    if step == "write":
        monkeypatch.setattr(files, "_write_beside", fail_after(files._write_beside, 2))
    else:
        monkeypatch.setattr(os, "replace", replace)
    given: dict[str, tuple[bytes | None, str | None]] = {name: (b"new", revision(b"old")) for name in ("a.po", "b.po")}
    with pytest.raises(WorkspaceError) as caught:
        save_files(root, {**given, "c.po": (b"new", None)})
    monkeypatch.undo()
    assert caught.value.diagnostic.rule == "file-unwritable"
    assert {path.name: path.read_bytes() for path in root.glob("*.po")} == {"a.po": b"old", "b.po": b"old"}
    assert not list(root.glob(".ivr_author-*"))


def fail_after(work: Callable[..., str], times: int) -> Callable[..., str]:
    calls: list[object] = []

    def run(*given: Any) -> str:
        calls.append(given)
        if len(calls) > times:
            raise OSError(28, "No space left on device")
        return work(*given)

    return run
