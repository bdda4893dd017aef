"""Every catalog rule against its cases, which stand beside this as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.catalog.check import CATALOG_RULES
from ivr_author.usecases.check import check_workspace
from tests.rule_cases import Case, matches, read_cases, told

CASES = [case for path in sorted(Path(__file__).parent.glob("*.md")) for case in read_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    rule = case.path.stem.replace("_", "-")
    found = [one for one in check_workspace(tmp_path, targets=()).diagnostics if one.rule == rule]
    assert matches(case.expected, found), "\n".join(["expected", *case.expected, "found", *map(told, found)])
    assert all(one.hint and one.span for one in found)


@pytest.mark.parametrize("rule", CATALOG_RULES)
def test_rule_has_passing_and_failing_cases(rule: str) -> None:
    expected = [bool(case.expected) for case in CASES if case.path.stem.replace("_", "-") == rule]
    assert True in expected, "write a case that the rule finds fault with"
    assert False in expected, "write a case that passes"


@pytest.mark.parametrize("rule", CATALOG_RULES)
def test_rule_is_named_as_its_module(rule: str) -> None:
    assert CATALOG_RULES[rule].check.__module__.rpartition(".")[2] == rule.replace("-", "_")
    assert CATALOG_RULES[rule].description
