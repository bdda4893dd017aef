"""When calls come: shares of the hours of a local day, and single calls drawn by them."""

from __future__ import annotations

import bisect
import itertools
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import ClassVar

from ivr_author.core.calendar import day_start, from_milliseconds, local_moment
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.fields import Reader, Skip, define, read_mapping, read_record
from ivr_author.flow.node import Record
from ivr_author.flow.read import FormatVersion

HOURS = 24
MAX_CALLS = 1_000_000
"""Calls of one day; more would take minutes, and no exchange has them."""


class HourShares(tuple[float, ...]):
    """What each of the 24 hours of the clock has."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Record):
    """How a day's calls lie over its hours: shares, or how many there were. `source`: who says so."""

    WHAT: ClassVar[str] = "a file of arrivals"

    format: FormatVersion
    source: str
    hours: HourShares

    @property
    def total(self) -> int:
        """The calls of the day, where the file counts them."""
        return round(sum(self.hours))


@dataclass(frozen=True, slots=True)
class Day:
    """A local day: its first instant, and the hour of the clock that each of its hours is (23 to 25 of them)."""

    day: date
    zone: str
    begins: int
    clock: tuple[int, ...]

    @property
    def seconds(self) -> int:
        """From its first instant to its end."""
        return len(self.clock) * 3600


def local_day(day: date, zone: str) -> Day:
    """A day as clocks of a zone have it. An hour that the clocks turn back over is there twice."""
    begins, ends = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    count = math.ceil((ends - begins) / 3_600_000)
    moments = [local_moment(from_milliseconds(begins + hour * 3_600_000), zone)[1] for hour in range(count)]
    return Day(day, zone, begins, tuple(int(moment[:2]) for moment in moments))


def usual_profile() -> Profile:
    """The shape of a day that nobody measured."""
    path = "usual_arrivals.yaml"
    found, faults = read_profile(Source(path, files(__package__).joinpath(path).read_text("utf-8")))
    assert found is not None, f"{path}: {faults}"
    return found


def read_profile(source: Source) -> tuple[Profile | None, list[Diagnostic]]:
    """The profile of a file, or what is wrong with it."""
    tree, faults = read_yaml(source)
    if tree is None or faults:
        return None, faults
    reader = Reader(source)
    try:
        return read_record(Profile, tree, Profile.WHAT, reader), reader.diagnostics
    except Skip:
        return None, reader.diagnostics


def draw_arrivals(profile: Profile, day: Day, calls: int, stream: random.Random) -> list[float]:
    """The seconds of the day at which so many calls come, in order: a Poisson stream that ends at this number."""
    weights = [profile.hours[hour] for hour in day.clock]
    ends = list(itertools.accumulate(weights))
    found = []
    for _ in range(calls):
        place = stream.random() * ends[-1]
        hour = min(bisect.bisect_right(ends, place), len(ends) - 1)
        found.append(3600.0 * (hour + (place - (ends[hour] - weights[hour])) / weights[hour]))
    return sorted(found)


def _hour_shares(node: TreeNode, reader: Reader) -> HourShares:
    hint = "write each hour of the clock with its share, or how many calls came: {8: 9.5, 9: 11}"
    shares = [0.0] * HOURS
    complete = True
    for key, value in read_mapping(node, "`hours`", reader):
        if not key.text.isdecimal() or len(key.text) > 2 or int(key.text) >= HOURS:
            reader.fault("wrong-value", f"`{key.text}` is no hour of the clock", key.span, "write 0 to 23")
            complete = False
            continue
        share = read_share(value)
        if share is None:
            reader.fault("wrong-value", "an hour has a number of calls, 0 or more", value.span, hint)
            complete = False
            continue
        shares[int(key.text)] = share
    if complete and not any(shares):
        reader.fault("wrong-value", "no call comes in any hour", node.span, hint)
        complete = False
    if not complete:
        raise Skip
    return HourShares(shares)


def read_share(node: TreeNode) -> float | None:
    """A number that weighs something, or None for anything else."""
    if not isinstance(node, Scalar) or isinstance(node.data, bool) or not isinstance(node.data, (int, float)):
        return None
    if not math.isfinite(node.data) or not 0 <= node.data <= MAX_CALLS:
        return None
    return float(node.data)


def share_out(whole: int, shares: Sequence[float]) -> list[int]:
    """A whole in whole parts, by largest remainders; whoever has a share gets one at least, while there is one."""
    total = sum(shares)
    if not total:
        return [0] * len(shares)
    parts = [whole * share / total for share in shares]
    given = [max(math.floor(part), 1 if share else 0) for part, share in zip(parts, shares, strict=True)]
    while (left := whole - sum(given)) != 0:
        # Where more parts were rounded up to one than the whole has, the largest give back.
        if left > 0:
            chosen = max(range(len(given)), key=lambda one: (parts[one] - given[one], -one))
        else:
            chosen = max(range(len(given)), key=lambda one: (given[one], -parts[one]))
        given[chosen] += 1 if left > 0 else -1
    return given


define(HourShares, _hour_shares, lambda: {"type": "object"})
