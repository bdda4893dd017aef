"""The key of a workspace's state: made once, its owner's alone, and told where it is none."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.secret import VARIABLE, read_secrets


def test_a_key_is_made_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: read_secrets(tmp_path, {}), range(16)))
    assert len(set(found)) == 1
    ((key,),) = set(found)
    assert len(key) == 64
    path = tmp_path / ".ivr/key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {one.name for one in (tmp_path / ".ivr").iterdir()} == {"key", ".gitignore"}


def test_the_environment_comes_first_and_the_file_still_opens(tmp_path: Path) -> None:
    given = "e" * 32
    assert read_secrets(tmp_path, {VARIABLE: given}) == (given.encode(),)
    assert not (tmp_path / ".ivr").exists()
    (key,) = read_secrets(tmp_path, {})
    assert read_secrets(tmp_path, {VARIABLE: given}) == (given.encode(), key)


def test_what_is_no_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError) as short:
        read_secrets(tmp_path, {VARIABLE: "guessed"})
    assert short.value.diagnostic.rule == "secret-short"
    (tmp_path / ".ivr").mkdir()
    (tmp_path / ".ivr/key").write_bytes(b"")
    with pytest.raises(WorkspaceError) as torn:
        read_secrets(tmp_path, {})
    assert "backup" in (torn.value.diagnostic.hint or "")
