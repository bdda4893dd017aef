"""Robocalls as call flows: the same call on every player, whatever the values hold, and an end when nobody answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest

from ivr_author.call.caller import CallerStep, Hear, Press, ScriptCaller, Silence
from ivr_author.call.line import Line
from ivr_author.call.transcript import Transcript
from ivr_author.call.world import CallSetup, ScriptWorld
from ivr_author.catalog.lookup import Translations
from ivr_author.compiler import compile_program
from ivr_author.core.diagnostics import has_errors
from ivr_author.flow.content import Content
from ivr_author.harness.targets import REFERENCE, load_targets, player_names, target_names
from ivr_author.ir.play import play
from ivr_author.ir.program import Program
from ivr_author.notice.channel import CannotRender, Member
from ivr_author.notice.channels.robocall import CHANNEL
from ivr_author.notice.channels.robocall.flow import queue_for, robocall_flow
from ivr_author.notice.document import Document, Foreign, Run, Slot, Words
from ivr_author.notice.model import FieldType
from ivr_author.notice.values import Value
from tests.flow.content import content_with
from tests.notice.channels.robocall.robocalls import (
    BILL_VALUES,
    HOSTILE_NAMES,
    TEXTS,
    bill,
    document,
    member,
    say,
    setting,
)

AT = datetime.fromisoformat("2026-12-22T12:00:00-05:00")
NO_ONE: Mapping[str, str] = {}


@cache
def workspace() -> Content:
    """Queues `billing` and `nights`, the second with a calendar."""
    return content_with()


def program_of(made: Document, one: Member, queue: str | None = "billing") -> Program:
    prepared = CHANNEL.prepare(made, setting(made.locale))
    call = robocall_flow(prepared, one, workspace(), queue)
    return compile_program(call.content, call.words(Translations({}, "en")))


def calls(
    program: Program, steps: Sequence[CallerStep], queues: Mapping[str, str] = NO_ONE, at: datetime = AT
) -> dict[str, Transcript]:
    """The transcripts of a call by player; the steps must be met on each."""
    found = {}
    for player in player_names():
        caller = ScriptCaller(steps)
        line = Line(caller, ScriptWorld(queues=queues))
        setup = CallSetup(next(iter(program.entries)), at)
        if player == REFERENCE:
            play(program, setup, line)
        else:
            target = load_targets()[player]
            artifact = target.emit(program)
            assert not has_errors(target.check(program))
            assert target.validate(artifact) == []
            target.play(artifact, setup, line)
        caller.finish()
        assert not caller.fault, f"{player}: {caller.fault}"
        found[player] = line.transcript()
    return found


def one_call(
    program: Program, steps: Sequence[CallerStep], queues: Mapping[str, str] = NO_ONE, at: datetime = AT
) -> Transcript:
    """The transcript, which is the same on every player."""
    found = calls(program, steps, queues, at)
    reference = found[REFERENCE]
    for player, transcript in found.items():
        assert transcript.events == reference.events, player
        assert transcript.nodes == reference.nodes, player
    return reference


def said(transcript: Transcript) -> list[str]:
    return [str(event["text"]) for event in transcript.events if event["event"] == "say"]


def offer(made: Document, one: Member) -> str:
    """What the channel says, with the offer of keys in place of the goodbye."""
    spoken = CHANNEL.fill(CHANNEL.prepare(made, setting(made.locale)), one).parts["text"].decode().splitlines()
    texts = setting(made.locale).texts
    keys = [texts["robocall_repeat"].replace("{key}", "1"), texts["robocall_person"].replace("{key}", "0")]
    return " ".join([*spoken[:-1], *keys])


@pytest.mark.parametrize("locale", TEXTS)
def test_one_repeats_and_zero_reaches_a_person(locale: str) -> None:
    made, one = bill(locale), member(*BILL_VALUES)
    transcript = one_call(program_of(made, one), [Press("1"), Press("0")])
    assert said(transcript) == [offer(made, one)] * 2
    assert {event["locale"] for event in transcript.events if event["event"] == "say"} == {locale}
    assert transcript.outcome == "queue billing"
    assert [node.split("/")[1] for node in transcript.nodes] == ["fill", "message", "message", "person"]


@pytest.mark.parametrize("locale", TEXTS)
def test_silence_hears_it_twice_and_ends(locale: str) -> None:
    made, one = bill(locale), member(*BILL_VALUES)
    transcript = one_call(program_of(made, one), [Silence(), Silence()])
    assert said(transcript) == [offer(made, one)] * 2 + [setting(locale).texts["robocall_goodbye"]]
    assert transcript.outcome == "hangup flow"


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_values_are_spoken_and_nothing_else(name: str) -> None:
    slots = [Slot(0, FieldType.NAME, "name"), Slot(1, FieldType.ADDRESS, "address"), Slot(2, FieldType.DIGITS, "x")]
    made = document(say("For ", slots[0], " at ", slots[1], " with ", slots[2], "."), slots=[one.type for one in slots])
    values = Value(FieldType.NAME, name), Value(FieldType.ADDRESS, (name, "2 Elm St")), Value(FieldType.DIGITS, name)
    one = member(*values, name=name)
    transcript = one_call(program_of(made, one), [Press("1"), Silence(), Silence()])
    assert said(transcript)[0] == " ".join(offer(made, one).split())


def test_nobody_takes_the_call() -> None:
    steps = [Press("0"), Hear("No one can take your call right now. You can call us at 8 0 0, 5 5 5, 0 1 0 0.")]
    program = program_of(bill(), member(*BILL_VALUES))
    assert one_call(program, steps, {"billing": "full"}).outcome == "hangup flow"
    night = program_of(bill(), member(*BILL_VALUES), "nights")
    assert one_call(night, steps, at=AT.replace(hour=23)).outcome == "hangup flow"


def test_without_a_queue_no_person_is_offered() -> None:
    program = program_of(bill(), member(*BILL_VALUES), None)
    transcript = one_call(program, [Press("0"), Silence()])
    assert "To speak with a person" not in " ".join(said(transcript))
    assert "no_match" in [event["event"] for event in transcript.events]
    assert transcript.outcome == "hangup flow"


def test_words_without_a_translation_are_spoken_in_their_own_locale() -> None:
    due = Slot(0, FieldType.DATE, "due_date")
    made = document(
        say("Debe pagar antes del ", due, "."),
        say(Foreign("en", (Words("Pay by "), due, Words(".")))),
        locale="es",
        slots=[FieldType.DATE],
    )
    transcript = one_call(program_of(made, member(Value(FieldType.DATE, "2026-12-23"))), [Press("0")])
    spoken = [(event["locale"], event["text"]) for event in transcript.events if event["event"] == "say"]
    assert [locale for locale, _ in spoken] == ["es", "en", "es"]
    assert spoken[0][1].endswith("Debe pagar antes del 23 de diciembre de 2026.")
    assert spoken[1][1] == "Pay by December 23, 2026."


def test_variables_have_names_and_types_and_only_those_that_are_spoken() -> None:
    slots = [
        Slot(0, FieldType.MONEY, "amount_due"),
        Slot(1, FieldType.MONEY, "row.amount"),
        Slot(2, FieldType.MONEY, "row.amount"),
        Slot(3, FieldType.TEXT, "constructor"),
        Slot(4, FieldType.TEXT, "value_4"),
        Slot(5, FieldType.TEXT, "locale"),
        Slot(6, FieldType.TEXT, "not"),
    ]
    made = document(say(*slots), slots=[one.type for one in slots])
    values = [*(Value(FieldType.MONEY, float(one)) for one in range(3)), *(Value(FieldType.TEXT, t) for t in "abcd")]
    prepared = CHANNEL.prepare(made, setting())
    (flow,) = robocall_flow(prepared, member(*values), workspace(), None).content.flows.values()
    assert {name: str(one.type) for name, one in flow.variables.items()} == {
        "name": "name",
        "amount_due": "money",
        "row_amount": "money",
        "value_4": "money",
        **dict.fromkeys(["value_5", "value_6", "value_7", "value_8"], "text"),
    }
    one_call(program_of(made, member(*values)), [Press("0")])


def test_a_list_is_joined_in_the_locale_that_it_is_spoken_in() -> None:
    who = Slot(0, FieldType.LIST, "who")
    made = document(say("Para ", who, "."), say(Foreign("en", (Words("For "), who, Words(".")))), locale="es")
    one = member(Value(FieldType.LIST, ("Ana", "Bo")))
    spoken = said(one_call(program_of(made, one), [Press("0")]))
    assert spoken[0].endswith("Para Ana y Bo.")
    assert spoken[1] == "For Ana and Bo."


def test_a_call_without_values() -> None:
    program = program_of(document(say("We are closed.")), member(name=None))
    transcript = one_call(program, [Press("0")])
    assert said(transcript)[0].startswith("This is a message from Health Connector. We are closed. To hear")
    assert transcript.nodes[0] == "premium_bill/message"


@pytest.mark.parametrize("target", target_names())
def test_no_file_is_named_after_a_member(target: str) -> None:
    program = program_of(bill(), replace(member(*BILL_VALUES, name="Zoe"), key="zoe"))
    artifact = load_targets()[target].emit(program)
    assert not [name for name in artifact.files if "zoe" in name.lower() or "04711" in name]
    again = load_targets()[target].emit(program_of(bill(), member(*BILL_VALUES, name="Zoe")))
    assert again.files == artifact.files


def test_a_value_that_no_call_can_keep_is_refused() -> None:
    made = document(say(Slot(0, FieldType.TEXT, "note")), slots=[FieldType.TEXT])
    with pytest.raises(CannotRender, match=r"`note` has 301 characters; a call keeps 300"):
        program_of(made, member(Value(FieldType.TEXT, "x" * 301)))
    one_call(program_of(made, member(Value(FieldType.TEXT, "x" * 300))), [Press("0")])


def test_literal_numbers_and_braces_are_spoken_as_in_the_channel() -> None:
    made = document(say("Set {x} to {{y}} or call ", Run("(800) 555-0100"), " }{."))
    one = member()
    assert said(one_call(program_of(made, one), [Press("0")])) == [offer(made, one)]


@pytest.mark.parametrize(
    ("owner", "queue"), [("Billing team", "billing"), ("The nights shift", "nights"), ("Enrollment", "billing")]
)
def test_the_queue_is_the_owners(owner: str, queue: str) -> None:
    assert queue_for(workspace().settings, owner) == queue
    assert queue_for(replace(workspace().settings, queues={}), owner) is None
