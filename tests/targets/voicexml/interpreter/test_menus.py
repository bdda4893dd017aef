"""Menus, and a document in the style of other vendors, with options, links, help and mixed case."""

from __future__ import annotations

import pytest

from ivr_author.targets.voicexml.interpreter import Action, Silence, TransferOutcome, Utterance
from tests.targets.voicexml.interpreter.phone import Phone, call, press

MENU = """<menu id="top" dtmf="true"><property name="inputmodes" value="dtmf voice"/>
  <prompt>Welcome. <enumerate>For <value expr="_prompt"/>, press <value expr="_dtmf"/>.</enumerate></prompt>
  <prompt count="2">Choose.</prompt>
  <choice next="#sports">Sports <audio src="s.wav">scores</audio></choice>
  <choice event="weather.wanted" message="rain">Weather</choice>
  <choice dtmf="0" expr="'#' + 'sports'">Operator<grammar mode="voice" xml:lang="en-US"><rule id="r">help me
      </rule></grammar>
  </choice>
  <catch event="weather.wanted"><exit expr="_event + ' ' + _message"/></catch>
  <noinput>Nothing.<reprompt/></noinput><nomatch count="2"><exit expr="'too many'"/></nomatch></menu>
  <form id="sports"><block><exit expr="'sports'"/></block></form>"""


def value_of(phone: Phone) -> object:
    assert phone.outcome is not None
    assert phone.outcome.event is None, phone.outcome
    return phone.outcome.value


@pytest.mark.parametrize(
    ("actions", "value"),
    [
        (press("1"), "sports"),
        (press("2"), "weather.wanted rain"),
        (press("0"), "sports"),
        (press("3", "4"), "too many"),
        ([Utterance("sports scores")], "sports"),
        ([Utterance("Sports"), Utterance("weather")], "weather.wanted rain"),
        ([Utterance("help me")], "sports"),
        ([Utterance("operator"), Utterance("operator")], "too many"),
    ],
)
def test_menu(actions: list[Action], value: str) -> None:
    assert value_of(call(MENU, actions)) == value


def test_menu_prompts() -> None:
    phone = call(MENU, [Silence(), *press("1")])
    assert phone.heard == [
        ["Welcome. For Sports scores, press 1. For Weather, press 2. For Operator, press 0."],
        ["Nothing.", "Choose."],
    ]


def test_an_approximate_choice_is_met_by_a_part_of_it() -> None:
    menu = """<menu accept="approximate"><choice next="#x">Stargazer astrophysics news</choice></menu>
      <form id="x"><block><exit expr="'x'"/></block></form>"""
    assert value_of(call(menu, [Utterance("astrophysics news")])) == "x"
    assert value_of(call(menu, [Utterance("news astrophysics"), Utterance("stargazer")])) == "x"
    phone = call(menu.replace('accept="approximate"', ""), [Utterance("stargazer")])
    assert phone.outcome is not None
    assert phone.outcome.by == "hangup"


# In the manner of a vendor's tutorial: implied prompts, an application root with shared commands, capital letters in
# ids and events, a field of options, a subdialog for the confirmation, errors that lead to an operator.
ROOT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE vxml PUBLIC "-//W3C//DTD VOICEXML 2.1//EN" "http://www.w3.org/TR/voicexml21/vxml.dtd">
<vxml version="2.1" xmlns="http://www.w3.org/2001/vxml">
  <meta name="author" content="Somebody Else"/>
  <property name="interdigittimeout" value="2500ms"/>
  <var name="Attempts" expr="0"/>
  <script><![CDATA[ function Spell(text) { return String(text).split('').join(' ') } ]]></script>
  <link event="help"><grammar mode="dtmf" version="1.0" root="star"><rule id="star">*</rule></grammar></link>
  <link next="Root.vxml#Operator" dtmf="0"/>
  <error>Sorry, a problem.<goto next="Root.vxml#Operator"/></error>
  <form id="Operator"><transfer name="Agent" dest="tel:+1-800-555-0199" bridge="true">
    <filled><if cond="Agent == 'busy'">All lines are busy.<elseif cond="Agent == 'noanswer'"/>No answer.
    <else/>Thank you.</if><exit/></filled></transfer></form>
</vxml>"""
ORDER = """<?xml version="1.0"?>
<vxml version="2.0" application="Root.vxml" xml:lang="en-GB"><!-- by hand -->
  <form id="Order">
    <field name="Drink">Would you like coffee or tea?
      <option dtmf="1" value="COFFEE">Coffee</option>
      <option dtmf="2" value="TEA"> Tea </option>
      <help>Say one of <enumerate/>.</help>
      <nomatch>I only have <enumerate/>.<reprompt/></nomatch>
      <filled><assign name="Attempts" expr="Attempts + 1"/></filled>
    </field>
    <field name="Cups" type="digits?minlength=1;maxlength=2"><prompt>How many cups of
      <value expr="Drink.toLowerCase()"/>?
      </prompt></field>
    <subdialog name="Sure" src="Confirm.vxml#Ask"><param name="Text" expr="Cups + ' ' + Drink"/>
      <filled><if cond="!Sure.Yes"><clear/><log label="LOG">Again <value expr="Attempts"/></log></if></filled>
    </subdialog>
    <filled mode="all" namelist="Drink Cups Sure">
      <if cond="Sure.Yes">Number <value expr="Spell(Cups * 100)"/>.<exit namelist="Drink Cups Attempts"/></if></filled>
  </form>
</vxml>"""
CONFIRM = """<?xml version="1.0"?>
<vxml version="2.1"><form id="Ask"><var name="Text"/><var name="Yes" expr="false"/>
  <field name="Answer" type="boolean">That is <value expr="Text"/>, right?
    <filled><assign name="Yes" expr="Answer"/><return namelist="Yes"/></filled></field></form></vxml>"""
DOCUMENTS = {"main": ORDER, "Root.vxml": ROOT, "Confirm.vxml": CONFIRM}


def test_a_document_of_another_vendor() -> None:
    phone = call(DOCUMENTS, [*press("*", "3", "2", "12", "2"), Utterance("Coffee."), *press("3#", "1")])
    assert value_of(phone) == {"Drink": "COFFEE", "Cups": "3", "Attempts": 2}
    assert phone.speech == [
        "Would you like coffee or tea?",
        "Say one of Coffee; Tea.",
        "I only have Coffee; Tea.",
        "Would you like coffee or tea?",
        "How many cups of tea?",
        "That is 12 TEA, right?",
        "Would you like coffee or tea?",
        "How many cups of coffee?",
        "That is 3 COFFEE, right?",
        "Number 3 0 0.",
    ]
    assert phone.logged == [("LOG", "Again 1")]
    assert {piece.language for piece in phone.pieces} == {"en-GB", "en-US"}
    assert phone.waitings[0].interdigit_timeout == 2.5


def test_that_document_leads_to_its_operator() -> None:
    from_link = call(DOCUMENTS, press("0"), transfers=[TransferOutcome("busy")])
    assert from_link.speech == ["Would you like coffee or tea?", "All lines are busy."]
    assert from_link.transfer_requests[0].dest == "tel:+1-800-555-0199"
    without = {name: text for name, text in DOCUMENTS.items() if name != "Confirm.vxml"}
    from_error = call(without, press("1", "1#"), transfers=[TransferOutcome("noanswer")])
    assert from_error.speech[-2:] == ["Sorry, a problem.", "No answer."]
