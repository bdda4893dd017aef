"""Every metric on texts whose sentences, words and syllables were counted by hand: a table a metric in `metrics/`."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from ivr_author.scoring.counts import Counts, count_passages
from ivr_author.scoring.metric import Metric
from ivr_author.scoring.passage import Passage, PassageKind
from ivr_author.scoring.score import all_metrics, metrics_for

TABLES = sorted((Path(__file__).parent / "metrics").glob("*.md"))
CASES = [
    (path.stem, *(cell.strip() for cell in line.strip("|").split("|")))
    for path in TABLES
    for line in path.read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("| locale", "|---"))
]
NEAR = 0.1


def metric_of(name: str) -> Metric:
    return all_metrics()[name.replace("_", "-")]


@pytest.mark.parametrize(("name", "place", "text", "by_hand", "expected"), CASES)
def test_scores_are_those_of_counts_by_hand(name: str, place: str, text: str, by_hand: str, expected: str) -> None:
    metric = metric_of(name)
    locale = place.split()[0]
    assert metric.is_valid_for(locale)
    wanted = {word: int(number) for word, number in re.findall(r"(\w+) (\d+)", by_hand)}
    assert wanted.keys() <= {field.name for field in fields(Counts)}
    counts = Counts(**wanted)
    if text:
        kind = PassageKind.PROMPT if "spoken" in place else PassageKind.PARAGRAPH
        counts = count_passages([Passage(text, locale, kind, is_spoken="spoken" in place)])[metric.counting]
        assert {name: getattr(counts, name) for name in wanted} == wanted
    score = metric.score(counts)
    if score.value is None:
        assert score.why_not == expected
    else:
        assert score.value == pytest.approx(float(expected), abs=NEAR)


@pytest.mark.parametrize("metric", all_metrics().values(), ids=lambda metric: metric.id)
def test_a_metric_tells_its_source_and_its_bands_in_order(metric: Metric) -> None:
    assert re.search(r"\d{4}|c\. 175", metric.source)
    assert metric.locales
    limits = [band.least for band in metric.bands]
    assert limits == sorted(limits, reverse=True)
    assert not limits or limits[-1] == float("-inf")


@pytest.mark.parametrize(
    ("tag", "ids"),
    [
        ("en", "flesch-kincaid dale-chall flesch flesch-statutory smog"),
        ("en-US", "flesch-kincaid dale-chall flesch flesch-statutory smog"),
        ("es-MX", "inflesz fernandez-huerta"),
        ("es_419", "inflesz fernandez-huerta"),
        ("pt-BR", "martins"),
        ("PT_br", "martins"),
        ("pt_PT", ""),
        ("fr-CA", "kandel-moles"),
        ("ru", "oborneva"),
        ("it", "gulpease"),
        ("en_XA", ""),
        ("ar_XB", ""),
        *((tag, "") for tag in ("vi", "zh_Hans", "zh-TW", "ar", "ht", "km", "hi", "ko", "pl", "so", "xx", "", "e n")),
    ],
)
def test_a_locale_has_the_formulas_that_were_made_for_it(tag: str, ids: str) -> None:
    assert " ".join(metric.id for metric in metrics_for(tag)) == ids
