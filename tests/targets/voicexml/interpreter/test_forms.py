"""The form interpretation algorithm: order, guards, counters, the rule of <reprompt>, filled, mixed initiative."""

from __future__ import annotations

import pytest

from ivr_author.targets.voicexml.interpreter import HangUp, InterpreterError, Settings, Silence, Utterance
from tests.targets.voicexml.interpreter.phone import call, press

DIGIT = """<grammar mode="dtmf" root="d"><rule id="d"><one-of>
<item>1</item><item>2</item><item>3</item></one-of></rule></grammar>"""


def field(name: str, inside: str = "", attributes: str = "") -> str:
    return f'<field name="{name}" {attributes}>{DIGIT}<prompt>ask {name}</prompt>{inside}</field>'


def test_form_items_are_visited_in_document_order_and_filled_ones_are_skipped() -> None:
    second, third = field("b", attributes='expr="5"'), field("c", attributes='cond="a == 2"')
    phone = call(
        f"<form>{field('a')}{second}{third}<block><exit namelist='a b c'/></block></form>",
        press("2", "3"),
    )
    assert phone.heard == [["ask a"], ["ask c"]]
    assert phone.outcome is not None
    assert phone.outcome.value == {"a": "2", "b": 5, "c": "3"}


def test_a_full_form_without_a_transition_ends_the_call() -> None:
    phone = call("<form><block>bye</block></form>")
    assert phone.outcome is not None
    assert phone.outcome.by == "end"
    assert phone.heard == [["bye"]]


def test_after_a_catch_without_reprompt_no_prompts_are_queued() -> None:
    body = f"<form>{field('a', '<noinput>nothing</noinput>')}</form>"
    assert call(body, press("", "1")).heard == [["ask a"], ["nothing"]]


def test_after_a_catch_with_reprompt_the_prompts_come_again() -> None:
    body = f"<form>{field('a', '<noinput>nothing<reprompt/></noinput>')}</form>"
    assert call(body, press("", "1")).heard == [["ask a"], ["nothing", "ask a"]]


def test_the_iteration_after_the_silent_one_prompts_again() -> None:
    # A block is visited in between, which ends the effect of the catch.
    again = '<noinput>no<assign name="b" expr="undefined"/></noinput>'
    body = f"""<form><block name="b"><log>b</log></block>{field("a", again)}</form>"""
    phone = call(body, press("", "1"))
    assert phone.heard == [["ask a"], ["no", "ask a"]]
    assert phone.log_texts == ["b", "b"]


def test_goto_another_dialog_from_a_catch_prompts_there() -> None:
    body = f"""<form id="one">{field("a", '<noinput>no<goto next="#two"/></noinput>')}</form>
      <form id="two">{field("b")}</form>"""
    assert call(body, press("", "1")).heard == [["ask a"], ["no", "ask b"]]


def test_goto_an_item_from_a_catch_does_not_prompt_there() -> None:
    body = f"""<form>{field("a", '<noinput>no<goto nextitem="b"/></noinput>')}{field("b", "<filled><exit/></filled>")}
      </form>"""
    assert call(body, press("", "1")).heard == [["ask a"], ["no"]]


def test_goto_an_item_after_reprompt_prompts_there() -> None:
    body = f"""<form>{field("a", '<noinput>no<reprompt/><goto nextitem="b"/></noinput>')}
      {field("b", "<filled><exit/></filled>")}</form>"""
    assert call(body, press("", "1")).heard == [["ask a"], ["no", "ask b"]]


def test_prompts_are_chosen_by_the_highest_count_reached() -> None:
    body = f"""<form><field name="a">{DIGIT}<prompt count="1">one</prompt><prompt count="3">three</prompt>
      <noinput><reprompt/></noinput></field></form>"""
    assert call(body, press("", "", "", "1")).speech == ["one", "one", "three", "three"]


def test_conditions_decide_before_counts() -> None:
    body = f"""<form><field name="a">{DIGIT}<prompt>one</prompt><prompt count="2" cond="false">two</prompt>
      <noinput><reprompt/></noinput></field></form>"""
    assert call(body, press("", "1")).speech == ["one", "one"]


def test_handlers_are_chosen_by_the_highest_count_reached() -> None:
    body = f"""<form><field name="a">{DIGIT}<noinput>first</noinput><noinput count="3">third</noinput></field></form>"""
    assert call(body, press("", "", "", "", "1")).speech == ["first", "first", "third", "third"]


def test_event_counters_are_of_each_item_and_name() -> None:
    body = f"""<form><noinput count="2">second silence</noinput><nomatch count="2">second wrong</nomatch>
      <catch event="noinput nomatch">first</catch>{field("a")}{field("b")}</form>"""
    phone = call(body, press("", "9", "9", "1", "", "", "2"))
    assert [text for text in phone.speech if not text.startswith("ask")] == [
        "first",
        "first",
        "second wrong",
        "first",
        "second silence",
    ]


def test_counters_count_prefixes_too() -> None:
    body = """<form><catch event="my" count="2"><exit expr="'second'"/></catch><catch event="my">one</catch>
      <block name="x"><throw event="my.a"/></block><block name="y"><throw event="my.b"/></block></form>"""
    # Each block has counters of its own.
    phone = call(body)
    assert phone.speech == ["one", "one"]


def test_clear_resets_the_prompt_counter_and_the_event_counters() -> None:
    body = f"""<form><field name="a">{DIGIT}<prompt>one</prompt><prompt count="2">two</prompt>
      <noinput count="2"><clear namelist="a"/><reprompt/></noinput><noinput><reprompt/></noinput></field></form>"""
    assert call(body, press("", "", "1")).speech == ["one", "two", "one"]


def test_an_event_without_a_handler_is_an_error() -> None:
    phone = call('<form><block><throw event="my.own" message="why"/></block></form>')
    assert phone.outcome is not None
    assert (phone.outcome.by, phone.outcome.event, phone.outcome.message) == ("error", "my.own", "why")


def test_a_handler_of_the_document_runs_in_the_scope_of_the_form() -> None:
    body = """<catch event="my"><log expr="local + _event + _message"/></catch>
      <form><var name="local" expr="'in form '"/><block><throw event="my.own" message="!"/></block></form>"""
    assert call(body).log_texts == ["in form my.own!"]


def test_a_handler_may_throw_on_to_another() -> None:
    body = """<form><catch event="first"><throw eventexpr="'second'"/></catch>
      <catch event="second"><log expr="_event"/><exit/></catch><block><throw event="first"/></block></form>"""
    assert call(body).log_texts == ["second"]


def test_handlers_that_throw_to_each_other_without_end_are_stopped() -> None:
    body = """<form><catch event="a"><throw event="b"/></catch><catch event="b"><throw event="a"/></catch>
      <block><throw event="a"/></block></form>"""
    with pytest.raises(InterpreterError, match="more than 500 elements"):
        call(body, settings=Settings(steps=500))


def test_default_handlers_reprompt() -> None:
    assert call(f"<form>{field('a')}</form>", press("", "9", "1")).heard == [["ask a"]] * 3


def test_default_handler_of_nomatch_says_the_sentence_of_the_platform() -> None:
    settings = Settings(messages={"nomatch": "Pardon?"})
    assert call(f"<form>{field('a')}</form>", press("9", "1"), settings=settings).speech == [
        "ask a",
        "Pardon?",
        "ask a",
    ]


def test_filled_of_the_form_waits_for_all_its_fields() -> None:
    body = f"""<form>{field("a")}{field("b")}
      <filled><log>all</log></filled><filled mode="any" namelist="a"><log>a</log></filled></form>"""
    assert call(body, press("1", "2")).log_texts == ["a", "all"]


def test_filled_of_the_form_may_want_any_of_its_fields() -> None:
    body = f"""<form>{field("a")}{field("b")}<filled mode="any"><log>any</log></filled></form>"""
    assert call(body, press("1", "2")).log_texts == ["any", "any"]


def test_an_event_in_a_filled_of_the_form_is_counted_by_the_form() -> None:
    body = f"""<form><catch event="again" count="2"><exit expr="'twice'"/></catch>
      <catch event="again"><clear/><reprompt/></catch>{field("a")}
      <filled><throw event="again"/></filled></form>"""
    phone = call(body, press("1", "1"))
    assert phone.outcome is not None
    assert phone.outcome.value == "twice"


CITIES = """<grammar mode="voice" root="r" xml:lang="en-US" tag-format="semantics/1.0"><rule id="r">
  <item repeat="0-1">from <ruleref uri="#city"/><tag>out.origin=rules.city</tag></item>
  <item repeat="0-1">to <ruleref uri="#city"/><tag>out.goal=rules.city</tag></item></rule>
  <rule id="city"><one-of><item>Boston<tag>out="BOS"</tag></item><item>New York<tag>out="NYC"</tag></item>
      </one-of></rule>
  </grammar>"""
CITY = """<grammar mode="voice" root="c" xml:lang="en-US"><rule id="c"><one-of><item>Boston</item><item>Worcester</item>
  </one-of></rule></grammar>"""


def test_mixed_initiative_fills_several_fields_and_the_initial() -> None:
    body = f"""<form>{CITIES}<initial name="start"><prompt>where</prompt></initial>
      <field name="origin">{CITY}<prompt>from where</prompt></field>
      <field name="goal">{CITY}<prompt>to where</prompt></field>
      <filled><exit namelist="origin goal start"/></filled></form>"""
    phone = call(body, [Utterance("From Boston to New York!")])
    assert phone.outcome is not None
    assert phone.outcome.value == {"origin": "BOS", "goal": "NYC", "start": True}
    phone = call(body, [Utterance("mumble"), Utterance("from boston"), Utterance("worcester")])
    assert phone.speech == ["where", "where", "to where"]
    assert phone.outcome is not None
    assert phone.outcome.value == {"origin": "BOS", "goal": "worcester", "start": True}


def test_a_grammar_of_document_scope_brings_the_caller_to_its_form() -> None:
    body = f"""<form id="one">{field("a")}</form>
      <form id="two" scope="document">{CITIES}<field name="goal">{CITY}</field>
      <filled><exit expr="goal"/></filled></form>"""
    phone = call(body, [Utterance("to new york")])
    assert phone.outcome is not None
    assert phone.outcome.value == "NYC"


def test_a_grammar_of_dialog_scope_is_not_heard_from_elsewhere() -> None:
    body = f"""<form id="one">{field("a")}</form><form id="two">{CITIES}<field name="goal">{CITY}</field></form>"""
    phone = call(body, [Utterance("to new york")])
    assert phone.speech == ["ask a", "ask a"]


def test_a_link_throws_or_goes() -> None:
    link = '<link dtmf="0" event="help"/><link dtmf="9" next="#end"/>'
    body = f"""{link}<form>{field("a", "<help>helped</help>")}</form><form id="end"><block>the end</block></form>"""
    assert call(body, press("0", "9")).speech == ["ask a", "helped", "the end"]


def test_a_modal_field_does_not_hear_links() -> None:
    body = f"""<link dtmf="9" next="#end"/><form>{field("a", attributes='modal="true"')}</form><form id="end"/>"""
    phone = call(body, press("9", "1"))
    assert phone.speech == ["ask a", "ask a"]


def test_an_object_is_not_supported() -> None:
    phone = call('<form><object classid="builtin://x"/></form>')
    assert phone.outcome is not None
    assert phone.outcome.event == "error.unsupported.objectname"


def test_universal_commands_are_heard_when_enabled() -> None:
    body = f'<property name="universals" value="all"/><form>{field("a", "<help>helped</help>")}</form>'
    assert call(body, [Utterance("help"), HangUp()]).speech == ["ask a", "helped"]
    assert call(body.replace("all", "none"), [Utterance("help"), HangUp()]).speech == ["ask a", "ask a"]


def test_an_input_without_any_grammar_is_a_semantic_error() -> None:
    phone = call("<form><field name='a'><prompt>?</prompt></field></form>", [Silence()])
    assert phone.outcome is not None
    assert phone.outcome.event == "error.semantic"
