"""No language falls silent: what compile refuses, what makes it pass, and calls that are the same on every target."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivr_author.answering.application import Terms, create_application
from ivr_author.cli.main import cli
from ivr_author.core.diagnostics import Diagnostic, Severity
from ivr_author.harness.compare import describe_events
from ivr_author.harness.targets import player_names, target_names
from ivr_author.speech.telephone import pack_wav
from ivr_author.usecases.answer import read_bundle
from ivr_author.usecases.build import compile_flows, write_artifact
from ivr_author.usecases.check import check_workspace
from ivr_author.usecases.run_calls import run_calls
from ivr_author.usecases.unknown import UnknownName
from ivr_author.usecases.voices import VoiceRow, find_voices
from tests.voiceless import HAITIAN, SAID, catalog, record, write_workspace

VALIDATOR = Path(__file__).resolve().parents[3] / "shared" / "validators" / "check.py"


def errors_of(root: Path, target: str) -> list[Diagnostic]:
    return [one for one in compile_flows(root, target).diagnostics if one.severity is Severity.ERROR]


def row_of(root: Path, target: str, locale: str) -> VoiceRow:
    (row,) = find_voices(root, (target,), locale).rows
    return row


def heard(root: Path, call: str) -> list[str]:
    """What happens in a call, once all targets have done the same as the reference."""
    run = run_calls(root, player_names())
    assert run.diagnostics == ()
    assert {result.target for result in run.results} == set(player_names()), "every player could play"
    for result in run.results:
        assert result.difference is None, "\n".join(result.difference.lines())
        assert not [fault for fault in result.faults if "failed" in fault.message], result.faults
    (found,) = {tuple(describe_events(one.transcript.events)) for one in run.results if one.script.name == call}
    return list(found)


@pytest.mark.parametrize("target", target_names())
def test_a_locale_without_a_voice_is_not_compiled(tmp_path: Path, target: str) -> None:
    root = write_workspace(tmp_path)
    (fault,) = errors_of(root, target)
    assert fault.rule == f"{target}-no-voice"
    assert f"ht (Haitian Creole): {len(SAID)} texts would be silent" in fault.message
    assert f"and {len(SAID) - 3} more" in fault.message
    assert "Pou Kreyòl ayisyen, peze 2." in fault.message
    row = row_of(root, target, "ht")
    assert (row.status, row.texts, row.recorded) == ("silent", len(SAID), 0)
    assert sorted(one.text for one in row.silent) == sorted(SAID.values())
    assert {one.address for one in row.silent} == set(SAID)
    # Nothing is translated into Khmer, so nothing is said in it.
    assert row_of(root, target, "km").status == "recorded"


@pytest.mark.parametrize("target", target_names())
def test_recordings_of_the_very_texts_make_it_pass(tmp_path: Path, target: str) -> None:
    root = write_workspace(tmp_path)
    record(root, list(SAID.values()))
    assert errors_of(root, target) == []
    row = row_of(root, target, "ht")
    assert (row.status, row.recorded, row.silent) == ("recorded", len(SAID), ())
    catalog_of = root / "locales/ht/LC_MESSAGES/flows.po"
    catalog_of.write_text(catalog_of.read_text().replace("Byenveni.", "Byenvini."))
    (fault,) = errors_of(root, target)
    assert '1 text would be silent: main/welcome/prompt/1 "Byenvini."' in fault.message


@pytest.mark.parametrize("target", target_names())
def test_a_key_that_changes_makes_its_recording_stale(tmp_path: Path, target: str) -> None:
    root = write_workspace(tmp_path)
    record(root, list(SAID.values()))
    flow = root / "flows/main.yaml"
    flow.write_text(flow.read_text().replace('{key: "2", locale: ht}', '{key: "5", locale: ht}'))
    (fault,) = errors_of(root, target)
    assert 'texts/language_choice "Pou Kreyòl ayisyen, peze 5."' in fault.message


@pytest.mark.parametrize("target", target_names())
def test_a_recording_whose_file_is_gone_says_nothing(tmp_path: Path, target: str) -> None:
    root = write_workspace(tmp_path)
    record(root, list(SAID.values()))
    (root / "locales/ht/audio/take_1.wav").unlink()
    missing, silent = sorted(errors_of(root, target), key=lambda one: one.rule)
    assert missing.rule == "recording-file-missing"
    assert "1 text would be silent" in silent.message


@pytest.mark.parametrize("target", target_names())
def test_a_recording_that_no_phone_plays_is_refused_at_its_place(tmp_path: Path, target: str) -> None:
    root = write_workspace(tmp_path)
    record(root, list(SAID.values()))
    (root / "locales/ht/audio/take_2.wav").write_bytes(b"RIFF is no sound")
    (root / "locales/ht/audio/take_3.wav").write_bytes(b"")
    assert [(one.rule, one.span and one.span.path) for one in errors_of(root, target)] == [
        ("recording-unplayable", "locales/ht/audio/take_2.wav"),
        ("recording-unplayable", "locales/ht/audio/take_3.wav"),
    ]
    with (root / "locales/ht/audio/take_3.wav").open("wb") as file:
        file.truncate(2_000_000_000)
    assert [one.span.path for one in errors_of(root, target) if one.span] == [
        "locales/ht/audio/take_2.wav",
        "locales/ht/audio/take_3.wav",
    ]


@pytest.mark.parametrize("target", target_names())
def test_no_recording_can_say_a_value(tmp_path: Path, target: str) -> None:
    counted = '\nmsgctxt "main/tell/prompt"\nmsgid "One bill."\nmsgid_plural "{n} bills."\n'
    counted += 'msgstr[0] "{n} fakti."\nmsgstr[1] "{n} fakti yo."\n'
    root = write_workspace(tmp_path, files={"locales/ht/LC_MESSAGES/flows.po": catalog(HAITIAN) + counted})
    record(root, [*SAID.values(), "{n} fakti.", "{n} fakti yo."])
    (fault,) = errors_of(root, target)
    assert '2 texts would be silent (2 with values, which no recording can say): main/tell/prompt "{n} fakti."' in (
        fault.message
    )
    row = row_of(root, target, "ht")
    assert (row.texts, row.recorded, row.with_values) == (len(SAID) + 2, len(SAID), 2)


def test_recorded_calls_are_the_same_everywhere(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    silent = heard(write_workspace(tmp_path / "spoken", VOICES), "Haitian Creole")
    record(root, list(SAID.values()))
    recorded = heard(root, "Haitian Creole")
    assert recorded == silent, "a recording says what the voice would say"
    assert any("Byenveni. Nou louvri." in line for line in recorded)


VOICES = """\
voices:
  twiml: {ht: {voice: Polly.Chantal, language: fr-CA, borrowed: true}}
  voicexml: {ht: platform}
"""


@pytest.mark.parametrize("target", target_names())
def test_recordings_travel_with_what_is_emitted(tmp_path: Path, target: str) -> None:
    root = write_workspace(tmp_path, VOICES)
    record(root, ["Byenveni.", "Nobody says this."])
    result = compile_flows(root, target)
    assert result.artifact is not None
    files = result.artifact.files
    (sound,) = [path for path in files if path.startswith("audio/ht/")]
    assert files[sound] == pack_wav(b"Byenveni.")
    assert sound in json.loads(files["manifest.json"])["files"]
    played = [path for path, content in files.items() if sound.encode() in content and path != "manifest.json"]
    assert played, "a document plays it"
    assert all("/ht/" in path or "ht/" in path for path in played)
    # A new take of the same words has another name, so that no platform plays the one that it kept.
    (root / "locales/ht/audio/take_1.wav").write_bytes(pack_wav(b"again"))
    again = compile_flows(root, target).artifact
    assert again is not None
    assert sound not in again.files


def test_the_service_of_a_compiled_folder_hands_out_its_recordings(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    record(root, list(SAID.values()))
    artifact = compile_flows(root, "twiml").artifact
    assert artifact is not None
    write_artifact(artifact, tmp_path / "out")
    service = create_application(read_bundle(tmp_path / "out").files, Terms("secret", "token"))
    sounds = [path for path in artifact.files if path.startswith("audio/")]
    assert len(sounds) == len(set(SAID.values()))
    for path in sounds:
        answer: list[object] = []
        body = service({"REQUEST_METHOD": "GET", "PATH_INFO": f"/{path}"}, lambda *told: answer.extend(told))  # noqa: B023
        assert b"".join(body) == artifact.files[path]
        assert str(answer[0]).startswith("200")


@pytest.mark.skipif(not VALIDATOR.exists(), reason="the independent schemas are not here")
@pytest.mark.parametrize("target", target_names())
def test_independent_schemas_accept_recordings(tmp_path: Path, target: str) -> None:
    root = write_workspace(tmp_path, "without_voice: {km: {queue: days}}\n")
    record(root, list(SAID.values()))
    artifact = compile_flows(root, target).artifact
    assert artifact is not None
    for path, content in artifact.files.items():
        (tmp_path / "out" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / path).write_bytes(content)
    run = subprocess.run([sys.executable, VALIDATOR, tmp_path / "out"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


# --- ways out --------------------------------------------------------------------------------------------------------


def test_the_source_language_with_an_apology(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, "without_voice: {ht: source}\n")
    for target in target_names():
        assert errors_of(root, target) == []
        assert row_of(root, target, "ht").status == "way out"
    call = heard(root, "Haitian Creole")
    assert all("[ht]" not in line and " ht " not in line for line in call), call
    text = "\n".join(call)
    assert "For Haitian Creole, press 2." in text, "its own line, too, is for people who hear it"
    assert "We are sorry. We can't speak your language on the phone yet. Welcome. We are open." in text
    assert "We are sorry" not in "\n".join(heard(root, "English"))
    assert "We are sorry" in "\n".join(heard(root, "The Haitian number"))


def test_what_is_recorded_is_heard_all_the_same(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, "without_voice: {ht: source}\n")
    record(root, ["Nou regrèt sa.", "Pou Kreyòl ayisyen, peze 2.", "Nou louvri."])
    text = "\n".join(heard(root, "Haitian Creole"))
    for line in ("Pou Kreyòl ayisyen, peze 2.", "Nou regrèt sa.", "Welcome.", "Nou louvri.", "How can we help?"):
        assert line in text
    assert "We are open." not in text


@pytest.mark.parametrize("queue", ["interpreter", "days"])
def test_a_queue_with_the_locale(tmp_path: Path, queue: str) -> None:
    root = write_workspace(tmp_path, f"without_voice: {{ht: {{queue: {queue}}}, km: source}}\n")
    call = heard(root, "Haitian Creole")
    assert "Please stay on the line for a person who speaks your language." in call[-2]
    assert queue in call[-1]
    assert "ht" in call[-1]
    assert queue in heard(root, "The Haitian number")[-1], "who calls the Haitian number hears no choice of languages"
    assert queue not in "\n".join(heard(root, "Khmer"))


def test_a_queue_that_takes_nobody_leads_on_in_the_source_language(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, "without_voice: {ht: {queue: days}}\n")
    calls = root / "flows/main.calls.yaml"
    calls.write_text(
        calls.read_text()
        + '  - {name: Full, queues: {days: full}, script: [press: "2", press: "1"]}\n'
        + '  - {name: Closed, at: "2026-11-20T12:00:00-05:00", script: [press: "2", press: "1"]}\n'
    )
    full, closed = "\n".join(heard(root, "Full")), "\n".join(heard(root, "Closed"))
    assert "Please stay on the line" in full
    assert "Please stay on the line" not in closed
    for text in (full, closed):
        assert "We are sorry. We can't speak your language on the phone yet. Welcome." in text
        assert "So long." in text


@pytest.mark.parametrize(
    ("settings", "rule", "part"),
    [
        ("{es: source}", "unknown-locale", "there is no locale `es`"),
        ("{en: source}", "wrong-value", "can't be without a voice"),
        ("{ht: silence}", "wrong-value", "`silence` is no way out"),
        ("{ht: {}}", "missing-key", "needs a `queue`"),
        ("{ht: {queue: nobody}}", "unknown-queue", "there is no queue `nobody`"),
        ("{ht: {line: days}}", "unknown-key", "line"),
        ("[ht]", "wrong-shape", ""),
    ],
)
def test_what_is_wrong_with_a_way_out(tmp_path: Path, settings: str, rule: str, part: str) -> None:
    root = write_workspace(tmp_path, f"without_voice: {settings}\n")
    (fault,) = [one for one in check_workspace(root).diagnostics if one.rule == rule]
    assert part in fault.message
    assert fault.span is not None
    assert (fault.span.path, fault.span.line) == ("ivr.yaml", 12)


def test_a_way_out_that_nobody_needs_is_noted(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, f"{VOICES}without_voice: {{ht: source, km: source}}\n")
    (fault,) = [one for one in check_workspace(root).diagnostics if one.rule == "needless-way-out"]
    assert fault.severity is Severity.NOTE
    assert "ht (Haitian Creole)" in fault.message


# --- what ivr.yaml says of voices ------------------------------------------------------------------------------------


def test_voices_of_platforms_are_named_borrowed_assumed_or_denied(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, "voices: {voicexml: {ht: {voice: Marie, language: fr-CA, borrowed: true}}}\n")
    assert row_of(root, "voicexml", "ht").status == "borrowed"
    assert [one.rule for one in compile_flows(root, "voicexml").diagnostics if "voice" in one.rule] == [
        "voicexml-borrowed-voice"
    ]
    artifact = compile_flows(root, "voicexml").artifact
    assert artifact is not None
    document = artifact.files["ht/main.vxml"].decode()
    assert 'xml:lang="fr-CA"' in document
    assert '<prompt><voice name="Marie">Byenveni.</voice></prompt>' in document
    assert row_of(root, "voicexml", "en").status == "assumed"
    shutil.rmtree(root)
    root = write_workspace(tmp_path, "voices: {voicexml: {en: none, ht: platform}, twiml: {en: none}}\n")
    assert row_of(root, "voicexml", "ht").status == "voice"
    for target in target_names():
        assert f"{target}-no-voice" in [one.rule for one in errors_of(root, target)]
        assert row_of(root, target, "en").status == "silent"


def test_twilio_wants_a_voice_by_its_name(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, "voices: {twiml: {ht: platform}}\n")
    assert [one.rule for one in errors_of(root, "twiml")] == ["twiml-unknown-voice"]


def test_a_locale_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        find_voices(write_workspace(tmp_path), (), "fr")


# --- the command -----------------------------------------------------------------------------------------------------


def run(root: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["-C", str(root), *arguments])
    return result.exit_code, result.output


def test_the_command_lists_what_is_silent(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    code, output = run(root, "voices")
    assert code == 1
    assert f"nothing: {len(SAID)} silent texts" in output
    assert "Byenveni" not in output
    code, output = run(root, "voices", "--target", "twiml", "--locale", "ht")
    assert code == 1
    assert "flows/main.yaml:13: main/welcome/prompt/1: Byenveni." in output
    code, output = run(root, "voices", "--format", "json", "--target", "voicexml")
    data = json.loads(output)
    assert [row["locale"] for row in data["voices"]] == ["en", "ht", "km"]
    assert [row["status"] for row in data["voices"]] == ["assumed", "silent", "recorded"]
    assert len(data["voices"][1]["silent"]) == len(SAID)


def test_the_command_is_content_where_nothing_is_silent(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, "without_voice: {ht: {queue: interpreter}, km: source}\n")
    code, output = run(root, "voices", "--locale", "ht")
    assert code == 0
    assert "way out: queue interpreter" in output
    assert run(root, "voices", "--locale", "fr")[0] == 2


def test_the_sample_workspace_is_heard_everywhere(repository: Path) -> None:
    result = find_voices(repository)
    assert result.silent == 0
    assert {row.status for row in result.rows} == {"voice", "borrowed", "assumed"}


@pytest.mark.parametrize(
    ("voices", "told"),
    [
        ("{voicexml: {ht: platform}}", []),
        ("{nope: {ht: platform}}", ["`nope`, which is no target"]),
        ("{voicexml: {xx: none}}", ["`voices: voicexml:` names `xx`"]),
    ],
)
def test_a_voice_for_nobody_is_told(tmp_path: Path, voices: str, told: list[str]) -> None:
    root = write_workspace(tmp_path, f"voices: {voices}\n")
    found = [one for one in check_workspace(root).diagnostics if one.rule == "voice-for-nobody"]
    assert [one.severity for one in found] == [Severity.WARNING] * len(told)
    assert all(part in one.message for part, one in zip(told, found, strict=True))
