"""`ivr-author rehearse --live`: a day of calls played against a running service."""

from __future__ import annotations

import click

from ivr_author.cli.invocation import CONTENT_FAULT, Invocation
from ivr_author.cli.print import bad, complain, diagnostics_as_data, good, plural, say, show_diagnostics, write_json
from ivr_author.rehearsal.back_end import PortInUse
from ivr_author.rehearsal.live import LiveResult
from ivr_author.usecases.live_request import LiveRequest
from ivr_author.usecases.rehearse import NoCalls
from ivr_author.usecases.rehearse_live import LiveOutcome, NotLive, as_data, rehearse_live


def rehearse_at_service(invocation: Invocation, request: LiveRequest) -> int:
    """Play a day at a service and show what came of it; the exit code."""
    try:
        outcome = rehearse_live(invocation.root, request)
    except (NoCalls, NotLive) as refused:
        raise click.UsageError(str(refused)) from None
    except PortInUse as taken:
        reason = (taken.strerror or str(taken)).lower()
        message = f"the back end can't listen at port {request.back_end_port}: {reason}; name another one"
        raise click.UsageError(message) from None
    if outcome.result is None:
        if invocation.is_json:
            write_json({"live": None, **diagnostics_as_data(outcome.diagnostics, outcome.sources)})
        else:
            show_diagnostics(outcome.diagnostics, outcome.sources, to_errors=True)
        return CONTENT_FAULT
    if invocation.is_json:
        write_json({"live": as_data(outcome)})
    else:
        _show_live(outcome, outcome.result)
    return 0 if outcome.passed else CONTENT_FAULT


def _show_live(outcome: LiveOutcome, found: LiveResult) -> None:
    for one in found.shown:
        say(f"{bad('different')} call {one.index}, to {one.entrance.called}: {one.fault}".rstrip(": "))
        if one.difference is not None:
            say("\n".join(f"  {line}" for line in one.difference.lines()))
        say()
    more = found.parted - len(found.shown)
    if more > 0:
        say(f"... and {plural(more, 'call')} more")
    calls = found.calls / found.seconds if found.seconds else 0.0
    p50, p99, slowest = (one * 1000 for one in (found.quantile(0.5), found.quantile(0.99), found.quantile(1)))
    verdict = good("all as on the reference") if not found.parted else bad(f"{found.parted:,} different")
    say(f"{plural(found.calls, 'call')} in {found.seconds:.1f} s ({calls:,.1f} a second): {verdict}")
    say(f"{plural(len(found.latencies), 'request')}: half within {p50:.1f} ms, 99 % within {p99:.1f} ms")
    if outcome.limit is not None:
        say(f"The slowest took {slowest:.1f} ms; the platform waits {outcome.limit:.0f} seconds")
    say(f"{plural(found.questions, 'question')} came to the back end")
    if not found.calls or found.not_begun:
        say(bad(f"{plural(found.not_begun, 'call')} not begun: no time was left"))
    if found.strays:
        complain(f"{plural(found.strays, 'question')} came of calls that are none of this rehearsal")
