"""Covering calls as call scripts: read back, they pass on the reference, in several locales."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from ivr_author.call.script import CallScript
from ivr_author.compiler import compile_program
from ivr_author.core.source import Source
from ivr_author.core.value_types import ValueType
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.edges import Edge
from ivr_author.flow.read_script import read_scripts
from ivr_author.flow.write_script import quote
from ivr_author.harness.paths import covering_calls
from ivr_author.harness.run import run_script
from ivr_author.harness.write_script import MAX_HEARD, describe, telling_fragment, write_calls
from ivr_author.ir.program import LocalText, Program, Slot
from ivr_author.workspace.project import load_workspace


@pytest.fixture(scope="module")
def sample(repository: Path) -> Program:
    workspace = load_workspace(repository)
    assert workspace.content is not None
    return compile_program(workspace.content, workspace.translations())


def read_back(flow: str, text: str) -> list[CallScript]:
    source = Source(f"flows/{flow}.calls.yaml", text)
    tree, faults = read_yaml(source)
    assert tree is not None
    assert faults == []
    scripts, more = read_scripts(flow, source, tree)
    assert more == []
    return scripts


# The main line comes to every node of the sample but for those that its own conditions keep it from.
@pytest.mark.parametrize(
    ("flow", "locale"),
    [
        ("main", "en"),
        ("main", "es"),
        ("callback", "ar"),
        ("overflow", "zh_Hans"),
        ("identify", "ht"),
        ("voicemail", "en"),
    ],
)
def test_written_calls_pass_on_the_reference(sample: Program, flow: str, locale: str) -> None:
    calls = covering_calls(sample, flow, locale=locale).calls
    text = write_calls(calls, sample)
    scripts = read_back(flow, text)
    assert len(scripts) == len(calls)
    for script in scripts:
        result = run_script(sample, script)
        assert [fault.message for fault in result.faults] == []
        assert result.transcript.outcome == script.expect.outcome
        assert script.expect.passes == result.transcript.nodes
    assert text.count("hear: ") > len(calls)
    assert len(text.encode()) < 1_000_000


def test_each_locale_is_written_by_name_and_each_call_once(sample: Program) -> None:
    calls = [call for locale in ("en", "vi") for call in covering_calls(sample, "voicemail", locale=locale).calls]
    scripts = read_back("voicemail", write_calls(calls, sample))
    assert {script.setup.locale for script in scripts} == {"en", "vi"}
    assert sum(script.name.endswith("(vi)") for script in scripts) * 2 == len(scripts)


def test_no_calls_are_a_file_too(sample: Program) -> None:
    assert read_back("main", write_calls([], sample)) == []


def test_another_program_fails_the_written_calls(sample: Program) -> None:
    """What was written is no empty promise: leave out a node's prompt, and calls fail."""
    scripts = read_back("voicemail", write_calls(covering_calls(sample, "voicemail").calls, sample))
    block = sample.blocks["voicemail/message_menu.offer"]
    silent = dataclasses.replace(
        sample, blocks={**sample.blocks, block.id: dataclasses.replace(block, steps=block.steps[1:])}
    )
    assert not all(run_script(silent, script).passed for script in scripts)


@pytest.mark.parametrize(
    ("locale", "parts", "fragment"),
    [
        ("en", ("Your balance is ", Slot("balance", ValueType.MONEY), "."), "Your balance is"),
        ("en", (Slot("name", ValueType.NAME), ", hello and welcome."), ", hello and welcome."),
        ("en", ("word " * 20,), ("word " * 12).strip()),
        ("zh_Hans", ("字" * 80,), "字" * MAX_HEARD),
        ("en", ("1 2",), ""),
    ],
)
def test_a_fragment_has_no_values_and_ends_with_a_word(
    locale: str, parts: tuple[str | Slot, ...], fragment: str
) -> None:
    assert telling_fragment(LocalText(locale, (parts,))) == fragment
    assert len(fragment) <= MAX_HEARD


def test_a_plural_is_not_expected_word_for_word() -> None:
    assert telling_fragment(LocalText("en", (("One day is left.",), ("Days are left.",)), "n != 1", "days")) == ""


def test_names_say_what_is_covered() -> None:
    covers = [Edge("main/a", "key 1", "main/b"), Edge("main/a", "no_input", "main/a"), Edge("main/b", "next", "end")]
    assert describe(covers) == "a key 1, no_input; b next"
    many = [Edge(f"main/node_{number}", "used_up", "end") for number in range(20)]
    assert describe(many).endswith("and 15 more")


@pytest.mark.parametrize("text", ['say "hi"', "back\\slash", "tab\there", "\u200fمرحبا", "\U000e0001"])
def test_quoting_survives_reading(text: str) -> None:
    tree, faults = read_yaml(Source("a.yaml", f"a: {quote(text)}\n"))
    assert faults == []
    assert tree is not None
    assert tree.get("a").text == text  # type: ignore[union-attr]
