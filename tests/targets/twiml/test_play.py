"""The phone: it carries out TwiML that we did not write as Twilio would, and ours like the reference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest

from ivr_author.call.caller import Action, HangUp, Hear, ListCaller, NeedAction, Press, ScriptCaller, Silence, Speak
from ivr_author.call.line import Line
from ivr_author.call.transcript import Transcript
from ivr_author.call.world import Answer, CallSetup, ScriptWorld
from ivr_author.core.entry import EntrySpec
from ivr_author.core.value_types import ValueType
from ivr_author.expression.model import Literal
from ivr_author.ir.ops import Ask, Hangup, Input, Jump, Log, Queue, Record, SetLocale, Transfer
from ivr_author.ir.play import play as play_reference
from ivr_author.ir.program import Program
from ivr_author.ir.target import PlayFault
from ivr_author.targets.twiml import TARGET
from ivr_author.targets.twiml.play import AUTH_TOKEN, BASE_URL, LineOutside, PhoneFault, play_call
from ivr_author.targets.twiml.signature import SignatureKeys, signed_text
from tests.targets.twiml.programs import AT, CALLER, build, menu, node, transcripts

MANIFEST = {
    "voices": [
        {"voice": "Polly.Joanna", "language": "en-US", "locale": "en"},
        {"voice": "Polly.Lupe", "language": "es-US", "locale": "es"},
    ]
}
Answers = Mapping[str, str] | Callable[[str, Mapping[str, str]], str]


class Application:
    """A TwiML application that somebody else wrote: an answer for each path."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.requests: list[tuple[str, dict[str, str]]] = []

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """Check the request as Twilio signs it, and answer."""
        form = parse_qs(environ["wsgi.input"].read().decode(), keep_blank_values=True)
        path, query = environ["PATH_INFO"], environ["QUERY_STRING"]
        url = f"{BASE_URL}{path}?{query}" if query else f"{BASE_URL}{path}"
        assert SignatureKeys(AUTH_TOKEN).is_valid(url, signed_text(form), environ["HTTP_X_TWILIO_SIGNATURE"])
        given = form or parse_qs(query)
        parameters = {name: values[0] for name, values in given.items()}
        self.requests.append((path, parameters))
        found = self.answers(path, parameters) if callable(self.answers) else self.answers.get(path)
        start_response("200 OK" if found is not None else "404 Not Found", [("Content-Type", "text/xml")])
        return [f"<?xml version='1.0'?><Response>{found}</Response>".encode()]


def phone(answers: Answers, steps: Sequence[Action | Hear], **world: Any) -> tuple[Transcript, Application]:
    application = Application(answers)
    line = Line(ScriptCaller(steps), ScriptWorld(**world))
    setup = CallSetup("main", AT, CALLER)
    play_call(application, MANIFEST, setup, line, LineOutside(line))
    return line.transcript(), application


def events(transcript: Transcript) -> list[str]:
    return [" ".join(str(value) for value in event.values()) for event in transcript.events]


# --- TwiML of others ---


def test_says_are_spoken_in_the_locale_of_their_voice() -> None:
    transcript, _ = phone(
        {
            "/call/main": '<Say voice="Polly.Joanna" language="en-US">Hello <break/>you.</Say><Pause length="2"/>'
            '<Say voice="Polly.Lupe" language="es-US">Hola.</Say><Play>x.wav</Play>'
        },
        [],
    )
    assert events(transcript) == ["say en Hello you.", "say es Hola.", "hangup flow"]


def test_keys_are_posted_to_the_action_and_what_follows_never_runs() -> None:
    gather = '<Gather action="/keys" numDigits="3"><Say>Enter.</Say></Gather><Say>Never.</Say>'
    transcript, application = phone({"/call/main": gather, "/keys": "<Hangup/>"}, [Press("123")])
    assert events(transcript) == ["say  Enter.", "keys 123", "hangup flow"]
    assert application.requests[1][1]["Digits"] == "123"
    assert application.requests[1][1]["CallSid"].startswith("CA")


def test_silence_falls_out_of_a_gather() -> None:
    gather = '<Gather action="/keys"><Say>Enter.</Say></Gather><Say>Nothing.</Say>'
    transcript, _ = phone({"/call/main": gather}, [Silence()])
    assert events(transcript) == ["say  Enter. Nothing.", "hangup flow"]


def test_gather_on_empty_result_asks_the_action() -> None:
    gather = '<Gather action="/keys" actionOnEmptyResult="true"/>'
    transcript, application = phone({"/call/main": gather, "/keys": "<Say>Empty.</Say>"}, [Silence()])
    assert events(transcript) == ["say  Empty.", "hangup flow"]
    assert application.requests[1][1]["Digits"] == ""


@pytest.mark.parametrize(
    ("attributes", "pressed", "digits", "left"),
    [
        ("", "12#", "12", ""),
        ("", "12", "12", ""),
        ('finishOnKey="*"', "12*", "12", ""),
        ('finishOnKey=""', "1#", "1#", ""),
        ('numDigits="2"', "12#", "12", ""),
        ('numDigits="2"', "123", "12", "3"),
        ('numDigits="2"', "1#2", "1", "2"),
        ('numDigits="1" finishOnKey=""', "#", "#", ""),
    ],
)
def test_entry_ends_as_twilio_ends_it(attributes: str, pressed: str, digits: str, left: str) -> None:
    gather = f'<Gather action="/keys" {attributes}/>'
    caller = ListCaller([Press(pressed)])
    line = Line(caller, ScriptWorld())
    application = Application({"/call/main": gather, "/keys": "<Hangup/>"})
    play_call(application, MANIFEST, CallSetup("main", AT), line, LineOutside(line))
    assert application.requests[1][1]["Digits"] == digits
    assert caller.left == left


def test_terminator_alone_is_no_input() -> None:
    transcript, _ = phone({"/call/main": '<Gather action="/keys"/><Say>Nothing.</Say>'}, [Press("#")])
    assert events(transcript) == ["keys ", "say  Nothing.", "hangup flow"]


def test_words_are_heard_only_where_twilio_listens() -> None:
    for listening, heard in (('input="dtmf speech"', True), ('input="speech"', True), ("", False)):
        answers = {"/call/main": f'<Gather action="/words" {listening}/><Say>No.</Say>', "/words": "<Say>Yes.</Say>"}
        transcript, _ = phone(answers, [Speak("pay my bill")])
        assert events(transcript)[-2:] == (["say  Yes.", "hangup flow"] if heard else ["say  No.", "hangup flow"])


def test_keys_are_nothing_to_a_gather_for_speech() -> None:
    transcript, _ = phone({"/call/main": '<Gather input="speech" action="/x"/><Say>No.</Say>'}, [Press("1")])
    assert events(transcript) == ["say  No.", "hangup flow"]


def test_gather_without_action_asks_the_same_address() -> None:
    def answer(path: str, parameters: Mapping[str, str]) -> str:
        return "<Hangup/>" if "Digits" in parameters else "<Gather/>"

    assert [path for path, _ in phone(answer, [Press("1")])[1].requests] == ["/call/main", "/call/main"]


def test_redirects_are_relative_to_the_document_and_may_be_gets() -> None:
    answers = {"/call/main": '<Redirect method="GET">next</Redirect>', "/call/next": "<Reject/>"}
    transcript, application = phone(answers, [])
    assert application.requests[1][0] == "/call/next"
    assert application.requests[1][1]["CallStatus"] == "in-progress"
    assert events(transcript) == ["hangup flow"]


def test_dial_reports_what_became_of_it() -> None:
    answers = {"/call/main": '<Dial action="/dialled"><Number>+15550100</Number></Dial>', "/dialled": "<Hangup/>"}
    transcript, application = phone(answers, [], transfers={"+15550100": "no_answer"})
    assert application.requests[1][1]["DialCallStatus"] == "no-answer"
    assert events(transcript) == ["transfer +15550100 no_answer", "hangup flow"]


def test_dial_that_connects_ends_the_call_for_us() -> None:
    assert events(phone({"/call/main": "<Dial>+15550100</Dial>"}, [])[0]) == ["transfer +15550100 connected"]


def test_dial_without_action_goes_on_in_the_document() -> None:
    transcript, _ = phone({"/call/main": "<Dial>+1555</Dial><Say>Busy.</Say>"}, [], transfers={"+1555": "busy"})
    assert events(transcript) == ["transfer +1555 busy", "say  Busy.", "hangup flow"]


def test_enqueue_names_queue_and_locale_in_both_ways() -> None:
    for enqueue in ("billing.es", '<Task>{"queue": "billing", "locale": "es"}</Task>'):
        answers = {"/call/main": f'<Enqueue action="/left">{enqueue}</Enqueue>', "/left": "<Hangup/>"}
        transcript, application = phone(answers, [], queues={"billing": "full"})
        assert application.requests[1][1]["QueueResult"] == "queue-full"
        assert events(transcript) == ["queue billing es full", "hangup flow"]


def test_recording_goes_to_the_action_and_silence_goes_on() -> None:
    answers = {"/call/main": '<Record action="/kept?mailbox=a%20b"/><Say>Nothing.</Say>', "/kept": "<Hangup/>"}
    kept, application = phone(answers, [Speak("Please call me.")])
    assert events(kept) == ["record a b ok", "hangup flow"]
    assert "RecordingUrl" in application.requests[1][1]
    assert events(phone(answers, [Silence()])[0]) == ["record a b failed", "say  Nothing.", "hangup flow"]


def test_caller_who_hangs_up_hears_no_more() -> None:
    answers = {"/call/main": "<Gather><Say>Enter.</Say></Gather><Say>Never.</Say>"}
    assert events(phone(answers, [Hear("Enter"), HangUp()])[0]) == ["say  Enter.", "hangup caller"]


def test_endless_redirects_end() -> None:
    transcript, application = phone(lambda path, _: f"<Redirect>{path}</Redirect>", [])
    assert events(transcript) == ["hangup failure"]
    assert len(application.requests) == 2_000


@pytest.mark.parametrize(
    "content",
    [
        "<Sing/>",
        "</x>",
        '<Gather numDigits="x"/>',
        "<Enqueue><Task>{</Task></Enqueue>",
        "<Gather><Hangup/></Gather>",
        "<Say>" + "x" * 70_000 + "</Say>",
    ],
    ids=["verb", "xml", "number", "task", "child", "size"],
)
def test_what_twilio_would_not_carry_out_is_a_fault(content: str) -> None:
    with pytest.raises(PhoneFault):
        phone({"/call/main": content}, [Press("1")])


def test_error_statuses_are_faults() -> None:
    with pytest.raises(PhoneFault, match="404"):
        phone({}, [])


def test_entities_are_not_resolved() -> None:
    def application(environ: object, start_response: Callable[..., object]) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><Response><Say>a&x;b</Say></Response>']

    line = Line(ScriptCaller([]), ScriptWorld())
    play_call(application, MANIFEST, CallSetup("main", AT), line, LineOutside(line))
    assert events(line.transcript()) == ["say  ab", "hangup flow"]


# --- ours, against the reference ---


def program() -> Program:
    """A call with inputs of all kinds, a lookup, both locales, and all ways to end."""
    entry = EntrySpec("digits", 4, 4, "#", frozenset({"0", "*"}))
    keys = {"0": "main/queue", "*": "main/menu"}
    ask = Ask(
        "lookup", "billing.balance", {"case": Literal("1")}, {"balance": "owed"}, "main/owed", "main/menu", "main/bad"
    )
    offer = menu(
        {"1": "main/collect", "2": "main/spanish", "3": "main/record", "4": "main/dial", "5": "main/ask"},
        "main/silent",
        "main/wrong",
        {"main/menu/speech": "main/collect"},
    )
    return build(
        {
            "main/welcome": ([node("main/welcome"), "Welcome."], Jump("main/menu")),
            "main/menu": ([node("main/menu"), "Say bill, or press a key."], offer),
            "main/silent": ([Log("no_input"), "I heard nothing."], Jump("main/menu")),
            "main/wrong": ([Log("no_match"), "That is no choice."], Jump("main/menu")),
            "main/collect": (
                [node("main/collect"), "Your number?"],
                Input(entry, keys, "main/silent", "main/wrong", 5.0, (), "case", "main/told"),
            ),
            "main/told": ([node("main/told"), "It is {case}."], Hangup("flow")),
            "main/spanish": ([], SetLocale("es", "main/menu")),
            "main/record": (["Speak."], Record("claims", 60, "#", "main/told", "main/silent")),
            "main/dial": (["Hold."], Transfer("+15550100", "main/silent", "main/wrong", "main/bad")),
            "main/ask": ([node("main/ask"), "One moment."], ask),
            "main/owed": (["You owe {owed}."], Hangup("flow")),
            "main/queue": (["Hold."], Queue("billing", "main/silent", "main/bad")),
            "main/bad": (["Out of order."], Hangup("failure")),
        },
        {"main/menu/speech": "bill"},
        words={"es": {"bill": "factura", "Say bill, or press a key.": "Diga factura.", "It is {case}.": "Es {case}."}},
        variables={"case": ValueType.DIGITS, "owed": ValueType.MONEY},
    )


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [HangUp()],
        [Hear("Welcome"), HangUp()],
        [Press("1"), Press("1234#")],
        [Press("1"), Press("1234")],
        [Press("1"), Press("12"), Press("1"), Press("#"), Press("1"), Press("0")],
        [Press("1"), Press("0")],
        [Press(""), Press("1"), Press(""), Speak("nobody listens")],
        [Press("1"), Press("*"), Press("9"), Silence(), Silence(), Press("1"), Press("9999")],
        [Press("2"), Speak("la factura, por favor"), Press("4711#")],
        [Speak("My BILL!"), Press("4711#")],
        [Speak("billing")],
        [Press("3"), Speak("Please call.")],
        [Press("3"), Silence(), Press("3"), HangUp()],
        [Press("4")],
        [Press("5")],
        [Press("5"), HangUp()],
        [Press("5"), Hear("moment"), HangUp()],
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "world",
    [
        {},
        {"queues": {"billing": "full"}, "transfers": {"+15550100": "busy"}, "recordings": "failed"},
        {"queues": {"billing": "closed"}, "lookups": {"billing.balance": [Answer("ok", {"balance": "7"})]}},
        {"transfers": {"+15550100": "failed"}, "lookups": {"billing.balance": [Answer("not_found")]}},
    ],
    ids=["", "busy", "closed", "unknown"],
)
def test_transcript_is_the_references(steps: Sequence[Action | Hear], world: Mapping[str, Any]) -> None:
    for locale in (None, "es"):
        expected, heard = transcripts(program(), steps, world, locale)
        assert heard == expected


def test_long_chinese_text_is_heard_whole() -> None:
    text = "您的保险费将于本月二十三日到期，请按时缴费。" * 60
    found = build(
        {"main/a": ([text, "再见。"], Hangup("flow"))},
        locales=("zh_Hans",),
        words={"zh_Hans": {text: text, "再见。": "再见。"}},
    )
    expected, heard = transcripts(found, [], None, "zh_Hans")
    assert heard == expected
    assert heard.events[0]["text"] == f"{text} 再见。"


def test_planted_fault_in_a_document_is_heard() -> None:
    """The phone must hear what was emitted: swap two words in the bundle's program, and the transcript differs."""
    good = program()
    text = good.speech["main/welcome/prompt/2", "en"]
    bad = replace(
        good, speech={**good.speech, ("main/welcome/prompt/2", "en"): replace(text, forms=(("Bienvenue.",),))}
    )
    line = Line(ScriptCaller([]), ScriptWorld())
    TARGET.play(TARGET.emit(bad), CallSetup("main", AT), line)
    reference = Line(ScriptCaller([]), ScriptWorld())
    play_reference(good, CallSetup("main", AT), reference)
    assert line.transcript() != reference.transcript()


def test_interactive_call_stops_where_it_waits() -> None:
    line = Line(ListCaller([Press("1")]), ScriptWorld())
    with pytest.raises(NeedAction):
        TARGET.play(TARGET.emit(program()), CallSetup("main", AT), line)
    assert events(line.transcript())[-1] == "say en Your number?"


def test_caller_who_hangs_up_during_a_lookup_is_no_failure_of_the_service() -> None:
    expected, heard = transcripts(program(), [Press("5"), Hear("One moment"), HangUp()])
    assert heard == expected
    assert heard.outcome == "hangup caller"


def test_bundle_that_was_changed_is_not_played() -> None:
    artifact = TARGET.emit(program())
    files = {**artifact.files, "documents/en/main/menu.xml": b"<Response/>"}
    with pytest.raises(PlayFault, match="changed"):
        TARGET.play(replace(artifact, files=files), CallSetup("main", AT), Line(ScriptCaller([]), ScriptWorld()))
    assert TARGET.validate(replace(artifact, files=files))


def test_artifacts_are_kept_apart() -> None:
    first, second = TARGET.emit(program()), TARGET.emit(build({"main/a": (["Other."], Hangup("flow"))}))
    said = []
    for artifact in (first, second, first):
        line = Line(ScriptCaller([]), ScriptWorld())
        TARGET.play(artifact, CallSetup("main", AT), line)
        said.append(line.transcript().events[0]["text"])
    assert said[0] == said[2] != said[1]


ENTRY = '<Gather action="/two" numDigits="2" finishOnKey="#"><Say>Enter two digits, then pound.</Say></Gather>'
MENU = '<Gather action="/three" numDigits="1" finishOnKey=""><Say>Press 1.</Say></Gather>'


def test_a_terminator_after_a_full_entry_must_not_reach_the_next_gather() -> None:
    """Twilio submits at the last digit; without a pause the pound key is the next input's first key."""
    answers = {"/call/main": ENTRY, "/two": MENU, "/three": "<Hangup/>"}
    with pytest.raises(PhoneFault, match="reached the next <Gather>"):
        phone(answers, [Press("12#"), Press("1")])
    transcript, application = phone({**answers, "/two": f'<Pause length="1"/>{MENU}'}, [Press("12#"), Press("1")])
    assert [parameters.get("Digits") for _, parameters in application.requests] == [None, "12", "1"]
    assert transcript.outcome == "hangup flow"
