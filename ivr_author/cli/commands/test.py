"""`ivr-author test`: every call script, on the reference and on what the targets emit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from ivr_author.cli.commands._options import PLAYERS
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import bad, diagnostics_as_data, faint, good, plural, say, show_diagnostics, write_json
from ivr_author.harness.explain import explain, headline
from ivr_author.harness.run import CallResult
from ivr_author.harness.targets import ALL, players_asked_for
from ivr_author.usecases.run_calls import CallRun, run_calls


@click.command("test")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--target", type=PLAYERS, default=ALL, show_default=True, help="Where to play the calls.")
@with_format()
@pass_invocation
@click.pass_context
def test(context: click.Context, invocation: Invocation, paths: tuple[str, ...], target: str) -> None:
    """Play the call scripts of the flows (flows/*.calls.yaml).

    On the reference a call must go as its script says. On a target it is played through the compiled documents, and
    must besides be, word for word, the call on the reference. A PATH is a script file, a flow, or a folder.

    \b
      ivr-author test
      ivr-author test --target twiml flows/billing.calls.yaml

    `pytest flows` plays the same calls, one test for each call and target.
    """
    run = run_calls(invocation.root, players_asked_for(target), paths)
    if invocation.is_json:
        write_json(_as_data(run))
    else:
        _show(run)
    context.exit(CONTENT_FAULT if run.failed or run.diagnostics else 0)


def _show(run: CallRun) -> None:
    if run.diagnostics:
        show_diagnostics(run.diagnostics, run.sources)
        say()
    for result in run.failed:
        assert run.program is not None, "a call was played"
        say(f"{bad('failed')} {result.script.name} {faint(f'[{result.target}]')}")
        say("\n".join(f"  {line}".rstrip() for line in explain(result, run.program).splitlines()))
        say()
    for player, seconds in run.seconds.items():
        played = [result for result in run.results if result.target == player]
        failed = sum(not result.passed for result in played)
        outcome = bad(f"{failed:,} failed") if failed else good("all passed")
        say(f"{player:<10} {plural(len(played), 'call'):>12}  {outcome}  {faint(f'in {seconds:.1f} s')}")
    if not run.results and not run.diagnostics:
        say("No calls: write some beside a flow, in flows/<flow>.calls.yaml")


def _as_data(run: CallRun) -> dict[str, Any]:
    counts = {"calls": len(run.results), "failed": len(run.failed)}
    results = list(_results_as_data(run.results))
    return {"results": results, "played": counts, **diagnostics_as_data(run.diagnostics, run.sources)}


def _results_as_data(results: Iterable[CallResult]) -> Iterable[dict[str, Any]]:
    for result in results:
        place = result.script.span
        data: dict[str, Any] = {
            "name": result.script.name,
            "path": place.path,
            "line": place.line,
            "target": result.target,
            "passed": result.passed,
            "outcome": result.transcript.outcome,
        }
        if not result.passed:
            data["reason"] = headline(result)
            data["faults"] = [
                {"message": fault.message, "path": fault.span.path, "line": fault.span.line} for fault in result.faults
            ]
            data["difference"] = result.difference.lines() if result.difference else None
            data["transcript"] = [dict(event) for event in result.transcript.events]
        yield data


COMMAND = test
