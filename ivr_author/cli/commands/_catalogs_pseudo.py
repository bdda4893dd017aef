"""`ivr-author catalogs pseudo`: words that never reached a catalog."""

from __future__ import annotations

import click

from ivr_author.catalog.pseudo import PSEUDO_LOCALES
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import diagnostics_as_data, plural, say, show_diagnostics, write_json
from ivr_author.usecases.pseudo import find_unlooked_words


@click.command("pseudo")
@with_format()
@pass_invocation
@click.pass_context
def pseudo(context: click.Context, invocation: Invocation) -> None:
    """Find words that never reached a catalog, so that nobody can translate them.

    Calls that cover every flow are played on every player, and every letter of every notice is made, in two
    pseudo-locales: en_XA has accented words, 40 % longer and in brackets, ar_XB has Arabic letters from right to left.
    What comes out in plain letters is told with its place, unless a member, a service or ivr.yaml brought it; and so is
    what is cut off or can't be set. Nothing is written to the workspace.

    `call --locale en_XA` and `render --locale ar_XB` show one of them; no list of locales needs to name these two.
    """
    result = find_unlooked_words(invocation.root)
    if invocation.is_json:
        heard = {"locales": PSEUDO_LOCALES, "players": result.players, "flows": result.flows}
        counts = {"calls": result.calls, "renderings": result.renderings}
        write_json({**heard, **counts, **diagnostics_as_data(result.diagnostics, result.sources)})
    else:
        if result.diagnostics:
            show_diagnostics(result.diagnostics, result.sources, to_errors=True)
        locales = " and ".join(PSEUDO_LOCALES)
        players = f" on {', '.join(result.players)}" if result.calls else ""
        say(
            f"{plural(len(result.flows), 'flow')} in {plural(result.calls, 'call')}{players}, and"
            f" {plural(result.renderings, 'rendering')} of notices, in {locales}:"
            f" {plural(len(result.diagnostics), 'fault') if result.diagnostics else 'every word was looked up'}"
        )
    context.exit(CONTENT_FAULT if result.diagnostics else 0)
