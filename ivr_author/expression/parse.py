"""Reads an expression with Jinja2's lexer and parser and keeps the small part of that language which is ours.

Jinja2 knows only lines, so every token's line is set to its offset; that is how faults find their place.
Whether names exist and types fit is left to `check`.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser

from ivr_author.expression.functions import FUNCTIONS
from ivr_author.expression.model import (
    BUILTIN_NAMES,
    CALL_DATE,
    MAX_CHARACTERS,
    MAX_EXPRESSION_DEPTH,
    MAX_NUMBER_DIGITS,
    RESERVED_WORDS,
    Arithmetic,
    ArithmeticOperator,
    Call,
    Compare,
    CompareOperator,
    Expr,
    ExpressionFault,
    In,
    ListLiteral,
    Literal,
    Logic,
    LogicOperator,
    Name,
    Negate,
    Not,
    depth,
)
from ivr_author.expression.write import write_value

_ENVIRONMENT = Environment(autoescape=True)

_OPERATORS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "div",
    "==": "eq",
    "!=": "ne",
    "<": "lt",
    "<=": "lteq",
    ">": "gt",
    ">=": "gteq",
    "(": "lparen",
    ")": "rparen",
    "[": "lbracket",
    "]": "rbracket",
    ",": "comma",
    ".": "dot",
}
_HINTS = {
    "=": "write == to compare",
    "|": "there are no filters; call a function, such as length(text)",
    "~": "texts can't be joined here; put both placeholders into the prompt",
    "**": "multiply the number by itself",
    "//": "write round(a / b - 0.5) for whole numbers",
    "%": "there is no remainder; the operators are + - * /",
    ":": "put a time in quotes, such as '08:00'",
    "{": "an expression names a variable without braces",
    "}": "an expression names a variable without braces",
    "}}": "an expression names a variable without braces",
    "&": "write `and`",
    "!": "write `not`",
    "is": "write == to compare, or is_set(name) to ask whether there is a value",
    "if": "use a branch node, or `and` and `or`",
    "else": "use a branch node",
    "+": "leave the plus sign out",
    "'": "close the text with the same quote",
    '"': "close the text with the same quote",
}
_CURLY_QUOTES = "\u2018\u2019\u201c\u201d\u00ab\u00bb"
_COMPARISONS: dict[str, CompareOperator] = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "lteq": "<=",
    "gt": ">",
    "gteq": ">=",
}
_ARITHMETIC: dict[type[nodes.BinExpr], ArithmeticOperator] = {
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
}
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ESCAPE = re.compile(r"\\(.?)")


class _Refused(Exception):
    """Carries a fault out of the recursion; never leaves this module."""

    def __init__(self, message: str, offset: int, hint: str = "") -> None:
        super().__init__(message)
        self.fault = ExpressionFault(message, offset, hint)


def parse_expression(text: str) -> Expr | ExpressionFault:
    """The expression a text stands for, or the first fault in it; never raises."""
    try:
        return _parse(text)
    except _Refused as refused:
        return refused.fault


def _parse(text: str) -> Expr:
    if len(text) > MAX_CHARACTERS:
        raise _Refused(
            f"an expression has at most {MAX_CHARACTERS} characters; this one has {len(text)}",
            MAX_CHARACTERS,
            "assign parts of it to variables first",
        )
    for offset, character in enumerate(text):
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\n\r":
            raise _Refused("the expression holds a character that can't be seen", offset, "delete it")
    tokens = list(_tokens(text.replace("\r", " ")))
    if not tokens:
        raise _Refused("the expression is empty", 0, "write a condition or a value")
    _check_nesting(tokens)
    expr = _convert(_parse_tokens(tokens), 1)
    if depth(expr) > MAX_EXPRESSION_DEPTH:
        raise _too_deep(expr.offset)
    return expr


def _tokens(text: str) -> Iterator[Token]:
    offset = 0
    previous = ""
    stream = _ENVIRONMENT.lexer.tokeniter(text, None, None, "variable")
    while True:
        try:
            _, kind, written = next(stream)
        except StopIteration:
            return
        except TemplateSyntaxError:
            raise _unexpected_character(text, offset) from None
        if kind != "whitespace":
            if kind == previous and kind in ("string", "integer", "float"):
                hint = "put a comma between them" if kind == "string" else "put dates and digits in quotes"
                raise _Refused(f"`{written}` follows another value without an operator", offset, hint)
            yield _token(kind, written, offset)
            previous = kind
        offset += len(written)


def _unexpected_character(text: str, offset: int) -> _Refused:
    character = text[offset] if offset < len(text) else ""
    if character in _CURLY_QUOTES:
        return _Refused(f"`{character}` is not a straight quote", offset, "write ' or \"")
    if character in "'\"":
        return _Refused("the text in quotes is not closed", offset, _HINTS[character])
    return _Refused(f"`{character}` is out of place", offset, _HINTS.get(character, ""))


def _token(kind: str, written: str, offset: int) -> Token:
    place = offset + 1
    if kind == "name" and written not in ("is", "if", "else"):
        return Token(place, "name", written)
    if kind == "operator" and written in _OPERATORS:
        return Token(place, _OPERATORS[written], written)
    if kind == "string":
        return Token(place, "string", _unquote(written, offset))
    if kind in ("integer", "float"):
        if not _NUMBER.fullmatch(written):
            raise _Refused(f"`{written}` is not a plain number", offset, "write digits, with a point for decimals")
        if len(written.replace(".", "")) > MAX_NUMBER_DIGITS:
            raise _Refused(
                f"a number has at most {MAX_NUMBER_DIGITS} digits", offset, "digits that are not counted go in quotes"
            )
        number: Any = float(written)
        return Token(place, kind, number)
    written = written.strip()
    raise _Refused(f"`{written}` is not part of expressions", offset, _HINTS.get(written, ""))


def _unquote(written: str, offset: int) -> str:
    inside = written[1:-1]
    for position, character in enumerate(inside, 1):
        if character in "\t\n":
            raise _Refused("a text in quotes stays on one line", offset + position, "write a space")

    def replace(match: re.Match[str]) -> str:
        if match[1] not in ("\\", "'", '"'):
            raise _Refused(
                f"`{match[0]}` has no meaning", offset + 1 + match.start(), "write \\\\ for a backslash itself"
            )
        return match[1]

    return _ESCAPE.sub(replace, inside)


def _check_nesting(tokens: list[Token]) -> None:
    # Jinja2's parser recurses for each bracket and each prefix; past its bounds it would raise RecursionError.
    brackets = prefixes = 0
    for token in tokens:
        if token.type in ("lparen", "lbracket"):
            brackets += 1
        elif token.type in ("rparen", "rbracket"):
            brackets -= 1
        is_prefix = token.type in ("add", "sub") or token.test("name:not")
        prefixes = prefixes + 1 if is_prefix else 0
        if max(brackets, prefixes) > MAX_EXPRESSION_DEPTH + 1:
            raise _too_deep(token.lineno - 1)


def _too_deep(offset: int) -> _Refused:
    return _Refused(
        f"the expression is nested more than {MAX_EXPRESSION_DEPTH} levels deep",
        offset,
        "assign parts of it to variables first",
    )


def _parse_tokens(tokens: list[Token]) -> nodes.Expr:
    parser = Parser(_ENVIRONMENT, "")
    parser.stream = TokenStream(iter(tokens), None, None)
    try:
        tree = parser.parse_expression()
    except TemplateSyntaxError:
        tree = None
    current = parser.stream.current
    if tree is not None and current.type == "eof":
        return tree
    if current.type == "eof":
        last = tokens[-1].lineno - 1
        raise _Refused("the expression ends too early", last, "complete it, or close the bracket")
    is_value = current.type in ("string", "integer", "float")
    written = write_value(current.value) if is_value else current.value
    raise _Refused(f"`{written}` is out of place", current.lineno - 1, _out_of_place_hint(current))


def _out_of_place_hint(token: Token) -> str:
    if token.type == "name" and token.value.lower() in RESERVED_WORDS and token.value not in RESERVED_WORDS:
        return f"write `{token.value.lower()}`"
    return "join conditions with `and` or `or`" if token.type == "name" else ""


def _offset(node: nodes.Node) -> int:
    while isinstance(node, nodes.Tuple) and node.items:
        node = node.items[0]
    return max(node.lineno - 1, 0)


def _convert(node: nodes.Expr, level: int) -> Expr:
    # Minus signs before numbers and nested `and` are levels in this tree but not in ours, hence the slack.
    if level > 2 * MAX_EXPRESSION_DEPTH:
        raise _too_deep(_offset(node))
    offset = _offset(node)
    match node:
        case nodes.Const():
            return Literal(node.value, offset)
        case nodes.Name() | nodes.Getattr():
            return Name(_full_name(node), _offset(_leftmost(node)))
        case nodes.Compare():
            return _convert_compare(node, level)
        case nodes.And() | nodes.Or():
            return _convert_logic(node, level)
        case nodes.Not():
            return Not(_convert(node.node, level + 1), offset)
        case nodes.Neg():
            operand = _convert(node.node, level + 1)
            if isinstance(operand, Literal) and isinstance(operand.value, float):
                return Literal(-operand.value, offset)
            return Negate(operand, offset)
        case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div():
            left, right = _convert(node.left, level + 1), _convert(node.right, level + 1)
            return Arithmetic(_ARITHMETIC[type(node)], left, right, left.offset)
        case nodes.Call():
            return _convert_call(node, level)
        case nodes.List():
            raise _Refused("a list stands only after `in`", offset, "write: name in ['a', 'b']")
        case nodes.Tuple():
            raise _Refused("values in round brackets are not a list", offset, "write: name in ['a', 'b']")
        case nodes.Getitem():
            raise _Refused("parts of a value can't be picked", offset, "use starts_with(text, beginning)")
        case nodes.Pos():
            raise _Refused("`+` stands only between two numbers", offset, _HINTS["+"])
        case _:
            raise _Refused("this is not part of expressions", offset)


def _leftmost(node: nodes.Node) -> nodes.Node:
    while isinstance(node, nodes.Getattr):
        node = node.node
    return node


def _full_name(node: nodes.Expr) -> str:
    parts: list[str] = []
    while isinstance(node, nodes.Getattr):
        parts.append(node.attr)
        node = node.node
    offset = _offset(node)
    if not isinstance(node, nodes.Name):
        raise _Refused("a dot stands only in names such as caller.number", offset)
    full = ".".join([node.name, *reversed(parts)])
    if not parts:
        return _plain_name(full, offset)
    if full in BUILTIN_NAMES:
        return full
    dotted = [name for name in BUILTIN_NAMES if "." in name]
    near = difflib.get_close_matches(full, dotted, 1)
    hint = "write today()" if full == CALL_DATE else f"did you mean `{near[0]}`?" if near else ""
    raise _Refused(f"`{full}` is not a name", offset, hint or "names with a dot are " + ", ".join(dotted))


def _plain_name(name: str, offset: int) -> str:
    if name in RESERVED_WORDS:
        raise _Refused(f"`{name}` is out of place", offset, "complete the condition before and after it")
    if _NAME.fullmatch(name):
        return name
    lower = name.lower()
    hint = f"write `{lower}`" if _NAME.fullmatch(lower) else "names are small letters a-z, digits and _"
    raise _Refused(f"`{name}` is not a name", offset, hint)


def _convert_compare(node: nodes.Compare, level: int) -> Expr:
    left = _convert(node.expr, level + 1)
    if len(node.ops) > 1:
        raise _Refused("comparisons can't be chained", left.offset, "write: a < b and b < c")
    operand = node.ops[0]
    if operand.op not in ("in", "notin"):
        return Compare(_COMPARISONS[operand.op], left, _convert(operand.expr, level + 1), left.offset)
    if not isinstance(operand.expr, nodes.List) or not operand.expr.items:
        raise _Refused("after `in` stands a list", _offset(operand.expr), "write: name in ['a', 'b']")
    items = tuple(_convert(item, level + 1) for item in operand.expr.items)
    found = In(left, ListLiteral(items, _offset(operand.expr)), left.offset)
    return found if operand.op == "in" else Not(found, left.offset)


def _convert_logic(node: nodes.And | nodes.Or, level: int) -> Expr:
    operator: LogicOperator = "and" if isinstance(node, nodes.And) else "or"
    operands: list[Expr] = []
    pending: list[nodes.Expr] = [node]
    while pending:
        found = pending.pop()
        if isinstance(found, (nodes.And, nodes.Or)) and type(found) is type(node):
            pending += (found.right, found.left)
        else:
            operands.append(_convert(found, level + 1))
    return Logic(operator, tuple(operands), operands[0].offset)


def _convert_call(node: nodes.Call, level: int) -> Expr:
    offset = _offset(_leftmost(node.node))
    if not isinstance(node.node, nodes.Name):
        raise _Refused("only functions can be called", offset, "the functions are " + ", ".join(FUNCTIONS))
    name = node.node.name
    function = FUNCTIONS.get(name)
    if function is None:
        near = difflib.get_close_matches(name, FUNCTIONS, 1)
        hint = f"did you mean {FUNCTIONS[near[0]].usage}?" if near else "the functions are " + ", ".join(FUNCTIONS)
        raise _Refused(f"there is no function `{name}`", offset, hint)
    if node.dyn_args is not None or node.dyn_kwargs is not None or node.kwargs:
        raise _Refused(f"`{name}` takes plain values", offset, f"write {function.usage}")
    if len(node.args) != len(function.parameters):
        wanted, given = len(function.parameters), len(node.args)
        raise _Refused(f"`{name}` takes {wanted} values, not {given}", offset, f"write {function.usage}")
    return Call(name, tuple(_convert(argument, level + 1) for argument in node.args), offset)
