"""Manifests of recordings: read with every fault at its place, written as they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.core.source import Source
from ivr_author.speech.recording import Recording, text_digest
from ivr_author.workspace.project import load_workspace
from ivr_author.workspace.recordings import read_manifest, write_manifest
from tests.flow.content import SETTINGS

PATH = "locales/ht/audio/manifest.yaml"
GREETING = 'Byenveni. "Bonjou"\\ \u200f\nnan liy la.'


def recording(text: str, name: str, **more: str) -> Recording:
    return Recording("ht", text, text_digest(text), f"locales/ht/audio/{name}", 2.5, **more)


def entry(text: str = "Bonjou.", file: str = "a.wav", digest: str = "", seconds: str = "2.5", more: str = "") -> str:
    written = digest or text_digest(text)
    return f'  - {{file: {file}, text: "{text}", hash: "{written}", seconds: {seconds}{more}}}\n'


def faults_of(text: str) -> list[str]:
    return [f"{one.span.line}: {one.rule}: {one.message}" for one in read_manifest("ht", Source(PATH, text))[1]]


def test_what_is_written_is_read() -> None:
    kept = (
        recording("Bonjou.", "a.wav"),
        recording(GREETING, "b.wav", by="Ana Sample", on="2026-11-22", address="main/greeting/prompt"),
    )
    text = write_manifest(reversed(kept))
    takes, faults = read_manifest("ht", Source(PATH, text))
    assert (tuple(take.recording for take in takes), faults) == (kept, ())
    assert [take.span.line for take in takes] == [5, 9]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3\n", ["1: wrong-shape: a manifest must be a map of keys to values"]),
        ("format: 1\n", ["1: missing-key: a manifest needs `recordings`"]),
        ("format: 2\nrecordings: []\n", ["1: unknown-format: this format is not known here"]),
        ("format: 1\nrecordings: {}\n", ["2: wrong-shape: `recordings` must be a list"]),
        ("format: 1\nrecordings: []\n", []),
    ],
)
def test_faults_of_the_whole(text: str, expected: list[str]) -> None:
    assert faults_of(text) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (entry(), []),
        (entry(file="../a.wav"), ["4: recording-manifest: `../a.wav` is no file name for a recording"]),
        (entry(digest="0" * 16), ["4: recording-manifest: `hash` is not that of `text`"]),
        (entry(seconds="0"), ["4: recording-manifest: `seconds` is no length of a recording"]),
        (entry(seconds=".nan"), ["4: recording-manifest: `seconds` is no length of a recording"]),
        (entry("Bonswa.") + entry("Bonjou."), ["5: recording-manifest: `a.wav` is listed twice"]),
        (entry() + entry(file="b.wav"), ["5: recording-manifest: `a.wav` says the same text"]),
        (entry(more=", on: yesterday"), ["4: wrong-value: `yesterday` is no date"]),
    ],
)
def test_a_bad_entry_stops_no_other(written: str, expected: list[str]) -> None:
    text = f"format: 1\nrecordings:\n{entry('Orevwa.', 'z.wav')}{written}"
    takes, _ = read_manifest("ht", Source(PATH, text))
    assert faults_of(text) == expected
    assert takes[0].recording.text == "Orevwa."
    assert len(takes) == 1 + written.count("\n") - len(expected)


def test_an_unknown_key_is_told_and_the_recording_kept() -> None:
    text = f"format: 1\nrecordings:\n{entry(more=', voice: x')}"
    assert faults_of(text) == ["3: unknown-key: a recording has no key `voice`"]
    assert len(read_manifest("ht", Source(PATH, text))[0]) == 1


def test_a_workspace_knows_its_recordings(tmp_path: Path) -> None:
    (tmp_path / "ivr.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "locales/es/audio").mkdir(parents=True)
    (tmp_path / "locales/es/audio/manifest.yaml").write_text(
        f"format: 1\nrecordings:\n{entry('Hola.')}{entry('Hola.')}", encoding="utf-8"
    )
    workspace = load_workspace(tmp_path)
    found = workspace.recordings().find("es", "Hola.")
    assert found is not None
    assert found.path == "locales/es/audio/a.wav"
    assert [one.rule for one in workspace.diagnostics] == ["recording-manifest"]
