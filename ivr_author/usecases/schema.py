"""`schema`: the JSON Schemas by which an editor completes and checks the files of a workspace."""

from __future__ import annotations

from pathlib import Path

from ivr_author.flow.schema import build_schemas
from ivr_author.workspace.files import write_files
from ivr_author.workspace.layout import SCHEMAS


def write_schemas(root: Path) -> tuple[str, ...]:
    """Write them where the files of a new workspace name them; the paths that they stand at."""
    schemas = {f"{SCHEMAS}/{name}": text.encode() for name, text in sorted(build_schemas().items())}
    write_files(root, schemas)
    return tuple(schemas)
