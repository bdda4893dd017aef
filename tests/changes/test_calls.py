"""Scripted calls on both sides: which take another path, which only hear other words, which are left alone."""

from __future__ import annotations

from tests.changes.pair import MAIN, WELCOME, Pair

CALLS = "flows/main.calls.yaml"
BACK = "A caller who never presses a key gets to someone after three offers"


def test_other_words_are_no_other_path(pair: Pair) -> None:
    pair.edit(MAIN, "We are at 1 Main Street", "Our house is at 1 Main Street")
    calls = pair.report().calls
    assert (calls.played, len(calls.changed)) == (5, 1)
    (one,) = calls.changed
    assert (one.name, one.locale, one.is_other_path, one.passes) == (
        "A caller hears the address and then speaks with someone",
        "en",
        False,
        True,
    )
    assert "We are at 1 Main Street" in one.before
    assert "Our house is at 1 Main Street" in one.after


def test_another_path_is_told_by_what_happens(pair: Pair) -> None:
    pair.edit(MAIN, "on_failure: agent", "on_failure: message")
    (one,) = pair.report().calls.changed
    assert (one.name, one.is_other_path, one.passes) == (BACK, True, False)
    assert one.before == "queue queue=agents locale=en result=accepted"
    assert one.after != one.before


def test_a_script_that_expects_other_words_is_played_to_its_end(pair: Pair) -> None:
    pair.edit(MAIN, WELCOME, "Welcome.")
    calls = pair.report().calls
    assert {one.is_other_path for one in calls.changed} == {False}
    assert len(calls.changed) == 5
    assert [one.name for one in calls.changed if not one.passes] == [
        "A caller hears the address and then speaks with someone"
    ]
    # All part in one way, so they are told of together.
    assert max(map(len, calls.by_difference(is_other_path=False).values())) >= 3


def test_a_script_of_before_is_played_too(pair: Pair) -> None:
    pair.write(CALLS, "calls: []\n")
    pair.edit(MAIN, "on_failure: agent", "on_failure: message")
    calls = pair.report().calls
    assert [(one.name, one.passes) for one in calls.changed] == [(BACK, None)]


def test_calls_to_a_flow_that_is_gone_are_left_out(pair: Pair) -> None:
    (pair.now / MAIN).unlink()
    assert pair.report().calls.played == 0
