"""`ivr-author call`: a phone in the terminal, or a scripted call's transcript."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from ivr_author.cli.commands._options import PLAYER, REFERENCE
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation
from ivr_author.cli.phone import call_by_hand
from ivr_author.cli.print import complain, show_diagnostics, write_json, write_raw
from ivr_author.harness.explain import explain
from ivr_author.usecases.call import ScriptedCalls, open_line, play_script


def _moment(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime | None:
    """A moment as call scripts write it; without an offset it is the workspace's own time."""
    try:
        return None if value is None else datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no moment; write it as 2026-12-23T18:30") from None


@click.command("call")
@click.argument("flow", metavar="FLOW")
@click.option("--locale", metavar="LOCALE", help="The locale that the call begins in.")
@click.option("--target", type=PLAYER, default=REFERENCE, show_default=True, help="What plays the call.")
@click.option(
    "--script",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Play the calls of a script file, and print their transcripts.",
)
@click.option(
    "--at", callback=_moment, metavar="TIME", help="When the call is made, as 2026-12-23T18:30. Default: now."
)
@pass_invocation
@click.pass_context
def call(
    context: click.Context,
    invocation: Invocation,
    flow: str,
    locale: str | None,
    target: str,
    script: Path | None,
    at: datetime | None,
) -> None:
    """Call FLOW from this terminal, with keys and words typed in.

    Services answer with the first of their examples in ivr.yaml; queues and lines take the call.

    With --script, every call of the file is played, and its transcript printed, one JSON object a line; a line with
    the call's name stands before each if there are several. Calls that go another way than their script says are
    explained beside it, and make the command exit with 1.

    \b
      ivr-author call main --locale es
      ivr-author call billing --script flows/billing.calls.yaml --target twiml
    """
    if script is not None:
        calls = play_script(invocation.root, flow, invocation.root / script, target, locale)
        context.exit(_show_transcripts(calls))
    line = open_line(invocation.root, flow, target, at or datetime.now(UTC), locale)
    if line.program is None or line.setup is None:
        show_diagnostics(line.diagnostics, line.sources, to_errors=True)
        context.exit(CONTENT_FAULT)
    call_by_hand(line)


def _show_transcripts(calls: ScriptedCalls) -> int:
    if calls.diagnostics:
        show_diagnostics(calls.diagnostics, calls.sources, to_errors=True)
        return CONTENT_FAULT
    for result in calls.results:
        if len(calls.results) > 1:
            write_json({"call": result.script.name, "target": result.target}, is_line=True)
        write_raw(result.transcript.to_lines())
    failed = [result for result in calls.results if not result.passed]
    for result in failed:
        assert calls.program is not None, "a call was played"
        complain(f"\n{result.script.name}\n{explain(result, calls.program)}")
    return CONTENT_FAULT if failed else 0


COMMAND = call
