"""ECMAScript and Python agree on every expression and every value, and the runtime stays in the old language."""

from __future__ import annotations

import json
import math
import re

import pytest
import quickjs
from hypothesis import example, given, settings

from ivr_author.core.value_types import Value
from ivr_author.expression.ecmascript import RUNTIME, to_ecmascript
from ivr_author.expression.evaluate import evaluate
from ivr_author.expression.functions import FUNCTIONS
from ivr_author.expression.model import Arithmetic, Call, Compare, Expr, Literal, Name, Negate
from tests.expression.strategies import expressions, values_by_name


@pytest.fixture(scope="module")
def engine() -> quickjs.Context:
    context = quickjs.Context()
    context.eval(RUNTIME)
    # Says the type and the sign of zero as well, which a bare result would lose.
    context.eval("""function tell(v) {
      return v === 0 && 1 / v < 0 ? '-0' : v === undefined ? 'undefined' : v !== v ? 'NaN' : JSON.stringify(v);
    }""")
    return context


def spell(value: object) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, int) and abs(value) > 10**300:
        return "Infinity"
    return json.dumps(value)


def run(engine: quickjs.Context, expr: Expr, values: dict[str, Value]) -> object:
    spelled = {name: spell(value) for name, value in values.items()}
    script = to_ecmascript(expr, lambda name: f"({spelled.get(name, 'undefined')})")
    told = engine.eval(f"tell({script})")
    assert told not in ("-0", "undefined", "NaN"), script
    found = json.loads(told)
    return float(found) if isinstance(found, int) and not isinstance(found, bool) else found


@settings(max_examples=1500)
@given(expressions(), values_by_name())
@example(Compare("<", Literal("\uffff"), Literal("\U0001f600")), {})
@example(Compare(">", Name("note"), Literal("\ue000")), {"note": "\U00010000"})
@example(Arithmetic("*", Literal(0.0), Literal(-1.0)), {})
@example(Arithmetic("/", Literal(1.0), Literal(-0.0)), {})
@example(Arithmetic("*", Literal(1e308), Literal(1e308)), {})
@example(Negate(Name("bills")), {"bills": 0.0})
@example(Call("round", (Literal(-0.4),)), {})
@example(Call("round", (Literal(0.49999999999999994),)), {})
@example(Call("weekday", (Call("today", ()),)), {"call.date": "2024-02-29"})
@example(Call("length", (Literal("é\U0001f600"),)), {})
@example(Name("bills"), {"bills": math.nan})
@example(Call("is_set", (Name("bills"),)), {"bills": math.inf})
def test_gives_what_python_gives(engine: quickjs.Context, expr: Expr, values: dict[str, Value]) -> None:
    expected = evaluate(expr, values)
    found = run(engine, expr, values)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("year", [1, 4, 100, 400, 1900, 2000, 2024, 2026, 9999])
def test_every_day_of_a_year(engine: quickjs.Context, year: int) -> None:
    days = [f"{year:04d}-{month:02d}-{day:02d}" for month in range(14) for day in range(33)]
    for day in days:
        for expr in (Call("weekday", (Literal(day),)), Call("days_between", (Literal("2026-03-01"), Literal(day)))):
            assert run(engine, expr, {}) == evaluate(expr, {}), day


def test_text_can_not_leave_its_quotes_nor_end_a_script() -> None:
    written = to_ecmascript(Literal("</script>]]>'\"\\\u2028é"), lambda name: name)
    assert json.loads(written) == "</script>]]>'\"\\\u2028é"
    assert not set("<>&'\u2028é") & set(written)


def test_the_runtime_has_every_function() -> None:
    for name in FUNCTIONS:
        assert re.search(rf"\b{name}: function", RUNTIME), name


def test_the_runtime_is_ecmascript_3() -> None:
    code = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "0", RUNTIME, flags=re.DOTALL)
    for newer in (r"\blet\b", r"\bconst\b", "=>", "`", r"\bclass\b", r",\s*[}\])]", r"\.(trim|indexOf|map|forEach)\("):
        assert not re.search(newer, code), newer
    # Reserved words can't be property names there.
    assert not re.search(r"\b(in|delete|new|typeof|if|for|case|default|null|true|false)\s*:\s*function", code)
