"""JSON and back is the same expression; what is not an expression is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.expression.codec import from_json, to_json
from ivr_author.expression.model import MAX_EXPRESSION_DEPTH, Expr, Literal, Name, depth
from ivr_author.expression.parse import parse_expression
from tests.expression.strategies import expressions


@given(expressions())
def test_round_trip(expr: Expr) -> None:
    found = from_json(json.loads(json.dumps(to_json(expr))))
    assert found == expr
    assert repr(to_json(found)) == repr(to_json(expr))


def test_is_compact() -> None:
    expr = parse_expression("balance > 0 and locale not in ['es'] and today() == due and -bills < 0.5")
    assert to_json(expr) == [  # type: ignore[arg-type]
        "and",
        [">", ["name", "balance"], 0],
        ["not", ["in", ["name", "locale"], "es"]],
        ["==", ["today"], ["name", "due"]],
        ["<", ["neg", ["name", "bills"]], 0.5],
    ]


def test_hidden_counters_travel() -> None:
    assert from_json(["name", "_tries"]) == Name("_tries")
    assert from_json(True) == Literal(True)


@pytest.mark.parametrize(
    "data",
    [
        [],
        {},
        {"name": "x"},
        [1],
        ["nope"],
        ["name"],
        ["name", 1],
        ["name", "a b"],
        ["name", "a", "b"],
        ["today", 1],
        ["min", 1],
        ["and", True],
        ["in", 1],
        ["<", 1],
        ["<", 1, 2, 3],
        ["+", 1],
        ["not"],
        ["not", 1, 2],
        ["<", {}, 1],
        float("nan"),
        float("inf"),
        10**400,
    ],
)
def test_refuses(data: object) -> None:
    with pytest.raises(ValueError, match="expression"):
        from_json(data)


def test_depth_is_bounded() -> None:
    data: list[object] = ["name", "bills"]
    for _ in range(MAX_EXPRESSION_DEPTH - 1):
        data = ["neg", data]
    assert depth(from_json(data)) == MAX_EXPRESSION_DEPTH
    with pytest.raises(ValueError, match="levels deep"):
        from_json(["neg", data])


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=3) | st.sampled_from(["name", "<", "and", "in", "min"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
)


@given(_JSON)
def test_only_value_errors(data: object) -> None:
    try:
        expr = from_json(data)
    except ValueError:
        return
    assert from_json(to_json(expr)) == expr
