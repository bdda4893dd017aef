"""`ivr-author serve`: the studio in the browser."""

from __future__ import annotations

import click

from ivr_author.cli.invocation import Invocation, pass_invocation
from ivr_author.web.app import CannotServe
from ivr_author.web.app import serve as serve_studio


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="An address of this machine.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free port.")
@pass_invocation
def serve(invocation: Invocation, host: str, port: int) -> None:
    """Open the studio, at the address that is printed.

    Flows with their problems and translations, prompts to edit, a phone to try them, and what the targets emit. The
    studio is for this machine alone. Ctrl-C ends it.
    """
    try:
        serve_studio(invocation.root, host, port)
    except CannotServe as refusal:
        raise click.UsageError(str(refusal)) from None


COMMAND = serve
