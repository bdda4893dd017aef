"""Edits of what flows share: days of calendars, examples of services.

Each is a change of one YAML file that keeps every other line to the byte, and is saved only if it brings no new error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ivr_author.core.calendar import Interval
from ivr_author.core.diagnostics import Diagnostic, new_errors
from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node
from ivr_author.core.tree import Sequence as TreeSequence
from ivr_author.core.yaml_change import Change, Insert, Remove, Set
from ivr_author.core.yaml_edit import edit_yaml
from ivr_author.core.yaml_source import read_yaml
from ivr_author.core.yaml_write import Value
from ivr_author.usecases.edit_source import RefusedSource, SavedSource, open_source, save_source
from ivr_author.workspace.keeper import Keeper
from ivr_author.workspace.project import Workspace

SETTINGS_PATH = "ivr.yaml"

Judge = Callable[[Workspace, Source], Iterable[Diagnostic]]


class NotThere(LookupError):
    """What should be changed is not in the file, or no longer."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a calendar that is not as its weekday: a holiday, else one with hours of its own (none: closed)."""

    date: date
    name: str = ""
    is_holiday: bool = True
    hours: tuple[Interval, ...] = ()

    def written(self) -> Value:
        """The entry of the file."""
        entry: dict[str, Value] = {"date": self.date.isoformat()}
        if not self.is_holiday:
            entry["hours"] = [f"{_clock(start)}-{_clock(end)}" for start, end in self.hours]
        if self.name:
            entry["name"] = self.name
        return entry


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def calendar_path(calendar_id: str) -> str:
    """The file of a calendar."""
    return f"flows/calendars/{calendar_id}.yaml"


def set_day(
    keeper: Keeper, workspace: Workspace, calendar_id: str, day: Day, revision: str
) -> SavedSource | RefusedSource:
    """Let a day be so, whatever it was before. Days stay in their order."""

    def changes(tree: Node) -> list[Change]:
        key = "holidays" if day.is_holiday else "exceptions"
        entries = _list_at(tree, key)
        earlier = [index for index, entry in enumerate(entries) if _date_of(entry) < day.date.isoformat()]
        same = [index for index, entry in enumerate(entries) if _date_of(entry) == day.date.isoformat()]
        gone = _days_at(tree, day.date.isoformat(), leave=(key, same[0]) if same else None)
        if same:
            # Its own place is reckoned before anything is taken out of the same list.
            return [Set((key, same[0]), day.written()), *gone]
        if isinstance(tree, TreeMapping) and tree.get(key) is None:
            return [*gone, Insert((), len(tree.entries), [day.written()], key)]
        return [*gone, Insert((key,), len(earlier), day.written())]

    return edit_file(
        keeper, workspace, calendar_path(calendar_id), changes, revision, f"Set {day.date} of {calendar_id}"
    )


def remove_day(
    keeper: Keeper, workspace: Workspace, calendar_id: str, day: date, revision: str
) -> SavedSource | RefusedSource:
    """Let a day be as its weekday again. Raises `NotThere` where it is."""

    def changes(tree: Node) -> list[Change]:
        gone = _days_at(tree, day.isoformat())
        if not gone:
            raise NotThere(day.isoformat())
        return gone

    return edit_file(
        keeper, workspace, calendar_path(calendar_id), changes, revision, f"Remove {day} from {calendar_id}"
    )


def _days_at(tree: Node, day: str, leave: tuple[str, int] | None = None) -> list[Change]:
    """Taking out every entry of a day, the last of a list first, so that no index moves."""
    return [
        Remove((key, index))
        for key in ("holidays", "exceptions")
        for index, entry in reversed(list(enumerate(_list_at(tree, key))))
        if _date_of(entry) == day and (key, index) != leave
    ]


def _list_at(tree: Node, key: str) -> Sequence[Node]:
    found = tree.get(key) if isinstance(tree, TreeMapping) else None
    return found.items if isinstance(found, TreeSequence) else ()


def _date_of(entry: Node) -> str:
    found = entry.get("date") if isinstance(entry, TreeMapping) else None
    return str(getattr(found, "text", ""))


# --- services --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Example:
    """An answer that a service might give: how it ends and, if well, its fields as they are written in scripts."""

    result: str
    fields: Mapping[str, str]

    def written(self) -> Value:
        """The entry of the file."""
        return {self.result: dict(self.fields)} if self.fields else self.result


def set_example(
    keeper: Keeper, workspace: Workspace, service: str, index: int | None, example: Example, revision: str
) -> SavedSource | RefusedSource:
    """Put an example in place of one, or (no index) after the last. Raises `NotThere` without service or index."""

    def changes(tree: Node) -> list[Change]:
        place = _service(tree, service)
        found = place.get("examples")
        count = len(found.items) if isinstance(found, TreeSequence) else 0
        if index is not None and not 0 <= index < count:
            raise NotThere(str(index))
        path = ("services", service, "examples")
        if found is None:
            return [Insert(path[:2], len(place.entries), [example.written()], "examples")]
        return [Insert(path, count, example.written()) if index is None else Set((*path, index), example.written())]

    title = f"{'Add' if index is None else 'Change'} an example of {service}"
    return edit_file(keeper, workspace, SETTINGS_PATH, changes, revision, title)


def remove_example(
    keeper: Keeper, workspace: Workspace, service: str, index: int, revision: str
) -> SavedSource | RefusedSource:
    """Take an example out."""

    def changes(tree: Node) -> list[Change]:
        found = _service(tree, service).get("examples")
        if not isinstance(found, TreeSequence) or not 0 <= index < len(found.items):
            raise NotThere(str(index))
        return [Remove(("services", service, "examples", index))]

    return edit_file(keeper, workspace, SETTINGS_PATH, changes, revision, f"Remove an example of {service}")


def _service(tree: Node, name: str) -> TreeMapping:
    services = tree.get("services") if isinstance(tree, TreeMapping) else None
    found = services.get(name) if isinstance(services, TreeMapping) else None
    if not isinstance(found, TreeMapping):
        raise NotThere(name)
    return found


# --- all -------------------------------------------------------------------------------------------------------------


def edit_file(
    keeper: Keeper,
    workspace: Workspace,
    path: str,
    changes: Callable[[Node], list[Change]],
    revision: str,
    message: str,
    judge: Judge | None = None,
) -> SavedSource | RefusedSource:
    """The file with changes that are reckoned on what it holds.

    `judge` finds what is wrong elsewhere while the file has a text; what it finds new is not saved either.
    Raises `NotThere`, `CannotEdit` where the text does not allow it, `Conflict` and `WorkspaceError` as saving does.
    """
    opened = open_source(workspace.root, path)
    source = Source(path, opened.text)
    tree, _ = read_yaml(source)
    if tree is None:
        raise NotThere(path)
    edited = edit_yaml(source, changes(tree))
    brought = new_errors(judge(workspace, source), judge(workspace, edited.source)) if judge else ()
    if brought:
        return RefusedSource(brought)
    return save_source(keeper, workspace, path, edited.source.text, revision, message)
