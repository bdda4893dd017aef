"""Writes an expression as canonical text again, for listings, the editor and fault messages."""

from __future__ import annotations

from decimal import Decimal

from ivr_author.core.value_types import Value
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

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _MINUS, _ATOM = range(8)


def to_text(expr: Expr) -> str:
    """The text that reads as this very expression, with no bracket more than it needs."""
    return _write(expr, _OR)


def write_value(value: Value) -> str:
    """A literal as authors write it."""
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case str():
            escaped = value.replace("\\", "\\\\").replace("'", "\\'")
            return f"'{escaped}'"
        case _:
            # Through Decimal, since a float writes itself with an exponent, which expressions don't have.
            written = format(Decimal(repr(float(value))), "f")
            return written.removesuffix(".0")


def _write(expr: Expr, surroundings: int) -> str:
    strength, text = _strength_and_text(expr)
    return f"({text})" if strength < surroundings else text


def _strength_and_text(expr: Expr) -> tuple[int, str]:
    match expr:
        case Literal(value=value):
            is_negative = isinstance(value, float) and str(value).startswith("-")
            return (_MINUS if is_negative else _ATOM), write_value(value)
        case Name(name=name):
            return _ATOM, name
        case Compare(operator=operator, left=left, right=right):
            return _COMPARE, f"{_write(left, _SUM)} {operator} {_write(right, _SUM)}"
        case Logic(operator=operator, operands=operands):
            strength = _AND if operator == "and" else _OR
            return strength, f" {operator} ".join(_write(operand, strength + 1) for operand in operands)
        case Not(operand=In() as found):
            return _COMPARE, _write_in(found, "not in")
        case Not(operand=operand):
            return _NOT, f"not {_write(operand, _NOT)}"
        case Arithmetic(operator=operator, left=left, right=right):
            strength = _SUM if operator in "+-" else _PRODUCT
            return strength, f"{_write(left, strength)} {operator} {_write(right, strength + 1)}"
        case Negate(operand=operand):
            return _MINUS, f"-{_write(operand, _MINUS)}"
        case In():
            return _COMPARE, _write_in(expr, "in")
        case Call(function=function, arguments=arguments):
            return _ATOM, f"{function}({', '.join(map(to_text, arguments))})"


def _write_in(found: In, word: str) -> str:
    return f"{_write(found.operand, _SUM)} {word} [{', '.join(map(to_text, found.options.items))}]"
