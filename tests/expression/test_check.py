"""Types: what an expression comes to, and which operands can't be meant."""

from __future__ import annotations

import pytest
from hypothesis import given

from ivr_author.core.value_types import ValueType
from ivr_author.expression.check import check_condition, check_value, infer
from ivr_author.expression.model import Compare, Expr, ExpressionFault, Literal, Name
from ivr_author.expression.parse import parse_expression
from tests.expression.strategies import TYPES, expressions


def read(text: str) -> Expr:
    found = parse_expression(text)
    assert not isinstance(found, ExpressionFault), found
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("balance", ValueType.MONEY),
        ("caller.number", ValueType.PHONE),
        ("call.time", ValueType.TIME),
        ("locale", ValueType.TEXT),
        ("none", None),
        ("'a'", ValueType.TEXT),
        ("bills + 1", ValueType.NUMBER),
        ("balance + balance", ValueType.MONEY),
        ("balance - 5", ValueType.MONEY),
        ("balance * 2", ValueType.MONEY),
        ("2 * balance", ValueType.MONEY),
        ("balance / 2", ValueType.MONEY),
        ("balance / balance", ValueType.NUMBER),
        ("-balance", ValueType.MONEY),
        ("round(balance)", ValueType.MONEY),
        ("min(bills, balance)", ValueType.MONEY),
        ("max(due, '2026-12-23')", ValueType.DATE),
        ("today()", ValueType.DATE),
        ("days_between(today(), due)", ValueType.NUMBER),
        ("days_between('2026-01-01', due) <= 5", ValueType.BOOLEAN),
        ("weekday(due) in ['sat', 'sun']", ValueType.BOOLEAN),
        ("length(case_number) == 8", ValueType.BOOLEAN),
        ("starts_with(case_number, '12')", ValueType.BOOLEAN),
        ("is_set(paid)", ValueType.BOOLEAN),
        ("is_set(due) and due < '2026-12-23'", ValueType.BOOLEAN),
        ("'08:00' <= call.time and call.time < opens", ValueType.BOOLEAN),
        ("case_number == '123' or case_number != note", ValueType.BOOLEAN),
        ("member in ['Ana', note]", ValueType.BOOLEAN),
        ("balance > bills", ValueType.BOOLEAN),
        ("paid == true", ValueType.BOOLEAN),
        ("due == none", ValueType.BOOLEAN),
    ],
)
def test_types(text: str, expected: ValueType | None) -> None:
    assert infer(read(text), TYPES) == (expected, [])


@pytest.mark.parametrize(
    ("text", "offset", "message", "hint"),
    [
        ("paid and balanse > 0", 9, "no variable `balanse`", "did you mean `balance`?"),
        ("zzz == 1", 0, "no variable `zzz`", "declare it under `variables`"),
        ("today > due", 0, "no variable `today`", "write today()"),
        ("balance > 'ten'", 0, "can't be compared", "write a number without quotes"),
        ("balance > note", 0, "`balance` is money, `note` is a text", "compare with another text"),
        ("case_number == 123", 0, "`case_number` is digits", "digits are text; compare with '123'"),
        ("123 == case_number", 0, "can't be compared", "digits are text; compare with '123'"),
        ("locale in ['es', 1]", 0, "can't be compared", "a text is text; compare with '1'"),
        ("due - 1 > 2", 0, "`-` takes numbers; `due` is a date", "days_between"),
        ("due - bills > 3", 0, "takes numbers", "days_between"),
        ("due > 20261223", 0, "can't be compared", "write a date as '2026-12-23'"),
        ("due > '12/23/2026'", 6, "'12/23/2026' is none", "write a date as '2026-12-23'"),
        ("due > '2026-02-30'", 6, "'2026-02-30' is none", "write a date as '2026-12-23'"),
        ("due > note", 0, "can't be compared", "date variable"),
        ("opens > '8:00'", 8, "'8:00' is none", "write a time as '08:00'"),
        ("opens > 8", 0, "can't be compared", "write a time as '08:00'"),
        ("paid == 'yes'", 0, "can't be compared", "write `paid` or `not paid`"),
        ("paid > false", 0, "neither more nor less", "== or !="),
        ("balance > none", 0, "neither more nor less", "is_set"),
        ("note + 1 == 2", 0, "`+` takes numbers", ""),
        ("'1' + 1 > 2", 0, "takes numbers", "without quotes"),
        ("balance * balance > 1", 0, "multiplied by money", "by a number"),
        ("1 / balance > 1", 0, "divided by money", "divide the money"),
        ("-note > 1", 1, "a minus sign", ""),
        ("none + 1 > 1", 0, "is none", ""),
        ("balance and paid", 0, "`balance` is money, not a condition", "write balance > 0"),
        ("paid or note", 8, "`note` is a text, not a condition", "write is_set(note)"),
        ("not due", 4, "`due` is a date, not a condition", "write is_set(due)"),
        ("paid and none", 9, "not a condition", "is_set"),
        ("paid and 'x'", 9, "not a condition", "write a comparison"),
        ("weekday(due) == 'monday'", 16, "not a day of the week", "mon, tue"),
        ("weekday('tomorrow') == 'mon'", 8, "can't take this", "write a date as"),
        ("length(balance) > 2", 7, "length(text) can't take this", ""),
        ("min(due, bills) == due", 0, "two values of one type", ""),
        ("abs(note) > 1", 4, "can't take this", ""),
    ],
)
def test_faults(text: str, offset: int, message: str, hint: str) -> None:
    _, faults = infer(read(text), TYPES)
    assert [fault.offset for fault in faults] == [offset], faults
    assert message in faults[0].message
    assert hint in faults[0].hint


def test_every_fault_once() -> None:
    _, faults = infer(read("(x + 1) in [1, 2, 3] and y > 0 and balance"), TYPES)
    assert len(faults) == 3


def test_a_built_expression_reports_each_name() -> None:
    _, faults = infer(Compare("<", Name("x"), Name("y")), {})
    assert len(faults) == 2


def test_conditions() -> None:
    assert check_condition(read("not paid"), TYPES) == []
    assert [fault.hint for fault in check_condition(read("balance"), TYPES)] == ["write balance > 0"]
    assert [fault.hint for fault in check_condition(read("caller.number"), TYPES)] == ["write is_set(caller.number)"]
    assert len(check_condition(Literal(None), TYPES)) == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("none", ValueType.DATE),
        ("5", ValueType.MONEY),
        ("bills", ValueType.MONEY),
        ("balance / balance", ValueType.NUMBER),
        ("'2026-12-23'", ValueType.DATE),
        ("today()", ValueType.DATE),
        ("'08:00'", ValueType.TIME),
        ("'0123'", ValueType.DIGITS),
        ("'+18005550101'", ValueType.PHONE),
        ("case_number", ValueType.PHONE),
        ("case_number", ValueType.TEXT),
        ("member", ValueType.TEXT),
        ("not paid", ValueType.BOOLEAN),
    ],
)
def test_values_that_fit(text: str, wanted: ValueType) -> None:
    assert check_value(read(text), TYPES, wanted) == []


@pytest.mark.parametrize(
    ("text", "wanted", "hint"),
    [
        ("balance", ValueType.NUMBER, ""),
        ("'tomorrow'", ValueType.DATE, "write a date as"),
        ("'8:00'", ValueType.TIME, "write a time as"),
        ("123", ValueType.DIGITS, "'123'"),
        ("'12'", ValueType.MONEY, "without quotes"),
        ("note", ValueType.DIGITS, ""),
        ("caller.number", ValueType.DIGITS, ""),
        ("due", ValueType.TEXT, ""),
        ("bills", ValueType.BOOLEAN, ""),
        ("'٣'", ValueType.DIGITS, ""),
    ],
)
def test_values_that_do_not_fit(text: str, wanted: ValueType, hint: str) -> None:
    faults = check_value(read(text), TYPES, wanted)
    assert len(faults) == 1
    assert hint in faults[0].hint


@given(expressions())
def test_never_raises(expr: Expr) -> None:
    kind, faults = infer(expr, TYPES)
    assert kind is None or isinstance(kind, ValueType)
    assert len(set(faults)) == len(faults)
    check_condition(expr, {})
    for wanted in ValueType:
        check_value(expr, TYPES, wanted)
