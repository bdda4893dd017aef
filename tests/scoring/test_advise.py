"""Advice on English, by its cases; where it is placed, what it leaves alone, and how long it takes."""

from __future__ import annotations

import csv
import time
from itertools import chain
from pathlib import Path

import pytest

from ivr_author.core.source import Source
from ivr_author.scoring.advice.substitution import PLAIN_ENOUGH, TERMS, pairs
from ivr_author.scoring.advise import ADVICE, advise, advise_file
from ivr_author.scoring.advising import Finding
from ivr_author.scoring.passage import Passage
from tests.tables import Row, read_tables

CASES = Path(__file__).parent / "advice"
ROWS = [row for path in sorted(CASES.glob("*.md")) for row in read_tables(path)]


def read_row(row: Row) -> list[tuple[Passage, tuple[Finding, ...]]]:
    """The passages of a case with the remarks of its own kind."""
    kind, _, organisation = row.cells["kind"].partition(" ")
    locale = "es" if kind == "es" else "en"
    texts = row.cells["text"].split(" // ")
    passages = [Passage(text, locale, is_spoken=kind == "spoken") for text in texts]
    found = advise_file(passages, names=[organisation])
    name = row.path.stem.replace("_", "-")
    return [
        (passage, tuple(one for one in remarks if one.advice == name))
        for passage, remarks in zip(passages, found, strict=True)
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.path.stem}:{row.line}")
def test_a_case_is_told_as_its_row_says(row: Row) -> None:
    told = [
        (passage.text[one.offset : one.offset + one.length], one.suggestion)
        for passage, remarks in read_row(row)
        for one in remarks
    ]
    expected = [one.partition(" → ") for one in row.cells["says"].split("; ") if one]
    assert [words for words, _ in told] == [words for words, _, _ in expected]
    for (_, suggestion), (_, _, wanted) in zip(told, expected, strict=True):
        assert not wanted or suggestion == wanted


@pytest.mark.parametrize("name", sorted(ADVICE))
def test_every_kind_has_cases_that_pass_and_cases_that_are_told(name: str) -> None:
    rows = [row for row in ROWS if row.path.stem.replace("_", "-") == name]
    assert {bool(row.cells["says"]) for row in rows} == {True, False}


def test_every_remark_has_words_and_a_message() -> None:
    for row in ROWS:
        for passage, remarks in read_row(row):
            for one in remarks:
                assert one.length > 0
                assert one.message
                assert (
                    passage.text[one.offset : one.offset + one.length].strip()
                    == (passage.text[one.offset : one.offset + one.length])
                )


def test_only_english_is_advised_on() -> None:
    text = "Utilize it prior to e.g. May & don't be denied WITHOUT help."
    assert advise(Passage(text, "en-US"))
    assert advise(Passage(text, "es_US")) == advise(Passage(text, "eng")) == advise(Passage("", "en")) == ()


def test_remarks_stand_in_the_order_of_the_text() -> None:
    found = advise(Passage("It was denied prior to May. We will make a decision. CALL US NOW.", "en"))
    assert [one.advice for one in found] == ["passive", "substitution", "nominalisation", "all-caps"]
    assert [one.offset for one in found] == sorted(one.offset for one in found)


def test_a_sentence_far_over_the_limit_is_serious() -> None:
    def remark(count: int, *, is_spoken: bool) -> Finding:
        found = advise(Passage(f"{'so ' * (count - 1)}on.", "en", is_spoken=is_spoken))
        return next(one for one in found if one.advice == "long-sentence")

    assert [remark(count, is_spoken=False).is_serious for count in (21, 25, 26)] == [False, False, True]
    assert [remark(count, is_spoken=True).is_serious for count in (13, 24, 25)] == [False, False, True]


def test_a_remark_knows_the_place_of_its_words_in_the_file() -> None:
    source = Source("flows/main.yaml", 'nodes:\n  a: {prompt: "Utilize {what}, or utilize it."}\n')
    start = source.text.index('"')
    span = source.span(start, source.text.rindex('"') + 1)
    text = "Utilize a card, or utilize it."
    found = advise_file([Passage(text, "en", span=span)], sources={source.path: source})[0]
    assert [source.text[one.span.start : one.span.end] for one in found if one.span] == ["Utilize", "utilize"]
    assert [str(one.span) for one in found] == ["flows/main.yaml:2:16", "flows/main.yaml:2:35"]


def test_words_that_are_not_written_as_they_are_read_have_the_place_of_the_passage() -> None:
    source = Source("a.yaml", "x: utilize {how} and utilize\n")
    span = source.span(3, 27)
    # A value brought the same word again, so nobody can tell which of the three is which.
    (first, *_) = advise(Passage("utilize utilize and utilize", "en", span=span), source=source)
    assert first.span == span
    assert [one.span for one in advise(Passage("utilize", "en", span=span))] == [span]
    assert [one.span for one in advise(Passage("utilize", "en"), source=source)] == [None]


def test_the_table_is_the_published_one_and_every_exception_is_in_it(repository: Path) -> None:
    own = repository / "ivr_author/scoring/advice/plainlanguage.csv"
    rows = list(csv.DictReader(own.read_text(encoding="utf-8").splitlines()))
    phrases = {row["dont_say"].lower() for row in rows}
    assert len(rows) == 237
    assert (TERMS | PLAIN_ENOUGH) - phrases == set()
    assert TERMS.isdisjoint(PLAIN_ENOUGH)
    assert (TERMS | PLAIN_ENOUGH).isdisjoint(pairs())
    shared = repository.parent / "shared/data/plainlanguage_substitutions.csv"
    if shared.exists():
        assert own.read_bytes() == shared.read_bytes()


def test_a_notice_is_advised_on_in_no_time() -> None:
    paragraph = "You must pay $212.40 by December 23, 2026. If you do not pay by then, we will end your coverage. "
    passages = [Passage(paragraph * 2, "en")] * 8
    assert 290 < sum(len(one.text.split()) for one in passages) <= 320
    advise_file(passages)
    times = []
    for _ in range(5):
        begun = time.process_time()
        advise_file(passages)
        times.append(time.process_time() - begun)
    # 1 ms on an idle machine, and two thirds of it go into finding the sentences.
    assert min(times) < 0.01


def test_a_hostile_text_takes_no_longer_than_its_length() -> None:
    for piece in ("not ", "be ", "A ", "(a ", "#", "make a ", "unless ", "the ", "w/ ", "a@", "AB&"):
        begun = time.process_time()
        for is_spoken in (True, False):
            list(chain(advise(Passage(piece * 2_000, "en", is_spoken=is_spoken))))
        assert time.process_time() - begun < 2
