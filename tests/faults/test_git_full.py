"""A disk that is full when git writes, at each of its commands: the files are saved, and the next save commits them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ivr_author.workspace.files import revision
from ivr_author.workspace.git import Person
from ivr_author.workspace.journal import read_journal
from ivr_author.workspace.keeper import GitKeeper
from tests.faults.writes import FLOW, NEW, make_office
from tests.tally import tally, times

DANA = Person("Dana Río", "dana@example.org")
# No file may be longer than nothing: the system refuses a write as it does on a disk that is full.
SHIM = """\
#!/bin/sh
echo . >> {counted}
if [ "$(wc -l < {counted})" -ge {at} ]; then
  trap '' XFSZ
  ulimit -f 0
fi
exec {git} "$@"
"""


def with_git_that_fails_from(folder: Path, at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the command of this number on (from 1), git can write nothing."""
    git = shutil.which("git")
    folder.mkdir()
    shim = folder / "git"
    shim.write_text(SHIM.format(counted=folder / "counted", at=at, git=git))
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def commits(root: Path) -> int:
    command = ["git", "-C", str(root), "log", "--format=%s"]
    return len(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines())


@pytest.mark.parametrize("at", range(times(4, 1), 7, times(8, 1)))
def test_the_files_are_saved_and_committed_later(
    at: int, fast_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = fast_folder / "made"
    if not made.exists():
        make_office(made)
    root = fast_folder / f"office {at}"
    shutil.copytree(made, root, symlinks=True)
    keeper = GitKeeper(root, DANA)
    raw = (root / FLOW).read_bytes()
    before = commits(root)
    with monkeypatch.context() as patch:
        with_git_that_fails_from(tmp_path / "bin", at, patch)
        kept = keeper.save({FLOW: (raw + b"# more\n", revision(raw)), NEW: (b"# new\n", None)}, "Change both")
    assert (root / FLOW).read_bytes() == raw + b"# more\n"
    assert (root / NEW).read_bytes() == b"# new\n"
    if kept.commit is None:
        assert kept.fault is not None, "it is told that there is no commit"
        assert [one.is_whole for one in read_journal(root)] in ([True], [])
    again = keeper.save({NEW: (b"# newer\n", revision(b"# new\n"))}, "Change one")
    assert (again.fault, bool(again.commit)) == (None, True)
    assert read_journal(root) == []
    status = subprocess.run(
        ["git", "-C", str(root), "status", "--porcelain", FLOW, NEW], capture_output=True, check=True
    )
    assert status.stdout == b""
    subprocess.run(["git", "-C", str(root), "fsck", "--no-progress"], check=True, capture_output=True)
    assert commits(root) - before >= 2
    tally("git on a full disk", 1, at=at, told=int(kept.fault is not None))
