"""Evaluates expressions. Total: no expression and no values make it raise; what has no answer is none.

An expression is turned into closures once (`compile_python`), which is what the path explorer holds on to.
runtime.js must give the same answers; the property test in tests/expression/test_ecmascript.py compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivr_author.core.value_types import Value
from ivr_author.expression.functions import FUNCTIONS, clean, clean_number, is_equal, is_less
from ivr_author.expression.model import (
    Arithmetic,
    Call,
    Compare,
    Expr,
    In,
    Literal,
    Logic,
    Name,
    Negate,
    Not,
)

Evaluator = Callable[[Mapping[str, Value]], Value]

_COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "==": is_equal,
    "!=": lambda left, right: not is_equal(left, right),
    "<": is_less,
    "<=": lambda left, right: is_less(left, right) or _is_ordered_equal(left, right),
    ">": lambda left, right: is_less(right, left),
    ">=": lambda left, right: is_less(right, left) or _is_ordered_equal(left, right),
}
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}


def evaluate(expr: Expr, values: Mapping[str, Value]) -> Value:
    """The value of an expression; names without a value are none. today() reads `call.date`."""
    return compile_python(expr)(values)


def is_true(value: Value) -> bool:
    """Whether a condition with this value holds: only true does, neither none nor any number or text."""
    return value is True


def compile_python(expr: Expr) -> Evaluator:
    """A function of the values that gives what `evaluate` gives, several times faster when it is kept."""
    match expr:
        case Literal(value=value):
            constant = clean(value)
            return lambda _values: constant
        case Name(name=name):
            return lambda values: clean(values.get(name))
        case Compare(operator=operator, left=Name(name=name), right=Literal(value=value)):
            # Most conditions are of this kind: two calls fewer each time.
            compare, compared = _COMPARISONS[operator], clean(value)
            return lambda values: compare(clean(values.get(name)), compared)
        case Compare(operator=operator, left=left, right=right):
            return _compile_compare(operator, compile_python(left), compile_python(right))
        case Logic(operator=operator, operands=operands):
            return _compile_logic(operator, [compile_python(operand) for operand in operands])
        case Not(operand=operand):
            denied = compile_python(operand)
            return lambda values: denied(values) is not True
        case Arithmetic(operator=operator, left=left, right=right):
            return _compile_arithmetic(operator, compile_python(left), compile_python(right))
        case Negate(operand=operand):
            negated = compile_python(operand)
            return lambda values: _negate(negated(values))
        case In(operand=operand, options=options):
            return _compile_in(compile_python(operand), [compile_python(item) for item in options.items])
        case Call(function=function, arguments=arguments):
            return _compile_call(function, [compile_python(argument) for argument in arguments])


def _is_ordered_equal(left: Value, right: Value) -> bool:
    return isinstance(left, (str, float)) and is_equal(left, right)


def _compile_compare(operator: str, left: Evaluator, right: Evaluator) -> Evaluator:
    compare = _COMPARISONS[operator]
    return lambda values: compare(left(values), right(values))


def _compile_logic(operator: str, operands: list[Evaluator]) -> Evaluator:
    if operator == "and":
        return lambda values: all(operand(values) is True for operand in operands)
    return lambda values: any(operand(values) is True for operand in operands)


def _compile_arithmetic(operator: str, left: Evaluator, right: Evaluator) -> Evaluator:
    reckon = _ARITHMETIC[operator]

    def run(values: Mapping[str, Value]) -> Value:
        first, second = left(values), right(values)
        if not isinstance(first, float) or not isinstance(second, float):
            return None
        if operator == "/" and second == 0:
            return None
        return clean_number(reckon(first, second))

    return run


def _negate(value: Value) -> Value:
    return clean_number(-value) if isinstance(value, float) else None


def _compile_in(operand: Evaluator, options: list[Evaluator]) -> Evaluator:
    def run(values: Mapping[str, Value]) -> Value:
        value = operand(values)
        return any(is_equal(value, option(values)) for option in options)

    return run


def _compile_call(function: str, arguments: list[Evaluator]) -> Evaluator:
    apply = FUNCTIONS[function].apply
    given = arguments + [compile_python(Name(name)) for name in FUNCTIONS[function].hidden]
    return lambda values: apply(*[argument(values) for argument in given])
