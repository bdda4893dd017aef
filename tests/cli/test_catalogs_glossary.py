"""`catalogs glossary` as a person and a program use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr_author.cli.main import cli
from tests.usecases.test_glossary import FILES


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), "catalogs", "glossary", *arguments], catch_exceptions=False)


def test_all_terms(root: Path) -> None:
    result = run(root)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "locale  term              words              texts",
        "es      premium           prima; not premio      1",
        "es      Health Connector  kept as it is          1",
        "es      deductible        deducible              0",
        "ht      premium           prim                   1",
    ]


def test_one_term_with_its_places(root: Path) -> None:
    lines = run(root, "es", "--term", "premium").stdout.splitlines()
    assert lines == [
        "es: premium, prima; not premio (1 text)",
        "  main/bills/prompt premio",
        "    Your premiums are due.",
        "    Debe pagar sus premios.",
        "    says `premio` for `premium`",
    ]
    assert "not translated" in run(root, "--term", "Health Connector").stdout


def test_for_programs(root: Path) -> None:
    data = json.loads(run(root, "es", "--format", "json").stdout)
    assert [one["term"] for one in data["terms"]] == ["premium", "Health Connector", "deductible"]
    assert data["terms"][0]["uses"][0]["words"] == ["premio"]
    assert data["terms"][0]["uses"][0]["breaks"] == "says `premio` for `premium`"
    assert data["diagnostics"] == []


def test_faults_and_names(root: Path) -> None:
    assert run(root, "ru").exit_code == 2
    (root / "locales/es/glossary.yaml").write_text("format: 1\nterms: [{source: premium}]\n")
    result = run(root, "es")
    assert result.exit_code == 1
    assert "glossary-conflict" in result.stderr


def test_no_glossary(root: Path) -> None:
    for locale in ("es", "ht"):
        (root / f"locales/{locale}/glossary.yaml").unlink()
    assert "write some to locales/<locale>/glossary.yaml" in run(root).stdout
