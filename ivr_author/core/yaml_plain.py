"""What an unquoted scalar stands for, by the core schema of YAML 1.2; finding it is left to `yaml_source`."""

from __future__ import annotations

import re
from typing import Final

from ivr_author.core.tree import Data

CONSTANTS: Final[dict[str, Data]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip

AFTER_NUMBERS: Final = ":"
"""Each number comes before it in the order of characters; what comes behind it is one of the constants, or text."""

_NUMBER_STARTS = frozenset("-+.0123456789")

# Longer integers would not fit a float: decimal ones become infinity, others stay text.
_INTEGER = re.compile(r"[-+]?[0-9]{1,300}")
_OCTAL = re.compile(r"0o[0-7]{1,250}")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,250}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITY = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_NOT_A_NUMBER = frozenset((".nan", ".NaN", ".NAN"))


def resolve_plain(text: str) -> Data:
    """The value of an unquoted scalar."""
    if text[:1] not in _NUMBER_STARTS:
        return CONSTANTS.get(text, text)
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _OCTAL.fullmatch(text):
        return int(text[2:], 8)
    if _HEXADECIMAL.fullmatch(text):
        return int(text[2:], 16)
    infinity = _INFINITY.fullmatch(text)
    if infinity:
        return float(infinity.group(1) + "inf")
    return float("nan") if text in _NOT_A_NUMBER else text
