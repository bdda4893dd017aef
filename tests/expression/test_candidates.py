"""Candidates reach both sides of every comparison that authors write, and stay few."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import pytest
from hypothesis import given, settings

from ivr_author.core.value_types import Value, ValueType
from ivr_author.expression.candidates import DEFAULT_DAY, MAX_CANDIDATES, interesting_values
from ivr_author.expression.evaluate import evaluate
from ivr_author.expression.model import Expr, ExpressionFault
from ivr_author.expression.parse import parse_expression
from tests.expression.strategies import TYPES, expressions


def candidates(text: str, types: Mapping[str, ValueType] = TYPES) -> dict[str, list[Value]]:
    found = parse_expression(text)
    assert not isinstance(found, ExpressionFault), found
    return interesting_values([found], types)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("balance > 100", {"balance": [100.0, 99.99, 100.01, None]}),
        ("bills == 3", {"bills": [3.0, 2.0, 4.0, None]}),
        ("paid", {"paid": [True, False, None]}),
        ("due < '2026-03-01'", {"due": ["2026-03-01", "2026-02-28", "2026-03-02", None]}),
        ("weekday(due) == 'sat'", {"due": ["2026-01-17", "2026-01-18", None]}),
        ("call.time < '00:00'", {"call.time": ["00:00", "00:01"]}),
        ("case_number == '1239'", {"case_number": ["1239", "1238", None]}),
        ("today() >= '2026-12-23'", {"call.date": [DEFAULT_DAY, "2026-12-23", "2026-12-22", "2026-12-24"]}),
        ("is_set(balance)", {"balance": [120.55, 0.0, None]}),
    ],
)
def test_values(text: str, expected: dict[str, list[Value]]) -> None:
    assert candidates(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "balance > 0 and not paid",
        "balance > 0.1 + 0.2",
        "balance * 2 + 1 > 50",
        "balance > bills * 100",
        "due > today()",
        "days_between(today(), due) <= 5",
        "days_between(today(), due) == -30",
        "days_between(due, today()) > 90",
        "days_between(due, '2026-12-31') < 7",
        "weekday(due) in ['sat', 'sun']",
        "weekday(today()) == 'fri'",
        "call.time < '08:00' or call.time >= '18:00'",
        "opens == call.time",
        "length(case_number) == 8",
        "length(note) > 10",
        "starts_with(caller.number, '+1800')",
        "starts_with(case_number, '99')",
        "locale in ['es', 'vi']",
        "locale != 'en'",
        "caller.number == '+18005550101'",
        "member < 'M'",
        "is_set(due)",
        "paid == false",
        "round(balance / 12) >= 10",
        "min(balance, 50) < 20",
        "abs(balance) > 7",
        "case_number == note",
    ],
)
def test_both_answers_are_reached(text: str) -> None:
    expr = parse_expression(text)
    found = candidates(text)
    found.setdefault("call.date", [DEFAULT_DAY])
    rows = itertools.product(*found.values())
    answers = {evaluate(expr, dict(zip(found, row, strict=True))) for row in rows}  # type: ignore[arg-type]
    assert answers == {True, False}


@settings(max_examples=300)
@given(expressions())
def test_few_clean_and_without_repeats(expr: Expr) -> None:
    for values in interesting_values([expr], TYPES).values():
        assert len(values) <= MAX_CANDIDATES + 1
        assert len({(type(value), value) for value in values}) == len(values)
