"""Call scripts of before and of now, played on both: which calls go differently, and where they part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ivr_author.call.caller import Action, HangUp, Hear, ScriptCaller
from ivr_author.call.line import Line
from ivr_author.call.script import CallScript
from ivr_author.call.transcript import Event, first_difference
from ivr_author.changes.model import CallChange, Calls
from ivr_author.harness.compare import describe_event
from ivr_author.harness.run import run_script
from ivr_author.ir.play import play
from ivr_author.ir.program import Program

Scripts = Mapping[str, Sequence[CallScript]]
"""Scripts by their file."""


def compare_calls(before: Program, now: Program, old_scripts: Scripts, scripts: Scripts) -> Calls:
    """Every script of now, and those of before that are gone, to flows and in locales that both have."""
    played, changed = 0, []
    locales = set(before.all_locales()) & set(now.all_locales())
    for script, is_gone in _chosen(old_scripts, scripts):
        flow = script.setup.flow
        if flow not in before.entries or flow not in now.entries or script.setup.locale not in (None, *locales):
            continue
        played += 1
        old, new = _events(before, script), _events(now, script)
        if first_difference(old, new) is not None:
            passes = None if is_gone else run_script(now, script).passed
            changed.append(_compare(script, old, new, passes, now.source_locale))
    return Calls(played, tuple(changed))


class _PatientCaller(ScriptCaller):
    """Goes on where other words are heard than the script says: what becomes of the call is asked here."""

    def act(self) -> Action:
        while self.position < len(self.steps) and isinstance(self.steps[self.position], Hear):
            self.position += 1
        return HangUp() if self.position >= len(self.steps) else super().act()

    def left_over(self, keys: str) -> None:
        """No fault either."""


def _events(program: Program, script: CallScript) -> Sequence[Event]:
    line = Line(_PatientCaller([one.step for one in script.steps]), script.world())
    play(program, script.setup, line)
    return line.transcript().events


def _chosen(old_scripts: Scripts, scripts: Scripts) -> Iterator[tuple[CallScript, bool]]:
    """Each script once, and whether it is gone."""
    known = {(path, one.name) for path, group in scripts.items() for one in group}
    yield from ((one, False) for group in scripts.values() for one in group)
    for path, group in old_scripts.items():
        yield from ((one, True) for one in group if (path, one.name) not in known)


def _compare(
    script: CallScript, old: Sequence[Event], new: Sequence[Event], passes: bool | None, source_locale: str
) -> CallChange:
    turns = [one for one in old if one["event"] != "say"], [one for one in new if one["event"] != "say"]
    is_other_path = first_difference(*turns) is not None
    if is_other_path:
        old, new = turns
    index = first_difference(old, new)
    assert index is not None, "the calls differ"
    return CallChange(
        name=script.name,
        flow=script.setup.flow,
        locale=script.setup.locale or source_locale,
        span=script.span,
        before=_line(old, index),
        after=_line(new, index),
        is_other_path=is_other_path,
        passes=passes,
        event_before=_event(old, index),
        event_after=_event(new, index),
    )


def _event(events: Sequence[Event], index: int) -> Event | None:
    return events[index] if index < len(events) else None


def _line(events: Sequence[Event], index: int) -> str:
    event = _event(events, index)
    return describe_event(event) if event is not None else ""
