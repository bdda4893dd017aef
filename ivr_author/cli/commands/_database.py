"""What the commands about people share: where their database is, who uses it here, and faults in people's words."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from ivr_author.cli.commands._options import names_database
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation
from ivr_author.cli.print import complain
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.report import to_text
from ivr_author.people.accounts import AccountFault
from ivr_author.people.database import Database, DatabaseFault, open_database
from ivr_author.people.seal import Seal
from ivr_author.workspace.secret import read_secrets
from ivr_author.workspace.state import database_url


@contextmanager
def people_of(invocation: Invocation, url: str | None) -> Iterator[Database]:
    """The database, up to date; what it refuses is said, and ends the command."""
    try:
        seal = Seal(read_secrets(invocation.root))
        database = open_database(url or database_url(invocation.root), seal=seal)
        try:
            yield database
        finally:
            database.close()
    except (DatabaseFault, AccountFault) as fault:
        _refuse(fault.diagnostic)


@contextmanager
def people_if_any(invocation: Invocation, url: str | None) -> Iterator[Database | None]:
    """The database, where one is named or the workspace has its own; None where nobody has an account here."""
    if not names_database(invocation, url):
        yield None
        return
    with people_of(invocation, url) as database:
        yield database


def now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


def who() -> str:
    """How the audit log names whoever is at this terminal."""
    try:
        return f"command line ({getpass.getuser()})"
    except (OSError, KeyError):  # a user without a name, as in many containers
        return "command line"


def _refuse(diagnostic: Diagnostic) -> None:
    complain(to_text([diagnostic]).partition("\n\n")[0])
    click.get_current_context().exit(CONTENT_FAULT)
