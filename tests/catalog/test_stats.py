"""Counts of a locale, against today's segments."""

from __future__ import annotations

from ivr_author.catalog.states import MACHINE, MarkKind, with_mark
from ivr_author.catalog.stats import COLUMNS, count_catalog
from tests.catalog.builders import catalog, message, segment

SEGMENTS = [
    segment("a/one/prompt", "Press {key} now."),
    segment("a/two/prompt", "Two words"),
    segment("a/three/prompt", "Here are three"),
    segment("a/four/prompt", "Four"),
    segment("a/five/prompt", "Five"),
]


def test_each_segment_is_counted_once() -> None:
    spanish = catalog(
        message("a/one/prompt", "Press {key} now.", "Oprima {key} ya."),
        message("a/two/prompt", "Two words", "Dos", flags="fuzzy"),
        message("a/three/prompt", "There are three", "Tres"),
        message("a/four/prompt", "Four"),
        message("a/gone/prompt", "Gone", "Ido"),
        obsolete=(message("a/old/prompt", "Old", "Viejo"),),
    )
    stats = count_catalog(spanish, SEGMENTS)
    assert (stats.translated, stats.fuzzy, stats.stale, stats.missing, stats.obsolete) == (1, 1, 1, 2, 1)
    assert (stats.total, stats.words, stats.words_used, stats.percent) == (5, 9, 2, 20)
    assert stats.row() == ("es", "0", "1", "0", "1", "1", "2", "5", "20%", "7", "9", "1")
    assert len(stats.row()) == len(COLUMNS)


def test_drafts_and_reviewed_ones_are_used_and_counted_apart() -> None:
    one, two, three = (message(each.address, each.text, "x") for each in SEGMENTS[:3])
    spanish = catalog(
        with_mark(one, MarkKind.DRAFT, MACHINE), with_mark(two, MarkKind.REVIEWED, "Ana", "2026-11-22"), three
    )
    stats = count_catalog(spanish, SEGMENTS)
    assert (stats.reviewed, stats.translated, stats.draft, stats.missing) == (1, 1, 1, 2)
    assert (stats.used, stats.percent, stats.words_used) == (3, 60, 7)


def test_hundred_percent_means_all() -> None:
    entries = [message(each.address, each.text, "x") for each in SEGMENTS]
    assert count_catalog(catalog(*entries), SEGMENTS).percent == 100
    many = [segment(f"a/n{number}/prompt", "x") for number in range(1000)]
    nearly = catalog(*(message(each.address, "x", "y") for each in many[1:]))
    assert count_catalog(nearly, many).percent == 99
    assert count_catalog(catalog(), []).percent == 100
