"""`catalogs export` and `import` as a person and a program use them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr_author.cli.main import cli
from tests.harness.sample import change, make_workspace

Run = Callable[..., Result]
HELP, AYUDA = "How can we help you today?", "¿En qué podemos ayudarle?"
ES = "locales/es/LC_MESSAGES/flows.po"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = make_workspace(tmp_path / "small")
    change(folder, "ivr.yaml", "locales: []", "locales: [es]")
    return folder


@pytest.fixture
def run(workspace: Path) -> Run:
    """Runs a subcommand of `catalogs` on the workspace."""

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["-C", str(workspace), "catalogs", *arguments], catch_exceptions=False)

    return invoke


def deliver(workspace: Path) -> None:
    """One row translated, one with a lost tag; the others are as they were sent."""
    path = workspace / "es.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        headings, *rows = csv.reader(file)
    said = {HELP: AYUDA, "For {language}, press {key}.": "Para {language}."}
    kept = [[*row[:2], said[row[1]], *row[3:]] for row in rows if row[1] in said]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *kept])


def test_a_round_trip(run: Run, workspace: Path) -> None:
    sent = run("export", "es", "--as", "csv", "--out", "es.csv")
    assert sent.exit_code == 0
    assert sent.stdout.startswith("es.csv: ")
    deliver(workspace)
    trial = run("import", "es.csv", "--dry-run")
    assert trial.stdout == f"es.csv: es, 1 accepted, 0 unchanged, 1 refused\n{ES}: would be written\n"
    assert not (workspace / ES).exists()
    done = run("import", "es.csv")
    assert done.exit_code == 1, "something was refused"
    assert done.stdout == f"es.csv: es, 1 accepted, 0 unchanged, 1 refused\n{ES}: written\n"
    assert "es.csv:2:1: error delivery-tags-differ: `texts/language_choice` has lost `{key}`" in done.stderr
    assert AYUDA in (workspace / ES).read_text(encoding="utf-8")
    again = json.loads(run("import", "es.csv", "--format", "json").stdout)
    (file,) = again["files"]
    assert (file["accepted"], file["unchanged"], file["refused"], again["written"]) == (0, 1, 1, [])
    assert {unit["outcome"]: [one["rule"] for one in unit["reasons"]] for unit in file["units"]} == {
        "unchanged": [],
        "refused": ["delivery-tags-differ"],
    }
    assert again["diagnostics"][0]["rule"] == "delivery-tags-differ"


def test_export_as_data(run: Run, workspace: Path) -> None:
    data = json.loads(run("export", "es", "--as", "xliff21", "--out", "es.xlf", "--format", "json").stdout)
    assert (data["path"], data["locale"], data["format"]) == ("es.xlf", "es", "xliff21")
    assert data["count"] > 0
    assert (workspace / "es.xlf").read_bytes().startswith(b"<?xml")


def test_memories_and_glossaries_need_no_locale(run: Run, workspace: Path) -> None:
    nothing = "There is nothing that these options ask for; no file was written.\n"
    assert run("export", "--as", "tmx", "--out", "a.tmx").stdout == nothing
    (workspace / "locales/es").mkdir(parents=True, exist_ok=True)
    glossary = "format: 1\nterms:\n  - {source: premium, preferred: [prima]}\n"
    (workspace / "locales/es/glossary.yaml").write_text(glossary, encoding="utf-8")
    assert run("export", "--as", "tbx", "--out", "a.tbx").stdout == "a.tbx: 1 term\n"
    run("export", "es", "--as", "csv", "--out", "es.csv")
    deliver(workspace)
    run("import", "es.csv")
    assert run("export", "es", "--as", "tmx", "--out", "a.tmx").stdout == "a.tmx: 1 text\n"
    assert AYUDA in (workspace / "a.tmx").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "--as", "csv", "--out", "a.csv"), "Name the locale that the csv file is for."),
        (("export", "xx", "--as", "csv", "--out", "a.csv"), "there is no locale"),
        (("export", "es", "--as", "doc", "--out", "a.doc"), "is not one of"),
        (("export", "es", "--as", "tmx", "--since", "HEAD", "--out", "a.tmx"), "--since is for texts"),
        (("export", "es", "--as", "csv"), "--out"),
        (("import",), "FILE"),
    ],
)
def test_a_wrong_call_exits_with_2(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_faults_in_files_exit_with_1(run: Run, workspace: Path) -> None:
    missing = run("import", "none.xlf")
    assert (missing.exit_code, missing.stdout) == (1, "none.xlf: refused\n")
    assert "error file-missing" in missing.stderr
    change(workspace, "flows/main.yaml", "nodes:", "nods:")
    broken = run("export", "es", "--as", "csv", "--out", "a.csv")
    assert (broken.exit_code, broken.stdout) == (1, "")
