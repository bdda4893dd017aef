"""`ivr-author render`: one notice for one member."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ivr_author.cli.commands._options import TARGET
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import complain, diagnostics_as_data, plural, say, show_diagnostics, write_json, write_raw
from ivr_author.notice.channel import Rendering
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.render import Options
from ivr_author.usecases.build import write_artifact
from ivr_author.usecases.render import ROBOCALL, render_call, render_notice, write_rendering


@click.command("render")
@click.argument("notice", metavar="NOTICE")
@click.option("--channel", type=click.Choice(tuple(CHANNELS)), required=True, help="The way it goes out.")
@click.option("--locale", metavar="LOCALE", help="The language. Default: the sample member's own.")
@click.option("--sample", metavar="NAME", help="A sample member. Default: the first.")
@click.option(
    "--data",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A JSON file with one member's values, instead of a sample.",
)
@click.option("--large-print", is_flag=True, help="Letters in 18 point.")
@click.option(
    "--assistance/--no-assistance", default=None, help="With the page that offers help in fifteen languages, or not."
)
@click.option("--target", type=TARGET, help="A robocall as the documents of a phone platform, in the folder --out.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The file to write. What else a channel makes (an email's text) goes beside it. Default: the output.",
)
@with_format()
@pass_invocation
@click.pass_context
def render(
    context: click.Context,
    invocation: Invocation,
    notice: str,
    channel: str,
    locale: str | None,
    sample: str | None,
    data: Path | None,
    large_print: bool,
    assistance: bool | None,
    target: str | None,
    out: Path | None,
) -> None:
    """Make NOTICE for one member, as it would go out.

    The same member always gives the same bytes. Nothing is written where a value is missing or wrong, where a letter
    is larger than its page, or where no font has a character.

    \b
      ivr-author render premium_bill --channel letter --locale es --sample robin --out bill.pdf
      ivr-author render outage --channel sms
      ivr-author render renewal --channel email --data member.json --out renewal.html
      ivr-author render outage --channel robocall --target twiml --out build/outage
    """
    if sample is not None and data is not None:
        raise click.UsageError("give --sample or --data, not both")
    data = invocation.root / data if data is not None else None
    if target is not None:
        if channel != ROBOCALL or out is None:
            raise click.UsageError("--target is for `--channel robocall`, with a folder in --out")
        context.exit(_compile(invocation, notice, target, locale, sample, data, out))
    if out is None and _is_binary(channel) and not invocation.is_json:
        raise click.UsageError(f"{CHANNELS[channel].title.lower()}s are PDF: name a file with --out")
    options = Options(large_print, assistance)
    result = render_notice(invocation.root, notice, channel, locale, sample, data, options)
    rendering = result.rendering
    files = {} if rendering is None or out is None else write_rendering(rendering, channel, invocation.root / out)
    if invocation.is_json:
        facts = None if rendering is None else dict(rendering.facts)
        parts = None if rendering is None or out is not None else _texts(rendering)
        told = diagnostics_as_data(result.diagnostics, result.sources)
        write_json({"locale": result.locale, "facts": facts, "files": files, "parts": parts, **told})
    else:
        if result.diagnostics:
            show_diagnostics(result.diagnostics, result.sources, to_errors=True)
        if rendering is not None:
            _show(rendering, channel, result.locale, files)
    context.exit(CONTENT_FAULT if rendering is None else 0)


def _compile(
    invocation: Invocation,
    notice: str,
    target: str,
    locale: str | None,
    sample: str | None,
    data: Path | None,
    out: Path,
) -> int:
    result = render_call(invocation.root, notice, target, locale, sample, data)
    written = None if result.artifact is None else write_artifact(result.artifact, invocation.root / out)
    if invocation.is_json:
        told = diagnostics_as_data(result.diagnostics, result.sources)
        write_json({"locale": result.locale, "target": target, "files": written.files if written else 0, **told})
    elif result.artifact is None:
        show_diagnostics(result.diagnostics, result.sources, to_errors=True)
    elif written is not None:
        say(f"{out.as_posix()}: {plural(written.files, 'file')}; begins with {result.artifact.entry}")
    return CONTENT_FAULT if written is None else 0


def _is_binary(channel: str) -> bool:
    """Whether the main part is nothing to show on a terminal."""
    return next(iter(CHANNELS[channel].suffixes.values())) == ".pdf"


def _texts(rendering: Rendering) -> dict[str, str]:
    return {name: raw.decode() for name, raw in rendering.parts.items() if not raw.startswith(b"%PDF")}


def _show(rendering: Rendering, channel: str, locale: str, files: Mapping[str, str]) -> None:
    told = ", ".join(f"{name}: {_fact(value)}" for name, value in rendering.facts.items())
    line = f"{channel}, {locale}" + (f"; {told}" if told else "")
    if files:
        say(f"{line}; {', '.join(files.values())}")
        return
    write_raw(next(iter(_texts(rendering).values())).rstrip("\n") + "\n")
    complain(line)


def _fact(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value)) or "none"
    return str(value)


COMMAND = render
