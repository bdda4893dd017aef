"""A new workspace passes check and test from its first minute, and nothing is overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.harness.targets import player_names
from ivr_author.notice.render import Renderer
from ivr_author.usecases.check import check_workspace
from ivr_author.usecases.init import STARTER_FILES, NotEmpty, init_workspace
from ivr_author.usecases.run_calls import run_calls
from ivr_author.workspace.project import load_workspace


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
    assert named == 7


def test_its_notice_is_rendered_for_every_member(tmp_path: Path) -> None:
    init_workspace(tmp_path)
    workspace = load_workspace(tmp_path)
    file = workspace.notices.notices["reminder"]
    assert list(file.notice.samples) == ["ana", "zoe", "bo"]
    assert workspace.notices.letterhead is not None
    renderer = Renderer(file, workspace.notices.letterhead, workspace.notice_translations())
    for sample in file.notice.samples.values():
        made = renderer.render_all(file.notice.channels, "en", sample.values)
        assert b"2:30 PM" in next(iter(made["sms"].parts.values()))
        assert (b"a photo ID" in next(iter(made["email"].parts.values()))) is (sample.id != "bo")


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
