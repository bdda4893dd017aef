"""Writes an expression as ECMAScript 3 text that calls the functions of runtime.js; VoiceXML documents carry both.

Who uses it escapes the text for XML and says how a name is spelled there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from importlib.resources import files

from ivr_author.expression.functions import FUNCTIONS, clean
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

RUNTIME = files("ivr_author.expression").joinpath("runtime.js").read_text("utf-8")
"""The source of the object `ivr`, to be loaded before any compiled expression runs."""

_OPERATORS = {
    "==": "eq",
    "!=": "ne",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "div",
}


def to_ecmascript(expr: Expr, name: Callable[[str], str]) -> str:
    """ECMAScript that gives what `evaluate` gives. `name` spells a variable; it may be undefined but not undeclared."""
    match expr:
        case Literal(value=value):
            return _write_literal(value)
        case Name(name=read):
            return f"ivr.clean({name(read)})"
        case Compare(operator=operator, left=left, right=right) | Arithmetic(operator=operator, left=left, right=right):
            return _write_call(_OPERATORS[operator], (left, right), name)
        case Logic(operator=operator, operands=operands):
            return _write_call(operator, operands, name)
        case Not(operand=operand):
            return _write_call("not", (operand,), name)
        case Negate(operand=operand):
            return _write_call("neg", (operand,), name)
        case In(operand=operand, options=options):
            return _write_call("among", (operand, *options.items), name)
        case Call(function=function, arguments=arguments):
            hidden = (Name(read) for read in FUNCTIONS[function].hidden)
            return _write_call(function, (*arguments, *hidden), name)


def _write_call(function: str, arguments: Iterable[Expr], name: Callable[[str], str]) -> str:
    return f"ivr.{function}({', '.join(to_ecmascript(argument, name) for argument in arguments)})"


def _write_literal(value: object) -> str:
    written = json.dumps(clean(value))
    # So that no text can end a script element or a CDATA section, whoever embeds it.
    for character in "<>&'":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return written
