"""Taking fixed stretches at once changes nothing that a caller, a log or the next request sees."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from ivr_author.core.entry import EntrySpec
from ivr_author.core.value_types import ValueType
from ivr_author.expression.model import Arithmetic, Compare, Literal, Name
from ivr_author.ir.ops import Assign, Branch, Hangup, Input, Jump, Log, Say, SetLocale, Visit, Window
from ivr_author.ir.program import Program
from ivr_author.targets.twiml import service as service_module
from ivr_author.targets.twiml.bundle import Bundle
from ivr_author.targets.twiml.stretch import Stretch
from tests.tally import tally, times
from tests.targets.twiml.everything import everything
from tests.targets.twiml.programs import AT, build, call, menu, node

LONG = "Words without end. " * 400


def made_up(seed: int) -> Program:
    """Blocks with all kinds of steps, in any order and size, that lead on to each other."""
    chance = random.Random(seed)
    names = [f"main/b{number}" for number in range(8)]
    millis = int(AT.timestamp() * 1000)
    blocks: Any = {}
    for name in names:
        steps: list[Any] = [node(name)]
        kinds: list[Any] = [
            Log("no_input"),
            Log("node", name),
            "Hello.",
            LONG,
            "It is {n}.",
            Assign("n", Literal(float(chance.randrange(3)))),
            Assign("n", Arithmetic("+", Name("n"), Literal(1.0))),
            Assign("word", Literal(2.0)),
            Visit(chance.choice(names)),
            Say("main/when/p", windows=(Window(millis + chance.choice([-1, 1]), None),)),
        ]
        steps += chance.choices(kinds, k=chance.randrange(7))
        one, two = chance.choice(names), chance.choice(names)
        ends = [Jump(one)] * 3 + [
            Jump(one, leaves_subflow=True),
            Branch(((Compare(">", Name("n"), Literal(1.0)), one),), two),
            SetLocale(chance.choice(["en", "es"]), one),
            menu({"1": one, "2": two}, one, two),
            Input(EntrySpec("digits", 1, 3, "#"), {}, one, two, 5.0, (), "word", one),
            Hangup("flow"),
        ]
        blocks[name] = (steps, chance.choice(ends))
    variables = {"n": ValueType.NUMBER, "word": ValueType.DIGITS}
    return build(blocks, {"main/when/p": "Now."}, words={"es": {"Hello.": "Hola."}}, variables=variables)


def answers(program: Program, seed: int) -> Iterator[tuple[bytes, str, object]]:
    """What a caller who keys in anything gets to hear, and what is told."""
    chance = random.Random(seed)
    caller = call(program)
    response = caller.begin()
    for _ in range(12):
        yield response.body, response.trace, response.status
        if b"/step?" not in response.body:
            return
        response = caller.go_on(**chance.choice([{"Digits": "1"}, {"Digits": "2"}, {}, {"Digits": "47"}]))


def step_by_step(self: Bundle, locale: str, block_id: str, position: int) -> Stretch:
    """No stretch at all."""
    return Stretch(block_id, position)


def test_answers_are_the_same_as_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    # The token of the next step holds the whole state, so the same bytes mean the same state as well.
    monkeypatch.setattr(service_module.secrets, "randbits", lambda _: 7)
    most, compared = times(40, 2_000), 0
    programs = [everything(), *(made_up(seed) for seed in range(most))]
    for seed, program in enumerate(programs):
        taken = list(answers(program, seed))
        with monkeypatch.context() as patch:
            patch.setattr(Bundle, "stretch", step_by_step)
            assert list(answers(program, seed)) == taken, f"seed {seed}"
        compared += len(taken)
    assert compared > most
    tally("answers compared with and without joined stretches", compared)


def test_stretch_follows_jumps_and_ends_at_what_depends_on_the_call() -> None:
    program = build(
        {
            "main/a": ([node("main/a"), "Hello.", Assign("n", Literal(2.0))], Jump("main/b")),
            "main/b": ([node("main/b"), Visit("main/b"), "Bye.", "{n}", "More."], Jump("main/a")),
        },
        variables={"n": ValueType.NUMBER},
    )
    bundle = call(program).service.bundle
    stretch = bundle.stretch("en", "main/a", 0)
    assert (stretch.at, stretch.position, stretch.trace) == ("main/b", 3, "node=main/a node=main/b")
    assert (stretch.nodes, stretch.values, stretch.visits) == (["main/a", "main/b"], {"n": 2.0}, ["main/b"])
    assert stretch.speech is not None
    assert stretch.speech.count(b"<Say") == 2
    assert bundle.stretch("en", "main/a", 0) is stretch
    assert bundle.stretch("en", "main/b", 3).steps == 0
    again = bundle.stretch("en", "main/b", 4)
    assert (again.at, again.position) == ("main/a", 3), "a circle ends before where it began"
