"""`ivr-author voices`: what speaks each locale on each target, and what would be silent."""

from __future__ import annotations

from typing import Any

import click

from ivr_author.cli.commands._options import TARGET
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import (
    bad,
    complain,
    diagnostics_as_data,
    plural,
    say,
    show_diagnostics,
    show_table,
    write_json,
)
from ivr_author.core.locale import find_locale
from ivr_author.usecases.voices import SOURCE, VoiceRow, VoicesResult, find_voices


@click.command("voices")
@click.option("--target", type=TARGET, help="Only this one. Default: all.")
@click.option("--locale", metavar="LOCALE", help="Only this one, with the texts that would be silent.")
@with_format()
@pass_invocation
@click.pass_context
def voices(context: click.Context, invocation: Invocation, target: str | None, locale: str | None) -> None:
    """Show what callers hear in each locale, on each target.

    That is a voice, recordings of the very texts, or a way out that ivr.yaml declares under `without_voice`. Where
    there is none of them, texts would be silent: `compile` refuses, and this command exits with 1.

    \b
      ivr-author voices
      ivr-author voices --target twiml --locale ht       lists what is silent there
    """
    result = find_voices(invocation.root, (target,) if target else (), locale)
    if invocation.is_json:
        write_json({"voices": [_as_data(row) for row in result.rows], **_faults(result)})
    else:
        _show(result, locale)
    context.exit(CONTENT_FAULT if result.silent or not result.rows else 0)


def _show(result: VoicesResult, locale: str | None) -> None:
    if not result.rows:
        show_diagnostics(result.diagnostics, result.sources, to_errors=True)
        return
    heads = ("target", "locale", "language", "spoken by", "recorded")
    show_table([heads, *(_cells(row) for row in result.rows)], left=4)
    for row in result.rows if locale is not None else ():
        if row.silent:
            say(f"\n{bad('silent')} on {row.target} in {row.locale}:")
        for text in row.silent:
            note = "  (holds a value: no recording can say it)" if text.has_values else ""
            say(f"  {text.span.path}:{text.span.line}: {text.address}: {text.text}{note}")
    if result.silent:
        more = "" if locale is not None else "; `--locale LOCALE` lists them"
        complain(f"{plural(result.silent, 'text')} would be silent{more}")
    if result.diagnostics:
        complain(f"{plural(len(result.diagnostics), 'error')} in the workspace: `ivr-author check` shows them")


def _cells(row: VoiceRow) -> tuple[str, ...]:
    return (row.target, row.locale, find_locale(row.locale).english_name, _spoken_by(row), _recorded(row))


def _spoken_by(row: VoiceRow) -> str:
    voice = row.voice
    match row.status:
        case "way out":
            return "way out: the source language" if row.way_out == SOURCE else f"way out: queue {row.way_out}"
        case "voice" | "borrowed" if voice is not None:
            name = f"{voice.name or 'the platform'} ({voice.language})"
            return f"{name}, borrowed" if voice.borrowed else name
        case "assumed" if voice is not None:
            return f"the platform, it is assumed ({voice.language})"
        case "recorded":
            return "recordings" if row.texts else "nothing is said in it"
    return f"nothing: {plural(len(row.silent), 'silent text')}"


def _recorded(row: VoiceRow) -> str:
    return f"{row.recorded:,} of {row.texts:,}"


def _faults(result: VoicesResult) -> dict[str, Any]:
    return diagnostics_as_data(result.diagnostics, result.sources)


def _as_data(row: VoiceRow) -> dict[str, Any]:
    voice = row.voice
    return {
        "target": row.target,
        "locale": row.locale,
        "status": row.status,
        "voice": None if voice is None else {"name": voice.name or None, "language": voice.language},
        "way_out": row.way_out or None,
        "texts": row.texts,
        "recorded": row.recorded,
        "with_values": row.with_values,
        "silent": [
            {
                "address": text.address,
                "text": text.text,
                "has_values": text.has_values,
                "path": text.span.path,
                "line": text.span.line,
            }
            for text in row.silent
        ],
    }


COMMAND = voices
