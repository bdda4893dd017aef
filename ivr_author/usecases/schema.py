"""`schema`: the JSON Schemas by which an editor completes and checks the files of a workspace."""

from __future__ import annotations

from pathlib import Path

from ivr_author.flow.schema import build_schemas
from ivr_author.notice.declaration.schema import build_notice_schemas
from ivr_author.workspace.files import write_files
from ivr_author.workspace.glossaries import GLOSSARY_SCHEMA, build_glossary_schema
from ivr_author.workspace.layout import GLOSSARY_SCHEMAS, NOTICE_SCHEMAS, SCHEMAS
from ivr_author.workspace.notices import CHANNEL_NAMES


def write_schemas(root: Path) -> tuple[str, ...]:
    """Write them where the files of a new workspace name them; the paths that they stand at."""
    built = (
        (SCHEMAS, build_schemas()),
        (NOTICE_SCHEMAS, build_notice_schemas(CHANNEL_NAMES)),
        (GLOSSARY_SCHEMAS, {GLOSSARY_SCHEMA: build_glossary_schema()}),
    )
    schemas = {f"{folder}/{name}": text.encode() for folder, texts in built for name, text in sorted(texts.items())}
    write_files(root, schemas)
    return tuple(schemas)
