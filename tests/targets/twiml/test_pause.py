"""The pound key that the prompt asked for, after an entry that was complete without it."""

from __future__ import annotations

import pytest

from ivr_author.core.entry import EntrySpec
from ivr_author.core.value_types import ValueType
from ivr_author.ir.ops import Hangup, Input, Jump
from ivr_author.ir.program import Program
from tests.targets.twiml.programs import build, call


def program() -> Program:
    entry = EntrySpec("digits", 1, 8, "#")
    end = Input(entry, {}, "main/ask", "main/wrong", 5.0, (), "case", "main/tell")
    return build(
        {
            "main/ask": (["Your case number?"], end),
            "main/wrong": (["No."], Jump("main/ask")),
            "main/tell": (["It is {case}."], Hangup("flow")),
        },
        variables={"case": ValueType.DIGITS},
    )


@pytest.mark.parametrize(
    ("reported", "verbs"),
    [
        ({"Digits": "12345678"}, ["Pause", "Say", "Hangup"]),
        ({"Digits": "1234567", "FinishedOnKey": "#"}, ["Say", "Hangup"]),
        ({"Digits": "1234"}, ["Say", "Hangup"]),
    ],
)
def test_a_pause_takes_the_terminator_that_may_still_come(reported: dict[str, str], verbs: list[str]) -> None:
    caller = call(program())
    caller.begin()
    assert caller.go_on(**reported).verbs == verbs
