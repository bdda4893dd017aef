"""Expressions of templates: Jinja2's syntax, of which an allow-list is let through, evaluated in its immutable sandbox.

What is refused before it is compiled can't loop, grow or reach into Python: there is no call, no attribute but a list's
column, no product of texts. Types come from the declared fields, so a sum of a name and an amount is a fault.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ivr_author.flow.fields import nearest
from ivr_author.notice.model import Field, FieldType

MAX_EXPRESSION = 500
"""Characters of one expression; a longer one belongs into the data."""

MAX_DEPTH = 30
"""Levels of one expression: to compile deeper ones takes time that grows with their third power."""

MAX_NUMBER = 10**15
"""Of a number in a template; a double is exact up to there."""

LETTERHEAD = "letterhead"
CHANNEL = "channel"
LOOP = "loop"

_LOOP_TYPES = {
    "index": FieldType.NUMBER,
    "first": FieldType.BOOLEAN,
    "last": FieldType.BOOLEAN,
    "length": FieldType.NUMBER,
}
_NUMBERS = frozenset({FieldType.NUMBER, FieldType.MONEY})
_TEXTS = frozenset({FieldType.TEXT, FieldType.NAME, FieldType.DIGITS, FieldType.PHONE, FieldType.EMAIL, FieldType.URL})
_ORDERED = _NUMBERS | {FieldType.DATE, FieldType.TIME}


class Refused(Exception):
    """An expression that a template may not have; never leaves the template reader."""

    def __init__(self, rule: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.rule, self.message, self.hint = rule, message, hint


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that an expression may read, with their types. `rows`: the columns of each loop's target."""

    fields: Mapping[str, Field]
    letterhead: Mapping[str, FieldType]
    rows: Mapping[str, Mapping[str, Field]] = field(default_factory=dict)
    others: Mapping[str, FieldType] = field(default_factory=dict)

    def names(self) -> set[str]:
        """Every name."""
        loop = {LOOP} if self.rows else set()
        return {*self.fields, *self.rows, *self.others, LETTERHEAD, CHANNEL, *loop}


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was checked. `path` is set where it is just a name; `reads` are the paths of all names in it.

    `type` is None where it has no printable one: a row of a list.
    """

    text: str
    type: FieldType | None
    path: tuple[str, ...] = ()
    reads: tuple[tuple[str, ...], ...] = ()
    columns: Mapping[str, Field] = field(default_factory=dict)
    placeholder: str = ""
    compiled: Callable[..., Any] | None = field(default=None, compare=False, repr=False)
    tree: nodes.Expr | None = field(default=None, compare=False, repr=False)

    def evaluate(self, names: Mapping[str, Any]) -> Any:
        """The value for these names. Raises `TypeError` where an optional field without a value is reckoned with."""
        if self.compiled is None:
            value: Any = names
            for part in self.path:
                value = value[part]
            return value
        return self.compiled(names)


@dataclass(frozen=True, slots=True)
class _Filter:
    """What a filter takes and gives; `gives` None is the type that it got."""

    takes: frozenset[FieldType]
    gives: FieldType | None
    apply: Callable[..., Any]
    argument: str = ""


def _same(value: Any) -> Any:
    return value


def _default(given: Any, /, value: Any) -> Any:
    return value if given is None else given


def _column(rows: Iterable[Mapping[str, Any]], /, attribute: str) -> tuple[Any, ...]:
    return tuple(row[attribute] for row in rows)


def _total(rows: Iterable[Mapping[str, Any]], /, attribute: str) -> float:
    return sum(row[attribute] or 0.0 for row in rows)


_ANY = frozenset(FieldType)
FILTERS = {
    "money": _Filter(_NUMBERS, FieldType.MONEY, _same),
    "number": _Filter(_NUMBERS, FieldType.NUMBER, _same),
    "date": _Filter(frozenset({FieldType.DATE}), FieldType.DATE, _same),
    "time": _Filter(frozenset({FieldType.TIME}), FieldType.TIME, _same),
    "phone": _Filter(_TEXTS, FieldType.PHONE, _same),
    "digits": _Filter(_TEXTS, FieldType.DIGITS, _same),
    "text": _Filter(_TEXTS, FieldType.TEXT, _same),
    "name": _Filter(_TEXTS, FieldType.NAME, _same),
    "default": _Filter(_ANY, None, _default, "value"),
    "length": _Filter(frozenset({FieldType.LIST, FieldType.ADDRESS}) | _TEXTS, FieldType.NUMBER, len),
    "count": _Filter(frozenset({FieldType.LIST, FieldType.ADDRESS}) | _TEXTS, FieldType.NUMBER, len),
    "abs": _Filter(_NUMBERS, None, abs),
    "join": _Filter(frozenset({FieldType.LIST}), FieldType.LIST, _column, "attribute"),
    "sum": _Filter(frozenset({FieldType.LIST}), None, _total, "attribute"),
}
"""The filters of templates. `join(attribute="name")` prints a list as the locale does: A, B and C."""

TESTS: Mapping[str, Callable[[Any], bool]] = {
    "defined": lambda value: value is not None,
    "undefined": lambda value: value is None,
    "none": lambda value: value is None,
    "true": lambda value: value is True,
    "false": lambda value: value is False,
}


class _Sandbox(ImmutableSandboxedEnvironment):
    """Reckons with doubles alone: whole numbers of Python have no end, and a square of a square is soon a bomb."""

    intercepted_binops = frozenset({"+", "-", "*", "/"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """The result. Raises `ArithmeticError` where there is none that a double holds.

        Types are what was declared, but `default` may put a text where a number was: a product of that would grow.
        """
        if not isinstance(left, int | float) or not isinstance(right, int | float):
            raise TypeError(operator)
        result = float(super().call_binop(context, operator, left, right))
        if not math.isfinite(result):
            raise OverflowError(operator)
        return result


def _environment() -> _Sandbox:
    environment = _Sandbox(undefined=StrictUndefined, autoescape=False)
    environment.globals.clear()
    environment.filters = {name: one.apply for name, one in FILTERS.items()}
    environment.tests = dict(TESTS)
    return environment


_SANDBOX = _environment()


def read_expression(text: str, scope: Scope) -> Expression:
    """An expression over the names of a scope. Raises `Refused`."""
    if len(text) > MAX_EXPRESSION:
        raise Refused(
            "template-not-allowed",
            f"this expression is longer than {MAX_EXPRESSION} characters",
            "work it out before the data come here, and pass the result as a field",
        )
    tree = _parse(text)
    checker = _Checker(scope)
    try:
        kind = checker.type_of(tree)
        path = _path_of(tree)
        compiled = None if path else _compile(text)
    except RecursionError:
        raise _too_deep() from None
    reads = tuple(dict.fromkeys(checker.reads))
    columns = checker.columns_of(tree)
    return Expression(text.strip(), kind, path, reads, columns, ".".join(_root(tree)), compiled, tree)


def _parse(text: str) -> nodes.Expr:
    if not text.strip():
        raise Refused("template-syntax", "there is nothing between the braces", "write a field's name")
    try:
        parser = Parser(_SANDBOX, text, state="variable")
        tree = parser.parse_expression()
        if not parser.stream.eos:
            raise Refused("template-syntax", f"`{text.strip()}` goes on after its end", "write one expression")
    except TemplateSyntaxError as fault:
        raise Refused("template-syntax", f"`{text.strip()}` is no expression: {fault.message}") from None
    except RecursionError:
        raise _too_deep() from None
    if _is_deep(tree):
        raise _too_deep()
    return tree


def _is_deep(tree: nodes.Node) -> bool:
    level = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return False
    return True


def _too_deep() -> Refused:
    return Refused("template-not-allowed", "this expression is nested too deeply", "make it simpler")


def _compile(text: str) -> Callable[..., Any]:
    return _SANDBOX.compile_expression(text.strip(), undefined_to_none=False)


def _path_of(tree: nodes.Expr) -> tuple[str, ...]:
    if isinstance(tree, nodes.Name):
        return (tree.name,)
    if isinstance(tree, nodes.Getattr) and isinstance(tree.node, nodes.Name):
        return (tree.node.name, tree.attr)
    # Filters that only say a type change nothing, so nothing needs to be compiled for them.
    if isinstance(tree, nodes.Filter) and tree.node is not None and FILTERS[tree.name].apply is _same:
        return _path_of(tree.node)
    return ()


_COUNTS = {"length": "count", "count": "count", "sum": "sum"}


def _root(tree: nodes.Expr) -> tuple[str, ...]:
    """The name that a placeholder gets: that of the field, whatever filters it carries; `people.count` for a count."""
    counted = ""
    while isinstance(tree, nodes.Filter) and tree.node is not None:
        counted = counted or _COUNTS.get(tree.name, "")
        tree = tree.node
    path = _path_of(tree)
    return (*path, counted) if counted and len(path) == 1 else path


class _Checker:
    """Finds the type of an expression, and refuses what is not on the allow-list."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.reads: list[tuple[str, ...]] = []

    def columns_of(self, tree: nodes.Expr) -> Mapping[str, Field]:
        """The columns, where this is a list."""
        if isinstance(tree, nodes.Name) and tree.name in self.scope.fields:
            return self.scope.fields[tree.name].fields
        return {}

    def type_of(self, tree: nodes.Expr) -> FieldType | None:
        match tree:
            case nodes.Name():
                return self._name(tree.name)
            case nodes.Getattr():
                return self._attribute(tree)
            case nodes.Const():
                return self._constant(tree.value)
            case nodes.And() | nodes.Or():
                self.type_of(tree.left)
                self.type_of(tree.right)
                return FieldType.BOOLEAN
            case nodes.Not():
                self.type_of(tree.node)
                return FieldType.BOOLEAN
            case nodes.Neg():
                return self._number(tree.node)
            case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div():
                left, right = self._number(tree.left), self._number(tree.right)
                return FieldType.MONEY if FieldType.MONEY in (left, right) else FieldType.NUMBER
            case nodes.Compare():
                self._compare(tree)
                return FieldType.BOOLEAN
            case nodes.CondExpr() if tree.expr2 is not None:
                self.type_of(tree.test)
                return self._either(self.type_of(tree.expr1), self.type_of(tree.expr2))
            case nodes.Filter():
                return self._filter(tree)
            case nodes.Test():
                return self._test(tree)
        raise Refused(
            "template-not-allowed",
            f"templates can't use {_WHAT.get(type(tree), type(tree).__name__.lower())}",
            "templates have names, comparisons, `and`, `or`, `not`, + - * / and the filters of the language reference",
        )

    def _name(self, name: str) -> FieldType | None:
        self.reads.append((name,))
        if name in self.scope.others:
            return self.scope.others[name]
        if name in self.scope.rows:
            return None
        if name in self.scope.fields:
            return self.scope.fields[name].type
        if name == CHANNEL:
            return FieldType.TEXT
        raise Refused(
            "undeclared-field",
            f"no field `{name}` is declared",
            f"declare it under `fields:` in notice.yaml; {nearest(name, self.scope.names())}",
        )

    def _attribute(self, tree: nodes.Getattr) -> FieldType | None:
        owner = tree.node.name if isinstance(tree.node, nodes.Name) else ""
        if owner == LETTERHEAD:
            known: Mapping[str, FieldType] = self.scope.letterhead
        elif owner in self.scope.rows:
            known = {name: one.type for name, one in self.scope.rows[owner].items()}
        elif owner == LOOP and self.scope.rows:
            known = _LOOP_TYPES
        else:
            raise Refused(
                "template-not-allowed",
                f"`.{tree.attr}` reaches into a value",
                "only `letterhead.NAME`, `loop.first` and the columns of a list in its loop have a dot",
            )
        if tree.attr not in known:
            raise Refused("undeclared-field", f"`{owner}` has nothing called `{tree.attr}`", nearest(tree.attr, known))
        self.reads.append((owner, tree.attr))
        return known[tree.attr]

    def _constant(self, value: object) -> FieldType:
        if isinstance(value, bool) or value is None:
            return FieldType.BOOLEAN
        if isinstance(value, int | float) and not abs(value) < MAX_NUMBER:
            raise Refused("template-not-allowed", "this number is too long", "a number has at most 15 digits")
        return FieldType.TEXT if isinstance(value, str) else FieldType.NUMBER

    def _number(self, tree: nodes.Expr) -> FieldType:
        kind = self.type_of(tree)
        if kind not in _NUMBERS or kind is None:
            raise Refused(
                "template-not-allowed",
                f"a {kind or 'row'} can't be reckoned with",
                "only fields of type number and money can",
            )
        return kind

    def _either(self, kind: FieldType | None, other: FieldType | None) -> FieldType | None:
        if kind != other and not any(kind in alike and other in alike for alike in (_NUMBERS, _TEXTS)):
            message = f"this is a {kind or 'row'} in one case, and a {other or 'row'} in the other"
            raise Refused("template-not-allowed", message, "write `{% if %}` around the words of each case")
        return kind

    def _compare(self, tree: nodes.Compare) -> None:
        kinds = [self.type_of(tree.expr)]
        for operand in tree.ops:
            if operand.op in ("in", "notin") and isinstance(operand.expr, nodes.List | nodes.Tuple):
                kinds.extend(self.type_of(item) for item in operand.expr.items)
                continue
            kind = self.type_of(operand.expr)
            kinds.append(kind)
            is_order = operand.op in ("lt", "lteq", "gt", "gteq")
            # A date is compared with a text that is one: due < "2026-12-01".
            if is_order and not all(one in _ORDERED or one in _TEXTS for one in kinds):
                raise Refused("template-not-allowed", f"a {kind or 'row'} has no greater or smaller")
        numbers = [one in _NUMBERS for one in kinds]
        if any(numbers) and not all(numbers):
            raise Refused(
                "template-not-allowed", "a number is compared with what is none", "write the number without quotes"
            )

    def _filter(self, tree: nodes.Filter) -> FieldType | None:
        known = FILTERS.get(tree.name)
        if known is None or tree.node is None:
            raise Refused("template-not-allowed", f"there is no filter `{tree.name}`", nearest(tree.name, FILTERS))
        kind = self.type_of(tree.node)
        if kind not in known.takes:
            raise Refused(
                "template-not-allowed",
                f"the filter `{tree.name}` is not for a {kind or 'row'}",
                f"it is for {', '.join(sorted(known.takes))}",
            )
        given = [*tree.args, *(one.value for one in tree.kwargs)]
        is_named_so = all(one.key == known.argument for one in tree.kwargs)
        if tree.dyn_args or tree.dyn_kwargs or len(given) != bool(known.argument) or not is_named_so:
            needs = f'`{tree.name}({known.argument}="...")`' if known.argument else f"`{tree.name}` alone"
            raise Refused("template-not-allowed", f"the filter `{tree.name}` is written wrongly", f"write {needs}")
        if known.argument == "attribute":
            return self._column_filter(tree, given[0])
        for one in given:
            if self.type_of(one) in (None, FieldType.LIST):
                raise Refused("template-not-allowed", "rows can't stand in for a value", "write a text or a number")
        return kind if known.gives is None else known.gives

    def _column_filter(self, tree: nodes.Filter, given: nodes.Expr) -> FieldType:
        columns = self.columns_of(tree.node) if tree.node is not None else {}
        column = str(given.value) if isinstance(given, nodes.Const) else ""
        if column not in columns:
            hint = f'write `{tree.name}(attribute="{next(iter(columns), "name")}")`'
            raise Refused("template-not-allowed", f"`{tree.name}` needs the name of a column", hint)
        kind = columns[column].type
        if tree.name == "sum" and kind not in _NUMBERS:
            raise Refused("template-not-allowed", f"the column `{column}` can't be summed up")
        return kind if tree.name == "sum" else FieldType.LIST

    def _test(self, tree: nodes.Test) -> FieldType:
        if tree.name not in TESTS or tree.args or tree.kwargs:
            raise Refused("template-not-allowed", f"there is no test `is {tree.name}`", nearest(tree.name, TESTS))
        self.type_of(tree.node)
        return FieldType.BOOLEAN


_WHAT: Mapping[type, str] = {
    nodes.Call: "calls",
    nodes.Getitem: "square brackets",
    nodes.Pow: "powers",
    nodes.Mod: "remainders",
    nodes.FloorDiv: "whole divisions",
    nodes.Concat: "`~`; words are joined by writing them side by side",
    nodes.List: "lists of their own",
    nodes.Tuple: "lists of their own",
    nodes.Dict: "maps of their own",
}
