"""What people get of a bulletin in each language, and text messages that cost too much."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.usecases.bulletin_words import BULLETIN_TEXT_PARTS, RULES, as_text_message, words_of
from ivr_author.usecases.check import all_rules, check_workspace
from ivr_author.workspace.project import load_workspace
from tests.rule_cases import HELLO, SETTINGS

DOWN = """\
title: Down
on: false
prompt: ["We are back at {until}.", "On {day}, call {line}."]
text: "Back at {until}, {line} — {fee}."
email: {subject: "Back at {until}", body: "See you on {day}."}
slots:
  until: {type: time, example: "18:00", value: "17:30"}
  day: {type: date, example: "2026-12-23"}
  line: {type: phone, example: "+18005550100"}
  fee: {type: money, example: "2.5"}
"""
PO = """\
msgid ""
msgstr "Language: es\\n"

msgctxt "bulletins/down/prompt/1"
msgid "We are back at {until}."
msgstr "A las {until} volvemos."

msgctxt "bulletins/down/text"
msgid "Back at {until}, {line} — {fee}."
msgstr "A las {until} volvemos."
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {"ivr.yaml": SETTINGS, "flows/main.yaml": HELLO, "flows/bulletins/down.yaml": DOWN}
    for path, text in {**files, "locales/es/LC_MESSAGES/flows.po": PO}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_words_have_their_values_as_each_language_says_and_writes_them(root: Path) -> None:
    workspace = load_workspace(root)
    assert workspace.content is not None
    bulletin, translations = workspace.content.bulletins["down"], workspace.translations()
    source = words_of(bulletin, translations, "en")
    assert source.heard == "We are back at 5:30 PM. On December 23, 2026, call 8 0 0, 5 5 5, 0 1 0 0."
    assert (source.spoken_in, source.subject, source.body) == ("en", "Back at 5:30 PM", "See you on December 23, 2026.")
    assert source.text == "Back at 5:30 PM, 1-800-555-0100 - $2.50."
    assert (source.parts.encoding, source.parts.parts) == ("GSM-7", 1)
    spanish = words_of(bulletin, translations, "es", {"until": "09:05"})
    assert spanish.heard.startswith("A las 9:05 a.m. volvemos. On December")
    assert (spanish.spoken_in, spanish.text) == ("en", "A las 9:05 a.m. volvemos.")
    # Without a value of its own: what it is tried with.
    assert words_of(bulletin, translations, "en", {}).subject == "Back at 6:00 PM"


def test_punctuation_stays_where_making_it_plain_saves_nothing() -> None:
    assert as_text_message("It’s “down” – 5 p.m.") == 'It\'s "down" - 5 p.m.'
    assert as_text_message("“Оплата”") == "“Оплата”"


def test_a_text_message_of_more_than_two_parts_is_told_in_its_language(root: Path) -> None:
    assert [one for one in check_workspace(root, targets=()).diagnostics if one.rule in RULES] == []
    path = root / "locales/es/LC_MESSAGES/flows.po"
    path.write_text(PO.replace('msgstr "A las {until} volvemos."\n', 'msgstr "Volvemos. Спасибо. {until}."\n').replace(
        "Спасибо", "Спасибо " * 17))  # fmt: skip
    (one,) = [one for one in check_workspace(root, targets=()).diagnostics if one.rule in RULES]
    assert (str(one.span), str(one.severity)) == ("flows/bulletins/down.yaml:4:7", "warning")
    assert "3 parts in Spanish (1" in one.message
    assert set(RULES) <= set(all_rules())
    assert {BULLETIN_TEXT_PARTS} == set(RULES)
