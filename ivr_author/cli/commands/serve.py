"""`ivr-author serve`: the studio in the browser."""

from __future__ import annotations

import click

from ivr_author.cli.commands._database import people_of
from ivr_author.cli.commands._options import with_database
from ivr_author.cli.invocation import Invocation, pass_invocation
from ivr_author.cli.print import complain, plural
from ivr_author.people.database import Database
from ivr_author.people.second_factor import count_sealed_otherwise
from ivr_author.web.app import CannotServe
from ivr_author.web.app import serve as serve_studio


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="An address of this machine.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free port.")
@click.option(
    "--public-url",
    default="",
    envvar="IVR_AUTHOR_PUBLIC_URL",
    metavar="URL",
    help="Where browsers find the studio, if that is not this machine; a proxy with TLS stands there.",
)
@click.option(
    "--no-accounts", is_flag=True, help="Nobody signs in: whoever is at this machine may do all, in git's name."
)
@with_database
@pass_invocation
def serve(invocation: Invocation, url: str | None, host: str, port: int, public_url: str, no_accounts: bool) -> None:
    """Open the studio, at the address that is printed.

    Flows with their problems and translations, prompts to edit, a phone to try them, and what the targets emit. People
    sign in; at the first start, a link is printed that makes you their administrator. Without --host and --public-url
    the studio is for this machine alone. Ctrl-C ends it.
    """
    try:
        if no_accounts:
            serve_studio(invocation.root, host, port, None, public_url)
            return
        with people_of(invocation, url) as people:
            _warn_of_key(people)
            serve_studio(invocation.root, host, port, people, public_url)
    except CannotServe as refusal:
        raise click.UsageError(str(refusal)) from None


def _warn_of_key(people: Database) -> None:
    with people.reading() as session:
        count = count_sealed_otherwise(session)
    if count:
        complain(
            f"{plural(count, 'second factor')} cannot be read: sealed with another key than that of .ivr/key or "
            "IVR_AUTHOR_SECRET. Put its backup back. Until then recovery codes work; `ivr-author people reset-factor "
            "EMAIL` lets somebody enrol anew."
        )


COMMAND = serve
