"""What texts can't hold: values with control characters, very long speech, many phrases, what a broken flow does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from ivr_author.call.caller import CallerStep, Press, ScriptCaller, Silence, Speak
from ivr_author.call.line import Line
from ivr_author.call.transcript import Transcript
from ivr_author.call.world import Answer, CallSetup, ScriptWorld
from ivr_author.harness.compare import compare
from ivr_author.harness.targets import load_targets
from ivr_author.ir.play import play
from ivr_author.ir.program import Program
from tests.ir.casebook import compile_files

AT = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
HEAD = (
    "format: 1\ntitle: Main\nstart: it\nvariables: {word: text, who: name, n: number, m: money, code: digits}\nnodes:\n"
)
BYE = "  bye: {type: hangup, prompt: Bye.}\n"


def on_all(program: Program, *steps: CallerStep, locale: str | None = None, **lookups: Answer) -> Transcript:
    """The transcript of the reference, to which every target is held."""
    setup = CallSetup("main", AT, locale=locale)
    world: Mapping[str, list[Answer]] = {name: [answer] for name, answer in lookups.items()}
    reference = Line(ScriptCaller(steps), ScriptWorld(world))
    play(program, setup, reference)
    for name, target in load_targets().items():
        artifact = target.emit(program)
        assert target.validate(artifact) == [], name
        line = Line(ScriptCaller(steps), ScriptWorld(world))
        target.play(artifact, setup, line)
        difference = compare(reference.transcript(), line.transcript())
        assert difference is None, "\n".join([name, *difference.lines()])
    return reference.transcript()


def said(transcript: Transcript) -> str:
    return " ".join(str(event["text"]) for event in transcript.events if event["event"] == "say")


def program_of(nodes: str, **files: str) -> Program:
    return compile_files({"flows/main.yaml": HEAD + nodes + BYE, **files})[1]


@pytest.fixture(scope="module")
def telling() -> Program:
    return program_of(
        "  it: {type: lookup, service: plain, next: {ok: tell, failed: bye}}\n"
        '  tell: {type: play, prompt: "It is {word}.", next: bye}\n'
    )


@pytest.mark.parametrize("character", [*map(chr, range(0x20)), "\x7f", "\x85", "\u2028", "\ufffe", "\uffff", "\ufdd0"])
def test_a_control_character_in_an_answer_is_failed_or_not_heard(telling: Program, character: str) -> None:
    transcript = on_all(telling, plain=Answer("ok", {"word": f"a{character}b"}))
    readable = character in "\t\n\r\x7f\x85\u2028"
    assert said(transcript) == ("It is a b. Bye." if readable else "Bye.")


@pytest.mark.parametrize("word", ["\x85", "\u00a0", "\u2028", "\u200e", "\u00ad"])
def test_an_answer_that_cannot_be_heard(telling: Program, word: str) -> None:
    assert said(on_all(telling, plain=Answer("ok", {"word": word}))) == "It is . Bye."


@pytest.mark.parametrize(
    "sentence", ["很长的一句话。", "很长的一句话，", "没有标点符号的一句话", "A long sentence. ", "word ", "a", "😀"]
)
def test_very_long_speech(sentence: str) -> None:
    text = (sentence * (6000 // len(sentence))).strip()
    program = program_of(f'  it: {{type: play, prompt: ["{text}", "{text}"], next: bye}}\n')
    assert said(on_all(program)) == f"{text} {text} Bye."


def test_a_long_value_in_long_speech() -> None:
    text = "很长的一句话。" * 200
    program = program_of(
        "  it: {type: lookup, service: plain, next: {ok: tell, failed: bye}}\n"
        f'  tell: {{type: play, prompt: "{text}{{word}}{text}{{word}}", next: bye}}\n'
    )
    word = "😀语" * 150
    assert said(on_all(program, plain=Answer("ok", {"word": word}))) == f"{text}{word}{text}{word} Bye."


def test_a_hundred_phrases() -> None:
    choices = "".join(f"      - {{speech: [phrase number {number}], next: n{number}}}\n" for number in range(100))
    nodes = "".join(f"  n{number}: {{type: hangup, prompt: Number {number}.}}\n" for number in range(100))
    program = program_of(f"  it:\n    type: menu\n    choices:\n{choices}{nodes}")
    assert said(on_all(program, Speak("the phrase number 9, please"))) == "Number 9."
    assert said(on_all(program, Speak("phrase number 99"))) == "Number 99."


def test_the_longest_entry() -> None:
    program = program_of(
        "  it: {type: collect, prompt: Many digits., into: n, length: 400, next: tell}\n"
        '  tell: {type: play, prompt: "It is {n}.", next: more}\n'
        "  more: {type: branch, branches: [{if: is_set(n), next: bye}], else: none}\n"
        "  none: {type: hangup, prompt: Nothing.}\n"
    )
    assert said(on_all(program, Press("9" * 400))) == "Many digits. It is . Nothing."


def test_sums_that_grow_for_ever() -> None:
    program = program_of(
        '  it: {type: assign, set: {m: "10", n: "10"}, next: grow}\n'
        "  grow: {type: assign, set: {m: m * m + 0.005, n: n * n}, next: enough}\n"
        "  enough: {type: branch, branches: [{if: is_set(n), next: tell}], else: bye}\n"
        '  tell: {type: play, prompt: "{m} {n}", next: grow}\n'
    )
    assert said(on_all(program)).endswith("Bye.")


@pytest.mark.parametrize("mailbox", ["front desk", "a/b c?d&e#<f>'\"", "../x", "  double  space ", "büro 桌"])
def test_mailboxes_are_named_as_the_author_names_them(mailbox: str) -> None:
    name = mailbox.replace('"', '\\"')
    program = program_of(f'  it: {{type: voicemail, mailbox: "{name}", prompt: Speak., next: bye}}\n')
    transcript = on_all(program, Speak("hello"))
    assert {"event": "record", "mailbox": mailbox, "result": "ok"} in transcript.events
    assert transcript.outcome == "hangup flow"


@pytest.mark.parametrize(
    "node",
    [
        "{type: hours, calendar: missing, next: {open: it, closed: bye}}",
        "{type: queue, queue: missing, prompt: Hold.}",
        '{type: language, choices: [{key: "1", locale: xx}], next: bye}',
        '{type: play, prompt: "{nobody} { {B}", next: bye}',
        "{type: play, prompt: a, next: nowhere}",
        '{type: play, prompt: {count: nobody, one: "{count} a", other: "{count} b"}, next: bye}',
        "{type: collect, prompt: a, into: nobody, length: 1, next: bye}",
        "{type: lookup, service: missing, with: {a: b}, into: {c: d}, next: {ok: bye}}",
        '{type: subflow, flow: missing, next: {a: "flow:missing"}}',
        "{type: menu, choices: []}",
        "{type: language, choices: [], next: bye}",
        "{type: branch, branches: [], else: bye}",
        '{type: collect, prompt: a, into: m, terminator: "*", next: bye}',
        "{type: voicemail, mailbox: a, prompt: b, max_length: 100ms, next: bye}",
        "{type: bulletin, only: [missing], next: bye}",
        "{type: return, name: nobody}",
    ],
)
def test_what_check_refuses_is_played_alike(node: str) -> None:
    program = program_of(f"  it: {node}\n")
    assert on_all(program, Press("1"), Press("12"), Silence(), Silence(), Speak("x")).outcome
