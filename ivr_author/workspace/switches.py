"""Which bulletins somebody switched on or off: a journal of switches, each one appended line. No content changes by it.

The last switch of a bulletin holds, and what its file says of itself no more. What it means for callers is left to the
usecases, and so is who may switch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ivr_author.core.diagnostics import Diagnostic, error, warning
from ivr_author.core.source import Span
from ivr_author.workspace.files import WorkspaceError, locked
from ivr_author.workspace.live_lines import LIVE, append_lines, read_lines, signature_of

SWITCHES = "switches.jsonl"
SWITCHES_PATH = f"{LIVE}/{SWITCHES}"

RULES = {
    "switch-meanwhile": "Somebody switched a bulletin while this switch was prepared",
    "switch-seen": "A switch can't be confirmed: it is not there, or its own author would confirm it",
    "switches-torn": "The last line of the switches was not written whole, so it counts for nothing",
    "switches-unreadable": "A line of the switches can't be read, or is not where it belongs",
}
"""Every rule id that only this module can report, with its description."""

LONGEST_REASON = 1_000
"""Characters of a reason, which stands in a list."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A bulletin going on or off. `made`: when (UTC); on from `start` to before `end`, None is open.

    `values` fill its slots, as on a wire. `by` has the address `email`, where that is known. `seen_by`: the second
    person, who has confirmed having seen it.
    """

    number: int
    bulletin: str
    on: bool
    by: str
    made: datetime
    start: datetime | None = None
    end: datetime | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    email: str = ""
    seen_by: str = ""

    def is_by(self, name: str, email: str) -> bool:
        """Whether somebody made it: by their address, since names may be shared; by the name where one has none."""
        return email.casefold() == self.email.casefold() if email and self.email else name == self.by

    def detail(self) -> dict[str, str]:
        """What a log tells of it besides who, when and which bulletin."""
        told = {
            **{f"slot {name}": value for name, value in self.values.items()},
            "from": self.start.isoformat() if self.start else "",
            "until": self.end.isoformat() if self.end else "",
            "reason": self.reason,
            "switch": str(self.number) if self.number else "",
        }
        return {name: text for name, text in told.items() if text}


@dataclass(frozen=True, slots=True)
class Switches:
    """All switches, oldest first, and what of their file can't be read."""

    all: tuple[Switch, ...] = ()
    faults: tuple[Diagnostic, ...] = ()

    @property
    def last(self) -> int:
        """The number of the last one; 0 without any."""
        return self.all[-1].number if self.all else 0

    def now(self) -> dict[str, Switch]:
        """The switch that holds for each bulletin that anybody has switched."""
        return {one.bulletin: one for one in self.all}

    def unseen(self) -> tuple[Switch, ...]:
        """Those that hold and that no second person has confirmed."""
        return tuple(one for one in self.now().values() if not one.seen_by)


def read_switches(root: Path) -> Switches:
    """The switches of a workspace; none where nothing was ever switched. Raises WorkspaceError."""
    return _parse(*read_lines(root, SWITCHES))


def switches_signature(root: Path) -> tuple[int, ...]:
    """Differs when the journal was written; empty where there is none."""
    return signature_of(root, SWITCHES)


def add_switch(root: Path, wanted: Switch, after: int | None = None) -> Switch:
    """Append a switch (its number is given here): from then on it is what holds for its bulletin.

    `after` is the number of the last switch that whoever switches knew of. Raises WorkspaceError where the bulletin was
    switched since, or where the line can't be written: then nothing has changed.
    """
    with locked(root, SWITCHES_PATH):
        known = read_switches(root)
        refuse_newer(known, wanted.bulletin, after)
        made = replace(wanted, number=known.last + 1)
        append_lines(root, SWITCHES, [_to_data(made)])
    return made


def refuse_newer(known: Switches, bulletin: str, after: int | None) -> None:
    """Raise WorkspaceError where a bulletin was switched after the switch of this number."""
    newer = known.now().get(bulletin)
    if after is not None and newer is not None and newer.number > after:
        message = f"{newer.by} switched `{bulletin}` {'on' if newer.on else 'off'} meanwhile"
        hint = "look at it again, and switch it if that is still meant"
        raise WorkspaceError(error("switch-meanwhile", message, hint=hint))


def mark_seen(root: Path, number: int, by: str, now: datetime, email: str = "") -> Switch:
    """Write down that a second person has seen a switch. Raises WorkspaceError."""
    with locked(root, SWITCHES_PATH):
        found = next((one for one in read_switches(root).all if one.number == number), None)
        if found is None:
            raise WorkspaceError(error("switch-seen", f"there is no switch {number}", hint="look at the list again"))
        if found.is_by(by, email):
            hint = "ask a colleague to look at it, and to confirm it"
            raise WorkspaceError(error("switch-seen", f"{by} made this switch; a second person confirms it", hint=hint))
        if not found.seen_by:
            made = now.astimezone(UTC).isoformat()
            append_lines(root, SWITCHES, [{"seen": number, "by": by, "email": email, "made": made}])
    return replace(found, seen_by=found.seen_by or by)


def _parse(lines: Sequence[bytes], torn: bytes) -> Switches:
    found: dict[int, Switch] = {}
    faults: list[Diagnostic] = []
    last = 0
    for index, line in enumerate(lines, 1):
        told = _read_line(line)
        if isinstance(told, Switch) and told.number > last:
            is_next = told.number == last + 1
            found[told.number] = told
            last = told.number
            if is_next:
                continue
        elif isinstance(told, tuple) and told[0] in found:
            found[told[0]] = replace(found[told[0]], seen_by=told[1])
            continue
        message = "this line is no switch, or others are missing before it"
        span = Span(SWITCHES_PATH, index, 1, index, 1)
        faults.append(warning("switches-unreadable", message, span, "find out who changed the file"))
    if torn:
        span = Span(SWITCHES_PATH, len(lines) + 1, 1, len(lines) + 1, 1)
        message = "the last line is torn, as a process that was killed leaves it; it counts for nothing"
        faults.append(warning("switches-torn", message, span, "switch again, if that was meant"))
    return Switches(tuple(found.values()), tuple(faults))


def _to_data(one: Switch) -> dict[str, Any]:
    return {
        "number": one.number,
        "bulletin": one.bulletin,
        "on": one.on,
        "by": one.by,
        "email": one.email,
        "made": one.made.astimezone(UTC).isoformat(),
        "start": one.start.astimezone(UTC).isoformat() if one.start else None,
        "end": one.end.astimezone(UTC).isoformat() if one.end else None,
        "values": dict(one.values),
        "reason": one.reason[:LONGEST_REASON],
    }


def _read_line(line: bytes) -> Switch | tuple[int, str] | None:
    """A switch, the number of one that was seen with the name of who saw it, or nothing of ours."""
    try:
        told = json.loads(line)
        if isinstance(told, dict) and "seen" in told:
            return int(told["seen"]), str(told["by"])
        return Switch(
            number=int(told["number"]),
            bulletin=str(told["bulletin"]),
            on=told["on"] is True,
            by=str(told["by"]),
            made=_instant(told["made"]),
            start=_instant(told["start"]) if told["start"] is not None else None,
            end=_instant(told["end"]) if told["end"] is not None else None,
            values={str(name): str(value) for name, value in told["values"].items()},
            reason=str(told["reason"]),
            # Lines of before there were addresses have none.
            email=str(told.get("email", "")),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant needs its distance from UTC")
    return instant
