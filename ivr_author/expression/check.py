"""Infers the type of an expression and finds what can't be meant: unknown names, operands that don't fit.

Reading has settled the syntax; what a fault's place is in its file is left to the caller.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from enum import Enum

from ivr_author.core.dates import is_date
from ivr_author.core.value_types import ValueType
from ivr_author.expression.functions import ANY, FUNCTIONS, NUMERIC, TEXTUAL, WEEKDAYS, is_time
from ivr_author.expression.model import (
    BUILTIN_NAMES,
    CALL_DATE,
    Arithmetic,
    Call,
    Compare,
    Expr,
    ExpressionFault,
    In,
    Literal,
    Logic,
    Name,
    Negate,
    Not,
)
from ivr_author.expression.write import to_text

_DATE_HINT = "write a date as '2026-12-23', today() or a date variable"
_TIME_HINT = "write a time as '08:00' or a time variable"


def infer(expr: Expr, types: Mapping[str, ValueType]) -> tuple[ValueType | None, list[ExpressionFault]]:
    """The type of an expression (None: it is none, or faulty) and its faults. `types` are those of the variables."""
    checker = _Checker(types)
    found = checker.infer(expr)
    return (found if isinstance(found, ValueType) else None), checker.faults


def check_condition(expr: Expr, types: Mapping[str, ValueType]) -> list[ExpressionFault]:
    """The faults of an expression that must be a condition."""
    checker = _Checker(types)
    checker.expect_condition(expr)
    return checker.faults


def check_value(expr: Expr, types: Mapping[str, ValueType], wanted: ValueType) -> list[ExpressionFault]:
    """The faults of an expression whose value goes into a variable or an argument of type `wanted`."""
    checker = _Checker(types)
    found = checker.infer(expr)
    if isinstance(found, ValueType) and not _may_become(expr, found, wanted):
        checker.report(
            expr, f"`{to_text(expr)}` is {_describe(found)}, not {_describe(wanted)}", _literal_hint(expr, wanted)
        )
    return checker.faults


def _may_become(expr: Expr, found: ValueType, wanted: ValueType) -> bool:
    if found is wanted or (found is ValueType.NUMBER and wanted is ValueType.MONEY):
        return True
    if isinstance(expr, Literal) and isinstance(expr.value, str):
        return _text_fits(expr.value, wanted)
    # Every text-like value may be kept as text; digits a caller keyed in may be a phone number.
    plain = (ValueType.TEXT, ValueType.NAME)
    return found in TEXTUAL and (wanted in plain or (found is ValueType.DIGITS and wanted is ValueType.PHONE))


def _text_fits(text: str, wanted: ValueType) -> bool:
    match wanted:
        case ValueType.DATE:
            return is_date(text)
        case ValueType.TIME:
            return is_time(text)
        case ValueType.DIGITS:
            return text.isascii() and text.isdigit()
        case ValueType.PHONE:
            digits = text.removeprefix("+")
            return digits.isascii() and digits.isdigit()
        case _:
            return wanted in TEXTUAL


def _literal_hint(expr: Expr, wanted: ValueType) -> str:
    if wanted is ValueType.DATE:
        return _DATE_HINT
    if wanted is ValueType.TIME:
        return _TIME_HINT
    if isinstance(expr, Literal) and wanted in TEXTUAL:
        return f"put it in quotes: '{to_text(expr)}'"
    if isinstance(expr, Literal) and isinstance(expr.value, str) and wanted in NUMERIC:
        return "write a number without quotes"
    return ""


def _describe(found: ValueType) -> str:
    return {ValueType.MONEY: "money", ValueType.DIGITS: "digits", ValueType.BOOLEAN: "true or false"}.get(
        found, f"a {found}"
    )


def _family(found: ValueType) -> frozenset[ValueType]:
    """The types a value may be compared with."""
    return next((family for family in (TEXTUAL, NUMERIC) if found in family), frozenset({found}))


class _Odd(Enum):
    """What an expression is that has no type: the literal none, or something already reported."""

    NONE = "none"
    FAULTY = "faulty"


_Kind = ValueType | _Odd


class _Checker:
    def __init__(self, types: Mapping[str, ValueType]) -> None:
        self.types = {**types, **BUILTIN_NAMES}
        self.faults: list[ExpressionFault] = []

    def report(self, expr: Expr, message: str, hint: str = "") -> None:
        fault = ExpressionFault(message, expr.offset, hint)
        # The left side of `in` is looked at once for each item, but its faults are told once.
        if fault not in self.faults:
            self.faults.append(fault)

    def infer(self, expr: Expr) -> _Kind:
        match expr:
            case Literal():
                return self._infer_literal(expr)
            case Name():
                return self._infer_name(expr)
            case Compare():
                self._check_comparison(expr.left, expr.right, is_order=expr.operator not in ("==", "!="))
                return ValueType.BOOLEAN
            case In(operand=operand, options=options):
                for item in options.items:
                    self._check_comparison(operand, item, is_order=False)
                return ValueType.BOOLEAN
            case Logic(operands=operands):
                for operand in operands:
                    self.expect_condition(operand)
                return ValueType.BOOLEAN
            case Not(operand=operand):
                self.expect_condition(operand)
                return ValueType.BOOLEAN
            case Negate(operand=operand):
                return self._expect(operand, NUMERIC, "a minus sign takes a number")
            case Arithmetic():
                return self._infer_arithmetic(expr)
            case Call():
                return self._infer_call(expr)

    def _infer_literal(self, expr: Literal) -> _Kind:
        match expr.value:
            case None:
                return _Odd.NONE
            case bool():
                return ValueType.BOOLEAN
            case str():
                return ValueType.TEXT
            case _:
                return ValueType.NUMBER

    def _infer_name(self, expr: Name) -> _Kind:
        if expr.name in self.types:
            return self.types[expr.name]
        if expr.name in FUNCTIONS:
            hint = f"write {FUNCTIONS[expr.name].usage}"
        elif expr.name == CALL_DATE:
            hint = "write today()"
        else:
            near = difflib.get_close_matches(expr.name, self.types, 1)
            hint = f"did you mean `{near[0]}`?" if near else "declare it under `variables`"
        self.report(expr, f"there is no variable `{expr.name}`", hint)
        return _Odd.FAULTY

    def expect_condition(self, expr: Expr) -> None:
        """Report what is not a condition."""
        found = self.infer(expr)
        if found in (ValueType.BOOLEAN, _Odd.FAULTY):
            return
        text = to_text(expr)
        if not isinstance(found, ValueType):
            self.report(expr, "`none` is not a condition", "write is_set(name) to ask whether there is a value")
        elif found in NUMERIC:
            self.report(expr, f"`{text}` is {_describe(found)}, not a condition", f"write {text} > 0")
        else:
            hint = "write a comparison" if isinstance(expr, Literal) else f"write is_set({text})"
            self.report(expr, f"`{text}` is {_describe(found)}, not a condition", hint)

    def _expect(self, expr: Expr, wanted: frozenset[ValueType], message: str) -> _Kind:
        found = self.infer(expr)
        if found is _Odd.FAULTY or found in wanted:
            return found
        if found is ValueType.TEXT and isinstance(expr, Literal):
            for moment in (ValueType.DATE, ValueType.TIME):
                if moment in wanted and _text_fits(str(expr.value), moment):
                    return moment
        kind = _describe(found) if isinstance(found, ValueType) else "none"
        hint = _DATE_HINT if wanted == {ValueType.DATE} else ""
        if wanted == NUMERIC and found is ValueType.DATE:
            hint = "days_between(from, to) gives the days between two dates"
        elif wanted == NUMERIC and isinstance(expr, Literal) and found is ValueType.TEXT:
            hint = "write a number without quotes"
        self.report(expr, f"{message}; `{to_text(expr)}` is {kind}", hint)
        return _Odd.FAULTY

    def _check_comparison(self, left: Expr, right: Expr, is_order: bool) -> None:
        first, second = self.infer(left), self.infer(right)
        if _Odd.FAULTY in (first, second):
            return
        if not isinstance(first, ValueType) or not isinstance(second, ValueType):
            if is_order:
                self.report(left, "none is neither more nor less than anything", "write is_set(name)")
            return
        if self._check_moment(left, first, right, second) or self._check_moment(right, second, left, first):
            return
        if _family(first) != _family(second):
            message = f"`{to_text(left)}` is {_describe(first)}, `{to_text(right)}` is {_describe(second)}"
            self.report(left, f"{message}: they can't be compared", _mismatch_hint(left, first, right, second))
        elif is_order and first is ValueType.BOOLEAN:
            self.report(left, "true and false are neither more nor less than each other", "write == or !=")
        else:
            self._check_weekday(left, right)
            self._check_weekday(right, left)

    def _check_moment(self, moment: Expr, found: ValueType, other: Expr, other_found: ValueType) -> bool:
        """Whether the comparison is one of a date or time with a text, which is then checked here."""
        if found not in (ValueType.DATE, ValueType.TIME) or other_found is not ValueType.TEXT:
            return False
        if not isinstance(other, Literal):
            return False
        if not _text_fits(str(other.value), found):
            hint = _DATE_HINT if found is ValueType.DATE else _TIME_HINT
            self.report(other, f"`{to_text(moment)}` is {_describe(found)}; {to_text(other)} is none", hint)
        return True

    def _check_weekday(self, call: Expr, other: Expr) -> None:
        is_weekday = isinstance(call, Call) and call.function == "weekday"
        if is_weekday and isinstance(other, Literal) and other.value not in WEEKDAYS:
            self.report(other, f"{to_text(other)} is not a day of the week", "the days are " + ", ".join(WEEKDAYS))

    def _infer_arithmetic(self, expr: Arithmetic) -> _Kind:
        message = f"`{expr.operator}` takes numbers"
        left = self._expect(expr.left, NUMERIC, message)
        right = self._expect(expr.right, NUMERIC, message)
        if _Odd.FAULTY in (left, right):
            return _Odd.FAULTY
        is_money = (left is ValueType.MONEY, right is ValueType.MONEY)
        if not any(is_money):
            return ValueType.NUMBER
        if expr.operator == "/" and all(is_money):
            return ValueType.NUMBER
        if expr.operator == "*" and all(is_money):
            self.report(expr, "money can't be multiplied by money", "multiply it by a number")
            return _Odd.FAULTY
        if expr.operator == "/" and is_money[1]:
            self.report(expr, "a number can't be divided by money", "divide the money by the number")
            return _Odd.FAULTY
        return ValueType.MONEY

    def _infer_call(self, expr: Call) -> _Kind:
        function = FUNCTIONS[expr.function]
        found: list[_Kind] = []
        for argument, wanted in zip(expr.arguments, function.parameters, strict=True):
            message = f"{function.usage} can't take this"
            found.append(self.infer(argument) if wanted == ANY else self._expect(argument, wanted, message))
        if function.result is not None:
            return function.result
        kinds = [kind for kind in found if isinstance(kind, ValueType)]
        if len(kinds) < len(found):
            return _Odd.FAULTY
        if len({_family(kind) for kind in kinds}) > 1:
            self.report(expr, f"{function.usage} takes two values of one type")
            return _Odd.FAULTY
        return ValueType.MONEY if ValueType.MONEY in kinds else kinds[0]


def _mismatch_hint(left: Expr, first: ValueType, right: Expr, second: ValueType) -> str:
    for expr, found, other, other_found in ((left, first, right, second), (right, second, left, first)):
        if other_found in NUMERIC and found in TEXTUAL:
            if isinstance(expr, Literal):
                return "write a number without quotes"
            kind = "digits are" if found is ValueType.DIGITS else f"a {found} is"
            example = f"'{to_text(other)}'" if isinstance(other, Literal) else "another text"
            return f"{kind} text; compare with {example}, or compare length({to_text(expr)})"
        if found is ValueType.DATE:
            return _DATE_HINT + "; days_between(from, to) gives days"
        if found is ValueType.TIME:
            return _TIME_HINT
        if found is ValueType.BOOLEAN and not isinstance(expr, Literal):
            return f"write `{to_text(expr)}` or `not {to_text(expr)}`"
    return ""
