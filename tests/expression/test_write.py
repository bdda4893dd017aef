"""Writing and reading again gives the same expression, and brackets stand only where they are needed."""

from __future__ import annotations

import pytest
from hypothesis import assume, given

from ivr_author.expression.model import MAX_CHARACTERS, Expr
from ivr_author.expression.parse import parse_expression
from ivr_author.expression.write import to_text
from tests.expression.strategies import WRITTEN, expressions


@given(expressions(WRITTEN))
def test_reads_back_as_the_same(expr: Expr) -> None:
    text = to_text(expr)
    assume(len(text) <= MAX_CHARACTERS)
    # repr too: Python calls true and 1 equal.
    found = parse_expression(text)
    assert found == expr, text
    assert to_text(found) == text


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("((balance)>0)and(not(paid))", "balance > 0 and not paid"),
        ("(paid or paid) and paid", "(paid or paid) and paid"),
        ("bills - (1 - 2)", "bills - (1 - 2)"),
        ("(bills - 1) - 2", "bills - 1 - 2"),
        ("-(bills * 2)", "-(bills * 2)"),
        ("not (bills in [1])", "bills not in [1]"),
        ("(paid == true) == false", "(paid == true) == false"),
        ('note == "it\'s"', r"note == 'it\'s'"),
        ("0.0000001", "0.0000001"),
        ("123456789012345", "123456789012345"),
        ("120.50", "120.5"),
        ("min( 1,bills )", "min(1, bills)"),
    ],
)
def test_canonical_text(text: str, canonical: str) -> None:
    found = parse_expression(text)
    assert to_text(found) == canonical  # type: ignore[arg-type]
