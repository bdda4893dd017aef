"""Bulletins as callers hear them now: which are on, and what they say in each language.

A switch changes no content: it is kept beside what is live. Switching them on and off is `switch_bulletin`'s.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from ivr_author.catalog.lookup import Translations
from ivr_author.core.diagnostics import Diagnostic, Severity, error, warning
from ivr_author.core.wire import Malformed, from_wire, to_wire
from ivr_author.flow.content import Bulletin, Content
from ivr_author.flow.fields import nearest
from ivr_author.flow.model import Given
from ivr_author.flow.nodes.bulletin import Bulletin as BulletinNode
from ivr_author.usecases.bulletin_words import BulletinWords, words_of
from ivr_author.usecases.released import workspace_of_release
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.live import read_journal
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.releases import read_release
from ivr_author.workspace.switches import Switch, Switches, read_switches

RULES = {
    "bulletin-value": "A value is for no slot of the bulletin, is missing, or does not fit its slot",
    "switch-clock": "The clock stands before the last switch of a bulletin",
    "switch-lapsed": "A switch does not fit its bulletin any more, so nobody hears it",
}
"""Every rule id that only this module can report, with its description."""

CLOCK_SLACK = timedelta(minutes=1)
"""Clocks of two machines may differ so much; and a start is typed without its seconds."""


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
    time_zone: str
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Heard:
    """What callers hear: the content of the release that is live, with its name, else the workspace as it is."""

    release: str | None
    workspace: Workspace

    @cached_property
    def content(self) -> Content:
        """Its flows and bulletins. Raises WorkspaceError where ivr.yaml can't be read."""
        if self.workspace.content is None:
            found = [one for one in self.workspace.diagnostics if one.severity is Severity.ERROR]
            raise WorkspaceError(found[0] if found else error("no-workspace", "ivr.yaml can't be read"))
        return self.workspace.content

    @cached_property
    def translations(self) -> Translations:
        """Its catalogs."""
        return self.workspace.translations()

    def find(self, name: str) -> Bulletin:
        """A bulletin, as its file has it. Raises `UnknownName`."""
        bulletin = self.content.bulletins.get(name)
        if bulletin is None:
            raise UnknownName("bulletin", name, self.content.bulletins)
        return bulletin

    def now(self, bulletin: Bulletin, switches: Switches, moment: datetime) -> BulletinNow:
        """A bulletin with its last switch."""
        switch = switches.now().get(bulletin.id)
        switched, fault = apply_switch(bulletin, switch)
        return BulletinNow(
            bulletin=switched,
            state=state_of(switched, moment),
            switch=switch,
            flows=tuple(flows_that_say(self.content, bulletin)),
            words=self.words(switched),
            time_zone=self.content.settings.time_zone,
            fault=fault,
        )

    def words(self, bulletin: Bulletin, values: Mapping[str, str] | None = None) -> tuple[BulletinWords, ...]:
        """Its words in every language, see `words_of`."""
        locales = self.content.settings.all_locales()
        return tuple(words_of(bulletin, self.translations, locale, values) for locale in locales)

    def digest(self, bulletin: Bulletin) -> str:
        """Of what a bulletin says in all languages, with examples in its slots: for who has seen just this."""
        told = [(one.locale, one.heard, one.text, one.subject, one.body) for one in self.words(bulletin, {})]
        slots = [(name, str(slot.type)) for name, slot in bulletin.slots.items()]
        return hashlib.sha256(json.dumps([told, slots]).encode()).hexdigest()[:16]


Opening = Callable[[Path, datetime], AbstractContextManager[Heard]]


@contextmanager
def open_heard(root: Path, moment: datetime) -> Iterator[Heard]:
    """What callers hear at a moment, read anew. Raises WorkspaceError."""
    live = read_journal(root).live(moment)
    if live is None:
        yield Heard(None, load_workspace(root))
        return
    with workspace_of_release(root, read_release(root, live.release)) as workspace:
        assert workspace is not None, "a release has content"
        yield Heard(live.release, workspace)


def bulletin_board(root: Path, now: datetime | None = None) -> BulletinBoard:
    """All bulletins, with their words in every language. Raises WorkspaceError where nothing can be read."""
    moment = utc_moment(now)
    with open_heard(root, moment) as heard:
        return board_of(heard, read_switches(root), moment)


def board_of(heard: Heard, switches: Switches, moment: datetime) -> BulletinBoard:
    """The same, of what was read already."""
    rows = tuple(heard.now(one, switches, moment) for one in heard.content.bulletins.values())
    faults = tuple(row.fault for row in rows if row.fault is not None)
    clock = clock_fault(switches, moment)
    told = (*switches.faults, *((clock,) if clock is not None else ()), *faults)
    return BulletinBoard(heard.release, rows, switches, heard.content.settings.time_zone, told)


def clock_fault(switches: Switches, moment: datetime) -> Diagnostic | None:
    """What is odd about the time that it is: starts and ends go by it."""
    last = switches.all[-1] if switches.all else None
    if last is None or moment >= last.made - CLOCK_SLACK:
        return None
    message = f"the clock says {moment:%Y-%m-%d %H:%M}, the last switch {last.made:%Y-%m-%d %H:%M} (UTC)"
    return warning("switch-clock", message, hint="set the clock right: bulletins begin and end by it")


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
    values, faults = checked_values(bulletin, switch.values)
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


def utc_moment(now: datetime | None) -> datetime:
    """The time that is given, or that it is."""
    return (now or datetime.now(UTC)).astimezone(UTC)


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


def checked_values(bulletin: Bulletin, given: Mapping[str, str]) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
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
