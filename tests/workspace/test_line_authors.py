"""Who wrote lines: whoever put in, changed or took out any of them since."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ivr_author.workspace.git import find_repository
from ivr_author.workspace.line_authors import LineHistory


class Git:
    """A repository in which several people write."""

    def __init__(self, root: Path, *, sub: str = "") -> None:
        self.top = root
        self.root = root / sub
        self.root.mkdir(exist_ok=True)
        self("init", "-q", "--initial-branch=main")

    def __call__(self, *arguments: str, who: str = "dana") -> str:
        """What git prints."""
        person = ("-c", f"user.name={who.title()}", "-c", f"user.email={who.title()}@example.org")
        command = ["git", "-C", str(self.top), *person, "-c", "commit.gpgsign=false", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def save(self, who: str, *lines: str, path: str = "a.yaml") -> str:
        """Commit a file in somebody's name; the commit."""
        (self.root / path).write_text("".join(f"{line}\n" for line in lines))
        self("add", "-A")
        self("commit", "-q", "-m", "x", who=who)
        return self("rev-parse", "HEAD")

    def authors(
        self, before: str, first: int, last: int, path: str = "a.yaml", *, with_line_before: bool = False
    ) -> str:
        """Who wrote lines since, by the beginning of their address."""
        history = LineHistory(find_repository(self.root), before, self("rev-parse", "HEAD"))
        found = history.authors_of(path, first, last, with_line_before=with_line_before)
        return " ".join(one.email.partition("@")[0] for one in found)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    return Git(tmp_path)


def test_lines_are_followed_back_through_what_stands_before_them(git: Git) -> None:
    begun = git.save("dana", "a", "b", "c", "d")
    git.save("ana", "a", "b", "C", "d")
    git.save("bo", "new", "new", "a", "b", "C", "d")
    git.save("cy", "new", "a", "b", "C!", "d")
    assert git.authors(begun, 4, 4) == "cy ana"
    assert git.authors(begun, 2, 3) == ""
    assert git.authors(begun, 1, 2) == "cy bo"
    assert git.authors("", 2, 3) == "dana"
    # What the last lines were before they were all replaced.
    git.save("ed", "x", "y")
    assert git.authors(begun, 1, 1) == "ed cy bo ana"


def test_who_takes_a_line_out_wrote_there_too(git: Git) -> None:
    begun = git.save("dana", "a", "b", "c", "d")
    git.save("ana", "a", "b", "d")
    assert git.authors(begun, 2, 3) == "ana"
    assert git.authors(begun, 1, 2) == ""
    assert git.authors(begun, 3, 3) == ""
    assert git.authors(begun, 3, 3, with_line_before=True) == "ana"


def test_a_merge_counts_for_who_wrote_on_its_other_side(git: Git) -> None:
    begun = git.save("dana", "a", "b")
    git("switch", "-q", "-c", "side")
    git.save("ana", "a", "B")
    git("switch", "-q", "main")
    git.save("bo", "1", path="other.yaml")
    git("merge", "-q", "--no-ff", "side", "-m", "merged", who="cy")
    assert git.authors(begun, 2, 2) == "cy ana"
    assert git.authors(begun, 1, 1) == ""


def test_lines_that_look_like_a_patch_are_lines(git: Git) -> None:
    begun = git.save("dana", "a")
    git.save("ana", "a", "diff --git a/b.yaml b/b.yaml", "@@ -1 +1 @@", "+++ b/b.yaml")
    git.save("bo", "a", "diff --git a/b.yaml b/b.yaml", "@@ -1 +1 @@", "+++ b/b.yaml", "last")
    assert git.authors(begun, 2, 4) == "ana"
    assert git.authors(begun, 5, 5) == "bo"
    assert git.authors(begun, 1, 1, path="b.yaml") == ""


def test_sounds_and_odd_names_and_folders_of_a_repository(tmp_path: Path) -> None:
    git = Git(tmp_path, sub="exchange")
    begun = git.save("dana", "a", path="b c.yaml")
    (git.root / "one.wav").write_bytes(b"\0\1")
    git.save("ana", "b", path="b c.yaml")
    (git.root / "one.wav").write_bytes(b"\0\2")
    git.save("bo", "ü", path="ü.yaml")
    assert git.authors(begun, 1, 1, path="b c.yaml") == "ana"
    assert git.authors(begun, 1, 1, path="one.wav") == "bo ana"
    assert git.authors(begun, 1, 1, path="ü.yaml") == "bo"
    history = LineHistory(find_repository(git.root), "", git("rev-parse", "HEAD"))
    assert [one.name for one in history.authors("b c.yaml")] == ["Ana", "Dana"]
    assert [one.name for one in history.everybody()] == ["Bo", "Ana", "Dana"]
    assert history.authors("none.yaml") == ()
