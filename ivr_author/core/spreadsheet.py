"""Cells that no spreadsheet takes for a formula, and what they were. https://owasp.org/www-community/attacks/CSV_Injection"""

from __future__ import annotations

import re

# Full-width ones too: Excel in East Asia takes them for the same.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def begins_formula(cell: str) -> bool:
    """Whether a spreadsheet would run the cell, or would have but for the apostrophes before it."""
    return _FORMULA.match(cell) is not None


def guard(cell: str) -> str:
    """The cell with an apostrophe before what would be run, and before what is guarded already."""
    return f"'{cell}" if begins_formula(cell) else cell


def without_guard(cell: str) -> str:
    """What `guard` was given."""
    return cell[1:] if cell.startswith("'") and begins_formula(cell) else cell
