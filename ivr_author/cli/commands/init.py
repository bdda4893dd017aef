"""`ivr-author init`: a new workspace."""

from __future__ import annotations

from pathlib import Path

import click

from ivr_author.cli.invocation import Invocation, pass_invocation, with_format
from ivr_author.cli.print import say, write_json
from ivr_author.usecases.init import NotEmpty, init_workspace


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@with_format()
@pass_invocation
def init(invocation: Invocation, folder: Path) -> None:
    """Begin a new workspace in the folder DIR.

    It holds one flow with a menu, opening hours, a queue and voicemail, and the calls that prove it. It passes
    `check` and `test`; change it into your own. Files that are there already are never overwritten.
    """
    place = invocation.root / folder
    try:
        paths = init_workspace(place)
    except NotEmpty as refusal:
        raise click.UsageError(str(refusal)) from None
    if invocation.is_json:
        write_json({"folder": place.as_posix(), "paths": list(paths)})
        return
    for path in paths:
        say(path)
    say(f"\nNext: ivr-author -C {place.as_posix()} test")


COMMAND = init
