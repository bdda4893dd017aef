"""`ivr-author audit`: who did what in the studio, and whether that account is whole."""

from __future__ import annotations

import click

from ivr_author.cli.commands._database import people_of
from ivr_author.cli.commands._options import with_database
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import (
    complain,
    diagnostics_as_data,
    good,
    plural,
    say,
    show_diagnostics,
    show_table,
    write_json,
    write_raw,
)
from ivr_author.core.diagnostics import has_errors
from ivr_author.people.audit import Entry, Head, entries, head_of, read_head, to_csv, verify


def _read_anchor(_context: click.Context, _parameter: click.Parameter, given: str | None) -> Head | None:
    try:
        return None if given is None else read_head(given)
    except ValueError as fault:
        raise click.BadParameter(str(fault)) from None


@click.group("audit")
def audit() -> None:
    """Show who did what, and whether that account is whole.

    Sign-ins, roles, approvals, releases, bulletins: each row carries the hash of the row before it. Keep the head that
    `verify` prints where nobody of the database can write, in a mail or in git: with `--head` it also shows whether
    somebody made the whole log anew.
    """


@audit.command("show")
@click.option("--who", default="", metavar="EMAIL", help="Only of this person.")
@click.option("--action", default="", metavar="TEXT", help="Only of this kind, as in `sign in`.")
@click.option("--subject", default="", metavar="TEXT", help="Only on this, as in an email address or an item.")
@click.option("--last", "limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many.")
@with_database
@with_format()
@pass_invocation
def show(invocation: Invocation, url: str | None, who: str, action: str, subject: str, limit: int) -> None:
    """Show the last rows, the newest first."""
    with people_of(invocation, url) as database, database.reading() as session:
        found = entries(session, who=who, action=action, subject=subject, limit=limit)
    if invocation.is_json:
        write_json({"entries": [_as_data(one) for one in found]})
    elif not found:
        say("Nothing stands in the log yet." if not (who or action or subject) else "No row fits.")
    else:
        rows = [
            (f"{one.at:%Y-%m-%d %H:%M:%S}", *map(_visible, (one.who, one.action, one.subject, _told(one))))
            for one in found
        ]
        show_table([("when (UTC)", "who", "did", "on", "detail"), *rows], left=5)


@audit.command("verify")
@click.option("--head", "anchor", callback=_read_anchor, metavar="NUMBER:HASH", help="A head that was kept elsewhere.")
@with_database
@with_format()
@pass_invocation
@click.pass_context
def verify_(context: click.Context, invocation: Invocation, url: str | None, anchor: Head | None) -> None:
    """Look for rows that were changed, moved, put in or taken away; exits with 1 where there are any."""
    with people_of(invocation, url) as database, database.reading() as session:
        faults = verify(session, anchor)
        head = head_of(session)
    if invocation.is_json:
        write_json({"head": None if head is None else str(head), **diagnostics_as_data(faults, {})})
    else:
        if faults:
            show_diagnostics(faults, {})
        else:
            say(good(f"The log is whole: {plural(0 if head is None else head.number, 'row')}."))
        if head is not None:
            say(f"head {head}")
    context.exit(CONTENT_FAULT if has_errors(faults) else 0)


@audit.command("export")
@with_database
@pass_invocation
def export(invocation: Invocation, url: str | None) -> None:
    """Write the whole log as CSV, the oldest row first; no cell begins as a formula does."""
    with people_of(invocation, url) as database, database.reading() as session:
        for line in to_csv(session):
            write_raw(line)
        head = head_of(session)
    if head is not None:
        complain(f"head {head}")


def _visible(text: str) -> str:
    """What people typed may hold what a terminal obeys."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def _told(entry: Entry) -> str:
    return " ".join(f"{key}={value}" for key, value in entry.detail.items() if value)


def _as_data(entry: Entry) -> dict[str, object]:
    told = {"number": entry.number, "at": entry.at.isoformat(), "who": entry.who, "action": entry.action}
    return {**told, "subject": entry.subject, "detail": dict(entry.detail), "hash": entry.hash}


COMMAND = audit
