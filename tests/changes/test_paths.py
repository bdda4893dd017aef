"""Ways that callers take: a moved exit is told by what a caller does, where they came to and what they hear now."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.changes import paths
from ivr_author.changes.model import EVENTS, Paths, message_of
from ivr_author.changes.write import arrival_of, shortened, steps_of, to_data, to_markdown
from ivr_author.workspace.layout import calls_path
from tests.changes.pair import MAIN, WELCOME, Pair, make_pair

NOTE = """  note:
    type: play
    prompt: We have moved.
    next: office
"""


@pytest.fixture
def unscripted(tmp_path: Path) -> Pair:
    """Two workspaces without a call script: nobody thought of any way."""
    pair = make_pair(tmp_path)
    for root in (pair.before, pair.now):
        (root / calls_path("main")).unlink()
    return pair


def ways(pair: Pair) -> list[tuple[str, str, str]]:
    return [
        (steps_of(one.steps), arrival_of(one.before).partition(",")[0], arrival_of(one.now).partition(",")[0])
        for one in pair.report().paths.changed
    ]


def test_a_moved_exit(unscripted: Pair) -> None:
    unscripted.edit(MAIN, "next: address}", "next: closed}")
    assert ways(unscripted) == [("a caller presses 1", "main/address", "main/closed")]
    (one,) = unscripted.report().paths.changed
    assert one.before.words.startswith("We are at 1 Main Street")
    assert one.now.words.startswith("Our office is closed now. Please leave a message")
    assert (one.flow, one.now.locale) == ("main", "en")


def test_a_key_that_is_new_and_one_that_is_gone(unscripted: Pair) -> None:
    unscripted.edit(MAIN, '{key: "1", say', '{key: "3", say')
    told = ways(unscripted)
    assert ("a caller presses 1", "main/address", "is not understood") in told
    assert ("a caller presses 3", "is not understood", "main/address") in told


def test_words_alone_are_no_other_way(unscripted: Pair) -> None:
    unscripted.edit(MAIN, WELCOME, "Welcome.")
    assert unscripted.report().paths == Paths()


def test_another_name_is_no_other_way(unscripted: Pair) -> None:
    text = (unscripted.now / MAIN).read_text()
    unscripted.write(MAIN, text.replace("address:", "place:").replace("next: address", "next: place"))
    assert ways(unscripted) == []
    unscripted.edit(MAIN, "next: place}", "next: agent}")
    assert ways(unscripted) == [("a caller presses 1", "main/place", "main/agent")]


def test_a_detour_hides_no_way_behind_it(unscripted: Pair) -> None:
    unscripted.edit(MAIN, "    next: office\n", f"    next: note\n{NOTE}")
    unscripted.edit(MAIN, "next: address}", "next: closed}")
    told = ways(unscripted)
    assert ("as soon as the call begins", "main/office", "main/note") in told
    assert ("a caller presses 1", "main/address", "main/closed") in told


def test_where_both_meet_again_the_comparison_goes_on(unscripted: Pair) -> None:
    unscripted.edit(MAIN, "next: {open: main_menu", "next: {open: note")
    unscripted.edit(MAIN, "  closed:\n", NOTE.replace("next: office", "next: main_menu") + "  closed:\n")
    unscripted.edit(
        MAIN,
        '"2", say: "To speak with someone, press {key}.", speech: [someone, person], next: agent',
        '"2", say: "To speak with someone, press {key}.", speech: [someone, person], next: message',
    )
    told = ways(unscripted)
    assert ("as soon as the call begins", "main/main_menu", "main/note") in told
    assert ("a caller presses 2", "main/agent", "main/message") in told


def test_another_beginning(unscripted: Pair) -> None:
    unscripted.edit(MAIN, "start: welcome", "start: office")
    (one,) = unscripted.report().paths.changed
    assert (one.steps, one.before.node, one.now.node) == ((), "main/welcome", "main/office")


def test_what_the_outside_answers_is_a_step(unscripted: Pair) -> None:
    unscripted.edit(MAIN, "next: {full: message, closed: message}", "next: {full: goodbye, closed: message}")
    (told,) = ways(unscripted)
    assert told[0].endswith("agents is full")
    assert told[1:] == ("main/message", "main/goodbye")


def test_what_there_was_no_time_for_is_said(unscripted: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    unscripted.edit(MAIN, "next: address}", "next: closed}")
    monkeypatch.setattr(paths, "MOST_CALLS", 0)
    report = unscripted.report()
    assert report.paths.changed == ()
    assert report.paths.left_out > 0
    assert "There was no time to try" in to_markdown(report, "v1")


def test_markdown_and_data(unscripted: Pair) -> None:
    unscripted.edit(MAIN, "next: address}", "next: closed}")
    report = unscripted.report()
    text = to_markdown(report, "v1")
    assert "- main: a caller presses 1\n  - before: main/address, “We are at 1 Main Street" in text
    assert "  - now: main/closed, “Our office is closed now." in text
    (one,) = to_data(report, "v1")["paths"]["changed"]
    assert one["steps"] == [{"event": "keys", "keys": "1"}]
    assert (one["before"]["node"], one["now"]["node"]) == ("main/address", "main/closed")


def test_every_event_has_words() -> None:
    for named in EVENTS:
        kind, _, result = named.partition(" ")
        event = {"event": kind, ("by" if kind == "hangup" else "result"): result}
        assert message_of(event if result else {"event": kind}) == EVENTS[named]


def test_long_words_are_cut_between_words() -> None:
    assert shortened("word " * 100).endswith("word …")
    assert len(shortened("字" * 400)) < 170
