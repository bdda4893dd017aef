"""The check in a process of its own: the same result, of the files that it was asked about, whatever happens to it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr_author.usecases import check_apart
from ivr_author.usecases.check import check_loaded
from ivr_author.usecases.check_apart import ApartChecker, is_large
from ivr_author.workspace.project import load_workspace
from tests.rule_cases import HELLO, SETTINGS


@pytest.fixture(scope="module")
def checker() -> Iterator[ApartChecker]:
    """One for all: to begin a process takes a second."""
    made = ApartChecker()
    yield made
    made.close()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two flows without faults."""
    for path, text in {"ivr.yaml": SETTINGS, "flows/a.yaml": HELLO, "flows/b.yaml": HELLO}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def break_a_flow(root: Path) -> None:
    (root / "flows/b.yaml").write_text(HELLO.replace("start: hello", "start: helo"))


def test_finds_the_same(workspace: Path, checker: ApartChecker) -> None:
    break_a_flow(workspace)
    loaded = load_workspace(workspace)
    here, apart = check_loaded(loaded), checker.check(loaded)
    assert apart
    assert apart.workspace is loaded
    assert "dangling-reference" in {one.rule for one in apart.diagnostics}
    assert apart.diagnostics == here.diagnostics
    assert apart.sound == here.sound
    assert apart.made is None
    assert apart.program
    assert here.program
    assert apart.program.entries == here.program.entries


def test_follows_an_edit(workspace: Path, checker: ApartChecker) -> None:
    first = checker.check(load_workspace(workspace))
    break_a_flow(workspace)
    second = checker.check(load_workspace(workspace))
    assert first
    assert second
    assert set(second.diagnostics) - set(first.diagnostics)
    assert second.sound
    assert set(second.sound.flows) == {"a"}


def test_other_files_than_those_asked_about_are_no_answer(workspace: Path, checker: ApartChecker) -> None:
    loaded = load_workspace(workspace)
    break_a_flow(workspace)
    assert checker.check(loaded) is None


def test_killed_process_is_replaced(workspace: Path, checker: ApartChecker) -> None:
    loaded = load_workspace(workspace)
    expected = checker.check(loaded)
    for child in multiprocessing.active_children():
        child.kill()
        child.join()
    for _ in range(2):
        found = checker.check(loaded)
        assert found
        assert expected
        assert found.diagnostics == expected.diagnostics


def test_workspace_without_settings(workspace: Path, checker: ApartChecker) -> None:
    (workspace / "ivr.yaml").write_text("locales: [")
    found = checker.check(load_workspace(workspace))
    assert found
    assert found.sound is None
    assert found.program is None
    assert found.diagnostics


def test_only_large_workspaces_are_checked_apart(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load_workspace(workspace)
    assert not is_large(loaded)
    monkeypatch.setattr(check_apart, "LARGE_CHARACTERS", 100)
    assert is_large(loaded)
