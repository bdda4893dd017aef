"""Real pytest runs over a small workspace: what is collected, what fails, and what a failure shows."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import ivr_author.pytest_plugin.collect  # noqa: F401 - loaded here once, so that runs inside a test do not unload it
from ivr_author.harness.targets import load_targets, target_names
from tests.harness.sample import CALLS, change, make_workspace, plant, with_swapped_keys, without_say

ADDRESS = "A caller hears the address and then speaks with someone"
COUNT = 5


@pytest.fixture
def workspace(pytester: pytest.Pytester) -> Path:
    """A workspace at the root of the inner run."""
    return make_workspace(pytester.path)


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    # Playwright's plugin does not stand a run inside a test.
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:playwright", *arguments)


def test_every_call_is_a_test_for_each_player(pytester: pytest.Pytester, workspace: Path) -> None:
    result = run(pytester, "flows", "-v")
    result.assert_outcomes(passed=COUNT * (1 + len(target_names())))
    result.stdout.fnmatch_lines(
        [f"{CALLS}::{ADDRESS}[[]reference[]] PASSED*", f"{CALLS}::{ADDRESS}[[]twiml[]] PASSED*"]
    )


def test_one_player_may_be_chosen(pytester: pytest.Pytester, workspace: Path) -> None:
    run(pytester, "--ivr-target", "voicexml").assert_outcomes(passed=COUNT)
    run(pytester, "--ivr-target", "reference").assert_outcomes(passed=COUNT)


def test_a_player_that_there_is_not_is_refused(pytester: pytest.Pytester, workspace: Path) -> None:
    result = run(pytester, "--ivr-target", "twilio")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--ivr-target twilio: there is reference, twiml, voicexml, or all"])


def test_a_call_may_be_named(pytester: pytest.Pytester, workspace: Path) -> None:
    run(pytester, f"{CALLS}::{ADDRESS}[twiml]").assert_outcomes(passed=1)
    run(pytester, "-k", "Thanksgiving").assert_outcomes(passed=3, deselected=12)


def test_what_was_not_heard_is_shown_with_its_line(pytester: pytest.Pytester, workspace: Path) -> None:
    change(workspace, CALLS, "hear: 1 Main Street", "hear: 2 Main Street")
    result = run(pytester, "--ivr-target", "reference")
    result.assert_outcomes(passed=COUNT - 1, failed=1)
    result.stdout.fnmatch_lines(
        [
            f"*{ADDRESS}[[]reference[]]*",
            f"{CALLS}:10:9: this was not heard",
            "  10 |       - hear: 2 Main Street",
            "     |         ^^^^^^^^^^^^^^^^^^^",
            "  expected:   2 Main Street",
            "  heard (en): We are at 1 Main Street, *",
            "The call until there:",
            "    2  keys 1",
            "  It ended in node main/main_menu (flows/main.yaml:19)",
            f"FAILED {CALLS}::{ADDRESS}[[]reference[]]*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*collect.py*")


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("outcome: queue agents, pas", "outcome: hangup flow, pas", "outcome `hangup flow`, got `queue agents`"),
        ("address, main_menu, agent]", "closed]", "the call to pass `closed`"),
        ("{outcome: queue agents, pas", "{locale: es, pas", "the call to end in locale `es`, it was `en`"),
    ],
)
def test_what_did_not_come_of_it_is_shown(
    pytester: pytest.Pytester, workspace: Path, old: str, new: str, shown: str
) -> None:
    change(workspace, CALLS, old, new)
    result = run(pytester, "--ivr-target", "reference")
    result.assert_outcomes(passed=COUNT - 1, failed=1)
    result.stdout.fnmatch_lines([f"{CALLS}:13:13: expected {shown}"])


def test_broken_yaml_fails_with_its_place_and_the_other_files_go_on(pytester: pytest.Pytester, workspace: Path) -> None:
    (workspace / "flows/other.calls.yaml").write_text('calls:\n  - name: "never closed\n', encoding="utf-8")
    result = run(pytester, "--ivr-target", "reference")
    result.assert_outcomes(passed=COUNT, failed=1)
    result.stdout.fnmatch_lines(
        ["flows/other.calls.yaml:*: error yaml-syntax: *", "FAILED flows/other.calls.yaml::can be read - *"]
    )


def test_a_call_that_cannot_be_read_does_not_hide_the_others(pytester: pytest.Pytester, workspace: Path) -> None:
    change(workspace, CALLS, 'press: "1"', "pres: 1")
    result = run(pytester, "--ivr-target", "reference")
    result.assert_outcomes(passed=COUNT - 1, failed=1)
    result.stdout.fnmatch_lines(
        [f"{CALLS}:9:*: error unknown-key: a call has no step `pres`", "  hint: did you mean `press`?"]
    )


def test_calls_of_a_flow_with_errors_fail_with_these(pytester: pytest.Pytester, workspace: Path) -> None:
    change(workspace, "flows/main.yaml", "type: queue", "type: queu")
    result = run(pytester, "--ivr-target", "reference")
    result.assert_outcomes(failed=COUNT)
    result.stdout.fnmatch_lines(["flows/main.yaml:*: error unknown-node-type: there is no node type `queu`"])


def test_without_settings_no_call_can_be_played(pytester: pytest.Pytester, workspace: Path) -> None:
    (workspace / "ivr.yaml").write_text("format: 2\n", encoding="utf-8")
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["ivr.yaml:1:9: error unknown-format: *", f"FAILED {CALLS}::can be read - *"])


@pytest.mark.parametrize("name", target_names())
@pytest.mark.parametrize("fault", ["a prompt is dropped", "two keys are swapped"])
def test_a_fault_planted_in_an_emitter_fails(
    pytester: pytest.Pytester, workspace: Path, monkeypatch: pytest.MonkeyPatch, name: str, fault: str
) -> None:
    spoil = {
        "a prompt is dropped": lambda program: without_say(program, "main/main_menu/choice/2/say"),
        "two keys are swapped": lambda program: with_swapped_keys(program, "main/main_menu", "1", "2"),
    }[fault]
    targets = {**load_targets(), name: plant(load_targets()[name], spoil)}
    monkeypatch.setattr("ivr_author.usecases.run_calls.load_targets", lambda: targets)
    result = run(pytester, "-k", "address")
    result.assert_outcomes(passed=len(target_names()), failed=1)
    result.stdout.fnmatch_lines(
        [
            f"{CALLS}:4:5: on {name} this call is not as on the reference",
            "  - reference",
            f"  + {name}",
            "  -   1  say en: *" if fault == "a prompt is dropped" else "  -   3  say en: We are at 1 Main Street*",
            "The call until there:",
            f"FAILED *[[]{name}[]]*",
        ]
    )


def test_a_name_of_several_lines_stays_on_one(pytester: pytest.Pytester, workspace: Path) -> None:
    change(workspace, CALLS, "name: A caller says what they want", 'name: "A caller\\nsays  it"')
    result = run(pytester, "--ivr-target", "reference", "-v")
    result.stdout.fnmatch_lines([f"{CALLS}::A caller says it[[]reference[]] PASSED*"])


def test_a_project_without_a_workspace_is_left_alone(pytester: pytest.Pytester) -> None:
    pytester.makefile(".calls.yaml", other="not: ours")
    pytester.makepyfile("def test_one(): pass")
    result = run(pytester)
    result.assert_outcomes(passed=1)


def test_only_scripts_beside_flows_are_collected(pytester: pytest.Pytester, workspace: Path) -> None:
    (workspace / "flows/notes").mkdir()
    (workspace / "flows/notes/main.calls.yaml").write_text("calls: 1", encoding="utf-8")
    (workspace / "main.calls.yaml").write_text("calls: 1", encoding="utf-8")
    run(pytester, "--ivr-target", "reference").assert_outcomes(passed=COUNT)


def test_the_product_is_not_loaded_without_call_scripts(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import sys\n"
        "def test_one(): assert [name for name in sys.modules if name.startswith('ivr_author')] == "
        "['ivr_author', 'ivr_author.pytest_plugin', 'ivr_author.pytest_plugin.plugin']"
    )
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


@pytest.mark.parametrize("family", ["xunit1", "xunit2"])
def test_junit_has_the_place_and_the_reason(pytester: pytest.Pytester, workspace: Path, family: str) -> None:
    change(workspace, CALLS, "hear: 1 Main Street", "hear: 2 Main Street")
    run(pytester, "--ivr-target", "reference", "--junitxml=calls.xml", "-o", f"junit_family={family}")
    suite = ET.parse(pytester.path / "calls.xml").getroot()
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    case = cases[f"{ADDRESS}[reference]"]
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("message") == f"{CALLS}:10:9: expected to hear '2 Main Street'"
    assert "heard (en): We are at 1 Main Street" in (failure.text or "")
    if family == "xunit1":
        assert (case.get("file"), case.get("line")) == (CALLS, "3")
    assert sum(case.find("failure") is None for case in cases.values()) == COUNT - 1


def test_a_fault_of_ours_keeps_its_traceback(
    pytester: pytest.Pytester, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("ivr_author.harness.run.play", fail)
    result = run(pytester, "--ivr-target", "reference")
    result.assert_outcomes(failed=COUNT)
    result.stdout.fnmatch_lines(["*RuntimeError: a fault of ours"])
