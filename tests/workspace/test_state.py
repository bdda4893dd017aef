"""The folder with the state of a workspace: its owner's alone, and out of git."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.state import database_url, has_database, state_folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_is_its_owners_and_ignores_itself(tmp_path: Path) -> None:
    folder = state_folder(tmp_path)
    assert folder == tmp_path / ".ivr"
    assert mode(folder) == 0o700
    assert (folder / ".gitignore").read_text() == "*\n"
    (folder / "studio.db").touch()
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    told = subprocess.run(
        ["git", "-C", str(tmp_path), "status", "--porcelain"], check=True, capture_output=True, text=True
    )
    assert told.stdout == ""


def test_what_stands_there_stays(tmp_path: Path) -> None:
    (state_folder(tmp_path) / ".gitignore").write_text("# mine\n")
    assert (state_folder(tmp_path) / ".gitignore").read_text() == "# mine\n"


def test_the_database_is_its_owners_from_the_first_byte(tmp_path: Path) -> None:
    url = database_url(tmp_path)
    path = tmp_path / ".ivr" / "studio.db"
    assert url == f"sqlite:///{path}"
    assert mode(path) == 0o600
    assert not has_database(tmp_path)
    path.write_bytes(b"something")
    assert has_database(tmp_path)
    assert database_url(tmp_path) == url
    assert path.read_bytes() == b"something"


def test_who_only_asks_makes_nothing(tmp_path: Path) -> None:
    assert not has_database(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_something_else_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / ".ivr").write_text("a file")
    with pytest.raises(WorkspaceError) as told:
        state_folder(tmp_path)
    assert told.value.diagnostic.rule == "file-unwritable"


def test_a_link_to_elsewhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").touch()
    (state_folder(tmp_path) / "studio.db").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WorkspaceError):
        database_url(tmp_path)
