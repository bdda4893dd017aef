"""A failed call explains itself: the YAML line, expected against heard, and where it stopped."""

from __future__ import annotations

from pathlib import Path

from ivr_author.harness.compare import compare
from ivr_author.harness.explain import explain, headline
from ivr_author.harness.run import CallResult, run_script
from ivr_author.ir.program import Program
from tests.harness.sample import CALLS, change, load, make_workspace, without_say

ADDRESS = "A caller hears the address and then speaks with someone"


def fail(folder: Path, old: str, new: str, name: str = ADDRESS) -> tuple[CallResult, Program]:
    make_workspace(folder)
    change(folder, CALLS, old, new)
    program, scripts = load(folder)
    return run_script(program, scripts[name]), program


def test_a_passed_call_has_nothing_to_explain(tmp_path: Path) -> None:
    program, scripts = load(make_workspace(tmp_path))
    result = run_script(program, scripts[ADDRESS])
    assert result.passed
    assert explain(result, program) == headline(result) == ""


def test_what_was_not_heard(tmp_path: Path) -> None:
    result, program = fail(tmp_path, "hear: 1 Main Street", "hear: 2 Main Street")
    assert headline(result) == f"{CALLS}:10:9: expected to hear '2 Main Street'"
    assert explain(result, program).splitlines() == [
        f"{CALLS}:10:9: this was not heard",
        '   9 |       - press: "1"',
        "  10 |       - hear: 2 Main Street",
        "     |         ^^^^^^^^^^^^^^^^^^^",
        "  expected:   2 Main Street",
        "  heard (en): We are at 1 Main Street, open from Monday to Friday, from 9 to 5. How can we help you",
        "              today? For our address and hours, press 1. To speak with someone, press 2.",
        "As the call ended there:",
        "  expected outcome `queue agents`, got `hangup caller`",
        "  expected the call to pass `agent`",
        "",
        "The call until there:",
        "    1  say en: Thank you for calling the Example Office. How can we help you today? For our address",
        "       and hours, press 1. To speak with someone, press 2.",
        "    2  keys 1",
        "    3  say en: We are at 1 Main Street, open from Monday to Friday, from 9 to 5. How can we help you",
        "       today? For our address and hours, press 1. To speak with someone, press 2.",
        "    4  hangup by=caller",
        "  It ended in node main/main_menu (flows/main.yaml:19)",
    ]


def test_another_outcome(tmp_path: Path) -> None:
    result, program = fail(tmp_path, "expect: {outcome: queue agents, passes", "expect: {outcome: hangup flow, passes")
    text = explain(result, program)
    assert f"{CALLS}:13:13: expected outcome `hangup flow`, got `queue agents`" in text
    assert "As the call ended there" not in text


def test_nodes_that_were_not_passed(tmp_path: Path) -> None:
    result, program = fail(tmp_path, "address, main_menu, agent]", "address, closed]")
    lines = explain(result, program).splitlines()
    assert lines[0].endswith("expected the call to pass `closed`")
    assert "  expected: office, main_menu, address, closed" in lines
    assert "  passed:   main/welcome, main/office, main/main_menu, main/address, main/main_menu, main/agent" in lines


def test_a_target_that_is_not_as_the_reference(tmp_path: Path) -> None:
    program, scripts = load(make_workspace(tmp_path))
    reference = run_script(program, scripts[ADDRESS])
    other = run_script(without_say(program, "main/welcome/prompt"), scripts[ADDRESS])
    difference = compare(reference.transcript, other.transcript)
    result = CallResult(reference.script, "twiml", other.transcript, (), difference)
    assert headline(result).startswith(f"{CALLS}:4:5: twiml is not as the reference: event 1: expected say en: Thank")
    text = explain(result, program)
    assert "on twiml this call is not as on the reference\n  - reference\n  + twiml\n" in text
    assert "[-Thank you for calling the Example Office.-]" in text


def test_only_the_end_of_a_long_call_is_shown(tmp_path: Path) -> None:
    presses = 'press: "9"\n' + '      - press: "9"\n' * 9
    result, program = fail(tmp_path, 'press: "1"\n', presses)
    assert "The last 12 of 22 events of the call:" in explain(result, program)
