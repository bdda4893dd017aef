"""`ivr-author bulletin`: switch emergency messages on and off, and see what callers hear of them now."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from ivr_author.cli.commands._options import names_database, with_database
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import bad, complain, faint, good, plural, say, show_diagnostics, show_table, write_json
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import find_locale
from ivr_author.usecases.bulletins import (
    BulletinBoard,
    BulletinNow,
    BulletinState,
    bulletin_board,
)
from ivr_author.usecases.gate import Approvals
from ivr_author.usecases.show_releases import read_time
from ivr_author.usecases.switch_bulletin import Act, Logging, Switched, confirm_switch, switch_off, switch_on
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.switches import Switch

_MARKS = {
    BulletinState.ON: lambda text: good(text),
    BulletinState.WAITING: lambda text: click.style(text, fg="yellow"),
    BulletinState.OFF: lambda text: faint(text),
    BulletinState.OVER: lambda text: faint(text),
}


class _Values(click.ParamType[tuple[str, str]]):
    name = "slot=value"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        name, sign, text = str(value).partition("=")
        if not sign:
            self.fail(f"{value!r} is no value of a slot; write it as until=18:00", param, ctx)
        return name.strip(), text.strip()


@click.group("bulletin")
def bulletin() -> None:
    """Switch emergency messages on and off, within seconds.

    No content changes and no release is needed: the files in flows/bulletins/ hold the words, checked and translated
    ahead of time. Once a bulletin was switched, that holds, whatever its file says of `on`, `from` and `until`.

    \b
      ivr-author bulletin on payments_down until=18:00 --until "2026-12-22 18:00" --reason "The bank's site is down"
      ivr-author bulletin list
      ivr-author bulletin off payments_down
    """


@bulletin.command("list")
@with_format()
@pass_invocation
def list_(invocation: Invocation) -> None:
    """List all bulletins: which are on now, who switched them, and until when."""
    board = bulletin_board(invocation.root)
    if invocation.is_json:
        write_json({**_board_data(board), "bulletins": [_row_data(row) for row in board.bulletins]})
        return
    if not board.bulletins:
        say("There is no bulletin yet: write one, as flows/bulletins/office_closed.yaml")
        return
    rows = [("bulletin", "state", "heard in", "from", "until", "switched")]
    for row in board.bulletins:
        flows = ", ".join(row.flows) if row.flows else "no flow"
        one, zone = row.bulletin, row.time_zone
        times = (_clock(one.start, zone), _clock(one.end, zone)) if one.on else ("", "")
        rows.append((one.id, str(row.state), flows, *times, _who(row.switch, zone)))
    show_table(rows, left=6)
    say(
        f"Callers hear release {board.release}."
        if board.release
        else "Nothing is released: these are the files' words."
    )
    if board.diagnostics:
        show_diagnostics(board.diagnostics, {}, to_errors=True)


@bulletin.command("show")
@click.argument("name")
@with_format()
@pass_invocation
def show(invocation: Invocation, name: str) -> None:
    """Show one bulletin: its state, and its words in every language, as they are heard, texted and mailed."""
    board = bulletin_board(invocation.root)
    row = next((one for one in board.bulletins if one.bulletin.id == name), None)
    if row is None:
        raise UnknownName("bulletin", name, [one.bulletin.id for one in board.bulletins])
    if invocation.is_json:
        write_json({**_board_data(board), **_row_data(row)})
        return
    _show_row(row)
    if row.fault is not None:
        show_diagnostics([row.fault], {}, to_errors=True)


@bulletin.command("on")
@click.argument("name")
@click.argument("values", metavar="[SLOT=VALUE]...", nargs=-1, type=_Values())
@click.option(
    "--from", "start", default="", metavar="TIME", help="Heard from then on, as 2026-12-22T15:00. Default: now."
)
@click.option("--until", "end", default="", metavar="TIME", help="Heard until then. Default: until it is switched off.")
@click.option("--reason", default="", metavar="TEXT", help="Why; it is written down and shown.")
@with_database
@with_format()
@pass_invocation
@click.pass_context
def on(
    context: click.Context,
    invocation: Invocation,
    url: str | None,
    name: str,
    values: tuple[tuple[str, str], ...],
    start: str,
    end: str,
    reason: str,
) -> None:
    """Switch a bulletin on, with the values of its slots, such as until=18:00 or deadline=2026-12-28."""
    first = read_time(start, invocation.root) if start else None
    last = read_time(end, invocation.root) if end else None
    with _people_at_hand(invocation, url, "switch a bulletin on") as (log, approvals):
        act = Act(reason=reason, logging=log)
        done = switch_on(invocation.root, name, dict(values), act, start=first, end=last, approvals=approvals)
    _show_switched(context, invocation, done)


@bulletin.command("off")
@click.argument("name")
@click.option("--reason", default="", metavar="TEXT", help="Why; it is written down and shown.")
@with_database
@with_format()
@pass_invocation
@click.pass_context
def off(context: click.Context, invocation: Invocation, url: str | None, name: str, reason: str) -> None:
    """Switch a bulletin off, also one that is on by its file or still waits for its time."""
    with _people_at_hand(invocation, url, "switch a bulletin off") as (log, _):
        act = Act(reason=reason, logging=log)
        done = switch_off(invocation.root, name, act)
    _show_switched(context, invocation, done)


@bulletin.command("confirm")
@click.argument("name")
@with_database
@pass_invocation
def confirm(invocation: Invocation, url: str | None, name: str) -> None:
    """Confirm, as a second person, having seen what callers get since a bulletin was switched."""
    board = bulletin_board(invocation.root)
    row = next((one for one in board.bulletins if one.bulletin.id == name), None)
    if row is None:
        raise UnknownName("bulletin", name, [one.bulletin.id for one in board.bulletins])
    with _people_at_hand(invocation, url, "confirm a bulletin") as (log, _):
        act = Act(logging=log)
        seen = confirm_switch(invocation.root, row.switch.number if row.switch is not None else 0, act)
    say(f"{name}: switched {_who(seen, row.time_zone)}; seen by {seen.seen_by}")


@contextmanager
def _people_at_hand(invocation: Invocation, url: str | None, action: str) -> Iterator[tuple[Logging, Approvals | None]]:
    """How a switch is logged, and who approved what, where there is a database: an emergency does not wait for it."""
    if not names_database(invocation, url):
        yield _log_nowhere, None
        return
    # Loaded here: what speaks with a database takes a third of the start, and many workspaces have no accounts.
    people = importlib.import_module("ivr_author.cli.commands._approvals")
    with people.people_at_hand(invocation, url, action) as found:
        yield found or (_log_nowhere, None)


def _log_nowhere(_switch: Switch) -> AbstractContextManager[None]:
    return nullcontext()


def _show_switched(context: click.Context, invocation: Invocation, done: Switched) -> None:
    if invocation.is_json:
        told: dict[str, Any] = {"switched": done.switch is not None}
        if done.now is not None:
            told |= _row_data(done.now)
        write_json({**told, "faults": [_fault_data(one) for one in (*done.faults, *done.warnings)]})
    elif done.switch is None:
        show_diagnostics(done.faults, {}, to_errors=True)
        complain(bad("Nothing was switched."))
    else:
        assert done.now is not None, "what was switched is told"
        _show_row(done.now)
        if done.warnings:
            show_diagnostics(done.warnings, {}, to_errors=True)
    context.exit(0 if done.switch is not None else CONTENT_FAULT)


def _show_row(row: BulletinNow) -> None:
    one = row.bulletin
    say(f"{one.id}: {_MARKS[row.state](str(row.state))} ({one.title.value})")
    if one.on:
        say(f"  from {_clock(one.start, row.time_zone) or 'now'} until {_clock(one.end, row.time_zone) or 'it is off'}")
    if row.switch is not None:
        reason = f": {row.switch.reason}" if row.switch.reason else ""
        say(f"  switched {_who(row.switch, row.time_zone)}{reason}")
        seen = f"seen by {row.switch.seen_by}" if row.switch.seen_by else "no second person has seen it yet"
        say(f"  {seen}")
    say(f"  heard in {', '.join(row.flows) if row.flows else 'no flow: no bulletin node speaks it'}")
    if not one.on and one.slots:
        say("  the words below have examples in their slots")
    for words in row.words:
        language = find_locale(words.locale).english_name
        say(f"  {words.locale} ({language})" + (f", spoken in {words.spoken_in}" if words.is_foreign else ""))
        say(f"    heard  {words.heard}")
        if words.text:
            say(f"    text   {words.text} ({plural(words.parts.parts, 'part')})")
        if words.subject:
            say(f"    email  {words.subject}: {words.body}")


def _who(switch: Switch | None, zone: str) -> str:
    if switch is None:
        return "never; as its file says"
    return f"{'on' if switch.on else 'off'} by {switch.by}, {_clock(switch.made, zone)}"


def _clock(instant: datetime | None, zone: str) -> str:
    return "" if instant is None else f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %Z}"


def _board_data(board: BulletinBoard) -> dict[str, Any]:
    return {
        "release": board.release,
        "last_switch": board.switches.last,
        "faults": [_fault_data(one) for one in board.diagnostics],
    }


def _row_data(row: BulletinNow) -> dict[str, Any]:
    one, switch = row.bulletin, row.switch
    return {
        "id": one.id,
        "title": one.title.value,
        "state": str(row.state),
        "start": _iso(one.start) if one.on else None,
        "end": _iso(one.end) if one.on else None,
        "flows": list(row.flows),
        "slots": {name: str(slot.type) for name, slot in one.slots.items()},
        "values": row.values,
        "switch": None if switch is None else _switch_data(switch),
        "words": [
            {
                "locale": words.locale,
                "heard": words.heard,
                "spoken_in": words.spoken_in,
                "text": words.text,
                "parts": words.parts.parts,
                "subject": words.subject,
                "body": words.body,
            }
            for words in row.words
        ],
    }


def _switch_data(switch: Switch) -> dict[str, Any]:
    return {
        "number": switch.number,
        "on": switch.on,
        "by": switch.by,
        "made": switch.made.isoformat(),
        "reason": switch.reason,
        "seen_by": switch.seen_by,
    }


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _fault_data(fault: Diagnostic) -> dict[str, Any]:
    return {"rule": fault.rule, "severity": str(fault.severity), "message": fault.message, "hint": fault.hint}


COMMAND = bulletin
