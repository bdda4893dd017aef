"""The desk of recordings: each text in one state, what is listened to, and what is left over."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ivr_author.core.memo import Memo
from ivr_author.speech.pace import seconds_of
from ivr_author.usecases import recording_desk
from ivr_author.usecases.program import program_of
from ivr_author.usecases.recording_desk import Part, RecordingDesk, Verdicts, desk_of, listen_to, verdicts_of
from ivr_author.usecases.recordings import spoken_locales
from ivr_author.workspace.project import Workspace, load_workspace
from tests.harness.sample import change
from tests.speech.sounds import silence, sine, write
from tests.voiceless import SAID, record, write_workspace

WELCOME, OPEN, HELP, BYE = "Byenveni.", "Nou louvri.", "Kijan nou ka ede ou?", "Orevwa."
AUDIO = "locales/ht/audio"
CATALOG = "locales/ht/LC_MESSAGES/flows.po"


@pytest.fixture(autouse=True)
def nothing_was_heard_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording_desk, "_heard", Memo(100))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Four texts are recorded, one of them well."""
    root = write_workspace(tmp_path)
    record(root, [WELCOME, OPEN, HELP, BYE])
    good = np.concatenate([silence(0.1), sine(seconds_of(WELCOME, "ht")), silence(0.1)])
    (root / AUDIO / "take_1.wav").write_bytes(write(good, encoding="ULAW"))
    change(root, f"{AUDIO}/manifest.yaml", "seconds: 1.50", f"seconds: {len(good) / 8_000:.2f}")
    return root


def heard(workspace: Workspace, signatures: dict[str, object] | None = None) -> Verdicts:
    return verdicts_of(workspace, "ht", signatures or {}, 99)[0]


def desk(root: Path, locale: str = "ht", *, listens: bool = True) -> RecordingDesk:
    workspace = load_workspace(root)
    assert workspace.content is not None
    program = program_of(workspace, workspace.content)
    spoken = spoken_locales(workspace, program, [locale])[locale]
    return desk_of(workspace, spoken, heard(workspace) if listens else {})


def parts(made: RecordingDesk) -> dict[str, str]:
    return {line.text: line.part.value for line in made.lines if line.text}


def test_each_text_is_in_one_part(root: Path) -> None:
    change(root, CATALOG, f'msgstr "{OPEN}"', 'msgstr "Nou louvri jodi a."')
    change(root, f"{AUDIO}/manifest.yaml", "seconds: 1.50", 'seconds: 1.50\n    address: "main/welcome/prompt/2"')
    made = desk(root)
    found = parts(made)
    assert found[WELCOME] == "recorded"
    assert found["Nou louvri jodi a."] == "stale"
    assert found[HELP] == found[BYE] == "faulty"
    assert found["Pou fini, peze 1."] == "missing"
    stale = made.by_name["main.welcome.prompt.2"]
    assert (stale.take, stale.stale and stale.stale.recording.text, stale.file) == (None, OPEN, f"{AUDIO}/take_2.wav")
    assert sum(made.counts.values()) == len(made.lines)
    assert (made.counts[Part.RECORDED], made.counts[Part.FAULTY], made.counts[Part.STALE]) == (1, 2, 1)
    assert made.counts[Part.MISSING] == len(set(SAID.values())) - 4
    assert (made.counts[Part.VOICE], made.counts[Part.LEFT]) == (0, 0)
    assert made.has_recordings
    wanted = [line.seconds for line in made.lines if line.part in (Part.MISSING, Part.STALE)]
    assert made.seconds_to_record == pytest.approx(sum(wanted))


def test_what_nobody_has_listened_to_is_recorded(root: Path) -> None:
    assert desk(root, listens=False).counts[Part.RECORDED] == 4


def test_a_take_without_its_file_passes_no_check(root: Path) -> None:
    (root / AUDIO / "take_1.wav").unlink()
    line = desk(root).by_name["take_1"]
    assert (line.part, line.file, [one.rule for one in line.faults]) == ("faulty", "", ["recording-file-missing"])


def test_values_need_a_voice_and_are_no_texts_to_record(root: Path) -> None:
    made = desk(root, "en")
    assert [(line.text, line.name) for line in made.lines if line.part is Part.VOICE] == [("{n} bills.", "")]
    assert made.texts == len(made.lines) - 1
    assert not made.has_recordings
    assert made.minutes_to_record >= 1


def test_what_belongs_to_no_text_is_left_over(root: Path) -> None:
    (root / AUDIO / "who.wav").write_bytes(b"x")
    change(root, CATALOG, f'msgstr "{OPEN}"', 'msgstr "Nou louvri jodi a."')
    made = desk(root)
    assert [(line.name, line.text) for line in made.lines if line.part is Part.LEFT] == [
        ("take_2.wav", OPEN),
        ("who.wav", ""),
    ]
    left = made.left("who.wav")
    assert left is not None
    assert left.take is None
    assert made.left("take_1.wav") is None


def test_lines_are_chosen_by_part_flow_and_words(root: Path) -> None:
    made = desk(root)
    assert {line.room for line in made.chosen(None, "main", "")} == {"main"}
    assert [line.text for line in made.chosen(Part.RECORDED, "", "")] == [WELCOME]
    assert [line.text for line in made.chosen(None, "", "KIJAN")] == [HELP]
    assert [line.text for line in made.chosen(None, "", "main/menu/prompt")] == [HELP]
    assert made.chosen(Part.RECORDED, "texts", "") == []


def signed(workspace: Workspace) -> dict[str, object]:
    return {take.recording.path: 1 for take in workspace.takes["ht"]}


def nothing(done: float, now: str) -> None:
    """Nobody asks how far it is."""


def test_the_same_file_is_listened_to_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = load_workspace(root)
    before = heard(workspace, signed(workspace))
    monkeypatch.setattr(recording_desk, "listen", lambda *_: [])
    assert heard(workspace, signed(workspace)) == before
    again = heard(workspace, {**signed(workspace), f"{AUDIO}/take_3.wav": 2})
    assert [path for path, one in again.items() if one != before[path]] == [f"{AUDIO}/take_3.wav"]


def test_a_file_that_was_changed_just_now_is_listened_to_each_time(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Two versions of it would look the same, so it has no signature.
    workspace = load_workspace(root)
    assert heard(workspace, {})[f"{AUDIO}/take_4.wav"] != ()
    monkeypatch.setattr(recording_desk, "listen", lambda *_: [])
    assert heard(workspace, {})[f"{AUDIO}/take_4.wav"] == ()


def test_many_are_listened_to_in_a_task(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = load_workspace(root)
    assert verdicts_of(workspace, "ht", signed(workspace), 3) == ({}, 4)
    listen_to(workspace, ["ht"], signed(workspace), nothing)
    monkeypatch.setattr(recording_desk, "listen", lambda *_: pytest.fail("it was listened to"))
    found, unheard = verdicts_of(workspace, "ht", signed(workspace), 0)
    assert (len(found), unheard) == (4, 0)
    listen_to(workspace, ["ht"], signed(workspace), nothing)


def test_a_long_listening_can_be_given_up(root: Path) -> None:
    class Enough(Exception):
        pass

    def progress(done: float, now: str) -> None:
        raise Enough

    with pytest.raises(Enough):
        listen_to(load_workspace(root), ["ht"], {}, progress)
