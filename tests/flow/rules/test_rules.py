"""Every flow rule against its cases, which stand beside this as text."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from ivr_author.core.diagnostics import sort_diagnostics
from ivr_author.flow.rule import FLOW_RULES
from ivr_author.flow.subject import Subject
from ivr_author.workspace.project import load_workspace
from tests.rule_cases import Case, matches, read_cases, told

CASES = [case for path in sorted(Path(__file__).parent.glob("*.md")) for case in read_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, tmp_path: Path) -> None:
    rule = FLOW_RULES[case.path.stem.replace("_", "-")]
    case.write(tmp_path)
    workspace = load_workspace(tmp_path)
    assert workspace.content is not None, workspace.diagnostics
    if "unreadable" not in case.title:
        assert [told(one) for one in workspace.diagnostics] == []
    content = replace(workspace.content, notices=case.notices)
    subject = Subject(content, tuple(chain.from_iterable(workspace.scripts.values())))
    found = sort_diagnostics(rule.run(subject))
    assert matches(case.expected, found), "\n".join(["expected", *case.expected, "found", *map(told, found)])
    assert all(one.hint and one.span for one in found)


@pytest.mark.parametrize("rule", FLOW_RULES)
def test_rule_has_passing_and_failing_cases(rule: str) -> None:
    expected = [bool(case.expected) for case in CASES if case.path.stem.replace("_", "-") == rule]
    assert True in expected, "write a case that the rule finds fault with"
    assert False in expected, "write a case that passes"


@pytest.mark.parametrize("rule", FLOW_RULES)
def test_rule_is_named_as_its_module(rule: str) -> None:
    assert FLOW_RULES[rule].check.__module__.rpartition(".")[2] in (rule.replace("-", "_"), "_unknown")
    assert FLOW_RULES[rule].description
