"""The gate of `check`: targets of flows and notices, of ivr.yaml for all, waivers, and what can't be judged."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.usecases.check import all_rules, check_workspace
from ivr_author.usecases.reading_grade import RULES
from tests.rule_cases import SETTINGS

TODAY = date(2026, 11, 22)
HARD = "The determination of your eligibility necessitates additional documentation regarding household composition. "
EASY = "You can keep your plan if you pay by May. Call us if you need help. We will send you a new card soon. "


def flow(text: str, more: str = "", node: str = "hello") -> str:
    head = f"format: 1\ntitle: Test\nstart: {node}\n{more}nodes:\n"
    return f"{head}  {node}: {{type: hangup, prompt: '{text.strip()}'}}\n"


def found_in(root: Path, files: dict[str, str], settings: str = SETTINGS) -> list[Diagnostic]:
    for path, text in {"ivr.yaml": settings.replace("locales: [es]\n", ""), **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return [one for one in check_workspace(root, targets=(), today=TODAY).diagnostics if one.rule in RULES]


def told(found: list[Diagnostic]) -> list[str]:
    return [f"{one.severity} {one.rule} {one.span}: {one.message}" for one in found]


TARGET = "readability: {grade_at_most: 6}\n"


def test_hard_flow_is_an_error_at_its_target_with_its_counts(tmp_path: Path) -> None:
    (one,) = found_in(tmp_path, {"flows/main.yaml": flow(HARD * 6, TARGET)})
    assert (str(one.severity), one.rule, str(one.span)) == ("error", "reading-grade", "flows/main.yaml:4:14")
    assert "at most 6 is allowed (Flesch-Kincaid grade: 66 words, 6 sentences" in one.message
    assert "ivr-author score flows/main.yaml" in one.hint


def test_easy_flow_passes(tmp_path: Path) -> None:
    assert found_in(tmp_path, {"flows/main.yaml": flow(EASY * 4, TARGET)}) == []


def test_without_a_target_nothing_is_judged(tmp_path: Path) -> None:
    assert found_in(tmp_path, {"flows/main.yaml": flow(HARD * 6)}) == []


def test_target_of_the_workspace_is_for_every_file_that_has_none(tmp_path: Path) -> None:
    files = {"flows/main.yaml": flow(HARD * 6), "flows/own.yaml": flow(HARD * 6, "readability: {grade_at_most: 20}\n")}
    files["flows/bulletins/storm.yaml"] = f"title: Storm\non: true\nprompt: '{(HARD * 6).strip()}'\n"
    found = found_in(tmp_path, files, SETTINGS + TARGET)
    paths = [one.span.path for one in found if one.span]
    assert paths == ["flows/bulletins/storm.yaml", "flows/main.yaml", "flows/own.yaml"]


def test_fewer_than_fifty_words_have_no_grade_worth_the_name(tmp_path: Path) -> None:
    assert found_in(tmp_path, {"flows/main.yaml": flow(HARD * 4, TARGET)}) == []
    assert len(found_in(tmp_path, {"flows/main.yaml": flow(HARD * 5, TARGET)})) == 1


@pytest.mark.parametrize(
    ("waiver", "expected"),
    [
        ("{reason: The law has these words, by: Ana Sample}", []),
        ("{text: main/hello/prompt, reason: The law has these words, by: Ana Sample, until: 2026-11-22}", []),
        (
            "{reason: For now, by: Ana Sample, until: 2026-11-21}",
            ["error reading-grade", "warning waiver-not-needed this waiver does nothing: it ended on 2026-11-21"],
        ),
        (
            "{text: main/other/prompt, reason: Why, by: Ana Sample}",
            ["error reading-grade", "warning waiver-not-needed this waiver does nothing: there is no text `main/other"],
        ),
    ],
)
def test_waivers_of_hard_words(tmp_path: Path, waiver: str, expected: list[str]) -> None:
    readability = f"readability:\n  grade_at_most: 6\n  waivers:\n    - {waiver}\n"
    texts = flow(HARD * 6, readability) + f"  bye: {{type: hangup, prompt: '{(EASY * 4).strip()}'}}\n"
    found = [f"{one.severity} {one.rule} {one.message}" for one in found_in(tmp_path, {"flows/main.yaml": texts})]
    assert len(found) == len(expected)
    assert all(line.startswith(begin) for line, begin in zip(found, expected, strict=True)), found


@pytest.mark.parametrize("text", ["", "text: main/hello/prompt, "])
def test_waiver_of_easy_words_is_idle(tmp_path: Path, text: str) -> None:
    waivers = f"readability: {{grade_at_most: 6, waivers: [{{{text}reason: Why, by: Ana Sample}}]}}\n"
    (one,) = found_in(tmp_path, {"flows/main.yaml": flow(EASY * 4, waivers)})
    assert (str(one.severity), one.rule) == ("warning", "waiver-not-needed")
    assert "the words are easy enough without it" in one.message
    assert str(one.span) == "flows/main.yaml:4:43"


@pytest.mark.parametrize(("without", "key"), [("reason: Why", "reason"), ("by: Ana Sample", "by")])
def test_waiver_needs_a_reason_and_a_name(tmp_path: Path, without: str, key: str) -> None:
    waiver = "reason: Why, by: Ana Sample".replace(without, "").strip(", ")
    files = {"ivr.yaml": SETTINGS, "flows/main.yaml": flow(EASY, f"readability: {{waivers: [{{{waiver}}}]}}\n")}
    found_in(tmp_path, files)
    faults = [one.message for one in check_workspace(tmp_path, targets=()).diagnostics]
    assert f"a waiver needs `{key}`" in faults


def test_language_without_grades_is_noted_and_one_with_a_table_is_judged(tmp_path: Path) -> None:
    french = SETTINGS.replace("source_locale: en", "source_locale: fr")
    (one,) = found_in(tmp_path, {"flows/main.yaml": flow("Bonjour.", TARGET)}, french)
    assert (str(one.severity), one.rule) == ("note", "reading-grade")
    assert "French" in one.message
    (one,) = found_in(tmp_path, {"flows/main.yaml": flow("Bonjour.")}, french + TARGET)
    assert (str(one.severity), str(one.span)[:8]) == ("note", "ivr.yaml")
    spanish = SETTINGS.replace("source_locale: en", "source_locale: es")
    hard = "La determinación administrativa correspondiente requiere documentación complementaria actualizada. " * 8
    (one,) = found_in(tmp_path, {"flows/main.yaml": flow(hard, TARGET)}, spanish)
    assert "Fernández-Huerta" in one.message
    easy = "Pida su carta hoy. Si la tiene, marque el dos. La carta es para usted. " * 5
    assert found_in(tmp_path, {"flows/main.yaml": flow(easy, TARGET)}, spanish) == []


def test_a_harder_letter_in_the_sample_is_the_only_fault(repository: Path, tmp_path: Path) -> None:
    for name in ("ivr.yaml", "flows", "notices"):
        source = repository / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    # A letter that few members get: the hardest counts, not the mean.
    template = tmp_path / "notices/renewal/notice.md.j2"
    template.write_text(template.read_text() + f"\n{{% if channel == 'letter' %}}\n{HARD * 30}\n{{% endif %}}\n")
    (one,) = [one for one in check_workspace(tmp_path, targets=()).diagnostics if one.rule in RULES]
    assert one.rule == "reading-grade"
    assert "(letter" in one.message
    assert one.span is not None
    assert one.span.path == "notices/renewal/notice.yaml"


def test_the_gate_does_not_keep_a_flow_from_being_tried(tmp_path: Path) -> None:
    found_in(tmp_path, {"flows/main.yaml": flow(HARD * 6, TARGET)})
    result = check_workspace(tmp_path, targets=(), today=TODAY)
    assert result.program is not None
    assert "main" in result.program.entries


def test_rules_are_described() -> None:
    assert RULES.items() <= all_rules().items()
