"""JSON Schemas of the files of notices, from the types that their reader reads by; editors check by them."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from ivr_author.flow.fields import ID, record_schema
from ivr_author.flow.schema import DRAFT
from ivr_author.notice.declaration.field_types import FieldRecord
from ivr_author.notice.declaration.read import NoticeRecord
from ivr_author.notice.declaration.read_shared import AssistanceFile, LetterheadRecord, MemberRecord
from ivr_author.notice.declaration.read_value import MAX_ADDRESS_LINES, MAX_ROWS
from ivr_author.notice.model import FieldType

NOTICE_SCHEMA = "notice.schema.json"
LETTERHEAD_SCHEMA = "letterhead.schema.json"
MEMBERS_SCHEMA = "members.schema.json"
ASSISTANCE_SCHEMA = "language_assistance.schema.json"

_SCALAR = {"type": ["string", "number", "boolean", "null"]}
_NAMES = {"pattern": f"^{ID.pattern}$"}


def build_notice_schemas(channels: Collection[str]) -> dict[str, str]:
    """The text of each schema file by its name; the same types and channels give the same bytes."""
    schemas = {
        NOTICE_SCHEMA: _build("A notice: notices/<id>/notice.yaml", NoticeRecord, channels),
        LETTERHEAD_SCHEMA: _build("Who writes: notices/_letterhead.yaml", LetterheadRecord, channels),
        MEMBERS_SCHEMA: _members(),
        ASSISTANCE_SCHEMA: _build("Offers of help: notices/_language_assistance.yaml", AssistanceFile, channels),
    }
    return {name: json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for name, schema in schemas.items()}


def _build(title: str, record: type, channels: Collection[str]) -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    schema = record_schema(record, definitions)
    if record is NoticeRecord:
        definitions |= {"Channel": {"enum": sorted(channels)}, "Field": _field(definitions), "Value": _value()}
        properties = schema["properties"]
        properties["fields"]["propertyNames"] = _NAMES
        properties["channels"] |= {"minItems": 1, "uniqueItems": True}
        properties["legal"]["uniqueItems"] = True
    if record is LetterheadRecord:
        definitions["Lines"] = _lines()
    return {"$schema": DRAFT, "title": title, **schema, "$defs": dict(sorted(definitions.items()))}


def _members() -> dict[str, Any]:
    definitions: dict[str, Any] = {"Value": _value()}
    member = record_schema(MemberRecord, definitions)
    title = "Sample members: notices/_members.yaml"
    schema = {"type": "object", "propertyNames": _NAMES, "additionalProperties": member}
    return {"$schema": DRAFT, "title": title, **schema, "$defs": dict(sorted(definitions.items()))}


def _field(definitions: dict[str, Any]) -> dict[str, Any]:
    """A field: its type alone, or with more. A list has columns, which are no lists; nothing else has."""
    kinds = [str(kind) for kind in FieldType]
    record = record_schema(FieldRecord, definitions)
    record["properties"]["fields"] |= {"propertyNames": _NAMES, "minProperties": 1}
    is_list = {"properties": {"type": {"const": "list"}}, "required": ["type"]}
    record |= {"if": is_list, "then": {"required": ["fields"]}, "else": {"not": {"required": ["fields"]}}}
    return {"oneOf": [{"enum": [kind for kind in kinds if kind != FieldType.LIST]}, record]}


def _value() -> dict[str, Any]:
    """A value of a sample; whether it is one of its field's type, only the reader knows."""
    row = {"type": "object", "additionalProperties": _SCALAR}
    items = {"anyOf": [_SCALAR, row]}
    return {"anyOf": [_SCALAR, {"type": "array", "items": items, "maxItems": MAX_ROWS}]}


def _lines() -> dict[str, Any]:
    lines = {"type": "array", "minItems": 1, "maxItems": MAX_ADDRESS_LINES, "items": {"type": ["string", "number"]}}
    return {"description": "The lines of an address.", "oneOf": [{"type": "string", "minLength": 1}, lines]}
