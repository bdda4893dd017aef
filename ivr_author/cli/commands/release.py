"""`ivr-author release`: make releases, let them go out to callers, go back to an earlier one."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click

from ivr_author.cli.commands._options import names_database, with_database
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import (
    bad,
    complain,
    faint,
    good,
    plural,
    say,
    show_diagnostics,
    show_progress,
    show_table,
    write_json,
)
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.usecases.freeze import Freeze, find_freeze
from ivr_author.usecases.gate import Approvals, Gate, GateState, gates_to_data
from ivr_author.usecases.publish_release import Outcome, publish_release, roll_back
from ivr_author.usecases.release import ask_gates, create_release
from ivr_author.usecases.scheduled import cancel_release
from ivr_author.usecases.show_releases import Listed, list_all, read_time, show_release
from ivr_author.workspace.live import Publication
from ivr_author.workspace.releases import RELEASES, Release
from ivr_author.workspace.revision import SHORT_ID

_MARKS = {
    GateState.PASSED: lambda text: good(text),
    GateState.BLOCKED: lambda text: bad(text),
    GateState.WAIVED: lambda text: click.style(text, fg="yellow"),
    GateState.NOT_ASKED: lambda text: faint(text),
}
_SHOWN = 10
"""Things that block one gate, as far as they are listed for people; JSON has more."""


@click.group("release")
def release() -> None:
    """Make releases, let them go out to callers, go back.

    A release is a snapshot of a commit that never changes: a bundle for every target, sample letters, catalogs, what
    changed, who approved. `releases:` in ivr.yaml says what stands before one.

    \b
      ivr-author release create 2026-12-01
      ivr-author release publish 2026-12-01 --at "2026-12-02 06:00"
      ivr-author release rollback
    """


@release.command("create")
@click.argument("name")
@with_database
@with_format()
@pass_invocation
@click.pass_context
def create(context: click.Context, invocation: Invocation, url: str | None, name: str) -> None:
    """Make a release of the commit that is checked out.

    Nobody hears it before it is published. It is refused where a gate blocks that only other content can open; those
    for approvals and freeze windows are asked again when it goes out.
    """
    try:
        with approvals_of(invocation, url) as approvals:
            made = create_release(invocation.root, name, approvals=approvals, progress=show_progress)
    finally:
        show_progress(None, "")
    if invocation.is_json:
        write_json(
            {
                "release": _release_data(made.release) if made.release else None,
                "gates": gates_to_data(made.gates),
                "warnings": [_fault_data(one) for one in made.warnings],
            }
        )
    else:
        _show_gates(made.gates)
        if made.release is not None:
            count = plural(len(made.release.files), "file")
            say(good(f"Release {name} is made") + f" of {made.release.commit[:SHORT_ID]}: {count} in {RELEASES}/{name}")
            say(f"Let it go out: ivr-author release publish {name}")
        else:
            complain(bad("No release was made.") + " What blocks stands above.")
        _warn(made.warnings)
    context.exit(0 if made.release is not None else CONTENT_FAULT)


@release.command("gates")
@with_database
@with_format()
@pass_invocation
@click.pass_context
def gates(context: click.Context, invocation: Invocation, url: str | None) -> None:
    """Tell what would block a release of the files as they are."""
    try:
        with approvals_of(invocation, url) as approvals:
            found = ask_gates(invocation.root, approvals, show_progress)
    finally:
        show_progress(None, "")
    if invocation.is_json:
        write_json({"gates": gates_to_data(found)})
    else:
        _show_gates(found)
    context.exit(CONTENT_FAULT if any(one.is_blocked for one in found) else 0)


@release.command("list")
@with_format()
@pass_invocation
def list_(invocation: Invocation) -> None:
    """List all releases: which is live, which waits for its time."""
    found = list_all(invocation.root)
    if invocation.is_json:
        write_json(
            {
                "live": found.live.release if found.live else None,
                "earlier": found.earlier,
                "releases": [_listed_data(one) for one in found.releases],
                "publications": [_publication_data(one) for one in found.publications],
                "freeze": _freeze_data(found.freeze),
                "faults": [_fault_data(one) for one in (*found.faults, *found.frozen)],
            }
        )
        return
    if found.releases:
        rows = [("release", "state", "made", "by", "commit")]
        for one in found.releases:
            made = found.freeze.clock(one.release.made)
            commit = one.release.commit[:SHORT_ID]
            rows.append((one.release.name, _state(one, found.freeze), made, one.release.by, commit))
        show_table(rows, left=5)
    else:
        say("There is no release yet: ivr-author release create NAME")
    if found.live is not None:
        say(f"Live: {_told(found.live, found.freeze)}")
    if found.freeze.window is not None:
        say(f"Freeze window now: {found.freeze.describe(found.freeze.window)}")
    if found.freeze.is_asked:
        say(found.freeze.outlook[0].upper() + found.freeze.outlook[1:])
    _warn((*found.faults, *found.frozen))


@release.command("show")
@click.argument("name")
@with_format()
@pass_invocation
@click.pass_context
def show(context: click.Context, invocation: Invocation, name: str) -> None:
    """Show one release: what it holds, its gates, who approved, what changed."""
    found = show_release(invocation.root, name)
    one = found.listed.release
    if invocation.is_json:
        write_json(
            {
                **_listed_data(found.listed),
                "manifest": one.manifest,
                "files": dict(one.files),
                "gates": gates_to_data(found.gates),
                "approvals": [
                    {"item": each.item, "locale": each.locale, "content": each.content, "by": each.by}
                    for each in found.approvals
                ],
                "changes": found.changes,
                "faults": [_fault_data(fault) for fault in found.faults],
            }
        )
        context.exit(CONTENT_FAULT if found.faults else 0)
    freeze = find_freeze(invocation.root, one.made)
    say(f"Release {one.name}: {_state(found.listed, freeze)}")
    say(f"  made {freeze.clock(one.made)} by {one.by}, of {one.commit[:SHORT_ID]} ({one.subject})")
    say(f"  {plural(len(one.files), 'file')} in {RELEASES}/{one.name}, manifest {one.manifest[:16]}")
    if one.since:
        say(f"  changes since release {one.since}")
    for each in (*found.listed.was_live, *found.listed.waits):
        say(f"  {_told(each, freeze)}")
    if found.faults:
        show_diagnostics(found.faults, {}, to_errors=True)
        context.exit(CONTENT_FAULT)
    say()
    _show_gates(found.gates)
    for given in found.approvals:
        say(f"  {given.item}{f' ({given.locale})' if given.locale else ''}: approved by {given.by}")
    say()
    say(found.changes.rstrip())


@release.command("publish")
@click.argument("name")
@click.option("--at", default="", metavar="TIME", help="Go out then, as in 2026-12-28T06:00. Default: now.")
@click.option("--reason", default="", metavar="TEXT", help="Why it goes out; it is written down and shown.")
@click.option("--override-freeze", is_flag=True, help="Go out inside a freeze window all the same, with --reason.")
@with_database
@with_format()
@pass_invocation
@click.pass_context
def publish(
    context: click.Context,
    invocation: Invocation,
    url: str | None,
    name: str,
    at: str,
    reason: str,
    override_freeze: bool,
) -> None:
    """Let a release go out to callers, now or later.

    One step: callers get the release before, or this one, never a mixture; calls in progress end as they began. What
    was scheduled for later is called off, and told.
    """
    when = read_time(at, invocation.root) if at else None
    if override_freeze and not reason.strip():
        raise click.UsageError("--override-freeze needs --reason: it is written down and shown")
    with approvals_of(invocation, url) as approvals:
        outcome = publish_release(
            invocation.root, name, at=when, reason=reason, override_freeze=override_freeze, approvals=approvals
        )
    _tell(context, invocation, outcome, name, when)


@release.command("rollback")
@click.argument("name", default="")
@click.option("--reason", default="", metavar="TEXT", help="Why; it is written down and shown.")
@with_format()
@pass_invocation
@click.pass_context
def rollback(context: click.Context, invocation: Invocation, name: str, reason: str) -> None:
    """Go back to a release that was live, at once.

    Without NAME to the one before. No gate stands in the way; a freeze window is told.
    """
    outcome = roll_back(invocation.root, name, reason=reason)
    _tell(context, invocation, outcome, outcome.publication.release if outcome.publication else name, None)


@release.command("cancel")
@click.argument("name")
@click.option("--reason", default="", metavar="TEXT", help="Why; it is written down and shown.")
@with_format()
@pass_invocation
def cancel(invocation: Invocation, name: str, reason: str) -> None:
    """Call off a release that waits for its time. What is live stays live."""
    found = cancel_release(invocation.root, name, reason=reason)
    if invocation.is_json:
        write_json({"called_off": [_publication_data(one) for one in found]})
        return
    for one in found:
        freeze = find_freeze(invocation.root, one.when)
        say(good(f"Release {name} is called off") + f": it was to go out at {freeze.clock(one.when)}")


@contextmanager
def approvals_of(invocation: Invocation, url: str | None) -> Iterator[Approvals | None]:
    """Who approved what; None where nobody has an account, so that the policy decides."""
    if not names_database(invocation, url):
        yield None
        return
    # Loaded here: what speaks with a database takes a third of the start, and many workspaces have no accounts.
    recorded = importlib.import_module("ivr_author.cli.commands._approvals").recorded_approvals(invocation, url)
    with recorded as approvals:
        yield approvals


def _tell(context: click.Context, invocation: Invocation, outcome: Outcome, name: str, when: datetime | None) -> None:
    """What became of a publication."""
    made = outcome.publication
    freeze = find_freeze(invocation.root, made.when if made is not None else datetime.now().astimezone())
    if invocation.is_json:
        write_json(
            {
                "publication": _publication_data(made) if made is not None else None,
                "gates": gates_to_data(outcome.gates),
                "warnings": [_fault_data(one) for one in outcome.warnings],
            }
        )
    elif made is None:
        _show_gates(outcome.gates)
        complain(bad(f"Release {name} does not go out.") + " What blocks stands above.")
    else:
        # One that blocks stands here after a rollback alone, which no gate keeps from going out.
        _show_gates([one for one in outcome.gates if one.state in (GateState.WAIVED, GateState.BLOCKED)])
        words = f"Release {name} goes out at {freeze.clock(made.when)}" if when else f"Release {name} is live"
        say(good(words))
    if not invocation.is_json:
        _warn(outcome.warnings)
    context.exit(0 if made is not None else CONTENT_FAULT)


def _show_gates(found: Iterable[Gate]) -> None:
    for gate in found:
        note = f" ({gate.note})" if gate.note else ""
        say(f"{_MARKS[gate.state](f'{gate.state:<9}')} {gate.title}{faint(note)}")
        for block in gate.blocks[:_SHOWN]:
            place = f"{block.address}: " if block.kind in ("file", "call") and block.address else ""
            say(f"            {place}{block.message}")
        if len(gate.blocks) > _SHOWN:
            say(f"            and {len(gate.blocks) - _SHOWN} more")


def _state(one: Listed, freeze: Freeze) -> str:
    states = ["live"] if one.is_live else []
    states += [f"goes out at {freeze.clock(each.when)}" for each in one.waits]
    if one.freeze:
        states.append(f"inside a freeze window {one.freeze}")
    if not states and one.was_live:
        states.append(f"was live from {freeze.clock(one.was_live[-1].when)}")
    return ", ".join(states) or "not published"


def _told(one: Publication, freeze: Freeze) -> str:
    what = "rolled back to" if one.is_rollback else "published"
    since = f"{one.release}, {what} by {one.by}, from {freeze.clock(one.when)}"
    over = f"; freeze window overridden: {one.freeze}" if one.freeze else ""
    return since + (f": {one.reason}" if one.reason else "") + over


def _warn(faults: Iterable[Diagnostic]) -> None:
    found = tuple(faults)
    if found:
        show_diagnostics(found, {}, to_errors=True)


def _release_data(one: Release) -> dict[str, Any]:
    return {
        "name": one.name,
        "commit": one.commit,
        "subject": one.subject,
        "made": one.made.isoformat(),
        "by": one.by,
        "since": one.since,
        **one.facts,
    }


def _listed_data(one: Listed) -> dict[str, Any]:
    return {
        **_release_data(one.release),
        "live": one.is_live,
        "waits": [_publication_data(each) for each in one.waits],
        "was_live": [_publication_data(each) for each in one.was_live],
        "freeze": one.freeze,
    }


def _publication_data(one: Publication) -> dict[str, Any]:
    return {
        "number": one.number,
        "release": one.release,
        "when": one.when.isoformat(),
        "scheduled": one.is_scheduled,
        "rollback": one.is_rollback,
        "by": one.by,
        "reason": one.reason,
        "freeze": one.freeze,
        "outlook": one.outlook,
        "made": one.made.isoformat(),
        "called_off": None
        if one.called_off is None
        else {
            "by": one.called_off.by,
            "reason": one.called_off.reason,
            "made": one.called_off.made.isoformat(),
        },
    }


def _freeze_data(freeze: Freeze) -> dict[str, Any]:
    windows = {"now": freeze.window, "next": freeze.next_window}
    return {
        name: None
        if window is None
        else {"start": window.start.isoformat(), "end": window.end.isoformat(), "names": list(window.names)}
        for name, window in windows.items()
    }


def _fault_data(fault: Diagnostic) -> dict[str, Any]:
    return {"rule": fault.rule, "severity": str(fault.severity), "message": fault.message, "hint": fault.hint}


COMMAND = release
