"""`ivr-author deploy`: point a phone platform's numbers at the service that answers them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import (
    bad,
    complain,
    diagnostics_as_data,
    faint,
    good,
    plural,
    say,
    show_diagnostics,
    show_table,
    write_json,
)
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.usecases.deploy_twilio import (
    Account,
    DeployFault,
    NumberPlan,
    carry_out,
    numbers_of,
    plan,
    wanted_at,
)

_NAMES = {
    "voice_url": "a call comes in",
    "voice_method": "asked by",
    "voice_fallback_url": "that fails",
    "voice_fallback_method": "then asked by",
    "status_callback": "a call has ended",
}


@click.group("deploy")
def deploy() -> None:
    """Point numbers at the service that answers them.

    What the service needs besides stands in the DEPLOY.md of each bundle.
    """


@deploy.command("twilio")
@click.option(
    "--url",
    required=True,
    metavar="URL",
    help="The service as Twilio reaches it: https://ivr.example.org means its /call.",
)
@click.option(
    "--fallback-url",
    default="",
    metavar="URL",
    help="Asked where the service can't be reached: a TwiML Bin with an apology. Default: as it is.",
)
@click.option("--status-callback", default="", metavar="URL", help="Told when a call has ended. Default: as it is.")
@click.option(
    "--number", "only", multiple=True, metavar="NUMBER", help="Only this one, as +18005550100; may be repeated."
)
@click.option(
    "--bundle",
    type=click.Path(path_type=Path),
    help="Take the numbers from a bundle, a folder or a zip file. Default: from ivr.yaml.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_format()
@pass_invocation
@click.pass_context
def twilio(
    context: click.Context,
    invocation: Invocation,
    url: str,
    fallback_url: str,
    status_callback: str,
    only: tuple[str, ...],
    bundle: Path | None,
    dry_run: bool,
    yes: bool,
) -> None:
    """Set the voice URL of each phone number at Twilio, through its official SDK.

    What will change is shown first; then you are asked. A number that is right already is left alone, so a second run
    changes nothing. Where one number can't be set, none is. The account comes from the environment:

    \b
      TWILIO_ACCOUNT_SID    the account
      TWILIO_AUTH_TOKEN     its token; or, better, an API key:
      TWILIO_API_KEY, TWILIO_API_SECRET
      TWILIO_AUTH_TOKEN_FILE, TWILIO_API_SECRET_FILE    a file with the secret instead

    \b
      ivr-author deploy twilio --url https://ivr.example.org --dry-run
      ivr-author deploy twilio --url https://ivr.example.org --number +18005550100
    """
    try:
        wanted = wanted_at(url, fallback_url, status_callback)
        numbers = numbers_of(invocation.root, bundle, only)
        account = Account()
        plans = plan(account, numbers, wanted)
    except DeployFault as fault:
        context.exit(_refuse(invocation, fault.diagnostics))
    changing = [one for one in plans if one.changes]
    if not invocation.is_json:
        _show(plans)
    if dry_run or not changing or not _is_agreed(invocation, yes, len(changing)):
        if invocation.is_json:
            write_json(_as_data(plans, (), ()))
        elif changing:
            complain("Nothing was changed.")
        context.exit(0 if dry_run or not changing else CONTENT_FAULT)
    done = carry_out(account, plans)
    faults = (done.fault,) if done.fault else ()
    if invocation.is_json:
        write_json(_as_data(plans, done.numbers, faults))
    else:
        if faults:
            show_diagnostics(faults, {}, to_errors=True)
        painted = bad if faults else good
        say(painted(f"{len(done.numbers):,} of {plural(len(changing), 'number')} set"))
    context.exit(CONTENT_FAULT if faults else 0)


def _refuse(invocation: Invocation, faults: Sequence[Diagnostic]) -> int:
    if invocation.is_json:
        write_json(_as_data((), (), faults))
    else:
        show_diagnostics(faults, {}, to_errors=True)
        complain(bad("Nothing was changed."))
    return CONTENT_FAULT


def _is_agreed(invocation: Invocation, yes: bool, changing: int) -> bool:
    if yes:
        return True
    if invocation.is_json or not is_answered():
        complain("Give --yes to change this, or --dry-run to look at it only.")
        return False
    return click.confirm(f"Change {plural(changing, 'number')} at Twilio?", err=True)


def is_answered() -> bool:
    """Whether somebody is there who can answer a question."""
    return sys.stdin.isatty()


def _show(plans: Sequence[NumberPlan]) -> None:
    rows: list[tuple[str, ...]] = [("number", "flow", "when", "now", "then")]
    for one in plans:
        for name, (before, after) in one.changes.items():
            rows.append((one.number, one.flow, _NAMES[name], before or "nothing", after))
        if not one.changes:
            rows.append((one.number, one.flow, "", "as it should be", ""))
    show_table(rows, left=5)
    if not any(one.changes for one in plans):
        say(faint("Nothing to change."))


def _as_data(plans: Sequence[NumberPlan], done: Sequence[NumberPlan], faults: Sequence[Diagnostic]) -> dict[str, Any]:
    set_now = {one.number for one in done}
    numbers = [
        {
            "number": one.number,
            "flow": one.flow,
            "changes": {name: {"now": before, "then": after} for name, (before, after) in one.changes.items()},
            "set": one.number in set_now,
        }
        for one in plans
    ]
    return {"numbers": numbers, **diagnostics_as_data(faults, {})}


COMMAND = deploy
