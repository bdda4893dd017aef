"""The webhook service, request by request: what it answers, what it refuses, and what it never does."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.call.caller import Press
from ivr_author.call.world import Answer
from ivr_author.core.entry import EntrySpec
from ivr_author.core.value_types import ValueType
from ivr_author.expression.model import Arithmetic, Compare, Literal, Name
from ivr_author.ir.ops import (
    Ask,
    Assign,
    Back,
    Branch,
    Enter,
    Hangup,
    Hours,
    Input,
    Jump,
    Queue,
    Record,
    Return,
    Say,
    SetLocale,
    Transfer,
    Visit,
    Window,
)
from ivr_author.ir.program import Program, QueueTarget
from ivr_author.targets.twiml.bundle import load_bundle
from ivr_author.targets.twiml.emit import emit
from ivr_author.targets.twiml.service import create_service
from ivr_author.targets.twiml.signature import sign
from ivr_author.targets.twiml.validate import validate_document
from tests.targets.twiml.everything import OFFICE
from tests.targets.twiml.memory_store import MemoryStore
from tests.targets.twiml.programs import (
    AT,
    CALLED,
    CALLER,
    Answering,
    build,
    call,
    end_call,
    environ,
    looped,
    menu,
    node,
    send,
    transcripts,
)

BYE = {"main/bye": (["Goodbye."], Hangup("flow"))}


def welcome() -> Program:
    """Speech, then a menu with speech of its own."""
    return build(
        {
            "main/welcome": ([node("main/welcome"), "Welcome."], Jump("main/menu")),
            "main/menu": ([node("main/menu"), "Press one."], menu({"1": "main/bye"}, "main/none", "main/none")),
            "main/none": ([], Jump("main/menu")),
            **BYE,
        }
    )


# --- speech and waits ---


def test_speech_before_a_menu_is_inside_its_gather() -> None:
    response = call(welcome()).begin()
    assert response.verbs == ["Gather", "Redirect"]
    assert [say.text for say in response.root.findall("Gather/Say")] == ["Welcome.", "Press one."]
    assert response.trace == "node=main/welcome node=main/menu"
    assert validate_document(response.body) == []


def test_key_leads_on_and_silence_and_wrong_keys_too() -> None:
    caller = call(welcome())
    caller.begin()
    assert caller.go_on().said == ["Press one."]
    assert caller.go_on(Digits="7").said == ["Press one."]
    assert caller.go_on(Digits="").said == ["Press one."]
    over = caller.go_on(Digits="1")
    assert over.verbs == ["Say", "Hangup"]
    assert over.trace == "hangup=flow"


def test_response_says_where_its_speech_comes_from() -> None:
    assert b"<!-- main/welcome/prompt/1 -->" in call(welcome()).begin().body


@pytest.mark.parametrize(
    ("path", "parameters", "locale"),
    [
        ("/call/main", {}, "en"),
        ("/call/main?locale=es", {}, "es"),
        ("/call/+18005550110", {}, "es"),
        ("/call/18005550100", {}, "en"),
        ("/call", {"To": "+18005550110"}, "es"),
        ("/call", {}, "en"),
    ],
)
def test_number_or_flow_decides_who_answers_in_which_locale(path: str, parameters: Any, locale: str) -> None:
    program = build({"main/a": (["Hello."], Hangup("flow"))}, words={"es": {"Hello.": "Hola."}})
    assert call(program).begin(path, **parameters).said == [{"en": "Hello.", "es": "Hola."}[locale]]


def test_call_can_be_begun_by_get() -> None:
    service = call(welcome()).service
    assert send(service, environ("/call/main?CallSid=CA1&From=%2B1617", None, "GET")).verbs == ["Gather", "Redirect"]


# --- values ---


def collect(kind: ValueType = ValueType.DIGITS) -> Program:
    entry = EntrySpec("digits", 1, 8, "#", frozenset({"0"}))
    end = Input(entry, {"0": "main/bye"}, "main/ask", "main/wrong", 5.0, (), "case", "main/tell")
    return build(
        {
            "main/ask": (["Your case number?"], end),
            "main/wrong": (["No."], Jump("main/ask")),
            "main/tell": (["It is {case}."], Hangup("flow")),
            **BYE,
        },
        variables={"case": kind},
    )


def test_entry_is_spoken_by_its_type() -> None:
    caller = call(collect())
    caller.begin()
    assert caller.go_on(Digits="1234", FinishedOnKey="#").said == ["It is 1 2 3 4."]


HOSTILE = ["<Say>Pay me</Say>", "a & b", "]]>", "⟦0⟧", "&lt;", "<!-- -->", "a\x00b\x1fc", "\u202eabc\u2066", "\ufdd0"]


def words_program() -> Program:
    end = Input(EntrySpec("menu"), {}, "main/ask", "main/ask", 5.0, (), "who", "main/tell", free_speech=True)
    return build(
        {"main/ask": (["Who?"], end), "main/tell": (["Hello {who}!"], Hangup("flow"))},
        variables={"who": ValueType.NAME},
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_text(words: str) -> None:
    caller = call(words_program())
    caller.begin()
    response = caller.go_on(SpeechResult=words)
    assert response.verbs == ["Say", "Hangup"]
    kept = words.translate(dict.fromkeys(range(32), " ") | {0x202E: None, 0x2066: None, 0xFDD0: None})
    assert response.said == [f"Hello {kept.strip()}!"]


@given(st.text(max_size=400), st.text(alphabet="😀ក中<&", max_size=310))
def test_no_words_break_a_response(words: str, more: str) -> None:
    caller = call(words_program())
    caller.begin()
    response = caller.go_on(SpeechResult=f"x{more}{words}")
    assert response.status == 200
    assert validate_document(response.body) == []


def test_long_value_is_cut_into_several_says() -> None:
    caller = call(words_program())
    caller.begin()
    response = caller.go_on(SpeechResult="中文，" * 100 + "。" * 700)
    assert len(response.said) == 1, "300 characters are kept"
    program = build({"main/a": (["{a} and {a} and {a}"], Hangup("flow"))}, variables={"a": ValueType.TEXT})
    block = program.blocks["main/a"]
    steps = (Assign("a", Literal("中" * 300)), *block.steps)
    response = call(replace(program, blocks={"main/a": replace(block, steps=steps)})).begin()
    assert len(response.said) > 1
    assert validate_document(response.body) == []


def test_empty_speech_is_left_out() -> None:
    program = build({"main/a": (["{nothing}"], Hangup("flow"))}, variables={"nothing": ValueType.TEXT})
    assert call(program).begin().verbs == ["Hangup"]


def test_what_everybody_can_read() -> None:
    program = build({"main/a": (["{caller.number}|{called.number}|{call.time}|{locale}"], Hangup("flow"))})
    program = replace(program, variables={**program.variables, "call.time": ValueType.TIME})
    assert call(program).begin().said == [f"{CALLER}|{CALLED}|18:30|en"]


def test_money_is_rounded_when_it_is_set_and_a_wrong_type_is_unset() -> None:
    steps = [Assign("owed", Arithmetic("*", Literal(2.675), Literal(1.0))), Assign("case", Literal(5.0))]
    program = build(
        {"main/a": ([*steps, "{owed} {case}."], Hangup("flow"))},
        variables={"owed": ValueType.MONEY, "case": ValueType.DIGITS},
    )
    assert call(program).begin().said == ["$2.68 ."]


@pytest.mark.parametrize(("count", "said"), [(1.0, "One letter."), (2.0, "2 letters."), (None, " letters.")])
def test_plural_form_goes_by_the_count(count: float | None, said: str) -> None:
    program = build(
        {"main/a": ([Assign("n", Literal(count)), Say("main/a/p")], Hangup("flow"))},
        {"main/a/p": ("One letter.", "{n} letters.", "n")},
        variables={"n": ValueType.NUMBER},
    )
    assert call(program).begin().said == [said]


def test_window_is_asked_at_the_time_the_call_began() -> None:
    millis = int(AT.timestamp() * 1000)
    windows = [(Window(millis, None), True), (Window(None, millis), False), (Window(millis - 1, millis + 1), True)]
    for window, is_said in windows:
        program = build({"main/a": ([Say("main/a/p", windows=(window,))], Hangup("flow"))}, {"main/a/p": "Now."})
        assert call(program).begin().said == (["Now."] if is_said else [])


# --- ways onward ---


def test_locale_changes_what_comes_after() -> None:
    program = build(
        {"main/a": (["Hello."], SetLocale("es", "main/b")), "main/b": (["Hello."], Hangup("flow"))},
        words={"es": {"Hello.": "Hola."}},
    )
    assert call(program).begin().said == ["Hello.", "Hola."]


@pytest.mark.parametrize(
    ("at", "said"),
    [("2026-12-22T22:59:00", "open"), ("2026-12-22T23:00:00", "closed"), ("2026-12-25T15:00:00", "holiday")],
)
def test_hours_go_by_the_beginning_of_the_call(at: str, said: str) -> None:
    blocks: Any = {"main/a": ([], Hours("office", "main/open", "main/closed", "main/holiday"))}
    blocks |= {f"main/{state}": ([state], Hangup("flow")) for state in ("open", "closed", "holiday")}
    program = build(blocks, calendars={"office": OFFICE})
    assert call(program, at=datetime.fromisoformat(at).replace(tzinfo=UTC)).begin().said == [said]


def test_branch_takes_the_first_case_that_holds() -> None:
    cases = ((Compare(">", Name("n"), Literal(2.0)), "main/bye"), (Compare(">", Name("n"), Literal(0.0)), "main/b"))
    program = build(
        {
            "main/a": ([Assign("n", Literal(1.0))], Branch(cases, "main/bye")),
            "main/b": (["Right."], Hangup("flow")),
            **BYE,
        },
        variables={"n": ValueType.NUMBER},
    )
    assert call(program).begin().said == ["Right."]


def test_subflow_returns_by_name_and_a_return_without_caller_goes_otherwise() -> None:
    blocks: Any = {
        "main/a": ([], Enter("main/sub", {"done": "main/done"})),
        "main/sub": ([], menu({"1": "main/out", "2": "main/left"}, "main/bye", "main/bye")),
        "main/out": ([], Return("done", "main/bye")),
        "main/left": ([], Jump("main/out", leaves_subflow=True)),
        "main/done": (["Done."], Hangup("flow")),
        **BYE,
    }
    for key, said in (("1", "Done."), ("2", "Goodbye.")):
        caller = call(build(blocks))
        caller.begin()
        assert caller.go_on(Digits=key).said == [said]


def menus() -> Program:
    """Two menus, the second in a subflow, and a collect behind it. Offers are parts, as `flow` lowers them."""

    def offer(name: str, keys: dict[str, str]) -> Any:
        back = ([], Back(f"main/{name}", f"main/{name}.offer"))
        return {
            f"main/{name}": ([Visit(f"main/{name}")], Jump(f"main/{name}.offer")),
            f"main/{name}.offer": ([name], menu({**keys, "*": f"main/{name}.back"}, "main/bye", "main/bye")),
            f"main/{name}.back": back,
        }

    return build(
        {
            **offer("first", {"1": "main/enter", "2": "main/return", "3": "main/collect"}),
            "main/enter": ([], Enter("main/second", {"x": "main/returned"})),
            **offer("second", {"1": "main/collect", "2": "main/return"}),
            "main/collect": (["collect"], menu({"*": "main/back"}, "main/bye", "main/bye")),
            "main/back": ([], Back(None, "main/collect")),
            "main/return": ([], Return("x", "main/bye")),
            "main/returned": (["Returned."], Hangup("flow")),
            **BYE,
        }
    )


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("*", "first"),
        ("1*", "first"),
        ("11", "collect"),
        ("11*", "second"),
        ("11**", "first"),
        ("11***", "first"),
        ("3*", "first"),
        ("*3*", "first"),
        ("12", "Returned."),
        ("1*2", "Goodbye."),
        ("1*12", "Returned."),
        ("11**2", "Goodbye."),
        ("11*2", "Returned."),
    ],
)
def test_back_goes_to_the_menu_before_and_leaves_the_subflow_entered_since(keys: str, said: str) -> None:
    caller = call(menus())
    response = caller.begin()
    for key in keys:
        response = caller.go_on(Digits=key)
    assert response.said == [said]
    expected, heard = transcripts(menus(), [Press(key) for key in keys])
    assert heard == expected


# --- the outside ---


def asking() -> Program:
    ask = Ask(
        "lookup", "billing.balance", {"case": Literal("77")}, {"balance": "owed"}, "main/ok", "main/none", "main/bad"
    )
    return build(
        {
            "main/a": ([node("main/a"), "One moment."], ask),
            "main/ok": (["You owe {owed}."], Hangup("flow")),
            "main/none": (["No such case."], Hangup("flow")),
            "main/bad": (["Out of order."], Hangup("flow")),
        },
        variables={"owed": ValueType.MONEY},
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer("ok", {"balance": "120.55", "more": "x"}), "You owe $120.55."),
        (Answer("ok", {}), "You owe ."),
        (Answer("ok", {"balance": "a lot"}), "Out of order."),
        (Answer("not_found"), "No such case."),
        (Answer("failed"), "Out of order."),
    ],
)
def test_lookup_runs_after_the_caller_was_asked_to_wait(answer: Answer, said: str) -> None:
    outside = Answering([answer])
    caller = call(asking(), outside)
    first = caller.begin()
    assert first.verbs == ["Say", "Redirect"]
    assert outside.asked == []
    assert caller.go_on().said == [said]
    assert outside.asked == [("lookup", "billing.balance", {"case": "77"}, "en")]


def dialling(end: Any) -> Program:
    blocks: Any = {"main/a": (["Hold."], end)}
    blocks |= {f"main/{name}": ([name], Hangup("flow")) for name in ("busy", "none", "failed", "full", "closed", "ok")}
    return build(blocks)


@pytest.mark.parametrize(
    ("status", "said"),
    [("busy", "busy"), ("no-answer", "none"), ("failed", "failed"), ("canceled", "failed"), ("", "failed")],
)
def test_transfer_goes_by_what_became_of_the_dialling(status: str, said: str) -> None:
    caller = call(dialling(Transfer("+18005550104", "main/busy", "main/none", "main/failed")))
    assert caller.begin().verbs == ["Say", "Dial"]
    assert caller.go_on(DialCallStatus=status).said == [said]


def test_call_that_was_taken_ends_when_it_comes_back() -> None:
    caller = call(dialling(Transfer("+18005550104", "main/busy", "main/none", "main/failed")))
    caller.begin()
    back = caller.go_on(DialCallStatus="completed")
    assert back.verbs == ["Hangup"]
    assert back.trace == ""


@pytest.mark.parametrize(("result", "said"), [("queue-full", "full"), ("leave", "closed"), ("system-error", "full")])
def test_queue_goes_by_its_result(result: str, said: str) -> None:
    caller = call(dialling(Queue("billing", "main/full", "main/closed")))
    assert caller.begin("/call/main?locale=es").root.findtext("Enqueue") == "billing.es"
    assert caller.go_on(QueueResult=result).said == [said]
    caller.begin()
    assert caller.go_on(QueueResult="bridged").verbs == ["Hangup"]


def test_task_carries_queue_locale_and_variables() -> None:
    program = build(
        {"main/a": ([Assign("owed", Literal(2.5)), Assign("_tries", Literal(1.0))], Queue("vip", "main/a", "main/a"))},
        variables={"owed": ValueType.MONEY, "_tries": ValueType.NUMBER, "unset": ValueType.TEXT},
        queues={"vip": QueueTarget("", "WW1")},
    )
    response = call(program).begin()
    assert response.root.findtext("Enqueue/Task") == '{"queue": "vip", "locale": "en", "owed": "2.50"}'


def test_recording_is_kept_or_failed() -> None:
    caller = call(dialling(Record("claims", 60, "#", "main/ok", "main/failed")))
    response = caller.begin()
    assert response.verbs == ["Say", "Record", "Redirect"]
    assert response.onward.endswith("&mailbox=claims")
    assert caller.go_on(RecordingUrl="https://api.twilio.com/x").said == ["ok"]
    caller.begin()
    assert caller.go_on().said == ["failed"]


# --- limits ---


def test_endless_loop_is_hung_up_after_a_thousand_nodes() -> None:
    caller = call(build({"main/a": ([node("main/a")], looped("main/a"))}))
    responses = [caller.begin()]
    while responses[-1].verbs == ["Redirect"]:
        responses.append(caller.go_on())
    assert responses[-1].verbs == ["Hangup"]
    assert all(len(response.trace) < 4_000 for response in responses), "proxies refuse long headers"
    nodes = [event for response in responses for event in response.trace.split()]
    assert nodes == ["node=main/a"] * 1001 + ["hangup=failure"]


def test_nodes_are_counted_from_the_last_wait() -> None:
    caller = call(welcome())
    caller.begin()
    for _ in range(1_100):
        assert caller.go_on(Digits="7").verbs == ["Gather", "Redirect"]


def test_too_much_speech_for_one_response_is_spoken_in_several() -> None:
    text = "Words without end. " * 150
    blocks: Any = {f"main/b{number}": ([f"{number}. {text}"], Jump(f"main/b{number + 1}")) for number in range(60)}
    caller = call(build({**blocks, "main/b60": (["Press one."], menu({}, "main/bye", "main/bye")), **BYE}))
    response = caller.begin()
    said = list(response.said)
    flushed = 0
    while response.verbs[-2:] != ["Gather", "Redirect"]:
        assert response.verbs[-1] == "Redirect"
        assert len(response.body) <= 64_000
        response = caller.go_on()
        said += response.said
        flushed += 1
    assert flushed >= 2
    assert [line.split(".")[0] for line in said] == [*(str(number) for number in range(60)), "Press one"]


# --- refusals ---


SERVICE = call(collect()).service


def refuse(environment: dict[str, Any]) -> int:
    response = send(SERVICE, environment)
    assert b"Response" not in response.body
    return response.status


def test_wrong_addresses_and_methods_are_refused() -> None:
    assert refuse(environ("/", {})) == 404
    assert refuse(environ("/call/nowhere", {})) == 404
    assert refuse(environ("/call/12", {})) == 404
    assert refuse(environ("/call/main?locale=tlh", {})) == 404
    assert refuse(environ("/call", {})) == 404
    assert refuse(environ("/step", {}, "GET")) == 405
    assert refuse(environ("/call/main", {}, "DELETE")) == 405


def test_bodies_that_twilio_never_sends_are_refused() -> None:
    assert refuse(environ("/call/main", b"x" * 70_000)) == 413
    assert refuse(environ("/call/main", b"{}", CONTENT_TYPE="application/json")) == 415
    assert refuse(environ("/call/main", b"a=b", CONTENT_LENGTH="-1")) == 400
    assert refuse(environ("/call/main", b"a=\xff")) == 400


@pytest.mark.parametrize("query", ["", "s=", "s=abc", "s=abc.def", "s=" + "a" * 20_000, "n=1", "%00", "s=j.ä"])
def test_sessions_that_are_not_ours_are_refused(query: str) -> None:
    assert refuse(environ(f"/step?{query}", {"CallSid": "CA1"})) == 400


def test_session_of_another_call_is_refused() -> None:
    caller = call(collect())
    onward = caller.begin().onward
    assert send(caller.service, environ(onward, {"CallSid": "CA1"})).status == 200
    assert send(caller.service, environ(onward, {"CallSid": "CA2"})).status == 400


def test_session_of_yesterday_is_refused() -> None:
    caller = call(collect())
    onward = caller.begin().onward
    late = replace(caller.service, clock=lambda: AT + timedelta(hours=25))
    assert send(late, environ(onward, {"CallSid": "CA1"})).status == 410


def test_session_of_a_bundle_that_was_replaced_is_refused() -> None:
    caller = call(collect())
    onward = caller.begin().onward
    other = call(build({"main/else": end_call()})).service
    assert send(other, environ(onward, {"CallSid": "CA1"})).status == 410


def test_caller_who_is_gone_gets_no_answer() -> None:
    response = send(SERVICE, environ("/step?s=x", {"CallStatus": "completed", "CallSid": "CA1"}))
    assert (response.status, response.body) == (204, b"")


def test_service_without_secret_is_not_made() -> None:
    bundle = load_bundle(emit(collect()).files)
    with pytest.raises(ValueError, match="secret"):
        create_service(bundle, Answering(), lambda: AT, "")


# --- signatures ---


@pytest.mark.parametrize("base_url", [None, "https://public.example.org"])
def test_signature_is_checked_where_there_is_a_token(base_url: str | None) -> None:
    bundle = load_bundle(emit(collect()).files)
    service = create_service(bundle, Answering(), lambda: AT, "secret", "token", base_url)
    url = f"{base_url or 'https://ivr.example.org'}/call/main"
    parameters = {"CallSid": "CA1", "From": CALLER}
    good = sign("token", url, {name: [value] for name, value in parameters.items()})
    assert send(service, environ("/call/main", parameters, HTTP_X_TWILIO_SIGNATURE=good)).status == 200
    assert send(service, environ("/call/main", {**parameters, "x": "y"}, HTTP_X_TWILIO_SIGNATURE=good)).status == 403
    assert send(service, environ("/call/main", parameters)).status == 403


def test_addresses_in_answers_are_public_ones() -> None:
    bundle = load_bundle(emit(collect()).files)
    service = create_service(bundle, Answering(), lambda: AT, "secret", base_url="https://public.example.org/")
    environment = environ("/call/main", {"CallSid": "CA1"}, SCRIPT_NAME="/ivr")
    assert send(service, environment).onward.startswith("https://public.example.org/ivr/step?s=")


# --- the store, failures, logs ---


def test_store_keeps_what_was_keyed_in_out_of_addresses() -> None:
    caller = call(collect(), store=MemoryStore())
    first = caller.begin()
    assert first.onward.startswith("/step?s=n1-")
    assert caller.go_on(Digits="1234", FinishedOnKey="#").said == ["It is 1 2 3 4."]


class Broken:
    """An outside that fails as no outside should."""

    def ask(self, *_: object) -> Answer:
        """Fail, with a caller's number in the message."""
        raise RuntimeError(f"about {CALLER}")


def test_failure_of_ours_is_an_apology_in_the_callers_locale(caplog: pytest.LogCaptureFixture) -> None:
    program = replace(asking())
    caller = call(program)
    caller.service = replace(caller.service, outside=Broken())
    caller.begin("/call/main?locale=es")
    response = caller.go_on()
    assert response.status == 200
    assert response.verbs == ["Say", "Hangup"]
    assert response.trace == "hangup=failure"
    assert response.headers["X-Ivr-Fault"] == "RuntimeError"
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "RuntimeError" in record.getMessage()
    assert CALLER not in caplog.text


def test_nothing_of_a_caller_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caller = call(collect())
    caller.begin()
    caller.go_on(Digits="4711")
    send(caller.service, environ("/step?s=4711", {"CallSid": "CA1", "Digits": "4711", "From": CALLER}))
    assert "4711" not in caplog.text
    assert CALLER not in caplog.text
