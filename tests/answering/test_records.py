"""The lines of the log: each is JSON, values are told by kind and length, and texts of others are masked."""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import Any

import pytest

from ivr_author.answering.records import MOST_REFUSALS, LineFormatter, Records, call_id, mask
from ivr_author.targets.twiml.answered import Told


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("/call/+16175550123: 404", "/call/digits(11): 404"),
        ("call (617) 555-0123 now", "call (digits(10) now"),
        ("73519264", "digits(8)"),
        ("%2B16175550123", "%2Bdigits(11)"),
        ("12 34 56", "digits(6)"),
        ("KeyError in walk:412 < run:88", "KeyError in walk:412 < run:88"),
        ("status 404", "status 404"),
    ],
)
def test_what_may_be_the_number_of_somebody(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("CA0123456789abcdef0123456789abcdef", "CA0123456789abcdef0123456789abcdef"),
        ("", ""),
        ("+16175550123", "text(12)"),
        ("16175550123", "text(11)"),
        ("Ana Sample", "text(10)"),
        ("CA1\n{}", "text(6)"),
        ("C" * 99, "text(99)"),
    ],
)
def test_the_id_of_a_call_may_be_anything(given: str, told: str) -> None:
    assert call_id(given) == told


def lines(*told: Told, steps: bool = False, given: dict[str, str] | None = None) -> list[dict[str, Any]]:
    stream = io.StringIO()
    records = Records(stream, steps=steps)
    for one in told:
        records.tell(one, "one~0123", 200, given or {})
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_step_is_told_only_where_it_is_asked_for() -> None:
    step = Told("CA1", "", "es", ("main/menu",), block="main/menu")
    assert lines(step) == []
    (told,) = lines(step, steps=True, given={"Digits": "12345678", "SpeechResult": "yo soy", "From": "+1617"})
    assert told["event"] == "step"
    assert told["input"] == {"digits": "digits(8)", "speech": "speech(6)"}
    assert "12345678" not in json.dumps(told)


def test_what_happens_to_a_call() -> None:
    told = lines(
        Told("CA1", "main", "en"), Told("CA1", "", "es", (), "hangup failure", "KeyError", "main/menu"), Told("CA1")
    )
    assert [one["event"] for one in told] == ["call began", "fault", "call ended"]
    assert told[1]["kind"] == "KeyError"
    assert {one["bundle"] for one in told} == {"one~0123"}


def test_a_refusal_of_what_may_be_anything() -> None:
    (told,) = lines(Told("+16175550123", outcome="refused", fault="flow 73519264"))
    assert (told["call"], told["reason"]) == ("text(12)", "flow digits(8)")


def test_a_flood_of_refusals_is_told_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, seconds = io.StringIO(), 7.0
    monkeypatch.setattr("ivr_author.answering.records.time.monotonic", lambda: seconds)
    records = Records(stream)
    for _ in range(MOST_REFUSALS + 30):
        records.tell(Told(outcome="refused", fault="no form"), "", 415, {})
    assert len(stream.getvalue().splitlines()) == MOST_REFUSALS
    seconds = 8.0
    records.tell(Told(outcome="refused", fault="no form"), "", 415, {})
    *_, more, last = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (more["more"], last["status"]) == (30, 415)


def test_records_of_logging_are_lines_without_texts_of_faults() -> None:
    try:
        raise KeyError("12345678")
    except KeyError:
        fault = sys.exc_info()
    record = logging.LogRecord("ivr_author.x", logging.ERROR, "x", 1, "asked %s", ("+16175550123",), fault)
    record.call = "CA1"
    line = LineFormatter().format(record)
    told = json.loads(line)
    assert (told["message"], told["fault"], told["call"]) == ("asked digits(11)", "KeyError", "CA1")
    assert "12345678" not in line
    assert "\n" not in line
    assert json.loads(LineFormatter(is_masked=False).format(record))["message"] == "asked +16175550123"
