"""A whole workspace checked in one run: the sample, paths, targets, descriptions, and content that is broken."""

from __future__ import annotations

import ast
import re
import shutil
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr_author.core.diagnostics import Severity
from ivr_author.core.report import to_sarif
from ivr_author.flow.filling import filling_at
from ivr_author.flow.graph import Graph
from ivr_author.flow.lowering import Lowering, Output
from ivr_author.flow.model import prompt_items
from ivr_author.flow.node import prompts_of
from ivr_author.ir.ops import Say
from ivr_author.usecases.check import all_rules, check_workspace
from ivr_author.workspace.project import load_workspace
from tests.rule_cases import HELLO, SETTINGS

REPORTERS = ("error", "warning", "note", "fault", "skip", "_fault", "_refusal")
"""Calls whose first argument is a rule's id."""

OTHER_COMMANDS = (
    *("outbox.py", "revision.py", "git.py", "keeper.py", "archive.py", "tray.py", "secret.py"),
    *("live.py", "releases.py", "switches.py", "bundle_shelf.py", "environment.py"),
)
"""Modules below the use cases that `check` does not ask: letters, comparing, saves, uploads, releases, answering."""

ODD = ["", "~", "[]", "{}", "-", '"', "9999-12-31", "0001-01-01", "1e999", "constructor", "flow:", "{", "{{", "|", "&a"]


def make(root: Path, files: dict[str, str]) -> Path:
    for relative, text in {"ivr.yaml": SETTINGS.replace("locales: [es]\n", ""), **files}.items():
        path = root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_sample_workspace_has_no_faults_of_its_own(repository: Path) -> None:
    result = check_workspace(repository)
    # Advice about drafts is none; whoever reviews them weighs it.
    graver = [one for one in result.diagnostics if one.severity is not Severity.NOTE]
    told = [f"{one.span} {one.rule}: {one.message}" for one in graver]
    # What a phone platform can't do in a language is no fault of the sample, and said all the same.
    assert [line for line in told if " twiml-" not in line and " voicexml-" not in line] == []
    assert not [one for one in result.diagnostics if one.severity is Severity.ERROR]
    assert result.program is not None
    assert result.workspace.content is not None
    assert set(result.program.entries) == set(result.workspace.content.flows)


def test_every_file_is_checked_whatever_is_wrong_with_another(tmp_path: Path) -> None:
    broken = "format: 1\n\ttitle: Tab\n"
    wrong = HELLO.replace("start: hello", "start: helo")
    root = make(tmp_path, {"flows/a.yaml": broken, "flows/b.yaml": wrong, "flows/c.yaml": HELLO})
    result = check_workspace(root)
    assert [(one.rule, str(one.span)) for one in result.diagnostics] == [
        ("tab-indentation", "flows/a.yaml:2:1"),
        ("dangling-reference", "flows/b.yaml:3:8"),
    ]
    assert result.program is not None
    assert set(result.program.entries) == {"c"}
    assert set(result.sources) == {"ivr.yaml", "flows/a.yaml", "flows/b.yaml", "flows/c.yaml"}


def test_flows_are_read_also_without_usable_settings(tmp_path: Path) -> None:
    root = make(tmp_path, {"ivr.yaml": "format: 1\n", "flows/a.yaml": HELLO.replace("hangup", "hangpu")})
    result = check_workspace(root)
    assert {one.rule for one in result.diagnostics} == {"missing-key", "unknown-node-type"}
    assert result.program is None


def test_no_workspace(tmp_path: Path) -> None:
    assert [one.rule for one in check_workspace(tmp_path).diagnostics] == ["no-workspace"]


def test_faults_are_sorted_by_place_and_each_told_once(repository: Path, tmp_path: Path) -> None:
    root = make(tmp_path, {f"flows/{name}.yaml": HELLO.replace("start: hello", "start: no") for name in "cab"})
    found = check_workspace(root).diagnostics
    assert [str(one.span) for one in found] == [f"flows/{name}.yaml:3:8" for name in "abc"]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([], ["flows/a.yaml", "flows/b.yaml"]),
        (["."], ["flows/a.yaml", "flows/b.yaml"]),
        (["flows"], ["flows/a.yaml", "flows/b.yaml"]),
        (["./flows/a.yaml"], ["flows/a.yaml"]),
        (["flows/a"], []),
        (["ivr.yaml"], []),
    ],
)
def test_only_what_is_asked_for(paths: list[str], expected: list[str], tmp_path: Path) -> None:
    wrong = HELLO.replace("start: hello", "start: no")
    root = make(tmp_path, {"flows/a.yaml": wrong, "flows/b.yaml": wrong})
    found = check_workspace(root, paths=paths).diagnostics
    assert [one.span.path for one in found if one.span is not None] == expected
    assert [one.rule for one in found if one.span is None] == (["file-missing"] if paths == ["flows/a"] else [])


def test_a_path_may_be_absolute(tmp_path: Path) -> None:
    root = make(tmp_path, {"flows/a.yaml": HELLO.replace("start: hello", "start: no")})
    assert len(check_workspace(root, paths=[str(root / "flows/a.yaml")]).diagnostics) == 1


def test_only_the_targets_asked_for_are_asked(repository: Path) -> None:
    rules = {one.rule for one in check_workspace(repository, targets=["voicexml"]).diagnostics}
    assert not [rule for rule in rules if rule.startswith("twiml")]


def test_every_rule_that_is_reported_is_described(repository: Path) -> None:
    described = all_rules()
    floors = ("core", "flow", "catalog", "notice", "targets", "workspace")
    for path in chain.from_iterable((repository / "ivr_author" / floor).rglob("*.py") for floor in floors):
        if path.name in OTHER_COMMANDS:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            called = getattr(node, "func", None)
            name = getattr(called, "attr", getattr(called, "id", ""))
            if isinstance(node, ast.Call) and name in REPORTERS:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", str(first.value)):
                    assert first.value in described, f"{path.name} reports {first.value}"
    assert all(described.values())
    log = to_sarif(check_workspace(repository).diagnostics, described, "0")
    assert {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]} >= set(described)


def test_placeholders_known_at_a_place_are_those_that_lowering_fills(repository: Path) -> None:
    content = load_workspace(repository).content
    assert content is not None
    places = 0
    for flow in content.flows.values():
        for node in flow.nodes.values():
            output = Output()
            node.lower(Lowering(content, flow, node, output))
            says = [step for block in output.blocks.values() for step in block.steps if isinstance(step, Say)]
            filled = {say.address: {*say.constants} - {"count"} for say in says}
            for place, prompt in prompts_of(node):
                for suffix, _ in prompt_items(prompt):
                    places += 1
                    known = filling_at(flow, node, tuple(place.split("/"))).names
                    assert known == filled[f"{flow.id}/{node.id}/{place}{suffix}"]
    assert places > 200
    assert len(Graph(content).nodes) > 150


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("flows/a.yaml", HELLO.replace("Hello.", "{text: Hello., until: 9999-12-31}")),
        ("flows/a.yaml", HELLO.replace("Hello.", "{text: Hello., from: 0001-01-01}")),
        ("flows/a.calls.yaml", "calls: [{name: A, at: '0001-01-01T00:00:00+14:00', script: [hang_up]}]"),
        ("flows/calendars/c.yaml", "weekly: {}\nholidays: [{date: 9999-12-31}]\n"),
        ("flows/bulletins/b.yaml", "title: B\non: true\nfrom: '0001-01-01T00:00:00+14:00'\nprompt: B.\n"),
        ("flows/bulletins/b.yaml", "title: B\non: true\nuntil: '9999-12-31T23:59:59-14:00'\nprompt: B.\n"),
    ],
)
def test_the_ends_of_time_do_not_raise(path: str, text: str, tmp_path: Path) -> None:
    news = HELLO.replace("start: hello", "start: news") + "  news: {type: bulletin, next: office}\n"
    news += "  office: {type: hours, calendar: c, next: {open: hello, closed: hello}}\n"
    root = make(tmp_path, {"flows/a.yaml": HELLO, "flows/n.yaml": news, path: text})
    assert check_workspace(root).workspace.content is not None


SAMPLE = Path(__file__).resolve().parents[2]
FILES = ["ivr.yaml", *(f"flows/{name}.yaml" for name in ("main", "menu", "billing", "identify", "billing.calls"))]


@st.composite
def broken_files(draw: st.DrawFn) -> dict[str, str]:
    """One or two files of the sample with lines deleted, moved, indented otherwise, or with other values."""
    found = {}
    for name in draw(st.lists(st.sampled_from(FILES), min_size=1, max_size=2, unique=True)):
        lines = (SAMPLE / name).read_text().split("\n")
        for _ in range(draw(st.integers(1, 4))):
            place = draw(st.integers(0, len(lines) - 1))
            other = draw(st.integers(0, len(lines) - 1))
            match draw(st.sampled_from(["delete", "swap", "repeat", "indent", "value", "word"])):
                case "delete" if len(lines) > 1:
                    del lines[place]
                case "swap":
                    lines[place], lines[other] = lines[other], lines[place]
                case "repeat":
                    lines.insert(place, lines[other])
                case "indent":
                    lines[place] = " " * draw(st.integers(0, 8)) + lines[place].lstrip()
                case "value":
                    head, colon, _ = lines[place].partition(": ")
                    lines[place] = head + colon + draw(st.sampled_from(ODD))
                case "word":
                    words, taken = lines[place].split(" "), lines[other].split(" ")
                    words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(taken))
                    lines[place] = " ".join(words)
        found[name] = "\n".join(lines)
    return found


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(broken_files())
def test_no_content_raises(tmp_path: Path, broken: dict[str, str]) -> None:
    root = tmp_path / "broken"
    shutil.rmtree(root, ignore_errors=True)
    for folder in ("flows/calendars", "flows/bulletins"):
        shutil.copytree(SAMPLE / folder, root / folder)
    for name in FILES:
        (root / name).write_text(broken.get(name) or (SAMPLE / name).read_text())
    for one in check_workspace(root).diagnostics:
        assert one.message
        assert one.rule
