"""A new workspace passes check and test from its first minute, and nothing is overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.harness.targets import player_names
from ivr_author.usecases.check import check_workspace
from ivr_author.usecases.init import STARTER_FILES, NotEmpty, init_workspace
from ivr_author.usecases.run_calls import run_calls


def test_a_new_workspace_is_clean_and_its_calls_pass_everywhere(tmp_path: Path) -> None:
    paths = init_workspace(tmp_path / "new")
    assert check_workspace(tmp_path / "new").diagnostics == ()
    run = run_calls(tmp_path / "new", player_names())
    assert run.failed == run.diagnostics == ()
    assert len(run.results) == 5 * len(player_names())
    assert ".gitignore" in paths
    assert all((tmp_path / "new" / path).is_file() for path in paths)


def test_every_schema_that_its_files_name_is_there(tmp_path: Path) -> None:
    init_workspace(tmp_path)
    named = 0
    for path in tmp_path.rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        schema = first.partition("$schema=")[2]
        assert (path.parent / schema).is_file(), path
        named += 1
    assert named == 4


def test_files_that_are_there_stay(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    assert "README.md" not in init_workspace(tmp_path)
    assert (tmp_path / "README.md").read_text() == "mine"


def test_a_workspace_is_not_begun_twice(tmp_path: Path) -> None:
    init_workspace(tmp_path)
    with pytest.raises(NotEmpty, match=r"has an ivr\.yaml already"):
        init_workspace(tmp_path)


def test_the_starter_has_every_file(tmp_path: Path) -> None:
    assert set(STARTER_FILES) <= set(init_workspace(tmp_path))
