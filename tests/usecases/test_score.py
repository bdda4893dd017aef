"""Scores of the sample workspace: which files, which letters, which locales, and what a place in them says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ivr_author.core.examples import fill_with_examples
from ivr_author.core.segment import Segment
from ivr_author.core.source import Span
from ivr_author.core.value_types import ValueType
from ivr_author.scoring.passage import PassageKind
from ivr_author.usecases.reading_grade import Verdict
from ivr_author.usecases.score import Depth, ScoreResult, score_workspace
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.project import load_workspace

TODAY = date(2026, 11, 22)


def names(result: ScoreResult) -> list[str]:
    assert result.diagnostics == ()
    return [one.file.name for one in result.files]


@pytest.fixture(scope="module")
def whole(repository: Path) -> ScoreResult:
    return score_workspace(repository, depth=Depth.SENTENCE, today=TODAY)


def test_every_file_with_words_is_scored(repository: Path, whole: ScoreResult) -> None:
    workspace = load_workspace(repository)
    assert workspace.content is not None
    result = whole
    wanted = {*workspace.content.flows, *workspace.content.bulletins, "texts", *workspace.notices.notices}
    assert set(names(result)) == wanted
    for one in result.files:
        assert one.hardest is not None
        assert one.missing == 0
        assert one.judgement is not None
        assert one.judgement.verdict in (Verdict.MET, Verdict.TOO_SHORT)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("flows/billing.yaml", ["billing"]),
        ("notices/outage", ["outage"]),
        ("notices/outage/notice.md.j2", ["outage"]),
        ("ivr.yaml", ["texts"]),
        (
            "flows/bulletins",
            [
                "call_center_down",
                "deadline_extended",
                "office_closed",
                "payment_site_work",
                "payments_down",
                "technical_issues",
            ],
        ),
    ],
)
def test_paths_narrow(repository: Path, path: str, expected: list[str]) -> None:
    assert names(score_workspace(repository, [path])) == expected


def test_path_without_words_is_told(repository: Path) -> None:
    result = score_workspace(repository, ["flows/nothing.yaml"])
    assert [one.rule for one in result.diagnostics] == ["file-missing"]


def test_letters_come_with_the_hardest_first_and_can_be_chosen(repository: Path) -> None:
    (one,) = score_workspace(repository, ["notices/termination"]).files
    grades = [version.scores.primary.value or -99 for version in one.versions if version.scores.primary]
    long = sum(not version.is_short for version in one.versions)
    assert 0 < long < len(grades)
    assert grades[:long] == sorted(grades[:long], reverse=True)
    assert one.judgement is not None
    assert one.judgement.version == one.versions[0].version
    chosen = one.versions[-1].version.branch
    (narrow,) = score_workspace(repository, ["notices/termination"], branches=[chosen]).files
    assert {version.version.branch for version in narrow.versions} == {chosen}
    assert len(narrow.versions) < len(one.versions)
    faults = score_workspace(repository, ["notices/termination"], branches=["nothing: yes"]).diagnostics
    assert [fault.rule for fault in faults] == ["branch-missing"]


def test_placeholders_are_filled_and_conditions_decided(whole: ScoreResult) -> None:
    for one in whole.files:
        for passage in one.passages:
            assert not set("{}") & set(passage.passage.text), passage.passage


def test_each_segment_and_sentence_knows_its_place(whole: ScoreResult) -> None:
    kinds = set()
    for one in whole.files:
        for passage in one.passages:
            kinds.add(passage.passage.kind)
            if passage.passage.span is not None:
                assert passage.passage.span.path in whole.sources
            for sentence in passage.sentences:
                start, end = sentence.sentence.start, sentence.sentence.end
                assert passage.passage.text[start:end] == sentence.sentence.text
    assert kinds >= {PassageKind.HEADING, PassageKind.PARAGRAPH, PassageKind.ITEM, PassageKind.PROMPT}


def test_other_locales_have_their_own_formulas_and_no_target(repository: Path) -> None:
    result = score_workspace(repository, ["flows/billing.yaml"], "all")
    by_locale = {one.file.locale: one for one in result.files}
    assert by_locale.keys() >= {"en", "es", "pt_BR", "zh_Hans", "ht", "vi"}
    ids = {locale: [score.metric.id for score in one.versions[0].scores.scores] for locale, one in by_locale.items()}
    assert ids["es"] == ["inflesz", "fernandez-huerta"]
    assert ids["pt_BR"] == ["martins"]
    assert ids["zh_Hans"] == ids["vi"] == ids["ht"] == []
    assert [one.judgement for locale, one in by_locale.items() if locale != "en"] == [None] * (len(by_locale) - 1)
    assert all(one.versions[0].scores.structure.seconds > 10 for one in by_locale.values())


def test_locale_may_be_spelled_in_any_way(repository: Path) -> None:
    (one,) = score_workspace(repository, ["flows/billing.yaml"], "pt-BR").files
    assert one.file.locale == "pt_BR"
    with pytest.raises(UnknownName):
        score_workspace(repository, ["flows/billing.yaml"], "tlh")


def test_pseudo_locale_has_facts_only(repository: Path) -> None:
    (one,) = score_workspace(repository, ["flows/billing.yaml"], "en_XA").files
    assert one.versions[0].scores.scores == ()
    assert one.versions[0].scores.structure.words > 100


def test_workspace_that_cannot_be_read_has_faults_and_no_scores(tmp_path: Path) -> None:
    (tmp_path / "ivr.yaml").write_text("format: 2\n")
    result = score_workspace(tmp_path)
    assert result.files == ()
    assert result.diagnostics


def test_examples_are_of_the_types_of_the_placeholders() -> None:
    types = (("due", ValueType.DATE), ("total", ValueType.MONEY), ("where", ValueType.KEY), ("count", ValueType.NUMBER))
    segment = Segment(
        *("x/y/prompt", "", Span("x", 1, 1, 1, 1)), is_spoken=True, constants=(("key", "7"),), types=types
    )
    text = "{total} by {due}, press {key} or {where}, {count} bills for {language} {other} {{x}}"
    assert fill_with_examples(text, segment.constants, segment.types, "en", 1.0) == (
        "$120.55 by December 23, 2026, press 7 or 2, 1 bills for English words {x}"
    )
