"""Two transcripts: equal, or parted at a place that is named and shown."""

from __future__ import annotations

import pytest

from ivr_author.call.transcript import Transcript
from ivr_author.harness.compare import compare, describe_event, diff_lines, mark_words


def say(text: str, locale: str = "en") -> dict[str, object]:
    return {"event": "say", "locale": locale, "text": text}


CALL = Transcript(
    (
        say("Welcome. To pay, press 1. For help, press 2."),
        {"event": "keys", "keys": "1"},
        {"event": "hangup", "by": "flow"},
    ),
    ("main/welcome", "main/menu", "main/bye"),
)


def test_equal_calls_have_no_difference() -> None:
    assert compare(CALL, Transcript(tuple(dict(event) for event in CALL.events), CALL.nodes)) is None


@pytest.mark.parametrize(
    ("other", "what", "index", "shown"),
    [
        (
            Transcript((say("Welcome. For help, press 2."), *CALL.events[1:]), CALL.nodes),
            "events",
            0,
            "?      say en: Welcome. [-To pay, press 1.-] For help, press 2.",
        ),
        (Transcript((say("Welcome.", "es"), *CALL.events[1:]), CALL.nodes), "events", 0, "+   1  say es: Welcome."),
        (Transcript(CALL.events[:2], CALL.nodes), "events", 2, "-   3  hangup by=flow"),
        (
            Transcript((*CALL.events, {"event": "hangup", "by": "flow"}), CALL.nodes),
            "events",
            3,
            "+   4  hangup by=flow",
        ),
        (Transcript(CALL.events, ("main/welcome", "main/bye")), "nodes", 1, "-   2  main/menu"),
        (Transcript(CALL.events, (*CALL.nodes, "main/more")), "nodes", 3, "+   4  main/more"),
    ],
)
def test_the_first_difference_is_named_and_shown(other: Transcript, what: str, index: int, shown: str) -> None:
    difference = compare(CALL, other)
    assert difference is not None
    assert (difference.what, difference.index) == (what, index)
    assert shown in difference.lines()


def test_a_difference_in_one_sentence() -> None:
    ended = compare(CALL, Transcript(CALL.events[:2], CALL.nodes))
    assert ended is not None
    assert ended.summary() == "event 3: expected hangup by=flow, got the end"


def test_far_lines_are_left_out() -> None:
    lines = [f"line {number}" for number in range(40)]
    shown = diff_lines(lines, [*lines[:30], "new", *lines[30:]])
    assert shown[0] == "  ... 27 the same"
    assert "+  31  new" in shown
    assert len(shown) == 8


def test_texts_without_common_words_are_not_mixed() -> None:
    assert mark_words("one two three four", "uno dos tres cuatro") == ""


def test_events_read_well() -> None:
    lookup = {"event": "lookup", "service": "billing", "with": {"case": "123"}, "result": "ok"}
    assert describe_event(lookup) == "lookup service=billing with={case: 123} result=ok"
    assert describe_event({"event": "keys", "keys": ""}) == "keys (none)"
    assert describe_event({"event": "no_input"}) == "no_input"
