"""The types that only the files of notices have: declarations of fields, channels, samples, lines of an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ivr_author.core.locale import parse_tag
from ivr_author.core.source import Span
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar, Sequence
from ivr_author.flow.fields import (
    ID,
    Reader,
    define,
    define_choice,
    given,
    read_mapping,
    read_record,
    read_value,
    scalar_text,
)
from ivr_author.flow.model import Name
from ivr_author.flow.node import Record
from ivr_author.notice.declaration.read_value import MAX_TEXT_CHARACTERS, ValueFault
from ivr_author.notice.declaration.read_value import read_value as read_typed
from ivr_author.notice.model import Field, FieldType

_NOWHERE = Span("", 1, 1, 1, 1)


class ChannelName(Name):
    """Names a channel."""


class FieldName(Name):
    """Names a field of the same notice."""


class LanguageTag(str):
    """A language tag, in the workspace's spelling."""

    __slots__ = ()


class Longest(int):
    """Characters of the longest plausible value."""


class Lines(tuple[str, ...]):
    """The lines of an address."""

    __slots__ = ()


class Phone(str):
    """A phone number, as `read_value` keeps it."""

    __slots__ = ()


class Digits(str):
    """Figures: 711, or a number with hyphens."""

    __slots__ = ()


class WebAddress(str):
    """https://..."""

    __slots__ = ()


class EmailAddress(str):
    """name@example.org"""

    __slots__ = ()


class SampleTree(TreeMapping):
    """Values by field, still as a tree: each is read by its own field's type."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRecord(Record):
    """A value that the notice is filled with; `name: money` alone is a type without more."""

    WHAT: ClassVar[str] = "a field"

    type: FieldType
    optional: bool = False
    label: str | None = None
    longest: Longest | None = None
    fields: Mapping[str, FieldRecord] | None = None
    span: Span = given()


def _field(node: TreeNode, reader: Reader) -> FieldRecord:
    if isinstance(node, Scalar):
        return FieldRecord(type=read_value(FieldType, node, reader), span=node.span)
    return read_record(FieldRecord, node, "a field", reader, span=node.span)


def _whole(node: TreeNode, reader: Reader, high: int) -> int:
    data = node.data if isinstance(node, Scalar) and not node.quoted else None
    if isinstance(data, int) and not isinstance(data, bool) and 1 <= data <= high:
        return data
    raise reader.skip("wrong-value", f"this must be a whole number from 1 to {high:,}", node.span)


def _tag(node: TreeNode, reader: Reader) -> LanguageTag:
    text = scalar_text(node, "a locale", reader)
    tag = parse_tag(text.text)
    if tag is None:
        raise reader.skip("unknown-locale", f"`{text.text}` is no language tag", text.span, "write it as es or pt_BR")
    return LanguageTag(tag)


def _lines(node: TreeNode, reader: Reader) -> Lines:
    given_: object = None
    if isinstance(node, Sequence):
        given_ = [scalar_text(one, "a line", reader).text for one in node.items]
    elif isinstance(node, Scalar):
        given_ = scalar_text(node, "an address", reader).text
    value = _typed(FieldType.ADDRESS, node, given_, reader)
    assert isinstance(value, tuple), "an address is its lines"
    return Lines(str(line) for line in value)


def _typed(kind: FieldType, node: TreeNode, given_: object, reader: Reader) -> object:
    """The value by the same rules as members' data."""
    read = read_typed(Field("", kind, _NOWHERE), given_)
    if isinstance(read, ValueFault):
        raise reader.skip("wrong-value", read.message, node.span, f"write {read.expected}")
    return read


def _define_typed(python_type: type[str], kind: FieldType, what: str, schema: dict[str, Any]) -> None:
    def read(node: TreeNode, reader: Reader) -> str:
        return python_type(_typed(kind, node, scalar_text(node, what, reader).text, reader))

    define(python_type, read, lambda: dict(schema))


def _named(kind: type[Name], what: str, schema: dict[str, Any]) -> None:
    def read(node: TreeNode, reader: Reader) -> Name:
        scalar = scalar_text(node, what, reader)
        return kind(scalar.text, scalar.span)

    define(kind, read, lambda: dict(schema))


def _sample(node: TreeNode, reader: Reader) -> SampleTree:
    mapping = read_mapping(node, "a sample", reader)
    return SampleTree(mapping.span, mapping.entries)


_named(ChannelName, "a channel", {"$ref": "#/$defs/Channel"})
_named(FieldName, "a field's name", {"type": "string", "pattern": f"^{ID.pattern}$"})
define_choice(FieldType, [str(kind) for kind in FieldType], "a type of field")
define(FieldRecord, _field, lambda: {"$ref": "#/$defs/Field"})
define(SampleTree, _sample, lambda: {"type": "object", "additionalProperties": {"$ref": "#/$defs/Value"}})
define(Lines, _lines, lambda: {"$ref": "#/$defs/Lines"})
define(LanguageTag, _tag, lambda: {"type": "string", "examples": ["es", "pt_BR"]})
define(
    Longest,
    lambda node, reader: Longest(_whole(node, reader, MAX_TEXT_CHARACTERS)),
    lambda: {"type": "integer", "minimum": 1, "maximum": MAX_TEXT_CHARACTERS},
)
_define_typed(Phone, FieldType.PHONE, "a phone number", {"type": "string", "pattern": r"^\+?[0-9(]"})
_define_typed(Digits, FieldType.DIGITS, "a number", {"type": ["string", "integer"], "pattern": r"^[0-9*#][0-9*# -]*$"})
_define_typed(WebAddress, FieldType.URL, "a web address", {"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"})
_define_typed(EmailAddress, FieldType.EMAIL, "an email address", {"type": "string", "pattern": "^[^@\\s]+@[^@\\s]+$"})
