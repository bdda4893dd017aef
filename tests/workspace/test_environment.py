"""Secrets of the environment and of files that it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.workspace.environment import MOST_BYTES, read_secret
from ivr_author.workspace.files import WorkspaceError


def test_given_in_a_variable_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("s3cret\n")
    assert read_secret("TOKEN", {}) == ""
    assert read_secret("TOKEN", {"TOKEN": " s3cret "}) == "s3cret"
    assert read_secret("TOKEN", {"TOKEN_FILE": str(file)}) == "s3cret"


@pytest.mark.parametrize("raw", [b"", b" \n", b"one\ntwo", b"\xff\xfe", b"x" * (MOST_BYTES + 1)])
def test_a_file_that_holds_none(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "token"
    file.write_bytes(raw)
    with pytest.raises(WorkspaceError, match="which TOKEN_FILE names, holds no secret"):
        read_secret("TOKEN", {"TOKEN_FILE": str(file)})


def test_refusals(tmp_path: Path) -> None:
    missing = str(tmp_path / "none")
    with pytest.raises(WorkspaceError) as told:
        read_secret("TOKEN", {"TOKEN_FILE": missing})
    assert told.value.diagnostic.rule == "file-missing"
    with pytest.raises(WorkspaceError, match=r"there is no|cannot be read"):
        read_secret("TOKEN", {"TOKEN_FILE": str(tmp_path)})
    with pytest.raises(WorkspaceError, match="TOKEN and TOKEN_FILE are both set"):
        read_secret("TOKEN", {"TOKEN": "s3cret", "TOKEN_FILE": missing})
