"""What a field's type means: how a value of it is read from the tree, and its JSON Schema. One entry for each type.

A record is a frozen dataclass; its annotations name the types below. So one declaration gives the YAML key, the
reader, the schema and, later, the form in the editor. A YAML key that is a Python word carries a `_` here (`if_`).
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Source, Span
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar, Sequence

R = typing.TypeVar("R")

ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
ID_HINT = "use lower-case letters, digits and underscores, at most 40, beginning with a letter"


class Skip(Exception):
    """A value could not be read; its diagnostics are already noted. Never leaves this module's callers."""


@dataclass
class Reader:
    """Collects the faults of one file while it is read."""

    source: Source
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def fault(self, rule: str, message: str, span: Span, hint: str = "") -> None:
        """Note an error."""
        self.diagnostics.append(error(rule, message, span, hint))

    def skip(self, rule: str, message: str, span: Span, hint: str = "") -> Skip:
        """Note an error and give what to raise."""
        self.fault(rule, message, span, hint)
        return Skip()


@dataclass(frozen=True, slots=True)
class FieldType:
    """How one Python type stands in YAML."""

    read: Callable[[TreeNode, Reader], Any]
    schema: Callable[[], dict[str, Any]]


_TYPES: dict[object, FieldType] = {}


def define(python_type: object, read: Callable[[TreeNode, Reader], Any], schema: Callable[[], dict[str, Any]]) -> None:
    """Teach the reader a type."""
    _TYPES[python_type] = FieldType(read, schema)


def define_choice(kind: type[str], names: typing.Sequence[str], what: str) -> None:
    """Teach the reader a type that has only these values; `what` names it in a fault."""

    def read(node: TreeNode, reader: Reader) -> str:
        text = scalar_text(node, what, reader)
        if text.text not in names:
            raise reader.skip("wrong-value", f"`{text.text}` is not {what}", text.span, nearest(text.text, names))
        return kind(text.text)

    define(kind, read, lambda: {"enum": list(names)})


def nearest(name: str, names: typing.Iterable[str]) -> str:
    """A hint that names the nearest right name, or all of them if none is near."""
    known = sorted(names)
    close = difflib.get_close_matches(name, known, 1, 0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    if not known:
        return "there is none yet"
    return f"known: {', '.join(f'`{one}`' for one in known[:12])}{', ...' if len(known) > 12 else ''}"


def yaml_key(field_name: str) -> str:
    """The YAML key of a dataclass field."""
    return field_name.rstrip("_")


@dataclass(frozen=True, slots=True)
class RecordField:
    """A field of a record: its YAML key, its type, and whether it may be left out."""

    name: str
    key: str
    type: object
    required: bool


def record_fields(record: type) -> tuple[RecordField, ...]:
    """The fields of a record that an author writes; those marked `given` are filled in by the reader."""
    known = _FIELDS.get(record)
    if known is None:
        known = _FIELDS[record] = tuple(_find_fields(record))
    return known


_FIELDS: dict[type, tuple[RecordField, ...]] = {}


def _find_fields(record: type) -> typing.Iterator[RecordField]:
    hints = typing.get_type_hints(record)
    yield from (
        RecordField(
            one.name,
            yaml_key(one.name),
            hints[one.name],
            one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING,
        )
        for one in dataclasses.fields(record)
        if not one.metadata.get("given")
    )


def given() -> Any:
    """A dataclass field that the reader fills in (an id, a span), not the author."""
    return dataclasses.field(metadata={"given": True})


def read_mapping(node: TreeNode, what: str, reader: Reader) -> TreeMapping:
    """The node as a map, or a fault."""
    if isinstance(node, TreeMapping):
        return node
    raise reader.skip("wrong-shape", f"{what} must be a map of keys to values", node.span, "write `key: value` lines")


def read_record(record: type[R], node: TreeNode, what: str, reader: Reader, **given_values: object) -> R:
    """A record from a map: unknown and missing keys are faults, every field is tried before giving up."""
    mapping = read_mapping(node, what, reader)
    fields_ = record_fields(record)
    known = {one.key: one for one in fields_}
    allowed = [*known, *(("type",) if given_values.get("typed") else ())]
    given_values.pop("typed", None)
    for key, _ in mapping:
        if key.text not in allowed:
            reader.fault("unknown-key", f"{what} has no key `{key.text}`", key.span, nearest(key.text, allowed))
    values: dict[str, object] = dict(given_values)
    complete = True
    for one in fields_:
        value = mapping.get(one.key)
        if value is None or _is_null(value):
            if one.required:
                reader.fault("missing-key", f"{what} needs `{one.key}`", _head(mapping), f"add `{one.key}:`")
                complete = False
            continue
        try:
            values[one.name] = read_value(one.type, value, reader)
        except Skip:
            complete = False
    if not complete:
        raise Skip
    return record(**values)


def _is_null(node: TreeNode) -> bool:
    return isinstance(node, Scalar) and node.data is None and not node.quoted


def _head(mapping: TreeMapping) -> Span:
    return mapping.entries[0][0].span if mapping.entries else mapping.span


def read_value(python_type: object, node: TreeNode, reader: Reader) -> Any:
    """A value of a type; raises `Skip` after noting what is wrong."""
    known = _TYPES.get(python_type)
    if known is not None:
        return known.read(node, reader)
    origin, arguments = typing.get_origin(python_type), typing.get_args(python_type)
    if origin in (types.UnionType, typing.Union):
        return read_value(next(one for one in arguments if one is not type(None)), node, reader)
    if origin is tuple:
        return _read_list(arguments[0], node, reader)
    if origin is Mapping:
        return _read_map(arguments[1], node, reader)
    if isinstance(python_type, type) and dataclasses.is_dataclass(python_type):
        name = getattr(python_type, "WHAT", python_type.__name__.lower())
        extra = {"span": node.span} if _takes_span(python_type) else {}
        return read_record(python_type, node, name, reader, **extra)
    raise TypeError(f"no field type for {python_type!r}")


def _takes_span(record: type) -> bool:
    return any(one.name == "span" and one.metadata.get("given") for one in dataclasses.fields(record))


def _read_list(item: object, node: TreeNode, reader: Reader) -> tuple[object, ...]:
    if not isinstance(node, Sequence):
        raise reader.skip("wrong-shape", "this must be a list", node.span, "write `- ` before each item, or [a, b]")
    values, complete = [], True
    for one in node.items:
        try:
            values.append(read_value(item, one, reader))
        except Skip:
            complete = False
    if not complete:
        raise Skip
    return tuple(values)


def _read_map(item: object, node: TreeNode, reader: Reader) -> dict[str, object]:
    values, complete = {}, True
    for key, value in read_mapping(node, "this", reader):
        try:
            values[key.text] = read_value(item, value, reader)
        except Skip:
            complete = False
    if not complete:
        raise Skip
    return values


def scalar_text(node: TreeNode, what: str, reader: Reader) -> Scalar:
    """The node as one non-empty value."""
    if not isinstance(node, Scalar):
        raise reader.skip("wrong-shape", f"{what} must be one value, not a list or map", node.span)
    if node.text.strip() == "":
        raise reader.skip("empty-value", f"{what} is empty", node.span, "write it, or remove the key")
    return node


# --- JSON Schema -----------------------------------------------------------------------------------------------------


def value_schema(python_type: object, definitions: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a type; records go to `definitions` and are referred to."""
    known = _TYPES.get(python_type)
    if known is not None:
        return known.schema()
    origin, arguments = typing.get_origin(python_type), typing.get_args(python_type)
    if origin in (types.UnionType, typing.Union):
        return value_schema(next(one for one in arguments if one is not type(None)), definitions)
    if origin is tuple:
        return {"type": "array", "items": value_schema(arguments[0], definitions)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": value_schema(arguments[1], definitions)}
    if isinstance(python_type, type) and dataclasses.is_dataclass(python_type):
        name = python_type.__name__
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = record_schema(python_type, definitions)
        return {"$ref": f"#/$defs/{name}"}
    raise TypeError(f"no schema for {python_type!r}")


def record_schema(
    record: type, definitions: dict[str, Any], constants: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The JSON Schema of a record; `constants` are keys with a fixed value, such as a node's `type`."""
    properties: dict[str, Any] = {key: {"const": value} for key, value in (constants or {}).items()}
    for one in record_fields(record):
        properties[one.key] = value_schema(one.type, definitions)
    required = [*(constants or {}), *(one.key for one in record_fields(record) if one.required)]
    schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = required
    description = (record.__doc__ or "").split("\n\n")[0].strip()
    return {"description": " ".join(description.split()), **schema} if description else schema
