"""The tree can be walked: names and functions in order, each once."""

from __future__ import annotations

from ivr_author.expression.model import Expr, ExpressionFault, Literal, Name, depth, functions_used, names, walk
from ivr_author.expression.parse import parse_expression


def read(text: str) -> Expr:
    found = parse_expression(text)
    assert not isinstance(found, ExpressionFault), found
    return found


def test_names_and_functions_in_order() -> None:
    expr = read("b > a and days_between(today(), due) in [c, -a * 2] or not is_set(caller.number) and today() == due")
    assert names(expr) == ("b", "a", "due", "c", "caller.number")
    assert functions_used(expr) == ("days_between", "today", "is_set")


def test_walk_is_outermost_first() -> None:
    assert list(walk(read("a + 1")))[1:] == [Name("a"), Literal(1.0)]


def test_depth() -> None:
    assert depth(read("a")) == 1
    assert depth(read("a and b and not c")) == 3


def test_places_do_not_make_a_difference() -> None:
    assert read("a  >  1") == read("a > 1")
    assert hash(read("a  >  1")) == hash(read("a > 1"))
