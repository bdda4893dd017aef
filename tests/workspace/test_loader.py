"""What is made of files is kept for other readings: of equal files it is the same, of others it is made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.core.memo import Memo
from ivr_author.workspace import loader
from ivr_author.workspace.project import Workspace, load_workspace
from tests.workspace.test_project import FILES

CHANGES = {
    "ivr.yaml": ("+18005550100", "+18005550111"),
    "flows/main.yaml": ("title: Main", "title: Mine"),
    "flows/other.yaml": ("start: it", "start: that"),
    "flows/main.calls.yaml": ("name: One", "name: Won"),
    "flows/calendars/office.yaml": ("8:00-", "9:00-"),
    "flows/bulletins/news.yaml": ("Good news", "Bad news"),
    "locales/es/LC_MESSAGES/flows.po": ("Language: es", "Language: fr"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return written(tmp_path / "one")


def written(folder: Path) -> Path:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def read_anew(root: Path) -> Workspace:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "_made", Memo(0))
        return load_workspace(root)


def test_equal_files_of_two_workspaces_are_read_once(root: Path, tmp_path: Path) -> None:
    one, other = load_workspace(root), load_workspace(written(tmp_path / "other"))
    assert one.content is not None
    assert other.content is not None
    assert one.content.flows["main"] is other.content.flows["main"]
    assert one.content.flows["main"] is not one.content.flows["other"]
    assert other.root != one.root


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_was_changed_is_read_anew(root: Path, path: str) -> None:
    before = load_workspace(root)
    old, new = CHANGES[path]
    assert old in FILES[path]
    (root / path).write_text(FILES[path].replace(old, new), encoding="utf-8")
    changed = load_workspace(root)
    assert changed == read_anew(root)
    assert changed != before
    (root / path).write_text(FILES[path], encoding="utf-8")
    assert load_workspace(root) == before


@pytest.mark.parametrize("path", FILES)
def test_what_is_wrong_with_a_file_is_told_by_every_reading(root: Path, path: str) -> None:
    (root / path).write_text(f"{FILES[path]}\nmsgid [", encoding="utf-8")
    told = read_anew(root).diagnostics
    assert told
    assert load_workspace(root).diagnostics == load_workspace(root).diagnostics == told
