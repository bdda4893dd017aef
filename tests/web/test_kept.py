"""What the studios of the tests share is shared by equal ones alone: any change to a workspace is checked anew."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment
from werkzeug.routing import Map, Rule

from ivr_author.usecases.check import CheckResult
from ivr_author.web import checking
from ivr_author.workspace.project import load_workspace
from tests.web import kept
from tests.web.conftest import copy_workspace

Check = Callable[[Path], CheckResult]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> tuple[Check, list[Path]]:
    """A check as the studios of the tests make it, and the workspaces for which one was really made."""
    made: list[Path] = []
    real = kept.check_loaded

    def check_loaded(workspace: object) -> CheckResult:
        result = real(workspace)  # type: ignore[arg-type]
        made.append(result.workspace.root)
        return result

    monkeypatch.setattr(kept, "check_loaded", check_loaded)
    check = kept._checking_once()
    return lambda root: check(load_workspace(root)), made


def add_recording(root: Path) -> None:
    folder = root / "locales/es/audio"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "new.wav").write_bytes(b"RIFF")


def change_words(root: Path) -> None:
    file = root / "flows/billing.yaml"
    file.write_text(file.read_text().replace("title: ", "title: My ", 1))


def break_letters(root: Path) -> None:
    (root / "flows/menu.yaml").write_bytes(b"\xff\xfe")


def test_equal_workspaces_are_checked_once(counted: tuple[Check, list[Path]], repository: Path, tmp_path: Path) -> None:
    check, made = counted
    one, other = tmp_path / "one", tmp_path / "other"
    for root in (one, other):
        root.mkdir()
        copy_workspace(repository, root)
    found, again = check(one), check(other)
    assert made == [one]
    assert again.diagnostics == found.diagnostics
    assert again.workspace.root == other


@pytest.mark.parametrize("change", [change_words, add_recording, break_letters])
def test_any_change_is_checked_anew(
    counted: tuple[Check, list[Path]], workspace: Path, change: Callable[[Path], None]
) -> None:
    check, made = counted
    check(workspace)
    change(workspace)
    check(workspace)
    assert made == [workspace, workspace]


def test_a_file_that_is_broken_in_another_way_is_checked_anew(
    counted: tuple[Check, list[Path]], workspace: Path
) -> None:
    check, made = counted
    for broken in (b"\xff\xfe", b"title: \xff"):
        (workspace / "flows/menu.yaml").write_bytes(broken)
        check(workspace)
    assert made == [workspace, workspace]


def test_another_day_is_checked_anew(
    counted: tuple[Check, list[Path]], workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, made = counted
    check(workspace)
    monkeypatch.setattr(kept, "today_in", lambda _: None)
    check(workspace)
    assert made == [workspace, workspace]


def test_studios_of_the_tests_check_like_this() -> None:
    assert checking.check_loaded.__module__ == kept.__name__


def test_routes_are_told_apart() -> None:
    routes = Map([Rule("/a/<name>", endpoint="one"), Rule("/a/<name>", endpoint="two", defaults={"page": "1"})])
    address = routes.bind("example.org")
    assert address.build("one", {"name": "x", "q": "y"}) == "/a/x?q=y"
    assert address.build("two", {"name": "x", "page": "1"}) == "/a/x"


def test_a_copied_history_is_one_of_its_own(kept_workspace: Path, sample_history: Path) -> None:
    def ask(*command: str, folder: Path = kept_workspace) -> str:
        return subprocess.run(["git", "-C", str(folder), *command], check=True, capture_output=True, text=True).stdout

    assert ask("status", "--porcelain") == ask("diff-index", "HEAD") == ""
    assert ask("log", "--format=%an: %s") == "Dana Rivera: Begin\n"
    (kept_workspace / "ivr.yaml").write_text("")
    ask("commit", "-q", "-a", "-m", "End")
    assert ask("log", "--format=%s", folder=sample_history.parent) == "Begin\n"


def test_a_template_that_was_changed_is_compiled_anew() -> None:
    templates = kept.KeptTemplates()
    said = {}
    for words in ("one", "two", "two"):
        environment = Environment(bytecode_cache=templates, loader=DictLoader({"page": words}), autoescape=True)
        said[words] = environment.get_template("page").render()
    assert said == {"one": "one", "two": "two"}
