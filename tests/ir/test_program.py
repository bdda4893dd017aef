"""A program says of itself what makes it ill-formed; its listing is stable text."""

from __future__ import annotations

from ivr_author.core.source import Span
from ivr_author.core.value_types import ValueType
from ivr_author.ir.listing import list_program
from ivr_author.ir.ops import Ask, Constant, Hangup, Jump, Log, Say, Visit, Window
from ivr_author.ir.program import Block, LocalText, Message, Program, Slot, faults_of

PLACE = Span("flows/main.yaml", 1, 1, 1, 1)


def program_of(*blocks: Block, entry: str = "main/a") -> Program:
    return Program(
        "Health Connector",
        "en",
        ("es",),
        "UTC",
        {"main": entry},
        {block.id: block for block in blocks},
        {},
        {"main/a/prompt": Message("main/a/prompt", "Press {key}.", PLACE)},
    )


def test_ways_that_lead_nowhere_are_faults() -> None:
    program = program_of(
        Block("main/a", "main/a", (Say("main/b/prompt"),), Jump("main/x"), PLACE),
        Block("main/b", "main/b", (), Ask("lookup", "s", {}, {}, "main/a", "main/y", "main/a"), PLACE),
        entry="main/z",
    )
    assert faults_of(program) == [
        "flow main enters at main/z, which is no block",
        "main/a goes to main/x by next, which is no block",
        "main/a says main/b/prompt, which is no message",
        "main/b goes to main/y by not_found, which is no block",
    ]


def test_a_listing_shows_constants_windows_and_locales() -> None:
    say = Say("main/a/prompt", {"key": Constant("1", ValueType.KEY)}, "es", (Window(1, None),))
    block = Block("main/a", "main/a", (Log("node", "main/a"), Visit("main/a"), say), Hangup("flow"), PLACE)
    other = Block("other/a", "other/a", (), Jump("main/a", leaves_subflow=True), PLACE)
    program = program_of(block, other)
    assert list_program(program, "main") == (
        "main/a:\n"
        "  log node main/a\n"
        "  visit main/a\n"
        "  say main/a/prompt 'Press {key}.' key=1 in es within 1..None\n"
        "  hang up by flow\n"
    )
    assert list_program(program).endswith("other/a:\n  jump, leaving subflows\n    next -> main/a\n")


def test_locales_and_flows() -> None:
    program = program_of()
    assert program.all_locales() == ("en", "es")
    assert program.flow_of("main/a.offer") == "main"


def test_a_text_in_plain_words() -> None:
    assert LocalText("en", (("Pay ", Slot("x", ValueType.MONEY), "."), ("other",))).plain() == "Pay {x}."
