"""`score` as a person and a program use it, on the sample workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr_author.cli.commands import score as command
from ivr_author.cli.main import cli

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, root: Path = ROOT) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), "score", *arguments], catch_exceptions=False)


def test_text_names_formulas_counts_target_and_hardest_letters() -> None:
    result = run("notices/outage", "flows/billing.yaml")
    assert result.exit_code == 0
    assert "flows/billing.yaml billing, English (grade 6 at most, " in result.stdout
    assert ": met)" in result.stdout
    assert "Flesch-Kincaid grade: " in result.stdout
    assert " syllables" in result.stdout
    assert "the hardest of 10 letters:" in result.stdout
    assert "SMOG grade: too short: " in result.stdout


def test_other_locale_has_its_own_scores_or_says_that_there_are_none() -> None:
    assert "INFLESZ: " in run("flows/billing.yaml", "--locale", "es").stdout
    chinese = run("flows/billing.yaml", "--locale", "zh-Hans").stdout
    assert "no validated formula for Chinese" in chinese
    assert " characters, the longest " in chinese


def test_segments_and_sentences_have_places_and_advice() -> None:
    result = run("notices/termination", "--by", "sentence")
    assert "notices/termination/notice.md.j2:" in result.stdout
    assert " words, " in result.stdout
    by_segment = run("flows/billing.yaml", "--by", "segment").stdout
    assert "flows/billing.yaml:" in by_segment
    assert "billing/" in by_segment


def test_json_has_the_audit() -> None:
    result = run("notices/outage", "--by", "sentence", "--format", "json")
    told = json.loads(result.stdout)
    (file,) = told["files"]
    assert (file["name"], file["locale"], told["dictionary"]) == ("outage", "en", True)
    assert file["formulas"][0] == "flesch-kincaid"
    assert file["target"]["grade_at_most"] == 6
    assert file["target"]["verdict"] == "met"
    first = file["versions"][0]["scores"][0]
    assert first["counts"]["syllables"] > first["counts"]["words"] > 0
    assert file["segments"][0]["sentences"][0]["score"]["id"] == "flesch-kincaid"
    for segment in file["segments"]:
        for advice in segment["advice"]:
            assert segment["text"][advice["start"] : advice["end"]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere.yaml",), "there are no words to score at `nowhere.yaml`"),
        (("--locale", "tlh"), "there is no locale `tlh`"),
        (("notices/outage", "--branch", "x: y"), "no letter is `x: y`"),
    ],
)
def test_what_is_not_there_is_said(arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr


def test_workspace_with_faults_shows_them(tmp_path: Path) -> None:
    (tmp_path / "ivr.yaml").write_text("format: 2\n")
    result = run(root=tmp_path)
    assert result.exit_code == 1
    assert "unknown-format" in result.stderr


def test_a_missing_dictionary_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "is_dictionary_there", lambda: False)
    assert "a rule counts every syllable" in run("flows/billing.yaml").stdout
