"""The workspace of a file is the nearest folder above it with an ivr.yaml."""

from __future__ import annotations

from pathlib import Path

from ivr_author.workspace.find import find_workspace


def test_the_nearest_folder_counts(tmp_path: Path) -> None:
    inner = tmp_path / "outer/inner"
    (inner / "flows").mkdir(parents=True)
    (tmp_path / "outer/ivr.yaml").write_text("")
    assert find_workspace(inner / "flows") == tmp_path / "outer"
    (inner / "ivr.yaml").write_text("")
    assert find_workspace(inner / "flows") == inner
    assert find_workspace(inner) == inner


def test_a_folder_of_that_name_is_no_workspace(tmp_path: Path) -> None:
    (tmp_path / "ivr.yaml").mkdir()
    assert find_workspace(tmp_path) is None
