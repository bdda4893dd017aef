"""One take: for one text, kept beside what others keep at the same moment, and removed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ivr_author.speech.pace import seconds_of
from ivr_author.speech.recording import Recording, text_digest
from ivr_author.usecases.program import program_of
from ivr_author.usecases.recordings import SpokenLocale, spoken_locales
from ivr_author.usecases.takes import Delivery, UnsoundManifest, convert, keep_takes, remove_take
from ivr_author.workspace.files import Conflict, revision
from ivr_author.workspace.keeper import Changes, FileKeeper, Kept
from ivr_author.workspace.parcel import Parcel
from ivr_author.workspace.project import load_workspace
from tests.speech.sounds import silence, sine, write
from tests.voiceless import record, write_workspace

HELP, BYE = "Kijan nou ka ede ou?", "Orevwa."
AUDIO = "locales/ht/audio"
MANIFEST = f"{AUDIO}/manifest.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path)


def spoken(root: Path) -> SpokenLocale:
    workspace = load_workspace(root)
    assert workspace.content is not None
    return spoken_locales(workspace, program_of(workspace, workspace.content), ["ht"])["ht"]


def parcel(text: str = HELP, name: str = "take 7.wav", level: float = 0.3) -> Parcel:
    raw = write(np.concatenate([silence(0.1), sine(seconds_of(text, "ht"), level=level), silence(0.1)]))
    return Parcel(name, lambda most: raw)


def recording(text: str, name: str) -> Recording:
    return Recording("ht", text, text_digest(text), f"{AUDIO}/{name}", 1.5)


def entries(root: Path) -> dict[str, str]:
    return {
        take.recording.path.removeprefix(f"{AUDIO}/"): take.recording.text for take in load_workspace(root).takes["ht"]
    }


class Quicker:
    """Somebody else saves just before."""

    def __init__(self, root: Path, act: Callable[[], Any], times: int = 1) -> None:
        self._keeper = FileKeeper(root)
        self._act = act
        self._times = times

    def save(self, files: Changes, message: str) -> Kept:
        """Save, after the other."""
        if self._times:
            self._times -= 1
            self._act()
        return self._keeper.save(files, message)

    def restore(self, commit: str) -> Kept:
        """Nobody asks for it."""
        raise NotImplementedError


def test_a_file_of_any_name_is_for_the_text_that_was_chosen(root: Path) -> None:
    done = convert(parcel(), spoken(root), text_digest(HELP), Delivery("Ana  Sample", "2026-11-22"))
    assert done.diagnostics == ()
    assert done.recording is not None
    assert (done.recording.text, done.recording.path) == (HELP, f"{AUDIO}/main.menu.prompt.wav")
    assert (done.recording.by, done.recording.on, done.recording.address) == (
        "Ana Sample",
        "2026-11-22",
        "main/menu/prompt",
    )
    kept = keep_takes(FileKeeper(root), root, "ht", {done.recording: done.wav}, "Take it", {done.recording.path: None})
    assert kept.revisions[done.recording.path] == revision(done.wav)
    assert entries(root) == {"main.menu.prompt.wav": HELP}


def test_words_that_are_gone_take_nothing(root: Path) -> None:
    done = convert(parcel(), spoken(root), text_digest("Something else."), Delivery())
    assert (done.recording, [one.rule for one in done.diagnostics]) == (None, ["recording-no-text"])


def test_two_who_take_different_texts_lose_nothing(root: Path) -> None:
    other = recording(BYE, "bye.wav")
    quicker = Quicker(root, lambda: keep_takes(FileKeeper(root), root, "ht", {other: b"bye"}, "Mine"))
    mine = recording(HELP, "help.wav")
    keep_takes(quicker, root, "ht", {mine: b"help"}, "Take it", {mine.path: None})
    assert entries(root) == {"bye.wav": BYE, "help.wav": HELP}


def test_who_was_quicker_with_the_same_text_is_not_overwritten(root: Path) -> None:
    mine = recording(HELP, "help.wav")
    keep_takes(FileKeeper(root), root, "ht", {mine: b"theirs"}, "Theirs")
    with pytest.raises(Conflict):
        keep_takes(FileKeeper(root), root, "ht", {mine: b"mine"}, "Mine", {mine.path: None})
    assert (root / mine.path).read_bytes() == b"theirs"
    keep_takes(FileKeeper(root), root, "ht", {mine: b"mine"}, "Mine", {mine.path: revision(b"theirs")})
    assert (root / mine.path).read_bytes() == b"mine"


def test_a_manifest_that_changes_all_the_time_is_told(root: Path) -> None:
    record(root, [BYE])

    def touch() -> None:
        (root / MANIFEST).write_text((root / MANIFEST).read_text() + "# again\n")

    before = (root / AUDIO / "take_1.wav").read_bytes()
    mine = recording(HELP, "help.wav")
    with pytest.raises(Conflict):
        keep_takes(Quicker(root, touch, 99), root, "ht", {mine: b"help"}, "Take it", {mine.path: None})
    assert {path.name: path.read_bytes() for path in (root / AUDIO).glob("*.wav")} == {"take_1.wav": before}


def test_a_take_is_removed_with_its_entry_and_the_last_with_the_manifest(root: Path) -> None:
    record(root, [HELP, BYE])
    seen = revision((root / AUDIO / "take_1.wav").read_bytes())
    with pytest.raises(Conflict):
        remove_take(FileKeeper(root), root, "ht", "take_1.wav", "0" * 16)
    assert entries(root) == {"take_1.wav": HELP, "take_2.wav": BYE}
    remove_take(FileKeeper(root), root, "ht", "take_1.wav", seen)
    assert entries(root) == {"take_2.wav": BYE}
    assert not (root / AUDIO / "take_1.wav").exists()
    (root / AUDIO / "take_2.wav").unlink()
    remove_take(FileKeeper(root), root, "ht", "take_2.wav", None)
    assert not (root / MANIFEST).exists()


def test_a_file_that_no_manifest_names_is_removed(root: Path) -> None:
    (root / AUDIO).mkdir(parents=True)
    (root / AUDIO / "who.wav").write_bytes(b"x")
    remove_take(FileKeeper(root), root, "ht", "who.wav", revision(b"x"))
    assert list((root / AUDIO).iterdir()) == []


@pytest.mark.parametrize("text", ["format: 1\nrecordings:\n  - {file: a.wav}\n", "{", "\udcff", "format: 1\n"])
def test_a_manifest_that_cannot_be_read_is_not_written_over(root: Path, text: str) -> None:
    (root / AUDIO).mkdir(parents=True)
    raw = text.encode("utf-8", "surrogateescape")
    (root / MANIFEST).write_bytes(raw)
    mine = recording(HELP, "help.wav")
    for act in (
        lambda: keep_takes(FileKeeper(root), root, "ht", {mine: b"help"}, "Take it"),
        lambda: remove_take(FileKeeper(root), root, "ht", "a.wav", None),
    ):
        with pytest.raises(UnsoundManifest) as told:
            act()
        assert told.value.diagnostics
    assert (root / MANIFEST).read_bytes() == raw
    assert [path.name for path in (root / AUDIO).iterdir()] == ["manifest.yaml"]
