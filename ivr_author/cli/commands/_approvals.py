"""What commands need of the database of people where there is one: who approved what, and the audit log of switches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from ivr_author.cli.commands._database import now, people_of, who
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation
from ivr_author.cli.print import bad, complain
from ivr_author.core.report import to_text
from ivr_author.people.audit import append
from ivr_author.people.database import DatabaseFault, open_database
from ivr_author.usecases.approvals import RecordedApprovals
from ivr_author.usecases.switch_bulletin import Logging
from ivr_author.workspace.state import database_url
from ivr_author.workspace.switches import Switch


@contextmanager
def recorded_approvals(invocation: Invocation, url: str | None) -> Iterator[RecordedApprovals]:
    """Who approved what, from the database."""
    with people_of(invocation, url) as database:
        yield RecordedApprovals(database)


@contextmanager
def people_at_hand(
    invocation: Invocation, url: str | None, action: str
) -> Iterator[tuple[Logging, RecordedApprovals] | None]:
    """How a switch is told in the audit log, and who approved what; None where the database can't be opened."""
    try:
        database = open_database(url or database_url(invocation.root))
    except DatabaseFault as fault:
        complain(to_text([fault.diagnostic]).partition("\n\n")[0])
        complain("This does not stand in the audit log; the journal of switches tells it all the same.")
        yield None
        return

    @contextmanager
    def log(switch: Switch) -> Iterator[None]:
        with database.writing() as session:
            append(session, now(), who(), action, switch.bulletin, {"by": switch.by, **switch.detail()})
            yield

    try:
        yield log, RecordedApprovals(database)
    except DatabaseFault as fault:
        complain(to_text([fault.diagnostic]).partition("\n\n")[0])
        complain(bad("Nothing was switched."))
        click.get_current_context().exit(CONTENT_FAULT)
    finally:
        database.close()
