"""Bulletins as callers hear them now: which are on, what they say in each language, and switching them on and off.

A switch changes no content: it is kept beside what is live. Who may switch is for the faces to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from ivr_author.catalog.check import check_catalogs
from ivr_author.core.diagnostics import Diagnostic, Severity, error, new_errors, warning
from ivr_author.core.wire import Malformed, from_wire, to_wire
from ivr_author.flow.content import Bulletin, Content
from ivr_author.flow.fields import nearest
from ivr_author.flow.model import Given
from ivr_author.flow.nodes.bulletin import Bulletin as BulletinNode
from ivr_author.flow.rule import check_flows
from ivr_author.flow.segments import segments_of_bulletin
from ivr_author.flow.settings import APPROVED
from ivr_author.flow.subject import Subject
from ivr_author.harness.targets import load_targets
from ivr_author.usecases.answer import TARGET
from ivr_author.usecases.bulletin_words import BulletinWords, words_of
from ivr_author.usecases.check import catalog_subject
from ivr_author.usecases.gates import Approvals
from ivr_author.usecases.program import program_of
from ivr_author.usecases.publish_release import name_of
from ivr_author.usecases.release import workspace_of_release
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.live import read_journal
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.releases import read_release
from ivr_author.workspace.switches import Switch, Switches, add_switch, read_switches

RULES = {
    "bulletin-faulty": "A bulletin with errors can't be switched on",
    "bulletin-not-approved": "A bulletin that nobody has approved can't be switched on",
    "bulletin-not-translated": "A bulletin is switched on, and some callers hear it in another language than theirs",
    "bulletin-off": "A bulletin that is not on can't be switched off",
    "bulletin-time": "A bulletin would end before it begins, or has ended already",
    "bulletin-value": "A value is for no slot of the bulletin, is missing, or does not fit its slot",
    "switch-lapsed": "A switch does not fit its bulletin any more, so nobody hears it",
}
"""Every rule id that only this module can report, with its description."""


class BulletinState(StrEnum):
    """Whether callers hear a bulletin: it is on, on but waiting for its time or over, or off."""

    OFF = "off"
    WAITING = "waiting"
    ON = "on"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class BulletinNow:
    """A bulletin as it is with its last switch, if it has one.

    `flows`: those whose callers hear it while it is on. `fault`: why its switch does not count.
    """

    bulletin: Bulletin
    state: BulletinState
    switch: Switch | None
    flows: tuple[str, ...]
    words: tuple[BulletinWords, ...]
    time_zone: str
    fault: Diagnostic | None = None

    @property
    def values(self) -> dict[str, str]:
        """What fills its slots now."""
        return {name: slot.value.value for name, slot in self.bulletin.slots.items() if slot.value is not None}


@dataclass(frozen=True, slots=True)
class BulletinBoard:
    """Every bulletin. `release`: the live one, whose words callers hear; None: nothing is live, so the files' words."""

    release: str | None
    bulletins: tuple[BulletinNow, ...]
    switches: Switches
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Switched:
    """What became of a switch: None where `faults` forbid it. `warnings` are told all the same."""

    switch: Switch | None
    now: BulletinNow | None = None
    faults: tuple[Diagnostic, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()


@contextmanager
def heard_workspace(root: Path, moment: datetime) -> Iterator[tuple[str | None, Workspace]]:
    """What callers hear: the content of the release that is live, with its name, else the workspace as it is.

    Raises WorkspaceError.
    """
    live = read_journal(root).live(moment)
    if live is None:
        yield None, load_workspace(root)
        return
    with workspace_of_release(root, read_release(root, live.release)) as workspace:
        assert workspace is not None, "a release has content"
        yield live.release, workspace


def bulletin_board(root: Path, now: datetime | None = None) -> BulletinBoard:
    """All bulletins, with their words in every language. Raises WorkspaceError where nothing can be read."""
    moment = _moment(now)
    switches = read_switches(root)
    with heard_workspace(root, moment) as (release, workspace):
        content = _content_of(workspace)
        rows = tuple(_now(workspace, content, one, switches, moment) for one in content.bulletins.values())
        faults = tuple(row.fault for row in rows if row.fault is not None)
        return BulletinBoard(release, rows, switches, (*switches.faults, *faults))


def with_switches(content: Content, switches: Switches) -> tuple[Content, tuple[Diagnostic, ...]]:
    """The content in which each bulletin is as its last switch says, and the switches that do not fit any more.

    One that does not fit is off: better nothing than a sentence with a hole in it.
    """
    found = {name: apply_switch(one, switches.now().get(name)) for name, one in content.bulletins.items()}
    faults = tuple(fault for _, fault in found.values() if fault is not None)
    return replace(content, bulletins={name: one for name, (one, _) in found.items()}), faults


def bulletins_now(root: Path, content: Content) -> tuple[Bulletin, ...]:
    """The bulletins of some content with the switches; as their files say, where the switches can't be read."""
    with suppress(WorkspaceError):
        content, _ = with_switches(content, read_switches(root))
    return tuple(content.bulletins.values())


def apply_switch(bulletin: Bulletin, switch: Switch | None) -> tuple[Bulletin, Diagnostic | None]:
    """A bulletin as a switch says, or off with the reason where it does not fit."""
    if switch is None:
        return bulletin, None
    if not switch.on:
        return replace(bulletin, on=False), None
    values, faults = _checked_values(bulletin, switch.values)
    if faults:
        message = f"`{bulletin.id}` was switched on by {switch.by}, and its slots are others now: {faults[0].message}"
        hint = "switch it on again, with values for the slots that it has now"
        return replace(bulletin, on=False), error("switch-lapsed", message, bulletin.span, hint)
    slots = {name: replace(one, value=Given(values[name], one.span)) for name, one in bulletin.slots.items()}
    return replace(bulletin, on=True, start=switch.start, end=switch.end, slots=slots), None


def state_of(bulletin: Bulletin, moment: datetime) -> BulletinState:
    """Whether callers hear a bulletin at a moment."""
    if not bulletin.on:
        return BulletinState.OFF
    if bulletin.start is not None and moment < bulletin.start:
        return BulletinState.WAITING
    return BulletinState.OVER if bulletin.end is not None and moment >= bulletin.end else BulletinState.ON


def switch_on(
    root: Path,
    name: str,
    values: Mapping[str, str],
    by: str = "",
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    reason: str = "",
    approvals: Approvals | None = None,
    after: int | None = None,
    now: datetime | None = None,
) -> Switched:
    """Switch a bulletin on, from `start` (default: now) to before `end` (default: until it is switched off).

    `values` fill its slots, as on a wire: `18:00`, `2026-12-23`. `after`: see `add_switch`. Raises `UnknownName`, and
    WorkspaceError where nothing can be read or written.
    """
    moment = _moment(now)
    person = name_of(root, by)
    with heard_workspace(root, moment) as (release, workspace):
        content = _content_of(workspace)
        bulletin = _find(content, name)
        filled, faults = _checked_values(bulletin, values)
        faults += tuple(_time_faults(start, end, moment))
        wanted = Switch(0, name, True, person, moment, start, end, filled, reason.strip())
        changed = replace(content, bulletins={**content.bulletins, name: apply_switch(bulletin, wanted)[0]})
        if not faults:
            faults = tuple(_content_faults(workspace, content, changed, bulletin))
        faults += tuple(_approval_faults(workspace, content, bulletin, approvals)) if release is None else ()
        if faults:
            return Switched(None, None, faults)
        made = add_switch(root, wanted, after)
        row = _now(workspace, content, bulletin, Switches((made,)), moment)
    return Switched(made, row, warnings=tuple(_foreign_words(row)))


def switch_off(
    root: Path, name: str, by: str = "", *, reason: str = "", after: int | None = None, now: datetime | None = None
) -> Switched:
    """Switch a bulletin off, at once; also one that is on by its file, or waits for its time. Raises as `switch_on`."""
    moment = _moment(now)
    person = name_of(root, by)
    switches = read_switches(root)
    with heard_workspace(root, moment) as (_, workspace):
        content = _content_of(workspace)
        bulletin = _find(content, name)
        row = _now(workspace, content, bulletin, switches, moment)
        if row.state in (BulletinState.OFF, BulletinState.OVER):
            hint = "there is nothing to do"
            return Switched(None, row, (error("bulletin-off", f"`{name}` is {row.state} already", hint=hint),))
        made = add_switch(root, Switch(0, name, False, person, moment, reason=reason.strip()), after)
        return Switched(made, _now(workspace, content, bulletin, Switches((made,)), moment))


def _moment(now: datetime | None) -> datetime:
    return (now or datetime.now(UTC)).astimezone(UTC)


def _content_of(workspace: Workspace) -> Content:
    if workspace.content is None:
        found = [one for one in workspace.diagnostics if one.severity is Severity.ERROR]
        raise WorkspaceError(found[0] if found else error("no-workspace", "ivr.yaml can't be read"))
    return workspace.content


def _find(content: Content, name: str) -> Bulletin:
    bulletin = content.bulletins.get(name)
    if bulletin is None:
        raise UnknownName("bulletin", name, content.bulletins)
    return bulletin


def _now(
    workspace: Workspace, content: Content, bulletin: Bulletin, switches: Switches, moment: datetime
) -> BulletinNow:
    switch = switches.now().get(bulletin.id)
    switched, fault = apply_switch(bulletin, switch)
    translations, locales = workspace.translations(), content.settings.all_locales()
    return BulletinNow(
        bulletin=switched,
        state=state_of(switched, moment),
        switch=switch,
        flows=tuple(flows_that_say(content, bulletin)),
        words=tuple(words_of(switched, translations, locale) for locale in locales),
        time_zone=content.settings.time_zone,
        fault=fault,
    )


def flows_that_say(content: Content, bulletin: Bulletin) -> Iterator[str]:
    """The flows whose callers hear a bulletin while it is on."""
    named = {name.value for name in bulletin.flows}
    for flow in content.flows.values():
        for node in flow.nodes.values():
            if not isinstance(node, BulletinNode):
                continue
            only = None if node.only is None else {name.value for name in node.only}
            if bulletin.id in only if only is not None else not named or flow.id in named:
                yield flow.id
                break


def _checked_values(bulletin: Bulletin, given: Mapping[str, str]) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """The values of all slots as on a wire, and what is wrong with those given."""
    filled, faults = {}, []
    for name in given:
        if name not in bulletin.slots:
            hint = nearest(name, bulletin.slots) if bulletin.slots else "it has no slots"
            faults.append(error("bulletin-value", f"`{bulletin.id}` has no slot `{name}`", bulletin.span, hint))
    for name, slot in bulletin.slots.items():
        example = slot.example.value if slot.example is not None else "..."
        hint = f"write it as {name}={example}"
        text = given.get(name, "")
        try:
            value = from_wire(text, slot.type)
        except Malformed as fault:
            message = f"the slot `{name}` needs a {slot.type}: {fault}"
            faults.append(error("bulletin-value", message, slot.span, hint))
            continue
        if value is None:
            faults.append(error("bulletin-value", f"the slot `{name}` needs a {slot.type}", slot.span, hint))
        filled[name] = to_wire(value, slot.type)
    return filled, tuple(faults)


def _time_faults(start: datetime | None, end: datetime | None, moment: datetime) -> Iterator[Diagnostic]:
    if end is None:
        return
    if start is not None and end <= start:
        yield error("bulletin-time", "this bulletin would end before it begins", hint="swap its start and its end")
    elif end <= moment:
        message = f"{end.astimezone(UTC):%Y-%m-%d %H:%M} UTC is past"
        yield error("bulletin-time", message, hint="name an end to come, or none, and switch it off when it is over")


def _content_faults(
    workspace: Workspace, content: Content, changed: Content, bulletin: Bulletin
) -> Iterator[Diagnostic]:
    """What is wrong with a bulletin, its translations, or the flows once it is spoken."""
    path = bulletin.source.path
    found = [one for one in workspace.diagnostics if one.span is not None and one.span.path == path]
    found += [one for one in check_flows(Subject(changed, focus=path)) if one.span and one.span.path == path]
    subject = replace(
        catalog_subject(workspace, content), segments=tuple(segments_of_bulletin(bulletin)), template=None
    )
    catalog_faults = [
        one for one in check_catalogs(subject) if one.span and f"`bulletins/{bulletin.id}/" in one.message
    ]
    target = load_targets()[TARGET]
    before, after = (target.check(program_of(workspace, one)) for one in (content, changed))
    for one in (*found, *catalog_faults, *new_errors(before, after)):
        if one.severity is Severity.ERROR:
            hint = f"{one.rule}: mend it, or switch on another bulletin"
            yield error("bulletin-faulty", one.message, one.span, hint)


def _approval_faults(
    workspace: Workspace, content: Content, bulletin: Bulletin, approvals: Approvals | None
) -> Iterator[Diagnostic]:
    """Where approvals are required and no release is live, which would have been approved as a whole."""
    if content.settings.releases.approvals != APPROVED:
        return
    hint = "have it reviewed; or let a release with it go out, and switch it on then"
    if approvals is None:
        yield error("bulletin-not-approved", "there are no accounts here, so nobody can approve", hint=hint)
        return
    beginning = f"bulletins/{bulletin.id}"
    for one in approvals.changed(None, workspace):
        is_part = one.item == beginning or one.item.startswith((f"{beginning}/", f"{beginning}#"))
        if is_part and approvals.by(one.item, one.locale, one.content) is None:
            which = f" ({one.locale})" if one.locale else ""
            yield error("bulletin-not-approved", f"nobody has approved {one.item}{which} as it is now", hint=hint)


def _foreign_words(row: BulletinNow) -> Iterator[Diagnostic]:
    foreign = [one.locale for one in row.words if one.is_foreign]
    if foreign:
        message = f"callers in {', '.join(foreign)} hear `{row.bulletin.id}` in another language"
        yield warning("bulletin-not-translated", message, row.bulletin.span, "have it translated before the next time")
