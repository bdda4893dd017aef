"""Every catalog rule against its cases, which stand beside this as text: workspaces, or tables of translations."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.catalog.check import CATALOG_RULES
from ivr_author.catalog.rule import TranslationRule
from ivr_author.usecases.check import check_workspace
from tests.catalog.checks.pair_cases import PairCase, findings, read_pair_cases
from tests.catalog.checks.pair_cases import matches as pair_matches
from tests.rule_cases import Case, matches, read_cases, told

FOLDER = Path(__file__).parent


def rule_of(path: Path) -> object:
    return CATALOG_RULES.get(path.stem.replace("_", "-"))


FILES = sorted(FOLDER.glob("*.md"))
CASES = [case for path in FILES if not isinstance(rule_of(path), TranslationRule) for case in read_cases(path)]
PAIRS = [case for path in FILES if isinstance(rule_of(path), TranslationRule) for case in read_pair_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    rule = case.path.stem.replace("_", "-")
    found = [one for one in check_workspace(tmp_path, targets=()).diagnostics if one.rule == rule]
    assert matches(case.expected, found), "\n".join(["expected", *case.expected, "found", *map(told, found)])
    assert all(one.hint and one.span for one in found)


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: case.name)
def test_translation(case: PairCase) -> None:
    rule = CATALOG_RULES[case.rule]
    assert isinstance(rule, TranslationRule)
    found = findings(rule, case.pair)
    told_by_rule = [one.message for one in found]
    assert pair_matches(case.expected, found), "\n".join(["expected", *case.expected, "found", *told_by_rule])
    assert all(one.hint for one in found)


@pytest.mark.parametrize("rule", CATALOG_RULES)
def test_rule_has_passing_and_failing_cases(rule: str) -> None:
    expected = [bool(case.expected) for case in CASES if case.path.stem.replace("_", "-") == rule]
    expected += [bool(case.expected) for case in PAIRS if case.rule == rule]
    assert True in expected, "write a case that the rule finds fault with"
    assert False in expected, "write a case that passes"


@pytest.mark.parametrize("rule", CATALOG_RULES)
def test_rule_is_named_as_its_module(rule: str) -> None:
    assert CATALOG_RULES[rule].check.__module__.rpartition(".")[2] == rule.replace("-", "_")
    assert CATALOG_RULES[rule].description
