"""SECURITY.md names tests that exist, at each of its promises, and leaves no test under attack out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from ivr_author import __version__

ROOT = Path(__file__).resolve().parent.parent
POLICY = (ROOT / "SECURITY.md").read_text("utf-8")
NAMED = re.findall(r"^- `(tests/[\w/]+\.py)::(test_\w+)`$", POLICY, re.MULTILINE)
PROMISES = re.split(r"^### ", POLICY.partition("## What is promised")[2].partition("\n## ")[0], flags=re.MULTILINE)[1:]


def test_tests_that_are_named_exist() -> None:
    defined: dict[str, set[str]] = {}
    for file, _ in NAMED:
        if file not in defined:
            assert (ROOT / file).is_file(), file
            body = ast.parse((ROOT / file).read_text("utf-8")).body
            defined[file] = {node.name for node in body if isinstance(node, ast.FunctionDef)}
    assert [f"{file}::{name}" for file, name in NAMED if name not in defined[file]] == []


def test_every_promise_names_its_tests() -> None:
    assert len(PROMISES) >= 10
    for number, promise in enumerate(PROMISES, 1):
        assert promise.startswith(f"{number}. ")
        assert "- `tests/" in promise, promise.partition("\n")[0]
    assert len(NAMED) == len(set(NAMED)) == POLICY.count("::test_")


def test_every_file_of_tests_under_attack_is_named() -> None:
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests/attack").glob("test_*.py")}
    assert files - {file for file, _ in NAMED} == set()


def test_it_is_of_this_version() -> None:
    assert f"of version {__version__}" in POLICY


def test_links_lead_to_files() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", POLICY):
        assert (ROOT / target).is_file(), target
