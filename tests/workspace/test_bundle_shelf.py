"""The shelf: bundles whole or not at all, names that lead nowhere else, and how long one stays."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path

import pytest

from ivr_author.workspace.bundle_shelf import KEPT_SECONDS, BundleShelf, Standing, unpack
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.worker_counts import CountsFolder


def packed(**files: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return raw.getvalue()


@pytest.fixture
def shelf(tmp_path: Path) -> BundleShelf:
    return BundleShelf(tmp_path / "deep/shelf")


def test_what_is_kept_and_shown(shelf: BundleShelf) -> None:
    assert shelf.signature() == ()
    with pytest.raises(WorkspaceError):
        shelf.standing()
    shelf.keep("one~0123", packed(a=b"A"))
    shelf.keep("one~0123", b"what is there stays")
    assert shelf.read("one~0123") == {"a": b"A"}
    standing = Standing(("one~0123",), {"18005550100": "one~0123"}, {"main": "one~0123"})
    shelf.show(standing)
    before = shelf.signature()
    assert shelf.standing() == standing
    shelf.show(standing)
    assert shelf.signature() != before
    assert BundleShelf(shelf.folder, "now-2").signature() == (), "another service's"


@pytest.mark.parametrize("name", ["", ".", "..", "../one", "a/b", "A", "one\n", "x" * 200, "~one", "one\x00"])
def test_names_that_lead_elsewhere(shelf: BundleShelf, name: str) -> None:
    shelf.keep("one", packed())
    assert not shelf.has(name)
    with pytest.raises(WorkspaceError):
        shelf.read(name)
    with pytest.raises(WorkspaceError):
        shelf.keep(name, b"")


@pytest.mark.parametrize(
    "raw", [b"", b"PK", packed(a=b"A" * 500)[:-30], packed(a=b"A" * 500).replace(b"AAAA", b"AAAB")]
)
def test_a_bundle_that_is_broken(shelf: BundleShelf, raw: bytes) -> None:
    shelf.keep("one", raw)
    with pytest.raises(WorkspaceError) as told:
        shelf.read("one")
    assert told.value.diagnostic.rule == "bundle-unreadable"


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr_author.workspace.bundle_shelf.MAX_BUNDLE_BYTES", 1000)
    assert unpack(packed(a=b"A" * 1000), "one")
    with pytest.raises(WorkspaceError, match="more than any bundle"):
        unpack(packed(a=b"A" * 600, b=b"B" * 600), "one")


@pytest.mark.parametrize("raw", ["", "[", "[]", "{}", '{"format": 2, "bundles": [], "numbers": {}, "flows": {}}', "1"])
def test_what_is_shown_and_cannot_be_read(shelf: BundleShelf, raw: str) -> None:
    shelf.show(Standing())
    (shelf.folder / "now.json").write_text(raw)
    with pytest.raises(WorkspaceError) as told:
        shelf.standing()
    assert told.value.diagnostic.rule == "shelf-unreadable"


def test_a_bundle_stays_for_a_day_after_new_calls_got_it_last(shelf: BundleShelf) -> None:
    for name in ("old", "marked", "current"):
        shelf.keep(name, packed())
        os.utime(shelf.folder / f"{name}.zip", (1, 1))
    shelf.mark(["marked", "not-there"])
    now = time.time()
    assert shelf.prune(["current"], now + 24 * 3600) == ["old"]
    assert shelf.prune(["current"], now + KEPT_SECONDS + 60) == ["marked"]
    assert shelf.has("current")


def test_counts_are_replaced_and_begun_anew(tmp_path: Path) -> None:
    counts = CountsFolder(tmp_path / "counts")
    counts.clear()
    counts.write("1", {"a": 1})
    counts.write("1", {"a": 2})
    counts.write("2", {"a": 3})
    (tmp_path / "counts/3.json").write_text("{")
    assert counts.read() == [{"a": 2}, {"a": 3}]
    counts.clear()
    assert counts.read() == []
