"""`ivr-author rehearse`: a day of calls before it comes, simulated or played against a running service."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

import click

from ivr_author.cli.commands._options import FIRST_YEAR, LAST_YEAR, moment_with_offset
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import (
    bad,
    diagnostics_as_data,
    faint,
    good,
    plural,
    say,
    show_diagnostics,
    show_table,
    write_json,
)
from ivr_author.rehearsal.arrivals import MAX_CALLS
from ivr_author.rehearsal.day import Handling
from ivr_author.rehearsal.erlang import MOST_AGENTS
from ivr_author.rehearsal.figures import Goal, LanguageDay
from ivr_author.rehearsal.outcome import Rehearsal, as_data, clock_at, spans_of
from ivr_author.rehearsal.platform_limits import platform_names
from ivr_author.rehearsal.sentences import sentence_of
from ivr_author.usecases.live_request import MOST_AT_ONCE, MOST_CALLS, MOST_SECONDS, LiveRequest
from ivr_author.usecases.rehearse import NoCalls, RehearsalRequest, write_page
from ivr_author.usecases.rehearse import rehearse as rehearse_day

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|min|h)?")
_UNITS = {"s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, None: 1.0}
_GOAL = re.compile(r"(\d{1,2})/(\d{1,4})")
_LANGUAGE_AGENTS = re.compile(r"([A-Za-z_-]+)=(\d{1,6})")


def _seconds(least: float, most: float) -> Callable[[click.Context, click.Parameter, str], float]:
    """Reads 360, 90s, 6m or 1h."""

    def read(_context: click.Context, _parameter: click.Parameter, value: str) -> float:
        match = _DURATION.fullmatch(value.strip())
        if match is None:
            raise click.BadParameter(f"{value!r} is no time; write it as 90s, 6m or 1h")
        seconds = float(match[1]) * _UNITS[match[2]]
        if not least <= seconds <= most:
            raise click.BadParameter(f"{value!r} must lie between {least:g} and {most:g} seconds")
        return seconds

    return read


def _agents(_context: click.Context, _parameter: click.Parameter, value: str) -> int | Mapping[str, int]:
    """All together, or for each language."""
    if value.isdecimal() and len(value) <= 6 and 1 <= int(value) <= MOST_AGENTS:
        return int(value)
    found: dict[str, int] = {}
    for part in value.split(","):
        match = _LANGUAGE_AGENTS.fullmatch(part.strip())
        if match is None or int(match[2]) > MOST_AGENTS or match[1] in found:
            raise click.BadParameter(f"{value!r} are no agents; write 300, or en=200,es=60,vi=12")
        found[match[1]] = int(match[2])
    return found


def _day(_context: click.Context, _parameter: click.Parameter, value: datetime) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise click.BadParameter(f"the day must lie between {FIRST_YEAR} and {LAST_YEAR}")
    return value.date()


def _goal(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[float, float]:
    match = _GOAL.fullmatch(value)
    if match is None or not int(match[1]):
        raise click.BadParameter(f"{value!r} is no goal; write 80/20 for 80 in 100 answered within 20 seconds")
    return int(match[1]) / 100, float(match[2])


@click.command("rehearse")
@click.argument("flow", metavar="FLOW")
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    metavar="DATE",
    callback=_day,
    help="The day, as 2026-12-23.",
)
@click.option("--calls", type=click.IntRange(1, MAX_CALLS), help="Callers of the day, redials not counted.")
@click.option(
    "--agents",
    default="100",
    show_default=True,
    metavar="N|LOCALE=N,...",
    callback=_agents,
    help="Agents while queues are open: shared out by demand, or as many for each language.",
)
@click.option(
    "--talk",
    metavar="TIME",
    callback=_seconds(1, 36_000),
    default="6m",
    show_default=True,
    help="A conversation, on average.",
)
@click.option(
    "--wrap-up", metavar="TIME", callback=_seconds(0, 36_000), default="60s", show_default=True, help="Work after it."
)
@click.option(
    "--patience",
    metavar="TIME",
    callback=_seconds(1, 36_000),
    default="5m",
    show_default=True,
    help="Until callers give up.",
)
@click.option(
    "--redial",
    type=click.IntRange(0, 100),
    default=30,
    show_default=True,
    metavar="PERCENT",
    help="Of those who gave up, who call again.",
)
@click.option(
    "--redial-after",
    metavar="TIME",
    callback=_seconds(1, 86_400),
    default="15m",
    show_default=True,
    help="When they do.",
)
@click.option(
    "--queue-size",
    type=click.IntRange(0, 1_000_000),
    help="Callers who may wait in one queue of one language. Default: as the platform has it.",
)
@click.option(
    "--goal",
    default="80/20",
    show_default=True,
    metavar="PERCENT/SECONDS",
    callback=_goal,
    help="How many callers are to be answered in what time.",
)
@click.option(
    "--give-up-most",
    type=click.IntRange(0, 100),
    default=5,
    show_default=True,
    metavar="PERCENT",
    help="An hour breaks where more callers than this give up.",
)
@click.option(
    "--platform",
    type=click.Choice(platform_names()),
    default="twilio",
    show_default=True,
    help="Whose declared limits the day is held against.",
)
@click.option(
    "--limits",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Limits that hold for your account, in place of the platform's.",
)
@click.option(
    "--weights",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What share of callers goes which way. Default: as call scripts have it.",
)
@click.option(
    "--arrivals",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="How calls lie over the hours. Default: a usual day, not measured.",
)
@click.option("--seed", type=click.IntRange(0, 2**31), default=1, show_default=True, help="Same seed, same day.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.html",
    help="A page with plots and tables. It needs nothing else to be read.",
)
@click.option(
    "--live", "url", default="", metavar="URL", help="Play the day's calls at a service on this machine, compressed."
)
@click.option(
    "--most-calls",
    type=click.IntRange(1, MOST_CALLS),
    default=500,
    show_default=True,
    help="With --live: calls at most, spread over the day.",
)
@click.option(
    "--seconds",
    type=click.IntRange(1, MOST_SECONDS),
    default=60,
    show_default=True,
    help="With --live: how long the day is.",
)
@click.option(
    "--at-once", type=click.IntRange(1, MOST_AT_ONCE), default=16, show_default=True, help="With --live: calls at once."
)
@click.option(
    "--back-end-port",
    type=click.IntRange(0, 65535),
    default=8099,
    show_default=True,
    help="With --live: where the back end of the calls listens, for `answer --outside`.",
)
@click.option(
    "--at",
    metavar="TIME",
    callback=moment_with_offset,
    help="With --live: what the service was told by its own --at. Default: its clock.",
)
@click.option("--public-url", default="", metavar="URL", help="With --live: as for `answer`, if it has one.")
@click.option("--unsigned", is_flag=True, help="With --live: the service checks no signatures.")
@with_format()
@pass_invocation
@click.pass_context
def rehearse(
    context: click.Context,
    invocation: Invocation,
    flow: str,
    day: date,
    calls: int | None,
    agents: int | Mapping[str, int],
    talk: float,
    wrap_up: float,
    patience: float,
    redial: int,
    redial_after: float,
    queue_size: int | None,
    goal: tuple[float, float],
    give_up_most: int,
    platform: str,
    limits: Path | None,
    weights: Path | None,
    arrivals: Path | None,
    seed: int,
    out: Path | None,
    url: str,
    most_calls: int,
    seconds: int,
    at_once: int,
    back_end_port: int,
    at: datetime | None,
    public_url: str,
    unsigned: bool,
) -> None:
    """Rehearse a day of calls, to see where it breaks.

    And when, in which language, at which limit, and what would be enough.

    Callers come over the hours of the day, go through the flow, wait for agents of their language, give up, call
    again, or keep their place for a callback where the flow offers that. Hours and holidays are those of that day.

    \b
      ivr-author rehearse main --day 2026-12-23 --calls 60000 --agents 300 --out rehearsal.html
      ivr-author rehearse main --day 2026-12-23 --calls 60000 --agents en=230,es=60 --weights peak_day.yaml

    What callers choose is taken from call scripts, where each script counts once, unless a file of weights says
    better. A simulation is as good as its numbers: name your own. Exits with 1 where the day breaks.

    With --live, some of the day's calls are played at a service that runs on this machine, signed, over HTTP, and
    every one is held word for word against the reference. Both need the same TWILIO_AUTH_TOKEN, and the same --at,
    if it is not to be now; the back end of the calls is brought along:

    \b
      ivr-author answer --outside http://127.0.0.1:8099 --at 2026-12-23T10:00-05:00
      ivr-author rehearse main --day 2026-12-23 --calls 60000 --live http://127.0.0.1:8080 --at 2026-12-23T10:00-05:00
    """
    request = RehearsalRequest(
        flow=flow,
        day=day,
        calls=calls,
        agents=agents,
        platform=platform,
        handling=Handling(talk, wrap_up, patience, redial / 100, redial_after),
        goal=Goal(goal[0], goal[1], give_up_most / 100),
        queue_size=queue_size,
        seed=seed,
        weights=weights,
        arrivals=arrivals,
        limits=limits,
    )
    if url:
        live = LiveRequest(request, url, public_url, most_calls, float(seconds), at_once, back_end_port, unsigned, at)
        # Loaded here: a day that is simulated asks nobody over HTTP.
        playing = importlib.import_module("ivr_author.cli.commands._rehearse_live")
        context.exit(playing.rehearse_at_service(invocation, live))
    try:
        result = rehearse_day(invocation.root, request)
    except NoCalls as missing:
        raise click.UsageError(str(missing)) from None
    rehearsal = result.rehearsal
    if rehearsal is None:
        if invocation.is_json:
            write_json({"rehearsal": None, **diagnostics_as_data(result.diagnostics, result.sources)})
        else:
            show_diagnostics(result.diagnostics, result.sources, to_errors=True)
        context.exit(CONTENT_FAULT)
    if out is not None:
        write_page(rehearsal, invocation.root / out)
    if invocation.is_json:
        write_json({"rehearsal": as_data(rehearsal), "page": out.as_posix() if out else None})
    else:
        _show(rehearsal, out)
    context.exit(CONTENT_FAULT if rehearsal.is_broken else 0)


def _show(rehearsal: Rehearsal, out: Path | None) -> None:
    plan = rehearsal.plan
    heads = ["language", "calls", "agents", "in time", "gave up", "wait", "breaks", "enough"]
    show_table([heads, *(_row(one) for one in rehearsal.languages)])
    say()
    for one in rehearsal.languages:
        if one.broken:
            say(f"{bad('breaks')} {one.locale}: {spans_of(one.broken, plan.day)}")
    for verdict in rehearsal.limits:
        mark = {"breaks": bad("breaks"), "holds": good("holds")}.get(verdict.state, faint("not tried"))
        say(f"{mark} {sentence_of(verdict, plan.day)}")
    say(
        f"{plural(len(rehearsal.record.attempts), 'call')} came, redials among them; the webhook service gets up to "
        f"{rehearsal.peak_requests:,.0f} requests a second, at {clock_at(rehearsal.peak_requests_at, plan.day)}"
    )
    if plan.guesses:
        say(faint(f"Nobody says what callers do at {plural(len(plan.guesses), 'node')}: {', '.join(plan.guesses[:5])}"))
    if out is not None:
        say(out.as_posix())


def _row(one: LanguageDay) -> list[str]:
    return [
        one.locale,
        f"{one.calls:,}",
        f"{one.agents:,}",
        f"{one.in_time / one.calls:.0%}" if one.calls else "-",
        f"{one.gave_up / one.calls:.0%}" if one.calls else "-",
        f"{one.mean_wait:,.0f} s",
        plural(len(one.broken), "hour") if one.broken else "no",
        f"{one.enough.c:,}",
    ]


COMMAND = rehearse
