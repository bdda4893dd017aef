"""Which locales a VoiceXML platform is taken to speak."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ivr_author.core.locale import registry_locales
from ivr_author.ir.program import Program, Voice
from ivr_author.targets.voicexml.voices import UNSPOKEN, chosen_voice, language_of
from tests.targets.voicexml.workspace import compile_workspace, write_workspace

FACTS = Path(__file__).resolve().parents[4] / "shared" / "validators" / "language-support.json"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return compile_workspace(write_workspace(tmp_path))


@pytest.mark.skipif(not FACTS.exists(), reason="the list of vendors' languages is not here")
def test_what_no_vendor_speaks_is_not_assumed() -> None:
    languages = json.loads(FACTS.read_text())["languages"]
    assert {one["key"] for one in languages if not one["tts_twilio"] and not one["tts_connect"]} == UNSPOKEN
    # What only one of them speaks is for its own target to know.
    assert {one["key"] for one in languages if one["tts_twilio"] != one["tts_connect"]} >= {"vi"}


def test_unspoken_languages_are_of_the_registry() -> None:
    silent = {locale.id.split("_")[0] for locale in registry_locales() if not locale.voices}
    assert silent - {"pt"} == UNSPOKEN, "Portuguese of Portugal has a voice; the list of Twilio's doesn't have it"


@pytest.mark.parametrize("locale", ["en", "vi", "pt_PT", "de", "zh_Hant", "es_PR"])
def test_what_some_vendor_speaks_is_assumed(program: Program, locale: str) -> None:
    voice = chosen_voice(program, locale)
    assert voice is not None
    assert (voice.name, voice.borrowed) == ("", False)


@pytest.mark.parametrize("locale", ["ht", "km", "ht_HT", "my_MM"])
def test_what_nobody_speaks_must_be_declared(program: Program, locale: str) -> None:
    assert chosen_voice(program, locale) is None
    declared = replace(program, voices={"voicexml": {locale: Voice("", "")}})
    assert chosen_voice(declared, locale) == Voice("", language_of(program, locale))
    borrowed = replace(program, voices={"voicexml": {locale: Voice("", "fr-FR", borrowed=True)}})
    assert language_of(borrowed, locale) == "fr-FR"
    assert chosen_voice(replace(program, voices={"voicexml": {"en": None}}), "en") is None
