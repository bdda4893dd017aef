"""Which plural form a count takes, by the C expression of gettext's Plural-Forms. `runtime/plurals.js` is the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from gettext import c2py

from ivr_author.core.value_types import Value

# C divides whole numbers and ECMAScript does not; no language's rule divides.
_EXPRESSION = re.compile(r"[n0-9%<>=!&|?:() ]{1,400}")
_WHOLE = re.compile(r"[0-9]{1,15}")
_MOST = 1e15


def is_plural_expression(expression: str) -> bool:
    """Whether this is a plural expression that Python, C and ECMAScript read alike."""
    if not _EXPRESSION.fullmatch(expression):
        return False
    try:
        # A rule that takes the remainder by zero does so for every number.
        _compile(expression)(1)
    except (ValueError, ZeroDivisionError):
        return False
    return True


def choose_form(expression: str, count: Value, forms: int) -> int:
    """The index of the form for a count; a count that is no whole number takes the last, which is for the rest."""
    number = _whole(count)
    if number is None:
        return forms - 1
    return min(_compile(expression)(number), forms - 1)


def _whole(count: Value) -> int | None:
    if isinstance(count, str):
        return int(count) if _WHOLE.fullmatch(count) else None
    if isinstance(count, bool) or count is None:
        return None
    size = abs(count)
    return int(size) if size < _MOST and size == int(size) else None


@cache
def _compile(expression: str) -> Callable[[int], int]:
    return c2py(expression)
