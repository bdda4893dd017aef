"""When calls come: by the hours of a profile, on days of 23 and 25 hours too; bad profiles are refused with places."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.core.source import Source
from ivr_author.rehearsal.arrivals import draw_arrivals, local_day, read_profile, share_out, usual_profile

ZONE = "America/New_York"


def test_calls_lie_as_the_profile_says() -> None:
    profile, day = usual_profile(), local_day(date(2026, 12, 23), ZONE)
    arrivals = draw_arrivals(profile, day, 20_000, random.Random(1))
    assert arrivals == sorted(arrivals)
    assert 0 <= arrivals[0] < arrivals[-1] < day.seconds
    counts = Counter(int(at // 3600) for at in arrivals)
    for hour, share in enumerate(profile.hours):
        assert counts[hour] / 20_000 == pytest.approx(share / sum(profile.hours), abs=0.01)


@pytest.mark.parametrize(
    ("day", "clock"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 12, 23), 24)], ids=str
)
def test_a_day_has_the_hours_that_the_clock_shows(day: date, clock: int) -> None:
    found = local_day(day, ZONE)
    assert len(found.clock) == clock
    assert found.clock[0] == 0
    assert found.clock[-1] == 23
    arrivals = draw_arrivals(usual_profile(), found, 500, random.Random(1))
    assert max(arrivals) < found.seconds


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("format: 1\nsource: us\nhours: {8: 10, 24: 5}", "wrong-value", 3),
        ("format: 1\nsource: us\nhours: {8: ten}", "wrong-value", 3),
        ("format: 1\nsource: us\nhours:\n  8: -1", "wrong-value", 4),
        ("format: 1\nsource: us\nhours:\n  8: .nan", "wrong-value", 4),
        ("format: 1\nsource: us\nhours: {8: 0}", "wrong-value", 3),
        ("format: 1\nsource: us\nhours: {}", "wrong-value", 3),
        ("format: 1\nsource: us\nhours: [1, 2]", "wrong-shape", 3),
        ("format: 1\nhours: {8: 1}", "missing-key", 1),
        ("format: 1\nsource: us\nhours: {8: 1, 8: 2}", "duplicate-key", 3),
        ("hours", "wrong-shape", 1),
        ("", "empty-file", 1),
        ("a: [", "yaml-syntax", 1),
    ],
)
def test_a_bad_profile_is_told_with_its_place(text: str, rule: str, line: int) -> None:
    found, faults = read_profile(Source("arrivals.yaml", text))
    first = faults[0]
    assert found is None
    assert first.span is not None
    assert (first.span.path, first.span.line) == ("arrivals.yaml", line)
    assert first.rule == rule or rule == "yaml-syntax", first


@given(st.integers(0, 1000), st.lists(st.floats(0, 1e6), min_size=1, max_size=9))
def test_a_whole_is_shared_out_whole(whole: int, shares: list[float]) -> None:
    given_out = share_out(whole, shares)
    assert all(part >= 0 for part in given_out)
    if not sum(shares):
        return
    assert sum(given_out) == whole
    wanting = [part for part, share in zip(given_out, shares, strict=True) if share]
    assert whole < len(wanting) or min(wanting) >= 1, "nobody who is asked for is left out"
