"""Random expressions and values, well typed or not, for the property tests of this package."""

from __future__ import annotations

import math
from typing import get_args

from hypothesis import strategies as st

from ivr_author.core.value_types import ValueType
from ivr_author.expression.functions import FUNCTIONS
from ivr_author.expression.model import (
    BUILTIN_NAMES,
    CALL_DATE,
    Arithmetic,
    ArithmeticOperator,
    Call,
    Compare,
    CompareOperator,
    Expr,
    In,
    ListLiteral,
    Literal,
    Logic,
    LogicOperator,
    Name,
    Negate,
    Not,
)

TYPES = {
    "balance": ValueType.MONEY,
    "bills": ValueType.NUMBER,
    "paid": ValueType.BOOLEAN,
    "due": ValueType.DATE,
    "opens": ValueType.TIME,
    "case_number": ValueType.DIGITS,
    "note": ValueType.TEXT,
    "member": ValueType.NAME,
    "mobile": ValueType.PHONE,
}
NAMES = [*TYPES, *BUILTIN_NAMES]

# Letters on both sides of the surrogates, where code points and UTF-16 units are ordered differently.
_LETTERS = st.sampled_from("ab1' \\\"<>&]é\ud7ff\ue000\uffff\U00010000\U0001f600")
_DAYS_THAT_EXIST = st.dates().map(lambda day: day.isoformat())
_ODD_DAYS = (
    "2024-02-29 2026-02-29 1900-02-29 2000-02-29 0000-01-01 0001-01-01 9999-12-31 2026-13-01 2026-00-10 2026-1-01"
)
_DATES = st.sampled_from([*_ODD_DAYS.split(), "2026-12-23\n", "２０26-12-23"]) | _DAYS_THAT_EXIST
_TIMES = st.sampled_from(["08:00", "23:59", "24:00", "8:00"])
TEXTS = st.text(_LETTERS, max_size=5) | _DATES | _TIMES | st.sampled_from(["mon", "fri", "", "12345678"])

_EDGES = [0.0, -0.0, 0.5, -0.5, 2.5, 0.1, 0.2, 0.3, 0.49999999999999994, 1e308, -1e308, 5e-324, 4503599627370497.5]
NUMBERS = st.sampled_from(_EDGES) | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 9).map(float)
VALUES = st.none() | st.booleans() | NUMBERS | TEXTS
STRANGE = VALUES | st.sampled_from([math.nan, math.inf, -math.inf, 10**400, 7, -3])

_WRITTEN_NUMBERS = st.integers(-999, 999).map(float) | st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)
_WRITTEN_TEXTS = st.text(_LETTERS, max_size=5) | _TIMES | st.sampled_from(["2026-12-23", "mon", "12345678"])
WRITTEN = st.none() | st.booleans() | _WRITTEN_NUMBERS | _WRITTEN_TEXTS
"""Literals that authors can write: no exponents, no control characters."""


def values_by_name() -> st.SearchStrategy[dict[str, object]]:
    """Values of any type, however wrong, for some of the names."""
    return st.dictionaries(st.sampled_from([*NAMES, CALL_DATE]), STRANGE, max_size=8)


def expressions(literals: st.SearchStrategy[object] = VALUES) -> st.SearchStrategy[Expr]:
    """Well-formed expressions, mostly ill typed."""
    leaves = literals.map(Literal) | st.sampled_from(NAMES).map(Name)
    return st.recursive(leaves, _extend, max_leaves=12)


def _extend(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.one_of(
        st.builds(Compare, st.sampled_from(get_args(CompareOperator)), inner, inner),
        st.builds(_logic, st.sampled_from(get_args(LogicOperator)), st.lists(inner, min_size=2, max_size=3)),
        st.builds(Not, inner),
        st.builds(Arithmetic, st.sampled_from(get_args(ArithmeticOperator)), inner, inner),
        st.builds(_negate, inner),
        st.builds(In, inner, st.lists(inner, min_size=1, max_size=3).map(tuple).map(ListLiteral)),
        st.sampled_from(sorted(FUNCTIONS)).flatmap(lambda name: _calls(name, inner)),
    )


def _calls(name: str, inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    arguments = st.tuples(*[inner] * len(FUNCTIONS[name].parameters))
    return st.builds(Call, st.just(name), arguments)


def _logic(operator: LogicOperator, operands: list[Expr]) -> Expr:
    flat: list[Expr] = []
    for operand in operands:
        flat += operand.operands if isinstance(operand, Logic) and operand.operator == operator else [operand]
    return Logic(operator, tuple(flat))


def _negate(operand: Expr) -> Expr:
    if isinstance(operand, Literal) and isinstance(operand.value, float):
        return Literal(-operand.value)
    return Negate(operand)
