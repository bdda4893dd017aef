"""What a translator gets to see: each text once, by its address, with what there is to know about it."""

from __future__ import annotations

import pytest

from ivr_author.core.segment import Offer, Segment
from ivr_author.core.value_types import ValueType
from ivr_author.flow.node import exits_of, phrases_of, prompts_of
from ivr_author.flow.read import read_bulletin
from ivr_author.flow.segments import segments_of_bulletin, segments_of_content, segments_of_flow, segments_of_settings
from ivr_author.flow.settings import BUILT_IN_TEXTS, WAY_OUT_TEXTS
from tests.flow.content import SETTINGS, content_with, read_flow_text, settings_of, tree_of

FLOW = """\
format: 1
title: Member services
start: menu
nodes:
  menu:
    type: menu
    prompt: [Welcome., {text: How can we help?, context: a greeting}]
    choices:
      - {key: "1", say: "For bills, press {key}.", speech: [bill, my bill], next: code}
      - {key: "2", next: code}
      - {speech: [agent], next: letters}
  code: {type: collect, prompt: Your code., into: code, confirm: "{code}?", next: letters}
  letters: {type: play, prompt: {count: n, one: "{count} letter.", other: "{count} letters."}, next: pick}
  pick:
    type: language
    prompt: Choose.
    choices: [{key: "1", locale: en}, {key: "2", locale: es, say: "{language}: {key}"}]
    next: back
  back: {type: callback, prompt: "{number}?", ask: Which?, next: mail}
  mail: {type: voicemail, mailbox: desk, prompt: Speak., next: bye}
  bye: {type: hangup}
  limit: {type: play, prompt: {text: "Short, {code}.", max_seconds: 2.5, context: at last}, next: bye}
  sure: {type: collect, prompt: "Sure? {yes} {no}", into: ok, next: bye}
keys: {"0": bye, "9": repeat}
variables: {code: digits, n: number, ok: boolean}
"""


def segments() -> dict[str, Segment]:
    flow, faults = read_flow_text(FLOW)
    assert faults == []
    assert flow is not None
    found = list(segments_of_flow(flow))
    assert len({one.address for one in found}) == len(found)
    return {one.address: one for one in found}


def test_every_text_has_its_address() -> None:
    assert {address: one.text for address, one in segments().items()} == {
        "main/menu/prompt/1": "Welcome.",
        "main/menu/prompt/2": "How can we help?",
        "main/menu/choice/1/say": "For bills, press {key}.",
        "main/menu/choice/1/speech/1": "bill",
        "main/menu/choice/1/speech/2": "my bill",
        "main/menu/choice/@3/speech/1": "agent",
        "main/code/prompt": "Your code.",
        "main/code/confirm": "{code}?",
        "main/letters/prompt": "{count} letter.",
        "main/pick/prompt": "Choose.",
        "main/pick/choice/2/say": "{language}: {key}",
        "main/back/prompt": "{number}?",
        "main/back/ask": "Which?",
        "main/mail/prompt": "Speak.",
        "main/limit/prompt": "Short, {code}.",
        "main/sure/prompt": "Sure? {yes} {no}",
    }


def test_places_plurals_and_notes() -> None:
    found = segments()
    assert found["main/letters/prompt"].plural == "{count} letters."
    assert str(found["main/code/prompt"].span) == "flows/main.yaml:12:33"
    assert any("context: a greeting" in note for note in found["main/menu/prompt/2"].comments)
    assert any("main/menu" in note for note in found["main/menu/prompt/1"].comments)


def test_what_the_author_asks_of_a_translator_is_in_the_comments() -> None:
    found = segments()
    assert found["main/limit/prompt"].max_seconds == 2.5
    assert found["main/limit/prompt"].comments[-2:] == ("context: at last", "max-seconds: 2.5")
    assert found["main/menu/prompt/1"].max_seconds == 0
    assert not any("max-seconds" in note for note in found["main/menu/prompt/1"].comments)


def test_the_texts_of_a_menu_are_one_offer() -> None:
    found = segments()
    offer = Offer("main/menu", ("1", "2"), ("0", "9"))
    assert found["main/menu/prompt/1"].offer == found["main/menu/prompt/2"].offer == offer
    assert found["main/menu/choice/1/say"].offer == Offer("main/menu", ("1", "2"), ("0", "9"), "1")
    assert found["main/menu/choice/1/say"].constants == (("key", "1"),)
    assert found["main/menu/choice/1/speech/1"].offer is None


def test_a_language_is_offered_in_its_own_words() -> None:
    line = segments()["main/pick/choice/2/say"]
    assert line.offer == Offer("main/pick/choice/2", ("2",), (), "2")
    assert line.constants == (("language", "español"), ("key", "2"))
    assert segments()["main/pick/prompt"].offer == Offer("main/pick", ("1", "2"))


def test_a_question_offers_yes_and_no() -> None:
    found = segments()
    yes_no = (("yes", "1"), ("no", "2"))
    assert found["main/sure/prompt"].offer == Offer("main/sure/prompt", ("1", "2"), ("0", "9"))
    assert found["main/code/confirm"].offer == Offer("main/code/confirm", ("1", "2"), ("0", "9"))
    assert found["main/code/confirm"].constants == found["main/sure/prompt"].constants == yes_no
    assert found["main/code/prompt"].offer is None
    assert found["main/back/prompt"].offer == Offer("main/back/prompt", ("1", "2"), ("0", "9"))
    assert found["main/back/prompt"].types == (("number", ValueType.PHONE),)
    assert found["main/back/ask"].offer is None


def test_types_are_those_of_the_placeholders_that_a_text_has() -> None:
    found = segments()
    assert found["main/limit/prompt"].types == found["main/code/confirm"].types == (("code", ValueType.DIGITS),)
    assert found["main/letters/prompt"].types == (("count", ValueType.NUMBER),)
    assert found["main/menu/prompt/1"].types == ()


def test_prompts_are_spoken_and_phrases_are_not() -> None:
    found = segments()
    assert {address for address, one in found.items() if not one.is_spoken} == {
        address for address, one in found.items() if one.kind == "phrase"
    }


def test_phrases_are_marked_as_such() -> None:
    assert {address for address, one in segments().items() if one.kind == "phrase"} == {
        "main/menu/choice/1/speech/1",
        "main/menu/choice/1/speech/2",
        "main/menu/choice/@3/speech/1",
    }


def test_built_in_sentences_are_in_the_words_of_the_workspace_or_ours() -> None:
    settings = settings_of(SETTINGS + "texts: {goodbye: So long.}\n")
    found = {one.address: one.text for one in segments_of_settings(settings)}
    assert set(found) == {f"texts/{name}" for name in BUILT_IN_TEXTS if name not in WAY_OUT_TEXTS}
    assert found["texts/goodbye"] == "So long."
    assert found["texts/no_input"] == BUILT_IN_TEXTS["no_input"]


@pytest.mark.parametrize(("way_out", "needed"), [("source", {"no_voice"}), ("{queue: billing}", set(WAY_OUT_TEXTS))])
def test_sentences_for_want_of_a_voice_are_translated_where_they_are_said(way_out: str, needed: set[str]) -> None:
    settings = settings_of(f"{SETTINGS}without_voice: {{es: {way_out}}}\n")
    found = {one.address for one in segments_of_settings(settings)}
    assert found == {f"texts/{name}" for name in BUILT_IN_TEXTS if name in needed or name not in WAY_OUT_TEXTS}


def test_a_workspace_has_sentences_bulletins_and_flows() -> None:
    flow, _ = read_flow_text(FLOW)
    assert flow is not None
    addresses = [one.address for one in segments_of_content(content_with(flow))]
    assert "bulletins/news/prompt/2" in addresses
    assert len(set(addresses)) == len(addresses)
    assert {address.split("/")[0] for address in addresses} == {"texts", "bulletins", "main"}


def test_a_bulletin_is_heard_texted_and_mailed() -> None:
    text = """\
title: Down
on: false
prompt: Back at {until}.
text: Wait for {until}.
email: {subject: Down, body: "Back at {until}."}
slots: {until: {type: time, example: "18:00"}}
"""
    bulletin, _ = read_bulletin("down", *tree_of(text, "flows/bulletins/down.yaml"))
    assert bulletin is not None
    found = {one.address.removeprefix("bulletins/down/"): one for one in segments_of_bulletin(bulletin)}
    assert [name for name, one in found.items() if one.is_spoken] == ["prompt"]
    assert list(found) == ["prompt", "text", "email/subject", "email/body"]
    assert [one.types for one in found.values()] == [(("until", ValueType.TIME),)] * 2 + [(), found["text"].types]
    assert [one.max_characters for one in found.values()] == [0, 0, 78, 0]


def test_what_a_message_says_is_what_a_translator_sees() -> None:
    flow, _ = read_flow_text(FLOW)
    assert flow is not None
    node = flow.nodes["menu"]
    assert [place for place, _ in prompts_of(node)] == ["prompt", "choice/1/say"]
    assert [place for place, _ in phrases_of(node)] == ["choice/1/speech/1", "choice/1/speech/2", "choice/@3/speech/1"]
    assert [(label, ref.to) for label, ref in exits_of(node)] == [
        ("key 1", "code"),
        ("key 2", "code"),
        ("key @3", "letters"),
    ]
