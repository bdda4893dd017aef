"""`schema`: the JSON Schemas by which an editor completes and checks the files of a workspace."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ivr_author.flow.schema import build_schemas
from ivr_author.notice.declaration.schema import (
    ASSISTANCE_SCHEMA,
    LETTERHEAD_SCHEMA,
    MEMBERS_SCHEMA,
    NOTICE_SCHEMA,
    build_notice_schemas,
)
from ivr_author.workspace.files import write_files
from ivr_author.workspace.glossaries import GLOSSARY_SCHEMA, build_glossary_schema
from ivr_author.workspace.layout import GLOSSARY_SCHEMAS, NOTICE_SCHEMAS, SCHEMAS, FileKind
from ivr_author.workspace.notices import CHANNEL_NAMES

SCHEMA_OF = {
    FileKind.SETTINGS: "workspace.schema.json",
    FileKind.FLOW: "flow.schema.json",
    FileKind.CALLS: "calls.schema.json",
    FileKind.CALENDAR: "calendar.schema.json",
    FileKind.BULLETIN: "bulletin.schema.json",
    FileKind.NOTICE: NOTICE_SCHEMA,
    FileKind.LETTERHEAD: LETTERHEAD_SCHEMA,
    FileKind.MEMBERS: MEMBERS_SCHEMA,
    FileKind.LANGUAGE_ASSISTANCE: ASSISTANCE_SCHEMA,
    FileKind.GLOSSARY: GLOSSARY_SCHEMA,
}
"""The schema by which files of a kind are checked; those that are no YAML have none."""


@cache
def schemas_by_folder() -> dict[str, dict[str, str]]:
    """The text of each schema by its name, by the folder of a workspace that it is written to."""
    return {
        SCHEMAS: build_schemas(),
        NOTICE_SCHEMAS: build_notice_schemas(CHANNEL_NAMES),
        GLOSSARY_SCHEMAS: {GLOSSARY_SCHEMA: build_glossary_schema()},
    }


def schema_text(name: str) -> str | None:
    """The text of a schema by its name; None where there is none of that name."""
    return next((texts[name] for texts in schemas_by_folder().values() if name in texts), None)


def write_schemas(root: Path) -> tuple[str, ...]:
    """Write them where the files of a new workspace name them; the paths that they stand at."""
    built = schemas_by_folder().items()
    schemas = {f"{folder}/{name}": text.encode() for folder, texts in built for name, text in sorted(texts.items())}
    write_files(root, schemas)
    return tuple(schemas)
