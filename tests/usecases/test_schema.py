"""The schemas are written where new files name them."""

from __future__ import annotations

import json
from pathlib import Path

from ivr_author.flow.schema import build_schemas
from ivr_author.notice.declaration.schema import build_notice_schemas
from ivr_author.usecases.schema import write_schemas
from ivr_author.workspace.notices import CHANNEL_NAMES


def test_every_schema_is_written_as_it_is_built(tmp_path: Path) -> None:
    paths = write_schemas(tmp_path)
    flows = [f"flows/schema/{name}" for name in sorted(build_schemas())]
    notices = [f"notices/schema/{name}" for name in sorted(build_notice_schemas(CHANNEL_NAMES))]
    assert paths == (*flows, *notices, "locales/schema/glossary.schema.json")
    for path in paths:
        assert json.loads((tmp_path / path).read_text(encoding="utf-8"))["$schema"]


def test_a_schema_of_today_is_not_touched(tmp_path: Path) -> None:
    first = {path: (tmp_path / path).stat().st_mtime_ns for path in write_schemas(tmp_path)}
    assert {path: (tmp_path / path).stat().st_mtime_ns for path in write_schemas(tmp_path)} == first


def test_the_sample_workspace_has_the_schemas_of_today(repository: Path) -> None:
    for name, text in build_schemas().items():
        path = repository / "flows/schema" / name
        assert path.read_bytes().decode() == text, "run `ivr-author schema`"
