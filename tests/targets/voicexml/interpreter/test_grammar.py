"""SRGS: rules, repeats, references, special rules, semantics, files."""

from __future__ import annotations

import pytest

from ivr_author.core.matching import words_of
from ivr_author.targets.voicexml.interpreter import Utterance
from ivr_author.targets.voicexml.interpreter.expansion import Grammar, OneOf, Repeat, Row, Unit
from tests.targets.voicexml.interpreter.phone import Phone, call, press


def spoken(grammar: str, attributes: str = "") -> str:
    return f"""<form><field name="a"><grammar mode="voice" xml:lang="en-US" root="r" {attributes}>{grammar}</grammar>
      <filled><exit expr="a"/></filled><nomatch><exit expr="'nomatch'"/></nomatch></field></form>"""


def value_of(phone: Phone) -> object:
    assert phone.outcome is not None
    assert phone.outcome.event is None, phone.outcome
    return phone.outcome.value


PHRASES = """<rule id="r"><one-of>
  <item><ruleref special="GARBAGE"/>pay my bill<ruleref special="GARBAGE"/><tag>'pay'</tag></item>
  <item><ruleref special="GARBAGE"/>bill<ruleref special="GARBAGE"/><tag>'bill'</tag></item>
  <item>never <ruleref special="VOID"/></item><item><ruleref special="NULL"/>null</item></one-of></rule>"""


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("I want to PAY my bill, please.", "'pay'"),
        ("about a bill", "'bill'"),
        ("a billing question", "nomatch"),
        ("never", "nomatch"),
        ("null", "null"),
    ],
)
def test_garbage_null_and_void(words: str, value: str) -> None:
    assert value_of(call(spoken(PHRASES), [Utterance(words)])) == value


def test_scripts_without_spaces_are_matched_by_character() -> None:
    grammar = '<rule id="r"><ruleref special="GARBAGE"/>支付<ruleref special="GARBAGE"/><tag>pay</tag></rule>'
    assert value_of(call(spoken(grammar), [Utterance("我要支付账单")])) == "pay"
    assert words_of("Don't stop-it!") == ("don", "t", "stop", "it")
    assert words_of("ชำระเงิน") != ("ชำระเงิน",)


def test_literal_semantics() -> None:
    grammar = (
        '<rule id="r"><one-of><item>yes<tag>true value</tag></item><item>no<tag>out = 1</tag></item></one-of></rule>'
    )
    attributes = 'tag-format="semantics/1.0-literals"'
    assert value_of(call(spoken(grammar, attributes), [Utterance("yes")])) == "true value"
    assert value_of(call(spoken(grammar, attributes), [Utterance("no")])) == "out = 1"


SUM = """<tag>var base = 10;</tag><rule id="r"><tag>var total = base;</tag>
  <item repeat="1-"><ruleref uri="#n"/><tag>total += rules.n;</tag></item>
  <tag>out.total = total; out.last = rules.latest(); out.text = meta.current().text;</tag></rule>
  <rule id="n"><one-of><item>one<tag>out = 1;</tag></item><item>two<tag>out = 2;</tag></item></one-of></rule>"""


def test_script_semantics_run_in_order() -> None:
    assert value_of(call(spoken(SUM, 'tag-format="semantics/1.0"'), [Utterance("two two one")])) == {
        "total": 15,
        "last": 1,
        "text": "two two one",
    }


def test_a_rule_without_tags_has_the_value_of_the_last_rule_it_refers_to() -> None:
    grammar = """<rule id="r">please <ruleref uri="#n"/></rule><rule id="n">go<tag>out = {a: 7};</tag></rule>"""
    assert value_of(call(spoken(grammar, 'tag-format="semantics/1.0"'), [Utterance("please go")])) == 7


def test_semantics_that_fail_are_a_semantic_error() -> None:
    grammar = '<rule id="r">go<tag>out = nowhere.x;</tag></rule>'
    phone = call(spoken(grammar, 'tag-format="semantics/1.0"'), [Utterance("go")])
    assert phone.outcome is not None
    assert phone.outcome.event == "error.semantic"


FILE = """<?xml version="1.0"?><grammar xmlns="http://www.w3.org/2001/06/grammar" version="1.0" mode="dtmf" root="pair">
  <rule id="pair" scope="public"><ruleref uri="digits.grxml#digit"/><ruleref uri="digits.grxml"/></rule></grammar>"""
DIGITS = """<?xml version="1.0"?>
      <grammar xmlns="http://www.w3.org/2001/06/grammar" version="1.0" mode="dtmf" root="digit">
  <rule id="digit" scope="public"><one-of><item>4</item><item>5</item></one-of></rule></grammar>"""


def test_grammars_in_files_refer_to_each_other() -> None:
    body = """<form><field name="a"><grammar src="pair.grxml" type="application/srgs+xml"/><filled>
      <exit expr="a"/></filled>
      </field></form>"""
    phone = call({"main": body, "pair.grxml": FILE, "digits.grxml": DIGITS}, press("45"))
    assert value_of(phone) == "45"
    phone = call({"main": body.replace("pair.grxml", "digits.grxml#digit"), "digits.grxml": DIGITS}, press("45"))
    assert value_of(phone) == "4"
    assert phone.takings == [("4", "5")]


@pytest.mark.parametrize(
    ("grammar", "event"),
    [
        ('<grammar src="none.grxml"/>', "error.badfetch.http.404"),
        ('<grammar mode="dtmf" root="x"><rule id="r">1</rule></grammar>', "error.badfetch"),
        ('<grammar mode="dtmf"><rule id="r"><ruleref uri="#no"/></rule></grammar>', "error.badfetch"),
        ('<grammar mode="dtmf"><rule id="r"><item repeat="4-2">1</item></rule></grammar>', "error.badfetch"),
        ('<grammar type="application/srgs">#ABNF 1.0;</grammar>', "error.unsupported.format"),
        ('<grammar mode="dtmf">1 | 2</grammar>', "error.unsupported.format"),
    ],
)
def test_faulty_grammars_are_events(grammar: str, event: str) -> None:
    phone = call(f"<form><field name='a'>{grammar}</field></form>", press("1"))
    assert phone.outcome is not None
    assert phone.outcome.event == event


def test_grammars_that_refer_on_and_on_are_stopped() -> None:
    files = {
        f"g{n}": f"""<?xml version="1.0"?><grammar xmlns="http://www.w3.org/2001/06/grammar" mode="dtmf" root="r">
        <rule id="r">1<item repeat="0-1"><ruleref uri="g{n + 1}"/></item></rule></grammar>"""
        for n in range(40)
    }
    phone = call(files | {"main": '<form><field name="a"><grammar src="g0"/></field></form>'}, press("1"))
    assert phone.outcome is not None
    assert phone.outcome.event == "error.badfetch"
    assert len(phone.requests) < 30


def test_a_rule_that_begins_with_itself_comes_to_an_end() -> None:
    grammar = '<rule id="r"><one-of><item><ruleref uri="#r"/> go</item><item>go</item></one-of></rule>'
    assert value_of(call(spoken(grammar), [Utterance("go")])) == "go"


def test_empty_repeats_come_to_an_end() -> None:
    grammar = '<rule id="r"><item repeat="2-"><item repeat="0-">go</item></item></rule>'
    assert value_of(call(spoken(grammar), [Utterance("go go go")])) == "go go go"


def test_an_ambiguous_grammar_is_matched_in_reasonable_time() -> None:
    grammar = '<rule id="r"><item repeat="0-"><item repeat="0-"><item repeat="0-">go</item></item></item></rule>'
    assert value_of(call(spoken(grammar), [Utterance("go " * 60)])) == " ".join(["go"] * 60)
    assert value_of(call(spoken(grammar), [Utterance("go " * 60 + "no")])) == "nomatch"


def test_progress_tells_a_match_from_a_beginning() -> None:
    key = OneOf((Unit("1"), Unit("2")))
    grammar = Grammar("dtmf", "r", {"r": Row((Repeat(key, 2, 3), Repeat(Unit("#"), 0, 1)))})
    found = {keys: grammar.progress(tuple(keys)) for keys in ("", "1", "12", "121", "121#", "3", "1211")}
    assert found == {
        "": (False, True),
        "1": (False, True),
        "12": (True, True),
        "121": (True, True),
        "121#": (True, False),
        "3": (False, False),
        "1211": (False, False),
    }
    assert grammar.match(("1",)) is None


def test_the_nearer_grammar_wins() -> None:
    body = """<link event="far"><grammar mode="dtmf"><rule id="r">1</rule></grammar></link>
      <form><catch event="far"><exit expr="'far'"/></catch><field name="a">
      <grammar mode="dtmf"><rule id="r">1</rule></grammar><filled><exit expr="'near'"/></filled></field></form>"""
    assert value_of(call(body, press("1"))) == "near"
