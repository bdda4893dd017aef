"""Keys and words: how many keys an input takes, when it is a match, what the result is."""

from __future__ import annotations

import pytest

from ivr_author.targets.voicexml.interpreter import Progress, Utterance
from tests.targets.voicexml.interpreter.phone import call, press


def digits(repeat: str, properties: str = "", more: str = "") -> str:
    return f"""{properties}<form><field name="a"><grammar mode="dtmf" root="r"><rule id="r">
      <item repeat="{repeat}"><ruleref uri="#d"/></item>{more}</rule><rule id="d"><one-of>
      {"".join(f"<item>{digit}</item>" for digit in range(10))}</one-of></rule></grammar>
      <filled><exit expr="a"/></filled><catch event="noinput nomatch"><exit expr="_event"/></catch></field></form>"""


@pytest.mark.parametrize(
    ("repeat", "keys", "value", "taken", "left"),
    [
        ("4", "1234", "1234", "1234", ""),
        ("4", "12345#", "1234", "1234", "5#"),  # ends at once when nothing more can follow
        ("4", "12", "nomatch", "12", ""),  # silence after too few
        ("4", "12#34", "nomatch", "12#", "34"),  # ended too early
        ("4", "12*4", "nomatch", "12*", "4"),  # a key that no grammar can take
        ("2-4", "12#9", "12", "12#", "9"),
        ("2-4", "12", "12", "12", ""),
        ("2-4", "12345", "1234", "1234", "5"),
        ("2-", "1234567890#", "1234567890", "1234567890#", ""),
        ("0-3", "#", "", "#", ""),
        ("1-3", "#", "nomatch", "#", ""),
    ],
)
def test_keys_are_taken_as_far_as_the_grammar_goes(repeat: str, keys: str, value: str, taken: str, left: str) -> None:
    phone = call(digits(repeat), press(keys))
    assert phone.outcome is not None
    assert phone.outcome.value == value
    assert phone.takings == [(taken, left)]


def test_silence_is_noinput() -> None:
    phone = call(digits("4"), press(""))
    assert phone.outcome is not None
    assert phone.outcome.value == "noinput"
    assert phone.takings == []


def test_the_terminating_key_can_be_changed_and_switched_off() -> None:
    star = '<property name="termchar" value="*"/>'
    assert call(digits("1-4", star), press("12*")).takings == [("12*", "")]
    off = '<property name="termchar" value=""/>'
    phone = call(digits("1-4", off), press("12#"))
    assert phone.outcome is not None
    assert phone.outcome.value == "nomatch"


def test_a_grammar_may_want_the_terminating_key_for_itself() -> None:
    phone = call(digits("1-4", more="<item>#</item>"), press("12#3"))
    assert phone.outcome is not None
    assert phone.outcome.value == "12#"
    assert phone.takings == [("12#", "3")]


def test_with_a_termtimeout_the_terminating_key_goes_with_a_full_entry() -> None:
    phone = call(digits("4", '<property name="termtimeout" value="1s"/>'), press("1234#5"))
    assert phone.takings == [("1234#", "5")]
    assert phone.outcome is not None
    assert phone.outcome.value == "1234"
    assert phone.waitings[0].may_take("1234") is Progress.TERMINATOR


def test_a_platform_can_ask_key_by_key() -> None:
    waiting = call(digits("2-3"), press("1")).waitings[0]
    assert [waiting.may_take(keys) for keys in ("", "1", "12", "12#", "123", "1*")] == [
        Progress.MORE,
        Progress.MORE,
        Progress.MORE,
        Progress.DONE,
        Progress.DONE,
        Progress.NONE,
    ]
    assert (waiting.dtmf, waiting.voice, waiting.termchar) == (True, False, "#")


def test_times_come_from_properties_and_the_last_prompt() -> None:
    body = digits("4", '<property name="timeout" value="7s"/><property name="interdigittimeout" value="1500ms"/>')
    waiting = call(body, press("1234")).waitings[0]
    assert (waiting.timeout, waiting.interdigit_timeout) == (7, 1.5)
    body = body.replace("<filled>", '<prompt timeout="2s">a</prompt><prompt timeout="3s">b</prompt><filled>')
    assert call(body, press("1234")).waitings[0].timeout == 3


def test_a_time_without_a_unit_is_an_error() -> None:
    phone = call(digits("4", '<property name="timeout" value="7"/>'), press("1234"))
    assert phone.outcome is not None
    assert phone.outcome.event == "error.semantic"


def test_keys_before_a_prompt_without_bargein_are_to_be_discarded() -> None:
    body = digits("4").replace("<filled>", '<prompt bargein="false">listen</prompt><filled>')
    phone = call(body, press("1234"))
    assert phone.waitings[0].discard_keys
    assert not phone.pieces[0].bargein
    assert not call(digits("4"), press("1234")).waitings[0].discard_keys


def field_of(kind: str) -> str:
    return f"""<form><field name="a" type="{kind}"><filled><exit expr="typeof a + ' ' + a"/></filled>
      <nomatch><exit expr="'nomatch'"/></nomatch></field></form>"""


@pytest.mark.parametrize(
    ("kind", "keys", "value"),
    [
        ("digits", "12#", "string 12"),
        ("digits?length=3", "1234", "string 123"),
        ("digits?minlength=2;maxlength=3", "1#", "nomatch"),
        ("boolean", "1", "boolean true"),
        ("boolean", "2", "boolean false"),
        ("boolean", "3", "nomatch"),
        ("boolean?y=7;n=9", "9", "boolean false"),
        ("number", "12*5#", "string 12.5"),
        ("currency", "120*55", "string 120.55"),
        ("date", "20261223", "string 20261223"),
        ("time", "0830", "string 0830?"),
        ("time", "1530", "string 1530h"),
        ("phone", "8005550100#", "string 8005550100"),
    ],
)
def test_builtin_grammars_by_keys(kind: str, keys: str, value: str) -> None:
    phone = call(field_of(kind), press(keys))
    assert phone.outcome is not None
    assert phone.outcome.value == value


@pytest.mark.parametrize(
    ("kind", "words", "value"),
    [
        ("digits", "one 2 three", "string 123"),
        ("digits", "1234", "string 1234"),
        ("boolean", "Yes!", "boolean true"),
        ("boolean", "no", "boolean false"),
        ("boolean", "maybe", "nomatch"),
    ],
)
def test_builtin_grammars_by_words(kind: str, words: str, value: str) -> None:
    phone = call(field_of(kind), [Utterance(words)])
    assert phone.outcome is not None
    assert phone.outcome.value == value


def test_an_unknown_builtin_grammar_is_an_event() -> None:
    phone = call(field_of("zip"), press("1"))
    assert phone.outcome is not None
    assert phone.outcome.event == "error.unsupported.builtin"


def test_the_shadow_variable_and_the_last_result_tell_about_the_input() -> None:
    body = """<form><field name="a" type="digits"><filled>
      <log expr="a$.utterance + ' ' + a$.inputmode + ' ' + a$.confidence + ' ' + a$.interpretation"/>

      <var name="last" expr="application.lastresult$"/><log expr="last.length + last[0].utterance + last.inputmode"/>
      </filled></field></form>"""
    assert call(body, press("12#")).log_texts == ["12 dtmf 1 12", "112dtmf"]
    assert call(body, [Utterance("one two", 0.75)]).log_texts == ["one two voice 0.75 12", "1one twovoice"]


def test_below_the_confidence_level_nothing_matches() -> None:
    phone = call(field_of("digits"), [Utterance("one", 0.4)])
    assert phone.outcome is not None
    assert phone.outcome.value == "nomatch"


def test_inputmodes_switch_grammars_off() -> None:
    body = '<property name="inputmodes" value="voice"/>' + field_of("digits")
    waiting = call(body, [Utterance("one")]).waitings[0]
    assert (waiting.dtmf, waiting.voice) == (False, True)
