"""`ivr-author changes`: what callers and members hear differently since another revision."""

from __future__ import annotations

import click

from ivr_author.changes.write import to_data, to_markdown
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import complain, diagnostics_as_data, write_json, write_raw
from ivr_author.usecases.changes import find_changes


@click.command("changes")
@click.option(
    "--since",
    default="",
    metavar="REV",
    help="A commit, tag or branch of git, or a folder. Default: the last tag, else the commit before the last.",
)
@with_format()
@pass_invocation
@click.pass_context
def changes(context: click.Context, invocation: Invocation, since: str) -> None:
    """Tell what callers hear differently since a revision.

    Words that changed, in every language; exits that lead elsewhere; nodes, keys, hours, numbers, queues, services;
    notices by channel; translations and recordings that are out of date now; and which call scripts, those of then and
    those of now, give another transcript. Further calls are made up for each way that changed, and played on both, to
    tell where they part. The text is Markdown. Names that only colleagues see count as nothing new.

    \b
      ivr-author changes
      ivr-author changes --since v1.4 > changes.md
    """
    found = find_changes(invocation.root, since)
    report = found.report
    if invocation.is_json:
        write_json({**to_data(report, found.since), **diagnostics_as_data(report.diagnostics, found.sources)})
    else:
        write_raw(to_markdown(report, found.since))
    if report.diagnostics and not invocation.is_json:
        complain("Some files could not be read, so the account may lack things.")
    context.exit(CONTENT_FAULT if report.diagnostics else 0)


COMMAND = changes
