"""Voices and language tags that exist, and what is said about those that don't."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import find_locale, registry_locales
from ivr_author.ir.ops import Hangup
from ivr_author.ir.program import Voice
from ivr_author.targets.twiml.check import check
from ivr_author.targets.twiml.voices import chosen_voice, known_voices, voice_table
from tests.targets.twiml.programs import build, end_call

FACTS = Path(__file__).resolve().parents[4] / "shared" / "validators" / "language-support.json"


def check_voices(voices: dict[str, Voice], locales: tuple[str, ...] = ("es",)) -> list[Diagnostic]:
    return check(build({"main/a": end_call()}, voices=voices, locales=locales))


def rules(diagnostics: list[Diagnostic]) -> list[tuple[str, str]]:
    return [(str(one.severity), one.rule) for one in diagnostics]


@pytest.mark.skipif(not FACTS.exists(), reason="the list of Twilio's languages is not here")
def test_registry_knows_every_voice_and_tag_of_twilio() -> None:
    languages = json.loads(FACTS.read_text())["languages"]
    names = {name for one in languages for name in one["twilio_google_voices"] + one["twilio_polly_voices"]}
    assert set(known_voices()) == names
    say = {tag for one in languages for tag in one["twilio_say_language"]}
    gather = {tag for one in languages for tag in one["twilio_gather_language"]}
    for locale in registry_locales():
        assert locale.twilio_say in say | {""}
        assert locale.twilio_gather in gather | {""}
        assert {voice.language for voice in locale.voices} <= say
    for silent in (one["key"] for one in languages if not one["tts_twilio"]):
        assert (find_locale(silent).voices, find_locale(silent).twilio_say) == ((), ""), silent
    assert not [voice.name for voice in find_locale("vi").voices if voice.name.startswith("Polly.")]


def test_voice_comes_from_ivr_yaml_then_from_the_registry() -> None:
    program = build({"main/a": end_call()}, voices={"es": Voice("Polly.Miguel", "")}, locales=("es", "ru"))
    assert chosen_voice(program, "es").name == "Polly.Miguel"  # type: ignore[union-attr]
    assert chosen_voice(program, "es").language == "es-US"  # type: ignore[union-attr]
    assert chosen_voice(program, "ru").language == "ru-RU"  # type: ignore[union-attr]


def test_good_voices_are_not_spoken_of() -> None:
    assert check_voices({"es": Voice("Google.es-US-Standard-A", "es-US")}) == []


def test_locale_without_voice_is_an_error_and_names_the_way_out() -> None:
    words = {"ht": {"Goodbye.": "Orevwa."}}
    (fault,) = check(build({"main/a": (["Goodbye."], Hangup("flow"))}, words=words, locales=("ht",)))
    assert (str(fault.severity), fault.rule) == ("error", "twiml-no-voice")
    assert (
        fault.message
        == 'Twilio has no voice for ht (Haitian Creole): 1 text would be silent: main/a/prompt/1 "Orevwa."'
    )
    assert "without_voice: ht:" in fault.hint
    assert fault.span is not None
    assert fault.span.path == "ivr.yaml"


def test_locale_in_which_nothing_is_said_needs_no_voice() -> None:
    assert check_voices({}, ("ht",)) == []


def test_borrowed_voice_is_a_warning() -> None:
    borrowed = Voice("Polly.Chantal", "fr-CA", borrowed=True)
    assert rules(check_voices({"ht": borrowed}, ("ht",))) == [("warning", "twiml-borrowed-voice")]


@pytest.mark.parametrize(
    ("voice", "rule"),
    [
        (Voice("Polly.Lupita", "es-US"), "twiml-unknown-voice"),
        (Voice("Azure.Lupe", "es-US"), "twiml-unknown-voice"),
        (Voice("Polly.Lupe", "es-MX"), "twiml-wrong-language"),
        (Voice("Polly.Camila", "pt-BR"), "twiml-wrong-language"),
        (Voice("woman", "es-XX"), "twiml-unknown-language"),
    ],
)
def test_wrong_voice_is_an_error(voice: Voice, rule: str) -> None:
    assert rules(check_voices({"es": voice})) == [("error", rule)]


def test_voice_of_a_language_we_know_nothing_of_is_a_warning() -> None:
    assert rules(check_voices({"de": Voice("Polly.Marlene", "de-DE")}, ("de",))) == [("warning", "twiml-unknown-voice")]


def test_two_locales_with_one_voice_cannot_be_told_apart() -> None:
    voices = {"es": Voice("Polly.Lupe", "es-US"), "es_PR": Voice("Polly.Lupe", "es-US")}
    assert rules(check_voices(voices, ("es", "es_PR"))) == [("error", "twiml-same-voice")]


def test_every_locale_gets_some_voice_all_the_same() -> None:
    table = voice_table(build({"main/a": end_call()}, locales=("ht", "so")))
    assert table["ht"].language == "fr-FR"
    assert table["so"] == table["en"]
