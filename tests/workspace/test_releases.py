"""Releases on the disk and in git: names, hashes, what a killed process left behind, and two who build at once."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.releases import (
    MANIFEST,
    RELEASES,
    Release,
    check_name,
    ensure_tag,
    find_commit,
    list_releases,
    make_release,
    read_release,
    read_release_file,
    tagged_manifest,
    verify_release,
)
from tests.usecases.released import commit, git, put_under_git

FACTS = {"subject": "Begin", "made": "2026-12-01T12:00:00+00:00", "by": "Dana", "since": "", "languages": ["en"]}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "office"
    root.mkdir()
    (root / "ivr.yaml").write_text("format: 1")
    put_under_git(root)
    return root


def build(root: Path, name: str, files: dict[str, bytes] | None = None) -> Release:
    with make_release(root, name) as draft:
        for path, raw in (files or {"a.txt": b"A", "deep/b.txt": b"B"}).items():
            draft.write(path, raw)
        repository, person, head, _ = find_commit(root)
        release = draft.finish({"commit": head, **FACTS})
    ensure_tag(root, release, repository, person)
    return release


def refused(call: object) -> str:
    with pytest.raises(WorkspaceError) as failure:
        call()  # type: ignore[operator]
    return failure.value.diagnostic.rule


def spoil(path: Path, raw: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(raw)


def test_a_release_is_read_only_whole_and_tagged(root: Path) -> None:
    made = build(root, "one")
    assert read_release(root, "one") == made
    assert made.commit == git(root, "rev-parse", "HEAD") == git(root, "rev-parse", "release/one^{commit}")
    assert tagged_manifest(root, "one") == made.manifest
    assert read_release_file(root, made, "deep/b.txt") == b"B"
    assert verify_release(root, made, made.manifest) == ()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (root / RELEASES / "one").rglob("*") if path.is_file()}
    assert modes == {0o444}
    assert made.facts["languages"] == ["en"]
    assert git(root, "status", "--porcelain") == "", "nothing of it is in git"


@pytest.mark.parametrize(
    "name", ["", "A", "a b", "../a", "a/b", ".a", "a.", "-a", "a..b", "a.lock", "ä", "a" * 61, "a\n", "con\x00", "a~1"]
)
def test_names_that_can_not_be(name: str, root: Path) -> None:
    assert refused(lambda: check_name(name)) == "release-name"
    assert refused(lambda: build(root, name)) == "release-name"
    assert refused(lambda: read_release(root, name)) == "release-unknown"


@pytest.mark.parametrize("name", ["a", "1", "2026-12-01", "winter.2", "a_b", "a" * 60])
def test_names_that_can_be(name: str) -> None:
    check_name(name)


def test_a_name_is_taken_once_also_by_a_tag_of_others(root: Path) -> None:
    build(root, "one")
    assert refused(lambda: build(root, "one")) == "release-name"
    git(root, "tag", "release/theirs")
    assert refused(lambda: build(root, "theirs")) == "release-name"
    assert [one.name for one in list_releases(root)[0]] == ["one"]


def test_what_was_changed_is_noticed_file_by_file(root: Path) -> None:
    made = build(root, "one")
    folder = root / RELEASES / "one"
    spoil(folder / "a.txt", b"a")
    assert refused(lambda: read_release_file(root, made, "a.txt")) == "release-changed"
    (folder / "deep/b.txt").unlink()
    assert [one.message.split(": ")[1].split(" ")[0] for one in verify_release(root, made)] == ["a.txt", "deep/b.txt"]


def test_a_manifest_that_was_changed_with_its_files_is_noticed_by_the_tag_and_by_the_publication(root: Path) -> None:
    first = build(root, "one")
    folder = root / RELEASES / "one"
    spoil(folder / "a.txt", b"a")
    data = json.loads((folder / MANIFEST).read_bytes())
    data["files"]["a.txt"] = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    spoil(folder / MANIFEST, json.dumps(data).encode())
    spoiled = read_release(root, "one")
    assert read_release_file(root, spoiled, "a.txt") == b"a"
    assert [one.rule for one in verify_release(root, spoiled)] == ["release-changed"]
    git(root, "tag", "-d", "release/one")
    assert verify_release(root, spoiled) == ()
    assert [one.rule for one in verify_release(root, spoiled, first.manifest)] == ["release-changed"]


@pytest.mark.parametrize(
    ("manifest", "rule"),
    [
        (b"", "release-changed"),
        (b"[1]", "release-changed"),
        (b'{"format": 1}', "release-changed"),
        (b'{"format": 9}', "release-of-another-format"),
        (b"[" * 100_000, "release-changed"),
    ],
)
def test_a_manifest_that_can_not_be_read_is_told_beside_the_others(manifest: bytes, rule: str, root: Path) -> None:
    build(root, "one")
    build(root, "two")
    spoil(root / RELEASES / "one" / MANIFEST, manifest)
    found, faults = list_releases(root)
    assert ([one.name for one in found], [one.rule for one in faults]) == (["two"], [rule])


def test_a_release_under_the_name_of_another_is_none(root: Path) -> None:
    build(root, "one")
    (root / RELEASES / "one").rename(root / RELEASES / "two")
    assert refused(lambda: read_release(root, "two")) == "release-changed"


def test_what_is_not_finished_is_gone_and_what_a_killed_one_left_is_taken_away(root: Path) -> None:
    with make_release(root, "one") as draft:
        draft.write("a.txt", b"A")
    assert list_releases(root) == ((), ())
    left = root / RELEASES / ".dead.tmp"
    left.mkdir()
    (left / "half").write_bytes(b"")
    build(root, "two")
    assert not left.exists()
    assert sorted(path.name for path in (root / RELEASES).iterdir()) == [".lock", "two"]


def test_two_at_once_one_is_told(root: Path) -> None:
    with make_release(root, "one"):
        assert refused(lambda: build(root, "two")) == "release-busy"
    build(root, "two")


def test_a_tag_that_is_missing_is_made_later(root: Path) -> None:
    made = build(root, "one")
    git(root, "tag", "-d", "release/one")
    (root / "ivr.yaml").write_text("format: 2")
    commit(root, "Later")
    repository, person, _, _ = find_commit(root)
    ensure_tag(root, made, repository, person)
    ensure_tag(root, made, repository, person)
    assert git(root, "rev-parse", "release/one^{commit}") == made.commit != git(root, "rev-parse", "HEAD")
    assert tagged_manifest(root, "one") == made.manifest


def test_what_a_release_can_not_be_made_of(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(lambda: find_commit(tmp_path)) == "not-in-git"
    (root / "notes.txt").write_text("no content, so it may lie about")
    find_commit(root)
    (root / "flows").mkdir()
    (root / "flows/new.yaml").write_text("")
    assert refused(lambda: find_commit(root)) == "release-uncommitted"
    commit(root, "More")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    git(root, "config", "--unset", "user.name")
    assert refused(lambda: find_commit(root)) == "git-no-person"
    empty = tmp_path / "empty"
    empty.mkdir()
    git(empty, "init", "-q")
    assert refused(lambda: find_commit(empty)) == "not-in-git"
