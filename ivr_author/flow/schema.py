"""JSON Schemas of the files that authors write, from the types that the reader reads by; editors check by them."""

from __future__ import annotations

import json
from typing import Any

from ivr_author.flow.field_types import prompt_schema
from ivr_author.flow.fields import ID, record_schema
from ivr_author.flow.read import NODE_TYPES, BulletinFile, FlowFile
from ivr_author.flow.read_script import CallsFile
from ivr_author.flow.read_settings import CalendarRecord, WorkspaceFile

DRAFT = "https://json-schema.org/draft/2020-12/schema"
FILES: dict[str, tuple[str, type]] = {
    "workspace.schema.json": ("ivr.yaml", WorkspaceFile),
    "flow.schema.json": ("A call flow: flows/<id>.yaml", FlowFile),
    "calls.schema.json": ("Call scripts: flows/<flow>.calls.yaml", CallsFile),
    "calendar.schema.json": ("Opening hours: flows/calendars/<id>.yaml", CalendarRecord),
    "bulletin.schema.json": ("An emergency message: flows/bulletins/<id>.yaml", BulletinFile),
}
"""Each schema file with its title and the record that it describes."""


def build_schemas() -> dict[str, str]:
    """The text of each schema file by its name; the same types give the same bytes."""
    return {name: _to_text(_build(title, record)) for name, (title, record) in FILES.items()}


def _build(title: str, record: type) -> dict[str, Any]:
    definitions: dict[str, Any] = {"Prompt": prompt_schema()}
    schema = record_schema(record, definitions)
    if record is FlowFile:
        definitions["Nodes"] = _nodes(definitions)
    return {"$schema": DRAFT, "title": title, **schema, "$defs": dict(sorted(definitions.items()))}


def _nodes(definitions: dict[str, Any]) -> dict[str, Any]:
    branches = []
    for name, kind in NODE_TYPES.items():
        definitions[f"{kind.__name__}Node"] = record_schema(kind, definitions, {"type": name})
        condition = {"properties": {"type": {"const": name}}, "required": ["type"]}
        branches.append({"if": condition, "then": {"$ref": f"#/$defs/{kind.__name__}Node"}})
    node = {
        "type": "object",
        "properties": {"type": {"enum": list(NODE_TYPES)}},
        "required": ["type"],
        "allOf": branches,
    }
    return {
        "type": "object",
        "propertyNames": {"pattern": f"^{ID.pattern}$"},
        "additionalProperties": node,
        "minProperties": 1,
    }


def _to_text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
