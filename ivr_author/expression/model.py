"""The expression tree: small frozen values that reading makes and every other module here consumes.

Well-formed means: made by `parse_expression` or `from_json`, or built by code within the same bounds. A negative
number is one `Literal`; a `Logic` never holds a `Logic` of the same operator; `Call` names a known function with the
right number of arguments. Types are the business of `check`.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import dataclass, field

from ivr_author.core.value_types import Value, ValueType

MAX_CHARACTERS = 500
"""Characters of one expression; a longer one belongs in several branches."""

MAX_EXPRESSION_DEPTH = 30
"""Levels of nesting; keeps every recursion here far from the interpreter's limit."""

MAX_NUMBER_DIGITS = 15
"""Digits of a number literal; a double holds that many exactly."""

BUILTIN_NAMES: typing.Final = {
    "caller.number": ValueType.PHONE,
    "called.number": ValueType.PHONE,
    "call.time": ValueType.TIME,
    "locale": ValueType.TEXT,
}
"""Names that can be read everywhere, with their types."""

CALL_DATE = "call.date"
"""The day the call began, read by today() alone; every player must supply it."""

RESERVED_WORDS = frozenset({"and", "or", "not", "in", "is", "if", "else", "true", "false", "none"})
"""Words of the syntax; no variable can have such a name."""

CompareOperator = typing.Literal["==", "!=", "<", "<=", ">", ">="]
LogicOperator = typing.Literal["and", "or"]
ArithmeticOperator = typing.Literal["+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class ExpressionFault:
    """Why an expression can't be used: `offset` counts characters from its start; `hint` is the way out."""

    message: str
    offset: int = 0
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, a number, true, false or none."""

    value: Value
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A variable of the call, or one of `BUILTIN_NAMES`."""

    name: str
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values compared."""

    operator: CompareOperator
    left: Expr
    right: Expr
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Logic:
    """Two or more conditions that must all hold (`and`), or of which one must (`or`)."""

    operator: LogicOperator
    operands: tuple[Expr, ...]
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """A condition that must not hold."""

    operand: Expr
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers reckoned into one."""

    operator: ArithmeticOperator
    left: Expr
    right: Expr
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negate:
    """Unary minus."""

    operand: Expr
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ListLiteral:
    """The right side of `in`: one or more values. Not an expression of its own."""

    items: tuple[Expr, ...]
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class In:
    """Whether a value equals one of a list."""

    operand: Expr
    options: ListLiteral
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One of the functions in `functions.FUNCTIONS`."""

    function: str
    arguments: tuple[Expr, ...]
    offset: int = field(default=0, compare=False)


Expr = Literal | Name | Compare | Logic | Not | Arithmetic | Negate | In | Call


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside one, from left to right."""
    match expr:
        case Literal() | Name():
            return ()
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            return (left, right)
        case Logic(operands=operands):
            return operands
        case Not(operand=operand) | Negate(operand=operand):
            return (operand,)
        case In(operand=operand, options=options):
            return (operand, *options.items)
        case Call(arguments=arguments):
            return arguments


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and everything inside it, outermost first, from left to right."""
    pending = [expr]
    while pending:
        found = pending.pop()
        yield found
        pending.extend(reversed(children(found)))


def names(expr: Expr) -> tuple[str, ...]:
    """The names that are read, each once, in order of appearance; what today() reads is not among them."""
    return tuple(dict.fromkeys(found.name for found in walk(expr) if isinstance(found, Name)))


def functions_used(expr: Expr) -> tuple[str, ...]:
    """The functions that are called, each once, in order of appearance."""
    return tuple(dict.fromkeys(found.function for found in walk(expr) if isinstance(found, Call)))


def depth(expr: Expr) -> int:
    """Levels of nesting; a literal or a name is one."""
    return 1 + max(map(depth, children(expr)), default=0)
