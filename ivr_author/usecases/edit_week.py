"""The ordinary weeks of a calendar: hours by weekday. What stays keeps its place, its form and its comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ivr_author.core.calendar import WEEKDAYS, Interval, parse_interval
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node, Scalar
from ivr_author.core.tree import Sequence as TreeSequence
from ivr_author.core.yaml_change import Change, Insert, Set
from ivr_author.core.yaml_diff import differences
from ivr_author.usecases.edit_shared import NotThere, calendar_path, edit_file
from ivr_author.usecases.edit_source import RefusedSource, SavedSource
from ivr_author.workspace.keeper import Keeper
from ivr_author.workspace.project import Workspace

Week = Mapping[str, Sequence[Interval]]
"""Opening hours by weekday (`mon` to `sun`); a day that is not there is closed."""


def overlaps(week: Week) -> Iterator[str]:
    """The weekdays on which one stretch of hours begins before another one has ended."""
    for day, hours in week.items():
        ordered = sorted(hours)
        if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
            yield day


def set_week(
    keeper: Keeper, workspace: Workspace, calendar_id: str, week: Week, revision: str
) -> SavedSource | RefusedSource:
    """Let ordinary weeks be so. Raises `NotThere` where the calendar has no weeks, and what `edit_file` raises."""

    def changes(tree: Node) -> list[Change]:
        weekly = tree.get("weekly") if isinstance(tree, TreeMapping) else None
        if not isinstance(weekly, TreeMapping):
            raise NotThere("weekly")
        return [change for day in WEEKDAYS for change in _day(weekly, day, sorted(week.get(day, ())))]

    path = calendar_path(calendar_id)
    return edit_file(keeper, workspace, path, changes, revision, f"Change the ordinary weeks of {calendar_id}")


def _day(weekly: TreeMapping, day: str, hours: list[Interval]) -> Iterator[Change]:
    held = weekly.get(day)
    if held is None:
        if hours:
            before = [one for one in WEEKDAYS[: WEEKDAYS.index(day)] if weekly.get(one) is not None]
            yield Insert(("weekly",), len(before), [_written(one) for one in hours], day)
        return
    items = held.items if isinstance(held, TreeSequence) else ()
    texts = {parse_interval(one.text): one.text for one in items if isinstance(one, Scalar)}
    wanted = [texts.get(one) or _written(one) for one in hours]
    if [one.text for one in items if isinstance(one, Scalar)] == wanted and len(items) == len(wanted):
        return
    if isinstance(held, TreeSequence) and items and wanted:
        yield from differences(held, wanted, ("weekly", day))
    else:
        yield Set(("weekly", day), wanted)


def _written(interval: Interval) -> str:
    return "-".join(f"{minutes // 60}:{minutes % 60:02d}" for minutes in interval)
