"""A small workspace under git with two releases of it, to be copied: making one takes longer than most tests."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ivr_author.usecases.release import create_release
from tests.harness.sample import change, make_workspace

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
"""When the releases were made."""

HOUR = timedelta(hours=1)

FREEZE = """\
weekly: {}
exceptions:
  - {date: "2026-12-22", hours: [], name: Peak day}
  - {date: "2026-12-23", hours: [], name: Payment deadline}
"""
"""In New York: from 2026-12-22 05:00 to 2026-12-24 05:00 UTC."""

INSIDE = datetime(2026, 12, 23, 17, tzinfo=UTC)


def git(root: Path, *arguments: str) -> str:
    """What a command of git prints."""
    done = subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(root: Path, message: str) -> str:
    """Commit all files; the commit."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)
    return git(root, "rev-parse", "HEAD")


def put_under_git(root: Path) -> None:
    """A repository with one commit, in the name of Dana."""
    git(root, "init", "-q")
    for name, value in (("user.name", "Dana Río"), ("user.email", "dana@example.org"), ("commit.gpgsign", "false")):
        git(root, "config", name, value)
    commit(root, "Begin")


def make_released(root: Path) -> Path:
    """A workspace with the releases `one` and `two`, neither of them published; `two` greets otherwise."""
    make_workspace(root, {"flows/calendars/freeze.yaml": FREEZE})
    with (root / "ivr.yaml").open("a") as settings:
        settings.write("\nreleases: {freeze: [freeze]}\n")
    put_under_git(root)
    assert create_release(root, "one", now=NOON).release is not None
    change(root, "flows/main.yaml", "for calling the", "for calling our")
    commit(root, "Greet otherwise")
    assert create_release(root, "two", now=NOON + timedelta(minutes=1)).release is not None
    return root


def copy_of(made: Path, to: Path) -> Path:
    """A copy that a test may spoil."""
    shutil.copytree(made, to, symlinks=True)
    return to
