"""Switching bulletins on and off, within seconds and without a release; and the second person who has seen it.

Who may do so is for the faces to say. What a switch comes to for callers is `bulletins`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ivr_author.catalog.check import check_catalogs
from ivr_author.core.diagnostics import Diagnostic, Severity, error, new_errors, warning
from ivr_author.flow.content import Bulletin, Content
from ivr_author.flow.reached import flows_reached
from ivr_author.flow.rule import check_flows
from ivr_author.flow.segments import segments_of_bulletin
from ivr_author.flow.settings import APPROVED
from ivr_author.flow.subject import Subject
from ivr_author.harness.targets import load_targets
from ivr_author.usecases.answer import TARGET
from ivr_author.usecases.bulletins import (
    CLOCK_SLACK,
    BulletinNow,
    BulletinState,
    Heard,
    Opening,
    apply_switch,
    checked_values,
    clock_fault,
    flows_that_say,
    open_heard,
    utc_moment,
)
from ivr_author.usecases.check import catalog_subject
from ivr_author.usecases.gate import Approvals
from ivr_author.usecases.program import program_of
from ivr_author.usecases.publish_release import person_of
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.project import Workspace
from ivr_author.workspace.switches import Switch, Switches, add_switch, mark_seen, read_switches, refuse_newer

RULES = {
    "bulletin-faulty": "A bulletin with errors can't be switched on",
    "bulletin-not-approved": "A bulletin that nobody has approved can't be switched on",
    "bulletin-not-translated": "A bulletin is switched on, and some callers hear it in another language than theirs",
    "bulletin-off": "A bulletin that is not on can't be switched off",
    "bulletin-time": "A bulletin would begin or end at a time that can't be meant",
    "bulletin-words-changed": "A bulletin says something else by now than whoever switches it on has seen",
}
"""Every rule id that only this module can report, with its description."""

MOST_UNAPPROVED = 5
"""Parts of a bulletin that are named, where nobody has approved them; the others are counted."""

FURTHEST = timedelta(days=366)
"""How far ahead a bulletin may begin or end; further is a slip of the pen."""

Logging = Callable[[Switch], AbstractContextManager[object]]
"""Opened around the moment in which a switch is written: it is told elsewhere too, or nothing is switched."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who switches, and how it is told: a name and an email address (default: git's), a reason, and what they knew.

    `after`: see `add_switch`. `seen`: the digest of the words that they looked at (`Heard.digest`).
    """

    by: str = ""
    email: str = ""
    reason: str = ""
    after: int | None = None
    seen: str = ""
    logging: Logging = lambda _switch: nullcontext()


@dataclass(frozen=True, slots=True)
class Switched:
    """What became of a switch: None where `faults` forbid it. `warnings` are told all the same."""

    switch: Switch | None
    now: BulletinNow | None = None
    faults: tuple[Diagnostic, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()


def switch_on(
    root: Path,
    name: str,
    values: Mapping[str, str],
    act: Act,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    approvals: Approvals | None = None,
    now: datetime | None = None,
    opening: Opening = open_heard,
) -> Switched:
    """Switch a bulletin on, from `start` (default: now) to before `end` (default: until it is switched off).

    `values` fill its slots, as on a wire: `18:00`, `2026-12-23`. Raises `UnknownName`, and WorkspaceError where nothing
    can be read or written, or somebody switched it meanwhile.
    """
    moment = utc_moment(now)
    person = person_of(root, act.by, act.email)
    before = read_switches(root)
    refuse_newer(before, name, act.after)
    with opening(root, moment) as heard:
        bulletin = heard.find(name)
        filled, faults = checked_values(bulletin, values)
        faults += tuple(_time_faults(start, end, moment))
        if start is not None and start <= moment:
            start = None
        wanted = Switch(0, name, True, person.name, moment, start, end, filled, act.reason.strip(), person.email)
        if not faults:
            faults = tuple(_content_faults(heard, bulletin, apply_switch(bulletin, wanted)[0]))
        faults += tuple(_approval_faults(heard, bulletin, approvals)) if heard.release is None else ()
        if not faults and act.seen not in ("", heard.digest(bulletin)):
            message = f"the words of `{name}` were changed meanwhile"
            hint = "look at them as they are now, and switch it on if they are meant"
            faults = (error("bulletin-words-changed", message, bulletin.span, hint),)
        if faults:
            return Switched(None, None, faults)
        with act.logging(wanted):
            made = add_switch(root, wanted, act.after)
        row = heard.now(bulletin, Switches((made,)), moment)
    return Switched(made, row, warnings=(*foreign_words(row), *_odd_clock(before, moment)))


def switch_off(
    root: Path, name: str, act: Act, *, now: datetime | None = None, opening: Opening = open_heard
) -> Switched:
    """Switch a bulletin off, at once; also one that is on by its file, or waits for its time. Raises as `switch_on`."""
    moment = utc_moment(now)
    person = person_of(root, act.by, act.email)
    switches = read_switches(root)
    refuse_newer(switches, name, act.after)
    with opening(root, moment) as heard:
        bulletin = heard.find(name)
        row = heard.now(bulletin, switches, moment)
        if row.state in (BulletinState.OFF, BulletinState.OVER):
            hint = "there is nothing to do"
            return Switched(None, row, (error("bulletin-off", f"`{name}` is {row.state} already", hint=hint),))
        wanted = Switch(0, name, False, person.name, moment, reason=act.reason.strip(), email=person.email)
        with act.logging(wanted):
            made = add_switch(root, wanted, act.after)
        return Switched(
            made, heard.now(bulletin, Switches((made,)), moment), warnings=tuple(_odd_clock(switches, moment))
        )


def confirm_switch(root: Path, number: int, act: Act, now: datetime | None = None) -> Switch:
    """Write down that a second person has seen a switch, which must still be what holds. Raises WorkspaceError."""
    person = person_of(root, act.by, act.email)
    found = next((one for one in read_switches(root).now().values() if one.number == number), None)
    if found is None:
        message = f"there is no switch {number}, or the bulletin was switched again since"
        raise WorkspaceError(error("switch-seen", message, hint="look at the bulletin as it is now"))
    with act.logging(found):
        return mark_seen(root, number, person.name, utc_moment(now), person.email)


def foreign_words(row: BulletinNow) -> Iterator[Diagnostic]:
    """That some callers hear a bulletin in another language."""
    foreign = [one.locale for one in row.words if one.is_foreign]
    if foreign:
        message = f"callers in {', '.join(foreign)} hear `{row.bulletin.id}` in another language"
        yield warning("bulletin-not-translated", message, row.bulletin.span, "have it translated before the next time")


def _odd_clock(before: Switches, moment: datetime) -> Iterator[Diagnostic]:
    fault = clock_fault(before, moment)
    if fault is not None:
        yield fault


def _time_faults(start: datetime | None, end: datetime | None, moment: datetime) -> Iterator[Diagnostic]:
    for time in (start, end):
        if time is not None and time - moment > FURTHEST:
            message = f"{time.astimezone(UTC):%Y-%m-%d} is more than a year ahead"
            yield error("bulletin-time", message, hint="look at the year")
    if start is not None and start < moment - CLOCK_SLACK:
        message = f"it would begin in the past: {start.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        yield error("bulletin-time", message, hint="name a time to come, or none to begin now")
    if end is None:
        return
    if start is not None and end <= start:
        yield error("bulletin-time", "this bulletin would end before it begins", hint="swap its start and its end")
    elif end <= moment:
        message = f"{end.astimezone(UTC):%Y-%m-%d %H:%M} UTC is past"
        yield error("bulletin-time", message, hint="name an end to come, or none, and switch it off when it is over")


def _content_faults(heard: Heard, bulletin: Bulletin, switched: Bulletin) -> Iterator[Diagnostic]:
    """What is wrong with a bulletin, its translations, or the flows once it is spoken."""
    workspace, content, path = heard.workspace, heard.content, bulletin.source.path
    changed = _with(content, switched)
    found = [one for one in workspace.diagnostics if one.span is not None and one.span.path == path]
    found += [one for one in check_flows(Subject(changed, focus=path)) if one.span and one.span.path == path]
    subject = replace(
        catalog_subject(workspace, content), segments=tuple(segments_of_bulletin(bulletin)), template=None
    )
    catalog_faults = [
        one for one in check_catalogs(subject) if one.span and f"`bulletins/{bulletin.id}/" in one.message
    ]
    for one in (*found, *catalog_faults, *_target_faults(workspace, content, bulletin, switched)):
        if one.severity is Severity.ERROR:
            hint = f"{one.rule}: mend it, or switch on another bulletin"
            yield error("bulletin-faulty", one.message, one.span, hint)


def _target_faults(
    workspace: Workspace, content: Content, bulletin: Bulletin, switched: Bulletin
) -> tuple[Diagnostic, ...]:
    """What the phone service could not carry: only where it is spoken, for a whole workspace takes seconds."""
    spoken = [one for name in flows_that_say(content, bulletin) for one in flows_reached(content, name).items()]
    part = replace(content, flows=dict(spoken))
    target = load_targets()[TARGET]
    before, after = (target.check(program_of(workspace, one)) for one in (part, _with(part, switched)))
    return new_errors(before, after)


def _with(content: Content, bulletin: Bulletin) -> Content:
    return replace(content, bulletins={**content.bulletins, bulletin.id: bulletin})


def _approval_faults(heard: Heard, bulletin: Bulletin, approvals: Approvals | None) -> Iterator[Diagnostic]:
    """Where approvals are required and no release is live, which would have been approved as a whole."""
    if heard.content.settings.releases.approvals != APPROVED:
        return
    hint = "have it reviewed; or let a release with it go out, and switch it on then"
    if approvals is None:
        yield error("bulletin-not-approved", "there are no accounts here, so nobody can approve", hint=hint)
        return
    # Its file, and its texts: `flows:bulletins/ID/prompt/1`, in each language.
    texts = f"bulletins/{bulletin.id}/"
    open_items = [
        f"{one.item} ({one.locale})" if one.locale else one.item
        for one in approvals.changed(None, heard.workspace)
        if (one.item == bulletin.source.path or one.item.rpartition(":")[2].startswith(texts))
        and approvals.by(one.item, one.locale, one.content) is None
    ]
    for name in open_items[:MOST_UNAPPROVED]:
        yield error("bulletin-not-approved", f"nobody has approved {name} as it is now", hint=hint)
    if len(open_items) > MOST_UNAPPROVED:
        more = len(open_items) - MOST_UNAPPROVED
        yield error("bulletin-not-approved", f"nobody has approved {more} other parts of it either", hint=hint)
