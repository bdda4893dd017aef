"""Callers: one who follows a script and says where it was not met, and one who plays a list of actions."""

from __future__ import annotations

import pytest

from ivr_author.call.caller import (
    CallerStep,
    HangUp,
    Hear,
    ListCaller,
    NeedAction,
    Press,
    ScriptCaller,
    Silence,
    Speak,
)


def test_hear_steps_are_met_in_order_within_one_text() -> None:
    caller = ScriptCaller([Hear("a"), Hear("b"), Hear("a"), Press("1")])
    assert not caller.heard("a b c a")
    assert caller.position == 3
    assert caller.act() == Press("1")


def test_the_same_words_are_not_heard_twice() -> None:
    caller = ScriptCaller([Hear("again"), Hear("again"), Press("1")])
    caller.heard("once again")
    assert caller.position == 1
    caller.heard("and again")
    assert caller.position == 2


def test_white_space_does_not_matter() -> None:
    caller = ScriptCaller([Hear(" a\n b  c ")])
    caller.heard("x a b\tc y")
    assert caller.position == 1


def test_what_was_not_heard_is_a_fault_at_its_step() -> None:
    caller = ScriptCaller([Press("1"), Hear("billing"), Press("2")])
    caller.heard("Hello")
    assert caller.act() == Press("1")
    caller.heard("Welcome to")
    caller.heard("the menu")
    assert caller.act() == HangUp()
    assert caller.fault == "expected to hear 'billing', heard 'Welcome to the menu'"
    assert caller.fault_step == 1
    assert caller.act() == HangUp()


def test_who_wants_to_hang_up_does_so_when_something_was_heard() -> None:
    assert ScriptCaller([HangUp()]).heard("")
    caller = ScriptCaller([Hear("a"), HangUp()])
    assert not caller.heard("b")
    assert caller.heard("a")


def test_a_script_that_has_run_out_hangs_up() -> None:
    caller = ScriptCaller([Silence(), Speak("x")])
    assert [caller.act() for _ in range(3)] == [Silence(), Speak("x"), HangUp()]
    caller.finish()
    assert caller.fault == ""


def test_keys_left_over_are_a_fault_at_their_press() -> None:
    caller = ScriptCaller([Silence(), Press("12"), Press("3")])
    caller.act()
    caller.act()
    caller.left_over("2")
    assert (caller.fault_step, "'2'" in caller.fault) == (1, True)
    assert caller.act() == HangUp()


def test_no_keys_left_over_is_no_fault() -> None:
    caller = ScriptCaller([Press("1")])
    caller.act()
    caller.left_over("")
    assert caller.fault == ""


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ([], ""),
        ([HangUp()], ""),
        ([Hear("x")], "expected to hear 'x', heard '' and the call was over"),
        ([Press("1")], "the call was over before this step"),
        ([HangUp(), Press("1")], "the call was over before this step"),
    ],
)
def test_steps_left_at_the_end(steps: list[CallerStep], fault: str) -> None:
    caller = ScriptCaller(steps)
    caller.finish()
    assert caller.fault == fault


def test_the_first_fault_stays() -> None:
    caller = ScriptCaller([Hear("x"), Press("1")])
    caller.act()
    first = caller.fault
    caller.finish()
    assert caller.fault == first


def test_a_list_is_played_and_then_waits() -> None:
    caller = ListCaller([Press("1"), HangUp()])
    assert not caller.heard("anything")
    assert [caller.act(), caller.act()] == [Press("1"), HangUp()]
    caller.left_over("9")
    assert caller.left == "9"
    with pytest.raises(NeedAction):
        caller.act()
