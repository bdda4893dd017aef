"""Evaluation: numbers are doubles, none spreads through arithmetic, and nothing raises."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from ivr_author.core.value_types import Value, ValueType
from ivr_author.expression.check import infer
from ivr_author.expression.evaluate import compile_python, evaluate, is_true
from ivr_author.expression.model import Expr, Name
from ivr_author.expression.parse import parse_expression
from tests.expression.strategies import TYPES, expressions, values_by_name

VALUES: dict[str, Value] = {
    "balance": 120.55,
    "bills": 3.0,
    "paid": False,
    "due": "2026-12-23",
    "opens": "08:00",
    "case_number": "0123",
    "note": "é😀",
    "caller.number": "+18005550101",
    "call.date": "2026-12-20",
    "call.time": "18:30",
    "locale": "es",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("balance > 0 and not paid", True),
        ("balance > 0 and paid or bills == 3", True),
        ("balance * 2 - 1", 240.1),
        ("0.1 + 0.2", 0.30000000000000004),
        ("bills / 0", None),
        ("bills / missing", None),
        ("missing + 1", None),
        ("-missing", None),
        ("missing < 1", False),
        ("missing >= missing", False),
        ("missing == none", True),
        ("missing != 1", True),
        ("not missing", True),
        ("paid == 0", False),
        ("paid >= paid", False),
        ("note + note", None),
        ("case_number == 123", False),
        ("case_number < '1'", True),
        ("'\uffff' < '😀'", True),
        ("locale in ['es', 'vi']", True),
        ("locale not in ['es', 'vi']", False),
        ("missing in [1, none]", True),
        ("due > today()", True),
        ("days_between(today(), due)", 3.0),
        ("days_between(due, today())", -3.0),
        ("weekday(due)", "wed"),
        ("weekday('2026-02-30')", None),
        ("length(note)", 2.0),
        ("length(missing)", None),
        ("starts_with(caller.number, '+1800')", True),
        ("starts_with(missing, '')", False),
        ("round(2.5)", 3.0),
        ("round(-2.5)", -2.0),
        ("min(bills, 2)", 2.0),
        ("max(due, today())", "2026-12-23"),
        ("min(bills, due)", None),
        ("min(paid, paid)", None),
        ("abs(-2)", 2.0),
        ("is_set(paid)", True),
        ("is_set(missing)", False),
        ("call.time >= '18:00'", True),
    ],
)
def test_values(text: str, expected: Value) -> None:
    expr = parse_expression(text)
    found = evaluate(expr, VALUES)  # type: ignore[arg-type]
    assert found == expected
    assert type(found) is type(expected)


def test_only_true_holds() -> None:
    assert is_true(True)
    assert not any(is_true(value) for value in (None, False, 1.0, "true"))


def test_today_needs_a_date_that_exists() -> None:
    today = parse_expression("today()")
    assert evaluate(today, {}) is None  # type: ignore[arg-type]
    assert evaluate(today, {"call.date": "2026-02-30"}) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("strange", [math.nan, math.inf, -math.inf, 10**400, [], object()])
def test_strange_values_are_none(strange: object) -> None:
    assert evaluate(Name("bills"), {"bills": strange}) is None  # type: ignore[dict-item]


@given(expressions(), values_by_name())
def test_total_and_clean(expr: Expr, values: dict[str, Value]) -> None:
    found = evaluate(expr, values)
    assert found is None or type(found) in (str, bool, float)
    if isinstance(found, float):
        assert math.isfinite(found)
        assert math.copysign(1.0, found) == 1.0 or found < 0
    assert compile_python(expr)(values) == found


_PYTHON_TYPES = {ValueType.BOOLEAN: bool, ValueType.NUMBER: float, ValueType.MONEY: float}


@given(expressions(), values_by_name())
def test_the_type_that_was_inferred_is_the_type_that_comes(expr: Expr, values: dict[str, Value]) -> None:
    kinds = {name: _PYTHON_TYPES.get(kind, str) for name, kind in TYPES.items()}
    fitting = {name: value for name, value in values.items() if type(value) is kinds.get(name, str)}
    kind, faults = infer(expr, TYPES)
    if not faults and kind is not None:
        assert type(evaluate(expr, fitting)) in (_PYTHON_TYPES.get(kind, str), type(None))
