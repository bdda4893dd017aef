"""`ivr-author check`: every fault of a workspace."""

from __future__ import annotations

import click

from ivr_author import __version__
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import show_diagnostics, write_json, write_raw
from ivr_author.core.diagnostics import has_errors
from ivr_author.core.report import to_json, to_sarif
from ivr_author.usecases.check import NoticeChecks, all_rules, check_workspace


@click.command("check")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@with_format("sarif")
@pass_invocation
@click.pass_context
def check(context: click.Context, invocation: Invocation, paths: tuple[str, ...]) -> None:
    """Show every fault of the workspace.

    That is in flows, calendars, bulletins, call scripts, notices, catalogs and ivr.yaml.

    A PATH, a file or folder of the workspace, narrows what is shown; the whole workspace is read all the same.
    Each fault comes with its rule, its line and a way out. Errors make the command exit with 1; warnings do not.

    \b
      ivr-author check
      ivr-author check flows/billing.yaml locales/es
      ivr-author check --format sarif > check.sarif       for code review on a forge
    """
    result = check_workspace(invocation.root, paths=paths, notices=NoticeChecks.ALL)
    for fault in result.diagnostics:
        if fault.rule == "file-missing" and fault.span is None:
            raise click.UsageError(f"{fault.message}; {fault.hint}")
    if invocation.format == "sarif":
        write_json(to_sarif(result.diagnostics, all_rules(), __version__))
    elif invocation.is_json:
        write_raw(to_json(result.diagnostics, result.sources))
    else:
        show_diagnostics(result.diagnostics, result.sources)
    context.exit(CONTENT_FAULT if has_errors(result.diagnostics) else 0)


COMMAND = check
