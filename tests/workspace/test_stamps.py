"""Whether a workspace has changed: every change is seen, and nothing is taken for one that is none."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from ivr_author.workspace.stamps import SETTLED_NANOSECONDS, stamp_workspace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows/main.yaml").write_text("one")
    (tmp_path / "ivr.yaml").write_text("format: 1")
    (tmp_path / "README.md").write_text("no content")
    return tmp_path


def test_nothing_changed(root: Path) -> None:
    before = stamp_workspace(root)
    (root / "README.md").write_text("other")
    assert stamp_workspace(root).files == before.files


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "flows/main.yaml").write_text("two"),
        lambda root: (root / "flows/other.yaml").write_text("new"),
        lambda root: (root / "flows/main.yaml").unlink(),
        lambda root: (root / "flows/main.yaml").chmod(0o600),
        lambda root: (root / "ivr.yaml").rename(root / "ivr.yml"),
        lambda root: (root / "flows/out.yaml").symlink_to("/etc/hostname"),
    ],
)
def test_change_is_seen(root: Path, change: object) -> None:
    before = stamp_workspace(root)
    time.sleep(0.02)
    assert callable(change)
    change(root)
    after = stamp_workspace(root)
    assert (after.files, after.faults) != (before.files, before.faults)


def test_change_with_the_old_time_is_seen(root: Path) -> None:
    path = root / "flows/main.yaml"
    before, status = stamp_workspace(root), path.stat()
    time.sleep(0.02)
    path.write_text("two")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert stamp_workspace(root).files != before.files


def test_fresh_change_is_not_trusted_yet(root: Path) -> None:
    assert not stamp_workspace(root).settled
    time.sleep(SETTLED_NANOSECONDS / 1e9 + 0.01)
    assert stamp_workspace(root).settled


def test_no_workspace_at_all(tmp_path: Path) -> None:
    assert stamp_workspace(tmp_path / "nowhere").files == ()
