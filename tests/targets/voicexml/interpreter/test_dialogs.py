"""Going from dialog to dialog: goto, submit, subdialog and return, data, documents that cannot be used."""

from __future__ import annotations

import pytest

from ivr_author.targets.voicexml.interpreter import InterpreterError, Outcome, Settings, interpret
from tests.targets.voicexml.interpreter.phone import HOME, Phone, call, document, press


def outcome_of(phone: Phone) -> Outcome:
    assert phone.outcome is not None
    return phone.outcome


def test_goto_may_be_computed() -> None:
    body = """<form id="a"><block><var name="n" expr="'b'"/><goto expr="'#' + n"/></block></form>
      <form id="b"><block><goto expr="'other#' + 'd'"/></block></form>"""
    other = '<form id="c"><block>c</block></form><form id="d"><block>d</block></form>'
    assert call({"main": body, "other": other}).speech == ["d"]


def test_the_call_may_begin_at_a_named_dialog() -> None:
    phone = Phone({"main": document('<form id="a">a</form><form id="b"><block>b</block></form>')})
    interpret(HOME + "main#b", phone)
    assert phone.speech == ["b"]
    assert interpret(HOME + "main#c", phone).event == "error.badfetch"
    assert interpret(HOME + "nowhere", phone).event == "error.badfetch.http.404"


def test_a_fault_at_the_head_of_a_document_is_for_its_own_handlers() -> None:
    body = """<error><log>{0}</log><goto next="{1}"/></error><var name="x" expr="nowhere.{0}"/><form/>"""
    documents = {"main": body.format("one", "two"), "two": body.format("two", "end"), "end": "<form/>"}
    assert call(documents).log_texts == ["one", "two"]


@pytest.mark.parametrize(
    ("element", "event"),
    [
        ('<goto next="#nowhere"/>', "error.badfetch"),
        ('<goto next="other#nowhere"/>', "error.badfetch"),
        ('<goto next="missing"/>', "error.badfetch.http.404"),
        ('<goto next="http://other.example/"/>', "error.badfetch"),
        ('<goto nextitem="nowhere"/>', "error.badfetch"),
        ('<goto next="broken"/>', "error.badfetch"),
        ('<goto next="unknown"/>', "error.badfetch"),
        ('<goto next="bomb"/>', "error.badfetch"),
        ('<submit next="missing"/>', "error.badfetch.http.404"),
        ('<submit next="other" method="put"/>', "error.badfetch"),
        ('<script src="missing"/>', "error.badfetch.http.404"),
        ('<data name="d" src="missing"/>', "error.badfetch.http.404"),
        ('<data name="d" src="broken"/>', "error.badfetch"),
    ],
)
def test_what_cannot_be_fetched_is_an_event_where_it_was_wanted(element: str, event: str) -> None:
    caught = '<catch event="error"><exit expr="_event"/></catch>'
    bomb = '<?xml version="1.0"?><!DOCTYPE vxml [<!ENTITY a "b">]><vxml version="2.1"><form>&a;</form></vxml>'
    documents = {
        "main": f"{caught}<form><block>{element}</block></form>",
        "other": "<form/>",
        "broken": '<?xml version="1.0"?><vxml>',
        "unknown": "<form><field><frob/></field></form>",
        "bomb": bomb,
    }
    assert outcome_of(call(documents)).value == event


@pytest.mark.parametrize(
    "body",
    [
        "<form><block><goto/></block></form>",
        '<form><block><goto next="a" expr="b"/></block></form>',
        '<form><block><throw event="a" eventexpr="b"/></block></form>',
        "<form><block><if/></block></form>",
        '<form><block><prompt count="0">x</prompt></block></form>',
        '<form id="a"/><form id="a"/>',
        '<form><field name="a"/><field name="a"/></form>',
        '<menu dtmf="true"><choice dtmf="5" next="#x">x</choice></menu>',
        '<form><transfer dest="tel:1" bridge="true" type="blind"/></form>',
        '<form><field name="a"><grammar src="x"><rule id="r">1</rule></grammar></field></form>',
    ],
)
def test_documents_with_faults_are_not_entered(body: str) -> None:
    assert outcome_of(call(body)).event == "error.badfetch"


def test_other_versions_are_refused() -> None:
    assert outcome_of(call('<?xml version="1.0"?><vxml version="3.0"><form/></vxml>')).event == "error.badfetch"


def test_elements_of_other_vocabularies_are_passed_over() -> None:
    body = """<form><block><x:y xmlns:x="urn:x">not spoken</x:y>spoken</block></form>"""
    assert call(body).speech == ["spoken"]


def test_submit_sends_variables_as_text() -> None:
    body = """<form><var name="o" expr="{a: 1, b: {c: true}}"/><var name="text" expr="'ä &amp; b'"/><var name="none"/>
      <block><submit next="other?x=1" namelist="o text none" method="{}"/></block></form>"""
    phone = call({"main": body.replace("{}", "get"), "other": "<form/>"})
    request = phone.requests[-1]
    assert request.parameters == (("o.a", "1"), ("o.b.c", "true"), ("text", "ä & b"), ("none", "undefined"))
    assert request.location == HOME + "other?x=1&o.a=1&o.b.c=true&text=%C3%A4+%26+b&none=undefined"
    request = call({"main": body.replace("{}", "post"), "other": "<form/>"}).requests[-1]
    assert (request.method, request.location) == ("POST", HOME + "other?x=1")


def test_submit_sends_the_input_items_by_default() -> None:
    body = """<form><var name="v" expr="1"/><field name="a" type="digits?length=2"/><block name="b">
      <submit next="other"/></block></form>"""
    assert call({"main": body, "other": "<form/>"}, press("12")).requests[-1].parameters == (("a", "12"),)


SUB = """<var name="n" expr="0"/><form id="main"><block><assign name="n" expr="1"/></block>
  <subdialog name="s" src="#sub"><param name="p" expr="n + 1"/><param name="q" value="n"/><filled><log expr="s.r"/>
  <log expr="n"/></filled></subdialog></form>
  <form id="sub"><var name="p" expr="'default'"/><var name="q"/><var name="r"/><block><assign name="n" expr="9"/>
  <assign name="r" expr="[p, q, n].join()"/><return namelist="r p"/></block></form>"""


def test_a_subdialog_has_variables_of_its_own() -> None:
    assert call(SUB).log_texts == ["2,n,9", "1"]


def test_a_parameter_that_the_subdialog_does_not_declare_is_an_error() -> None:
    assert outcome_of(call(SUB.replace('<var name="q"/>', ""))).event == "error.semantic"


def test_an_undefined_parameter_stays_undefined() -> None:
    body = """<form><var name="u"/><subdialog name="s" src="#sub"><param name="p" expr="u"/></subdialog></form>
      <form id="sub"><var name="p" expr="1"/><block><log expr="typeof p"/><return/></block></form>"""
    assert call(body).log_texts == ["undefined"]


def test_parameters_are_for_the_first_dialog_of_a_subdialog_only() -> None:
    body = """<form><subdialog src="#sub"><param name="p" value="given"/></subdialog></form>
      <form id="sub"><var name="p"/><block><goto next="#next"/></block></form>
      <form id="next"><var name="p" expr="'own'"/><block><log expr="p"/><return/></block></form>"""
    assert call(body).log_texts == ["own"]


def test_a_subdialog_may_return_an_event() -> None:
    body = """<form><catch event="my.event"><log expr="_event + _message"/><exit/></catch>
      <subdialog name="s" src="other#sub"/></form>"""
    sub = """<form/><form id="sub"><block><return event="my.event" message="!"/></block></form>"""
    assert call({"main": body, "other": sub}).log_texts == ["my.event!"]


def test_a_subdialog_may_go_to_other_documents_before_it_returns() -> None:
    body = """<form><subdialog name="s" src="sub" namelist="x"><filled><exit expr="s.v"/></filled></subdialog></form>"""
    phone = call(
        {
            "main": body.replace("<form>", '<form><var name="x" expr="7"/>'),
            "sub": '<form><block>in sub <goto next="deep"/></block></form>',
            "deep": "<form><block><var name='v' expr=\"'deep'\"/><return namelist='v'/></block></form>",
        }
    )
    assert outcome_of(phone).value == "deep"
    assert phone.speech == ["in sub"]
    assert phone.requests[1].parameters == (("x", "7"),)


def test_exit_in_a_subdialog_ends_the_call() -> None:
    body = """<form><subdialog src="#sub"/><block>never</block></form><form id="sub"><block><exit expr="3"/>
      </block></form>"""
    phone = call(body)
    assert (outcome_of(phone).by, outcome_of(phone).value, phone.speech) == ("exit", 3, [])


def test_handlers_of_the_caller_do_not_reach_into_a_subdialog() -> None:
    body = """<form><catch event="my"><log>outer</log></catch><subdialog src="sub"/></form>"""
    sub = """<form><block><throw event="my"/></block></form>"""
    phone = call({"main": body, "sub": sub})
    assert phone.log_texts == []
    assert outcome_of(phone).event == "my"


def test_subdialogs_without_end_are_stopped() -> None:
    with pytest.raises(InterpreterError, match="nested more than 32"):
        call('<form id="f"><subdialog src="#f"/></form>')


def test_documents_without_end_are_stopped() -> None:
    with pytest.raises(InterpreterError, match="more than 300 elements"):
        call('<form id="f"><block><goto next="main"/></block></form>', settings=Settings(steps=300))
    with pytest.raises(InterpreterError, match="more than 300 elements"):
        call('<form id="f"><block cond="true"><goto next="#f"/></block></form>', settings=Settings(steps=300))


DATA = """<?xml version="1.0"?><answer xmlns:b="urn:b" status="ok">
  <bill id="1"><amount>12.50</amount></bill><b:bill b:id="2">x<!-- note -->y<![CDATA[<z>]]></b:bill></answer>"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("d.documentElement.nodeName", "answer"),
        ("d.documentElement.getAttribute('status')", "ok"),
        ("d.documentElement.getAttribute('none')", ""),
        ("d.documentElement.hasAttribute('none')", False),
        ("d.documentElement.attributes.item(0).value", "ok"),
        ("d.getElementsByTagName('amount').item(0).firstChild.nodeValue", "12.50"),
        ("d.getElementsByTagName('amount')[0].firstChild.data", "12.50"),
        ("d.getElementsByTagName('*').length", 4),
        ("d.getElementsByTagNameNS('urn:b', 'bill').item(0).textContent", "xy<z>"),
        ("d.getElementsByTagNameNS('urn:b', 'bill')[0].getAttributeNS('urn:b', 'id')", "2"),
        ("d.getElementsByTagName('b:bill')[0].localName", "bill"),
        ("d.getElementsByTagName('bill')[0].parentNode.nodeName", "answer"),
        ("d.getElementsByTagName('bill')[0].firstChild.parentNode === d.getElementsByTagName('bill')[0]", True),
        ("d.documentElement.childNodes.length", 3),
        ("d.documentElement.firstChild.nodeType === d.TEXT_NODE", True),
        ("d.documentElement.firstChild.nextSibling.nodeName", "bill"),
        ("d.documentElement.lastChild.previousSibling.nodeName", "bill"),
        ("d.getElementById('1').firstChild.nodeName", "amount"),
        ("(function () { try { d.documentElement.appendChild(d); } catch (e) { return e.code; } })()", 7),
    ],
)
def test_data_is_a_document_object(expression: str, value: object) -> None:
    body = f"""<form><var name="key" expr="'k'"/><block><data name="d" srcexpr="'d' + '.xml'" namelist="key"/>
      <exit expr="{expression}"/></block></form>"""
    phone = call({"main": body, "d.xml": DATA})
    assert outcome_of(phone).event is None, outcome_of(phone)
    assert outcome_of(phone).value == value
    assert phone.requests[-1].location == HOME + "d.xml?key=k"
    assert phone.requests[-1].purpose == "data"


def test_a_script_may_come_from_a_file() -> None:
    body = '<script src="lib.js"/><form><block><log expr="twice(4)"/></block></form>'
    assert call({"main": body, "lib.js": b"\xef\xbb\xbffunction twice(n) { return 2 * n; }"}).log_texts == ["8"]
    assert outcome_of(call({"main": body, "lib.js": b"function ("})).event == "error.semantic"
    assert outcome_of(call({"main": body, "lib.js": b"\xff"})).event == "error.badfetch"
