"""Variables: scopes, declarations, assignments, scripts and their limits, the clock."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from ivr_author.targets.voicexml.interpreter import InterpreterError, ScriptLimits, Settings
from ivr_author.targets.voicexml.interpreter.ecmascript import Declared, declared_names
from tests.targets.voicexml.interpreter.phone import Phone, call, press


def logs(block: str, head: str = "", form: str = "") -> list[str]:
    phone = call(f"{head}<form>{form}<block>{block}</block></form>")
    assert phone.outcome is not None
    assert phone.outcome.event is None, phone.outcome
    return phone.log_texts


def event_of(phone: Phone) -> str | None:
    assert phone.outcome is not None
    return phone.outcome.event


def test_inner_scopes_hide_outer_ones_and_can_be_passed_by_name() -> None:
    assert logs(
        """<var name="x" expr="'anonymous'"/><log expr="[x, dialog.x, document.x, session.connection].join()"/>
        <assign name="document.x" expr="'changed'"/><assign name="x" expr="'mine'"/>
        <log expr="[x, dialog.x, document.x].join()"/>""",
        head="""<var name="x" expr="'document'"/>""",
        form="""<var name="x" expr="'dialog'"/>""",
    ) == ["anonymous,dialog,document,", "mine,dialog,changed"]


def test_assignment_reaches_the_scope_that_declares() -> None:
    assert logs(
        '<assign name="d" expr="d + 1"/><assign name="f" expr="f + 1"/><log expr="document.d + dialog.f"/>',
        head='<var name="d" expr="1"/>',
        form='<var name="f" expr="10"/>',
    ) == ["13"]


@pytest.mark.parametrize(
    "element",
    [
        '<assign name="nobody" expr="1"/>',
        '<assign name="document.nobody" expr="1"/>',
        '<assign name="session.connection" expr="1"/>',
        '<assign name="connection" expr="1"/>',
        '<assign name="a b" expr="1"/>',
        '<var name="document.x" expr="1"/>',
        '<var name="1x"/>',
        '<var name="x" expr="("/>',
        '<log expr="nobody"/>',
        "<script>function (</script>",
        "<script>undeclared_call()</script>",
        '<clear namelist="nobody"/>',
        '<exit namelist="nobody"/>',
        "<return/>",
        "<log expr=\"'\\ud800'\"/>",
    ],
)
def test_faults_are_semantic_errors(element: str) -> None:
    phone = call(f"<form><block>{element}</block></form>", session={"connection": {}})
    assert event_of(phone) == "error.semantic"


def test_parts_of_objects_can_be_assigned() -> None:
    block = """<var name="o" expr="{list: [1, 2]}"/><assign name="o.list[1]" expr="5"/><assign name="o.new" expr="6"/>
      <log expr="o.list[1] + o.new"/>"""
    assert logs(block) == ["11"]


def test_a_second_declaration_without_a_value_changes_nothing() -> None:
    assert logs('<var name="x" expr="1"/><var name="x"/><log expr="x"/>') == ["1"]


def test_scripts_declare_in_the_scope_where_they_stand() -> None:
    assert logs(
        """<script>var c = a + b; function sum() { return a + b + c; } { var hoisted = 1; }
           let d = 1, e = 2; const {f} = {f: 3}; class G { static g() { return 4; } }</script>
           <log expr="sum() + hoisted + d + e + f + G.g()"/><log expr="typeof document.c + typeof dialog.c"/>""",
        head="<script>var a = 1;</script>",
        form="<script>var b = 2;</script>",
    ) == ["17", "undefinedundefined"]


def test_a_function_keeps_the_scope_in_which_it_was_declared() -> None:
    assert logs(
        '<var name="x" expr="3"/><log expr="read()"/>',
        head='<var name="x" expr="1"/><script>function read() { return x; }</script>',
        form='<var name="x" expr="2"/>',
    ) == ["1"]


def test_an_undeclared_assignment_in_a_script_leaves_no_variable_behind() -> None:
    assert logs('<script>ghost = 1;</script><log expr="typeof ghost"/>') == ["undefined"]


def test_the_engine_tells_what_a_script_declares() -> None:
    assert declared_names("var a = 'function b(){}', {c} = x; if (1) { var d; let e; } function f() { var g; }") == (
        Declared(("a", "c", "d"), ("f",), ())
    )
    assert declared_names("let a = 1; class B {} // const c") == Declared((), (), ("a", "B"))
    assert "SyntaxError" in str(declared_names("} var x; {"))
    assert "SyntaxError" in str(declared_names("return 1"))


def test_a_document_that_breaks_the_language_does_not_break_the_interpreter() -> None:
    body = """<form><block><script>JSON.stringify = function () { return '}{'; }; Date = null;</script>
      <exit expr="{a: [1, 0/0, undefined]}"/></block></form>"""
    phone = call(body)
    assert phone.outcome is not None
    assert phone.outcome.value == {"a": [1, None, None]}


def test_names_of_object_methods_are_free() -> None:
    block = '<var name="constructor" expr="1"/><var name="toString" expr="2"/><log expr="constructor + toString"/>'
    assert logs(block) == ["3"]


def test_a_script_may_not_run_for_ever() -> None:
    settings = Settings(script=ScriptLimits(seconds=0.1))
    with pytest.raises(InterpreterError, match="longer"):
        call(
            "<form><block><script>while (true) { try { while (true) {} } catch (e) {} }</script></block></form>",
            settings=settings,
        )


def test_a_script_may_not_use_all_memory() -> None:
    settings = Settings(script=ScriptLimits(bytes=8_000_000))
    with pytest.raises(InterpreterError, match="memory"):
        call(
            "<form><block><script>var a = []; while (true) a.push(new Array(1000).fill(0));</script></block></form>",
            settings=settings,
        )


def test_a_recursion_without_end_is_a_semantic_error() -> None:
    phone = call("<form><block><script>function f() { return f() + 1; } f();</script></block></form>")
    assert event_of(phone) == "error.semantic"


def test_the_clock_is_the_platforms() -> None:
    block = """<log expr="new Date().toISOString()"/><log expr="Date.now()"/><log expr="new Date(0).getTime()"/>
      <log expr="new Date().getHours() + ':' + new Date(2026, 11, 24, 5).getHours()"/>
      <log expr="new Date(2026, 11, 24, 5).toISOString() + ' ' + (new Date() instanceof Date)"/>"""
    assert logs(block) == [
        "2026-12-23T18:30:00.000Z",
        "1798050600000",
        "0",
        "18:5",
        "2026-12-24T05:00:00.000Z true",
    ]


def test_local_time_is_that_of_the_platforms_zone() -> None:
    body = """<form><block><var name="d" expr="new Date()"/><log expr="d.getHours() + ':' + d.getTimezoneOffset()"/>
      <log expr="new Date(2026, 0, 1, 22).toISOString() + ' ' + new Date(2026, 0, 1, 22).getDate()"/>
      <script>d.setHours(0, 5);</script><log expr="d.toISOString() + ' ' + d"/></block></form>"""
    boston = datetime(2026, 12, 23, 18, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert call(body, moment=boston).log_texts == [
        "18:300",
        "2026-01-02T03:00:00.000Z 1",
        "2026-12-23T05:05:00.000Z Wed Dec 23 2026 00:05:00 GMT-0500",
    ]


def test_session_variables_are_given_and_read_only() -> None:
    body = """<form><block><log expr="session.connection.local.uri"/>
      <script>session.connection.local.uri = 'tel:0'; connection = 1;</script>
      <log expr="connection.local.uri"/></block></form>"""
    phone = call(body, session={"connection": {"local": {"uri": "tel:+18005550100"}}})
    assert phone.log_texts == ["tel:+18005550100", "tel:+18005550100"]


def leaf(inside: str) -> str:
    return f'<?xml version="1.0"?><vxml version="2.1" application="root">{inside}</vxml>'


def test_the_variables_of_the_root_document_stay_within_its_application() -> None:
    phone = call(
        {
            "main": leaf(
                '<var name="own" expr="1"/><form><block><assign name="count" expr="count + 1"/>'
                '<goto next="second"/></block></form>'
            ),
            "second": leaf('<form><block><log expr="count + typeof own + add(2)"/><goto next="root"/></block></form>'),
            "root": '<var name="count" expr="10"/><script>function add(n) { return count + n; }</script><form><block>'
            '<log expr="document.count + application.count"/><goto next="alone"/></block></form>',
            "alone": '<form><block><log expr="typeof count"/><goto next="third"/></block></form>',
            "third": leaf('<form><block><log expr="count"/></block></form>'),
        }
    )
    assert phone.log_texts == ["11undefined13", "22", "undefined", "10"]


def test_the_root_document_is_fetched_once_for_its_leaves() -> None:
    phone = call(
        {"main": leaf('<form><block><goto next="second"/></block></form>'), "second": leaf("<form/>"), "root": ""}
    )
    assert [request.url.rsplit("/", 1)[1] for request in phone.requests] == ["main", "root", "second"]


def test_submitting_to_the_root_document_begins_it_anew() -> None:
    phone = call(
        {
            "main": leaf('<form><block><assign name="count" expr="5"/><submit next="root"/></block></form>'),
            "root": '<var name="count" expr="1"/><form><block><log expr="count"/></block></form>',
        }
    )
    assert phone.log_texts == ["1"]


def test_goto_within_the_document_keeps_its_variables_and_by_its_name_does_not() -> None:
    body = """<var name="n" expr="0"/><form id="one"><block><assign name="n" expr="n + 1"/><goto next="{}#two"/></block>
      </form><form id="two"><block><log expr="n"/></block></form>"""
    assert call(body.format("")).log_texts == ["1"]
    assert call(body.format("main")).log_texts == ["0"]


def test_root_links_listen_in_leaves() -> None:
    phone = call(
        {
            "main": leaf('<form><field name="a" type="digits"/></form>'),
            "root": '<link dtmf="*" next="#operator"/><form id="operator"><block>operator</block></form>',
            "unused": "",
        },
        press("*"),
    )
    # The reference is of the active document, which has no such dialog.
    assert event_of(phone) == "error.badfetch"
    phone = call(
        {
            "main": leaf('<form><field name="a" type="digits"/></form>'),
            "root": '<link dtmf="*" next="root#operator"/><form id="operator"><block>operator</block></form>',
        },
        press("*"),
    )
    assert phone.speech == ["operator"]
