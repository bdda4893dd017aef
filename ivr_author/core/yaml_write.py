"""Plain values as YAML text, in block or flow style as authors of flows write it. Where it goes is left to `yaml_edit`.

A `str` is written so that it reads back as text (`"8"`, not `8`); a `Bare` one as any scalar of those letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto

from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Scalar as TreeScalar
from ivr_author.core.yaml_plain import resolve_plain
from ivr_author.core.yaml_source import read_yaml

Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]
"""What can be written; keys of maps are texts."""

WIDTH = 116
"""Columns that a map or list in braces may fill before it is written in lines."""

_SHORT_LIST = 70

# What a double-quoted scalar cannot hold as it is. A byte order mark is legal but unseen, so it is spelt out.
_ESCAPED = re.compile('[\\\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_SHORT_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
# Plain wherever it stands, whatever is around it: most words need no trial.
_SAFE = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_./+-]| (?! |\Z)){0,200}")


_SPECIAL_ELSEWHERE = re.compile(r"(?i:y|n|yes|no|on|off)|[-+]?[0-9][0-9_:.,-]*")


class Bare(str):
    """A scalar of which only the letters matter: an expression that may be a number, a duration."""

    __slots__ = ()


def is_scalar(value: Value) -> bool:
    """Whether a value is one, not a list or map."""
    return value is None or isinstance(value, str | int | float)


def double_quoted(text: str) -> str:
    """A text between double quotes, whatever it holds."""
    return '"' + _ESCAPED.sub(lambda match: _escape(match.group()), text) + '"'


def _escape(character: str) -> str:
    code = ord(character)
    return _SHORT_ESCAPES.get(character) or (f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}")


def scalar_text(value: str | float | bool | None) -> str:
    """The letters of a scalar, as a tree has them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def inline(value: Value, *, in_flow: bool) -> str:
    """A value on one line; collections in braces or brackets. `in_flow`: it stands inside such braces."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(flow_entry(key, one) for key, one in value.items()) + "}"
    if isinstance(value, str) or value is None or isinstance(value, int | float):
        return _scalar(value, in_flow)
    return "[" + ", ".join(inline(one, in_flow=True) for one in value) + "]"


def flow_entry(key: str, value: Value) -> str:
    """`key: value` as it stands in braces."""
    return f"{_key(key)}: {inline(value, in_flow=True)}".rstrip(" ")


def _scalar(value: str | float | bool | None, in_flow: bool) -> str:
    if not isinstance(value, str):
        return "null" if value is None and in_flow else scalar_text(value)
    is_bare = isinstance(value, Bare)
    text = str(value)
    if "\n" not in text and (is_bare or _is_text_anywhere(text)) and _reads_plain(text, in_flow):
        return text
    return double_quoted(text)


def _is_text_anywhere(text: str) -> bool:
    """Whether an unquoted scalar is text to a reader of YAML 1.1 too, who takes `no` and dates for something else."""
    return isinstance(resolve_plain(text), str) and not _SPECIAL_ELSEWHERE.fullmatch(text)


def _reads_plain(text: str, in_flow: bool) -> bool:
    if _SAFE.fullmatch(text):
        return True
    tree, faults = read_yaml(Source("", f"{{k: {text}}}" if in_flow else f"k: {text}"))
    value = tree.get("k") if isinstance(tree, TreeMapping) and len(tree.entries) == 1 else None
    return not faults and isinstance(value, TreeScalar) and not value.quoted and value.text == text


def _key(text: str) -> str:
    if _SAFE.fullmatch(text) and isinstance(resolve_plain(text), str):
        return text
    return double_quoted(text)


class Shape(Enum):
    """How a map or list comes to be written."""

    BY_CONTENT = auto()
    """In braces where it holds single values and fits."""
    IN_BRACES = auto()
    """In braces wherever it fits."""
    IN_LINES = auto()


def block_entry(key: str, value: Value, indent: int, line_end: str, shape: Shape = Shape.BY_CONTENT) -> str:
    """`key: value` as it stands in lines, without the first line's spaces and the last one's end."""
    return f"{_key(key)}:{after_mark(value, indent, len(key) + 1, line_end, shape)}"


def block_item(value: Value, indent: int, line_end: str) -> str:
    """`- value` as it stands in lines at this column."""
    if isinstance(value, Mapping) and value and not _fits(value, indent + 2):
        inner = (line_end + " " * (indent + 2)).join(
            block_entry(key, one, indent + 2, line_end) for key, one in value.items()
        )
        return f"- {inner}"
    return f"-{after_mark(value, indent, 1, line_end)}"


def after_mark(value: Value, indent: int, before: int, line_end: str, shape: Shape = Shape.BY_CONTENT) -> str:
    """What stands after the `key:` or `-` at column `indent`: a space and one line, or lines that are set in.

    `before`: the characters of the mark itself.
    """
    if isinstance(value, str):
        if "\n" in value and is_literal(value):
            return " |-" + "".join(
                f"{line_end}{' ' * (indent + 2)}{line}" if line else line_end for line in value.split("\n")
            )
        return f" {_scalar(value, in_flow=False)}"
    if value is None or isinstance(value, int | float):
        return f" {scalar_text(value)}" if value is not None else ""
    if not value or _fits(value, indent + before + 1, shape):
        return f" {inline(value, in_flow=False)}"
    between = line_end + " " * (indent + 2)
    if isinstance(value, Mapping):
        return "".join(between + block_entry(key, one, indent + 2, line_end) for key, one in value.items())
    return "".join(between + block_item(one, indent + 2, line_end) for one in value)


def _fits(value: Sequence[Value] | Mapping[str, Value], column: int, shape: Shape = Shape.BY_CONTENT) -> bool:
    """Whether a collection is written on one line."""
    if shape is Shape.IN_LINES:
        return False
    if shape is Shape.IN_BRACES:
        return column + len(inline(value, in_flow=False)) <= WIDTH
    if isinstance(value, Mapping):
        simple = all(is_scalar(one) or _is_word_list(one) for one in value.values())
        return simple and column + len(inline(value, in_flow=False)) <= WIDTH
    return _is_word_list(value) and column + len(inline(value, in_flow=False)) <= _SHORT_LIST


def _is_word_list(value: Value) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and all(isinstance(one, str) and len(one) <= 40 and not one.endswith((".", "?", "!")) for one in value)
    )


def is_literal(text: str) -> bool:
    """Whether a text of several lines reads back from a `|-` block as it is."""
    lines = text.split("\n")
    return (
        bool(lines[0].strip())
        and bool(lines[-1].strip())
        and not lines[0].startswith((" ", "\t"))
        and not any(_ESCAPED.search(line.replace("\\", "").replace('"', "")) or "\t" in line for line in lines)
        and all(line.strip() or not line for line in lines)
    )
