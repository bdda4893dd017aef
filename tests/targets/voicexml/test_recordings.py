"""Recordings in VoiceXML: <audio> with the text inside, so that a platform that can't get the file speaks it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ivr_author.call.caller import Press, ScriptCaller
from ivr_author.call.line import Line
from ivr_author.call.transcript import Transcript
from ivr_author.call.world import CallSetup, ScriptWorld
from ivr_author.harness.compare import compare
from ivr_author.ir.play import play
from ivr_author.ir.program import LocalText, Program, Voice
from ivr_author.speech.recording import Recording, index_recordings, text_digest
from ivr_author.speech.telephone import pack_wav
from ivr_author.targets.voicexml import TARGET
from tests.targets.voicexml.workspace import compile_workspace, write_workspace

OPEN = datetime(2026, 12, 21, 15, 0, tzinfo=UTC)
TEXTS = {
    "help": "How can we help you today?",
    "one": "To ask about a bill, press 1.",
    "bye": "Thank you for calling. Goodbye.",
    "unheard": "Nobody says this.",
}


def place(name: str) -> str:
    return f"audio/en/{name}-{hashlib.sha256(pack_wav(TEXTS[name].encode())).hexdigest()[:12]}.wav"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    recordings = [
        Recording("en", text, text_digest(text), f"locales/en/audio/{name}.wav", 1.0) for name, text in TEXTS.items()
    ]
    compiled = compile_workspace(write_workspace(tmp_path))
    sounds = {one.path: pack_wav(one.text.encode()) for one in recordings}
    return replace(compiled, recordings=index_recordings(recordings), sounds=sounds)


def call(program: Program, locale: str) -> Transcript:
    """The transcript, after holding the target to the reference."""
    setup, steps = CallSetup("main", OPEN, locale=locale), [Press("2")]
    lines = [Line(ScriptCaller(steps), ScriptWorld()) for _ in range(2)]
    play(program, setup, lines[0])
    TARGET.play(TARGET.emit(program), setup, lines[1])
    difference = compare(lines[0].transcript(), lines[1].transcript())
    assert difference is None, "\n".join(difference.lines())
    return lines[1].transcript()


def test_a_recording_holds_the_text_that_it_says(program: Program) -> None:
    artifact = TARGET.emit(program)
    assert TARGET.validate(artifact) == []
    document = artifact.files["en/main.vxml"].decode()
    assert f'<prompt><audio src="../{place("help")}">{TEXTS["help"]}</audio></prompt>' in document
    assert f'<prompt><audio src="../{place("one")}">{TEXTS["one"]}</audio></prompt>' in document
    # Nothing is translated, so Spanish callers hear English, under its own language.
    spanish = artifact.files["es/main.vxml"].decode()
    assert f'<prompt xml:lang="en-US"><audio src="../{place("help")}">{TEXTS["help"]}</audio></prompt>' in spanish
    sounds = [path for path in artifact.files if path.startswith("audio/en/")]
    assert sounds == sorted(map(place, ("help", "one", "bye")))
    assert artifact.files[place("help")] == pack_wav(TEXTS["help"].encode())


@pytest.mark.parametrize("locale", ["en", "es"])
def test_a_recorded_call_is_the_spoken_one(program: Program, locale: str) -> None:
    spoken = call(replace(program, recordings=index_recordings(())), locale)
    assert call(program, locale) == spoken
    assert TEXTS["help"] in str(spoken.events[0]["text"])


def test_a_file_that_is_not_there_is_found_before_a_caller_misses_it(program: Program) -> None:
    artifact = TARGET.emit(program)
    files = {path: content for path, content in artifact.files.items() if path != place("help")}
    faults = TARGET.validate(replace(artifact, files=files))
    assert faults
    assert all(f"plays ../{place('help')}, which is not there" in fault for fault in faults)


def test_the_forms_of_a_plural_are_recorded_one_by_one(program: Program) -> None:
    address = "main/say_bills/prompt"
    forms = ((TEXTS["unheard"],), ("Several bills.",))
    text = LocalText("en", forms, "n != 1", "open_bills")
    counted = replace(program, speech={**program.speech, (address, "en"): text, (address, "es"): text})
    document = TARGET.emit(counted).files["en/main.vxml"].decode()
    assert f'<audio src="../{place("unheard")}">{TEXTS["unheard"]}</audio>' in document
    assert ">Several bills.</prompt>" in document
    assert TARGET.validate(TARGET.emit(counted)) == []


def test_a_named_voice_and_a_borrowed_language_are_written(program: Program) -> None:
    named = replace(
        program, voices={"voicexml": {"en": Voice("Ava & Co", ""), "es": Voice("", "pt-BR", borrowed=True)}}
    )
    artifact = TARGET.emit(named)
    assert TARGET.validate(artifact) == []
    document = artifact.files["en/main.vxml"].decode()
    assert f'<voice name="Ava &amp; Co">{TEXTS["help"]}</voice></audio>' in document
    assert '<voice name="Ava &amp; Co">You have <value expr=' in document
    assert 'xml:lang="pt-BR"' in artifact.files["es/main.vxml"].decode()
    assert [(str(one.severity), one.rule) for one in TARGET.check(named)] == [("warning", "voicexml-borrowed-voice")]
    for locale in ("en", "es"):
        assert call(named, locale) == call(program, locale)
