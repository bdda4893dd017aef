"""The outbox: whole files or none, one writer, a journal that can be cut, and a data file that is read in pieces."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr_author.workspace import outbox
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.outbox import Outbox, read_blocks


def test_files_are_written_with_their_folders(tmp_path: Path) -> None:
    with Outbox(tmp_path / "new" / "out") as box:
        box.write("letters/00/a.pdf", b"one")
        box.write("letters/00/a.pdf", b"two")
        assert (box.size("letters/00/a.pdf"), box.size("letters/00/b.pdf"), box.size("none/b.pdf")) == (3, -1, -1)
        assert box.names() == ["letters"]
    assert (tmp_path / "new/out/letters/00/a.pdf").read_bytes() == b"two"


def test_a_file_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def blocks() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    with Outbox(tmp_path) as box:
        with pytest.raises(WorkspaceError, match="no space left on device"):
            box.write_blocks("manifest.jsonl", blocks())
        assert box.names() == []
        assert box.write_blocks("manifest.jsonl", [b"a", b"b"]) == hashlib.sha256(b"ab").hexdigest()
        assert list(box.lines("manifest.jsonl")) == [b"ab"]


def test_leftovers_of_a_killed_process_go(tmp_path: Path) -> None:
    (tmp_path / ".ivr_author-0123").write_bytes(b"half a letter")
    (tmp_path / "mine.txt").write_bytes(b"")
    with Outbox(tmp_path) as box:
        assert box.names() == ["mine.txt"]


def test_one_batch_at_a_time(tmp_path: Path) -> None:
    with Outbox(tmp_path), pytest.raises(WorkspaceError, match="another batch"), Outbox(tmp_path):
        raise AssertionError("two writers")
    with Outbox(tmp_path) as box:
        assert box.names() == []


def test_a_journal_grows_and_is_cut(tmp_path: Path) -> None:
    with Outbox(tmp_path) as box:
        assert list(box.lines("journal")) == []
        box.append("journal", b"one\n")
        box.append("journal", b"two\nthr")
        assert list(box.lines("journal")) == [b"one\n", b"two\n", b"thr"]
        box.truncate("journal", 8)
        assert list(box.lines("journal")) == [b"one\n", b"two\n"]
        box.remove("journal")
        box.remove("journal")
        assert box.names() == []


def test_a_link_in_place_of_the_journal_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"precious")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/journal").symlink_to(tmp_path / "elsewhere")
    with Outbox(tmp_path / "out") as box, pytest.raises(WorkspaceError):
        box.append("journal", b"x")
    assert (tmp_path / "elsewhere").read_bytes() == b"precious"


def test_a_file_in_place_of_the_folder_is_a_fault_in_words(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(WorkspaceError, match="the batch cannot be written: file exists"), Outbox(tmp_path / "out"):
        raise AssertionError("not a folder")


def test_data_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BLOCK_BYTES", 4)
    (tmp_path / "data").write_bytes(b"0123456789")
    assert list(read_blocks(tmp_path / "data")) == [b"0123", b"4567", b"89"]


def test_data_that_cannot_be_read_is_a_fault_in_words(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, message in (("none", "no such file"), ("pipe", "not an ordinary file"), (".", "is a directory")):
        with pytest.raises(WorkspaceError, match=message):
            list(read_blocks(tmp_path / name))
