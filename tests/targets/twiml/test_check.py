"""What Twilio cannot do of a program is said before, with the place and the way out."""

from __future__ import annotations

import pytest

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.entry import EntrySpec
from ivr_author.ir.ops import Hangup, Input, Queue, Transfer
from ivr_author.ir.program import QueueTarget, Voice
from ivr_author.targets.twiml import TARGET
from tests.targets.twiml.everything import everything
from tests.targets.twiml.programs import Blocks, build, end_call, menu

HT = {"ht": Voice("Polly.Chantal", "fr-CA", borrowed=True)}


def faults(blocks: Blocks, locales: tuple[str, ...] = ("es",)) -> list[Diagnostic]:
    program = build(blocks, {"main/a/speech": "bill"}, locales=locales, voices=HT)
    return [one for one in TARGET.check(program) if one.rule != "twiml-borrowed-voice"]


def rules(blocks: Blocks, locales: tuple[str, ...] = ("es",)) -> list[tuple[str, str]]:
    return [(str(one.severity), one.rule) for one in faults(blocks, locales)]


def test_program_with_everything_is_fine() -> None:
    assert {one.rule for one in TARGET.check(everything())} == {"twiml-whole-seconds"}


@pytest.mark.parametrize("to", ["+18005550104", "18005550104", "911", "sip:desk@phones.example.org", "sips:a@b"])
def test_numbers_and_sip_addresses_can_be_dialled(to: str) -> None:
    assert rules({"main/a": ([], Transfer(to, "main/a", "main/a", "main/a"))}) == []


@pytest.mark.parametrize("to", ["", "+1 800 555", "tel:+1800", "sip:", "sip:desk", "1-800-FLOWERS", "mailto:a@b"])
def test_anything_else_can_not(to: str) -> None:
    (fault,) = faults({"main/a": ([], Transfer(to, "main/a", "main/a", "main/a"))})
    assert fault.rule == "twiml-bad-number"
    assert fault.span is not None
    assert (fault.span.path, fault.span.line) == ("flows/main.yaml", 1)
    assert fault.hint


def test_speech_where_twilio_hears_none() -> None:
    with_key = {
        "main/a": ([], menu({"1": "main/b"}, "main/b", "main/b", {"main/a/speech": "main/b"})),
        "main/b": end_call(),
    }
    assert rules(with_key) == []
    assert rules(with_key, ("ht",)) == [("note", "twiml-no-speech")]
    only_words = {"main/a": ([], menu({}, "main/b", "main/b", {"main/a/speech": "main/b"})), "main/b": end_call()}
    assert rules(only_words) == []
    assert rules(only_words, ("ht",)) == [("error", "twiml-no-speech")]
    free = Input(EntrySpec("menu"), {}, "main/b", "main/b", 5.0, (), "who", "main/b", free_speech=True)
    assert rules({"main/a": ([], free), "main/b": end_call()}, ("ht",)) == [("error", "twiml-no-speech")]


def test_fractions_of_a_second() -> None:
    end = Input(EntrySpec("menu"), {}, "main/a", "main/a", 0.5)
    assert rules({"main/a": ([], end)}) == [("warning", "twiml-whole-seconds")]


def test_queue_name_that_is_too_long() -> None:
    name = "q" * 63
    program = build({"main/a": ([], Queue(name, "main/a", "main/a"))}, queues={name: QueueTarget("")})
    assert [one.rule for one in TARGET.check(program)] == ["twiml-long-queue-name"]


def test_speech_that_no_response_holds() -> None:
    assert rules({"main/a": (["Without end. " * 4_000], Hangup("flow"))}) == [("error", "twiml-too-long")]
    assert rules({"main/a": (["Without end. " * 2_000], Hangup("flow"))}) == []
