"""Whole numbers out of forms and addresses: whatever was typed there, reading it never fails."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"-?[0-9]{1,9}")


def whole_number(text: str, least: int, most: int) -> int | None:
    """The number that a text says in plain digits, if it is within these bounds."""
    if not _WHOLE.fullmatch(text):
        return None
    number = int(text)
    return number if least <= number <= most else None
