"""Transcripts: neighbouring speech is one, white space folded; how a call ended; where two differ first."""

from __future__ import annotations

import json

import pytest

from ivr_author.call.transcript import Event, Transcript, TranscriptBuilder, first_difference, fold, outcome_of


def test_neighbouring_speech_of_one_locale_is_one() -> None:
    builder = TranscriptBuilder()
    for locale, text in [("en", " a\n b"), ("en", "c"), ("es", "d"), ("es", ""), ("es", " \u3000 "), ("en", "e")]:
        builder.say(locale, text)
    builder.add("no_input")
    builder.say("en", "f")
    assert [(event.get("locale"), event.get("text")) for event in builder.build().events] == [
        ("en", "a b c"),
        ("es", "d"),
        ("en", "e"),
        (None, None),
        ("en", "f"),
    ]


def test_a_transcript_stays_as_it_was_built() -> None:
    builder = TranscriptBuilder()
    builder.say("en", "a")
    before = builder.build()
    builder.say("en", "b")
    assert before.events == ({"event": "say", "locale": "en", "text": "a"},)


def test_lines_are_json_in_every_script() -> None:
    transcript = Transcript(({"event": "say", "locale": "ru", "text": "счёт\u2028"}, {"event": "no_input"}))
    lines = transcript.to_lines().split("\n")
    assert "счёт" in lines[0]
    assert [json.loads(line) for line in lines[:-1]] == list(transcript.events)
    assert lines[-1] == ""


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        ({"event": "queue", "queue": "billing", "locale": "en", "result": "accepted"}, "queue billing"),
        ({"event": "queue", "queue": "billing", "locale": "en", "result": "full"}, ""),
        ({"event": "transfer", "to": "+1", "result": "connected"}, "transfer +1"),
        ({"event": "transfer", "to": "+1", "result": "busy"}, ""),
        ({"event": "hangup", "by": "failure"}, "hangup failure"),
        ({"event": "say", "locale": "en", "text": "x"}, ""),
    ],
)
def test_outcomes(event: Event, outcome: str) -> None:
    assert outcome_of(event) == outcome
    assert Transcript((event,)).outcome == outcome


def test_a_call_that_goes_on_has_no_outcome() -> None:
    assert Transcript().outcome == ""


def test_the_first_difference() -> None:
    a: list[Event] = [{"event": "no_input"}, {"event": "hangup", "by": "flow"}]
    assert first_difference(a, list(a)) is None
    assert first_difference(a, a[:1]) == 1
    assert first_difference([], a) == 0
    assert first_difference(a, [a[0], {"event": "hangup", "by": "caller"}]) == 1


def test_fold() -> None:
    assert fold("\t a\u00a0\n\u3000b ") == "a b"
