"""A phone in the terminal: shows what is spoken, takes keys and words, until the call is over."""

from __future__ import annotations

import re

import click

from ivr_author.call.caller import Action, HangUp, Press, Silence, Speak
from ivr_author.cli.print import bad, faint, good, say
from ivr_author.harness.compare import compare, describe_event
from ivr_author.usecases.call import OpenLine
from ivr_author.usecases.simulate import MAX_ACTIONS, Moment, Simulation, Waiting, simulate

HELP = """\
  0-9 * #       press keys, as many as you like
  say WORDS     say something
  silence       wait until time runs out; an empty line does the same
  hang up       end the call
  undo          take the last thing back
  help          these lines"""

_KEYS = re.compile(r"[0-9*# ]+")
UNDO = "undo"


def call_by_hand(line: OpenLine) -> None:
    """Let a person at the terminal make the call."""
    assert line.program is not None, "the line is open"
    assert line.setup is not None, "the line is open"
    actions: list[Action] = []
    shown = 0
    say(faint(f"{line.setup.at:%A, %d %B %Y, %H:%M %Z}. `help` shows what you can do."))
    while True:
        call = simulate(line.program, line.setup, line.answers, actions, line.target)
        for moment in call.moments[shown:]:
            _show(moment)
        shown = len(call.moments)
        if _is_broken(call):
            return
        if call.left:
            say(bad(f"the keys {call.left} were left over: nothing waited for them"))
        if call.waiting is None:
            say(good(f"The call is over: {call.transcript.outcome}"))
            return
        if len(actions) >= MAX_ACTIONS:
            say(bad(f"A call of {MAX_ACTIONS} steps is long enough."))
            return
        typed = _ask(call.waiting)
        if isinstance(typed, str):
            actions = actions[:-1]
            shown = 0
            say(faint("--- the call again, one step back ---"))
        else:
            actions = [*actions, typed]


def _is_broken(call: Simulation) -> bool:
    """Whether the target could not go on, or left the reference; either is shown."""
    if call.broken:
        say(bad(f"The documents could not go on: {call.broken}"))
        return True
    if call.expected is not None:
        difference = compare(call.expected, call.transcript)
        say(bad("Here the target leaves the reference:"))
        say("\n".join(difference.lines() if difference else ()))
        return True
    return False


def _ask(waiting: Waiting) -> Action | str:
    """What the person does next."""
    while True:
        say(faint(f"({_waits_for(waiting)})"))
        try:
            typed = click.prompt(">", prompt_suffix=" ", default="", show_default=False)
        except click.Abort:
            # The end of the input is the end of the call.
            return HangUp()
        action = read_action(typed)
        if action is not None:
            return action
        say(HELP)


def read_action(typed: str) -> Action | str | None:
    """What a line means; None for what means nothing."""
    bare = typed.strip()
    lower = bare.lower()
    if lower in ("", "silence"):
        return Silence()
    if lower in ("hang up", "hang_up", "hangup"):
        return HangUp()
    if lower == UNDO:
        return UNDO
    if lower.startswith("say ") and bare[4:].strip():
        return Speak(bare[4:].strip())
    if _KEYS.fullmatch(bare):
        return Press(bare.replace(" ", ""))
    return None


def _show(moment: Moment) -> None:
    nodes = faint(f"  {' > '.join(moment.nodes)}") if moment.nodes else ""
    event = moment.event
    if event["event"] == "say":
        say(f"{click.style(str(event['locale']), bold=True)} {event['text']}{nodes}")
    elif event["event"] not in ("keys", "speech"):
        say(f"{faint(describe_event(event))}{nodes}")


def _waits_for(waiting: Waiting) -> str:
    if waiting.records:
        return "a message is recorded: say something, or wait"
    parts = []
    if waiting.entry.kind != "menu":
        parts.append(_entry(waiting))
    parts += [" ".join(waiting.keys)] if waiting.keys else []
    parts += [f"say {', '.join(one.words for one in waiting.phrases)}"] if waiting.phrases else []
    parts += ["say anything"] if waiting.free_speech else []
    return "; ".join(parts) or "nothing is listened for"


def _entry(waiting: Waiting) -> str:
    entry = waiting.entry
    names: dict[str, str] = {"yes_no": "1 or 2", "date": "a date as MMDDYYYY", "amount": "an amount"}
    count = f"{entry.minimum}" if entry.minimum == entry.maximum else f"{entry.minimum} to {entry.maximum}"
    ending = f", then {entry.terminator}" if entry.terminator else ""
    return names.get(entry.kind, f"{count} digits") + ending
