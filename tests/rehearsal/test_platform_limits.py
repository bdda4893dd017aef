"""Limits are data: each has its source and its date, and a file that lacks them is refused with a place."""

from __future__ import annotations

from datetime import date

import pytest

from ivr_author.core.source import Source
from ivr_author.rehearsal.day import Record
from ivr_author.rehearsal.platform_limits import BOUNDS, CONCURRENT_CALLS, load_platform, platform_names, read_platform
from ivr_author.rehearsal.verdicts import judge

GOOD = """\
format: 1
platform: Ours
limits:
  calls:
    bounds: concurrent_calls
    value: 40
    unit: calls at once
    source: https://example.org/contract
    date: 2026-11-20
"""


def test_the_shelf_has_what_was_asked_for() -> None:
    assert set(platform_names()) >= {"twilio", "amazon_connect"}


@pytest.mark.parametrize("name", platform_names())
def test_every_limit_has_its_source_and_date(name: str) -> None:
    platform = load_platform(name)
    assert platform.limits
    for limit in platform.limits.values():
        assert limit.source.startswith("https://")
        assert date(2026, 1, 1) <= limit.date <= date(2026, 12, 31), "look again once a year"
        assert limit.unit
        assert limit.bounds in BOUNDS
        assert limit.most is None or limit.most >= limit.value


@pytest.mark.parametrize("name", platform_names())
def test_every_limit_is_judged(name: str) -> None:
    platform = load_platform(name)
    verdicts = judge(Record(), platform, 0)
    assert [one.name for one in verdicts] == list(platform.limits)
    assert {one.state for one in verdicts} <= {"holds", "not_tried"}


def test_an_account_has_its_own() -> None:
    found, faults = read_platform(Source("ours.yaml", GOOD))
    assert found is not None
    assert faults == []
    both = load_platform("amazon_connect").with_limits_of(found)
    assert both.platform == "Ours"
    limit = both.limit(CONCURRENT_CALLS)
    assert limit is not None
    assert limit.value == 10, "the narrowest holds, unless the name is the same"
    limit = (
        load_platform("amazon_connect")
        .with_limits_of(read_platform(Source("ours.yaml", GOOD.replace("  calls:", "  concurrent_calls:")))[0] or both)
        .limit(CONCURRENT_CALLS)
    )
    assert limit is not None
    assert limit.value == 40


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("    source: https://example.org/contract\n", "", "missing-key", 5),
        ("    date: 2026-11-20\n", "", "missing-key", 5),
        ("https://example.org/contract", "a friend", "wrong-value", 8),
        ("2026-11-20", "last week", "wrong-value", 9),
        ("value: 40", "value: -1", "wrong-value", 6),
        ("value: 40", "value: many", "wrong-value", 6),
        ("value: 40", "value: .inf", "wrong-value", 6),
        ("concurrent_calls", "concurent_calls", "wrong-value", 5),
        ("format: 1", "format: 2", "unknown-format", 1),
        ("unit: calls at once", "units: calls at once", "unknown-key", 7),
    ],
)
def test_a_fault_is_told_with_its_place(old: str, new: str, rule: str, line: int) -> None:
    assert old in GOOD
    found, faults = read_platform(Source("ours.yaml", GOOD.replace(old, new)))
    first = faults[0]
    assert found is None
    assert (first.rule, first.span.line if first.span else 0) == (rule, line), first
