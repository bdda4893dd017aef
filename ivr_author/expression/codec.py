"""Expressions as compact JSON lists, for bundles that are evaluated elsewhere, and back.

A text, a number, true, false and null stand for themselves; everything else is `[word, ...]`: `["name", "balance"]`,
`["<", a, b]`, `["and", a, b, c]`, `["not", a]`, `["neg", a]`, `["in", a, option, option]`, `["min", a, b]`.
Offsets are not kept.
"""

from __future__ import annotations

import math
import re
import typing

from ivr_author.core.value_types import Value
from ivr_author.expression.functions import FUNCTIONS
from ivr_author.expression.model import (
    MAX_EXPRESSION_DEPTH,
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

Json = None | bool | int | float | str | list["Json"]

_COMPARISONS: dict[str, CompareOperator] = {word: word for word in typing.get_args(CompareOperator)}
_LOGIC: dict[str, LogicOperator] = {word: word for word in typing.get_args(LogicOperator)}
_ARITHMETIC: dict[str, ArithmeticOperator] = {word: word for word in typing.get_args(ArithmeticOperator)}
_NAME = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*")


def to_json(expr: Expr) -> Json:
    """The expression as JSON data."""
    match expr:
        case Literal(value=value):
            return _shorten(value)
        case Name(name=name):
            return ["name", name]
        case Compare(operator=operator, left=left, right=right) | Arithmetic(operator=operator, left=left, right=right):
            return [operator, to_json(left), to_json(right)]
        case Logic(operator=operator, operands=operands):
            return [operator, *map(to_json, operands)]
        case Not(operand=operand):
            return ["not", to_json(operand)]
        case Negate(operand=operand):
            return ["neg", to_json(operand)]
        case In(operand=operand, options=options):
            return ["in", to_json(operand), *map(to_json, options.items)]
        case Call(function=function, arguments=arguments):
            return [function, *map(to_json, arguments)]


def from_json(data: object) -> Expr:
    """The expression that JSON data stands for. Raises ValueError if it stands for none."""
    return _read(data, 1)


def _shorten(value: Value) -> Json:
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
    return int(value) if is_whole and value is not None else value


def _read(data: object, level: int) -> Expr:
    if level > MAX_EXPRESSION_DEPTH:
        raise ValueError(f"an expression is nested more than {MAX_EXPRESSION_DEPTH} levels deep")
    if not isinstance(data, list):
        return Literal(_read_value(data))
    if not data or not isinstance(data[0], str):
        raise ValueError("an expression list begins with a word")
    word, rest = data[0], data[1:]
    if word == "name":
        return Name(_read_name(rest))
    operands = tuple(_read(item, level + 1) for item in rest)
    expr = _build(word, operands)
    if expr is None:
        raise ValueError(f"an expression has no {word!r} with {len(operands)} operands")
    return expr


def _read_value(data: object) -> Value:
    if data is None or isinstance(data, (bool, str)):
        return data
    if isinstance(data, (int, float)):
        try:
            number = float(data)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            return number
    raise ValueError("a value in an expression is a text, a finite number, true, false or null")


def _read_name(rest: list[object]) -> str:
    if len(rest) == 1 and isinstance(rest[0], str) and _NAME.fullmatch(rest[0]):
        return rest[0]
    raise ValueError("a name in an expression is one word")


def _build(word: str, operands: tuple[Expr, ...]) -> Expr | None:
    count = len(operands)
    if word in FUNCTIONS:
        return Call(word, operands) if count == len(FUNCTIONS[word].parameters) else None
    if word in _LOGIC and count >= 2:
        return Logic(_LOGIC[word], operands)
    if word == "in" and count >= 2:
        return In(operands[0], ListLiteral(operands[1:]))
    if count == 2:
        if word in _COMPARISONS:
            return Compare(_COMPARISONS[word], operands[0], operands[1])
        return Arithmetic(_ARITHMETIC[word], operands[0], operands[1]) if word in _ARITHMETIC else None
    if count == 1:
        return Not(operands[0]) if word == "not" else Negate(operands[0]) if word == "neg" else None
    return None
