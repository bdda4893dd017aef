"""The form that a count takes, and what is accepted as a rule."""

from __future__ import annotations

import math

import pytest

from ivr_author.core.locale import find_locale, registry_locales
from ivr_author.core.plurals import choose_form, is_plural_expression
from ivr_author.core.value_types import Value

RUSSIAN = find_locale("ru").plural_expression


@pytest.mark.parametrize(
    ("count", "form"),
    [(1.0, 0), (21.0, 0), (3.0, 1), (5.0, 2), (11.0, 2), (0.0, 2), (-1.0, 0), ("1", 0), ("22", 1)],
)
def test_whole_counts(count: Value, form: int) -> None:
    assert choose_form(RUSSIAN, count, 3) == form


@pytest.mark.parametrize("count", [1.5, math.nan, math.inf, 1e300, None, True, "one", ""])
def test_a_count_that_is_no_whole_number_takes_the_last_form(count: Value) -> None:
    assert choose_form(RUSSIAN, count, 3) == 2
    assert choose_form("n != 1", count, 2) == 1


def test_a_translation_with_too_few_forms_still_speaks() -> None:
    assert choose_form(RUSSIAN, 5.0, 2) == 1


@pytest.mark.parametrize("expression", [locale.plural_expression for locale in registry_locales()])
def test_every_rule_of_the_registry_is_one_that_all_targets_read(expression: str) -> None:
    assert is_plural_expression(expression)


@pytest.mark.parametrize("expression", ["", "n/10", "n +", "__import__('os')", "n" * 500, "x != 1", "n = 1"])
def test_other_rules_are_refused(expression: str) -> None:
    assert not is_plural_expression(expression)
