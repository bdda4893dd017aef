"""All output of the command line: text with colours on a terminal, JSON for programs. What it says is core's."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.report import to_json, to_text
from ivr_author.core.source import Source

_HEADLINE = re.compile(
    r"^(?P<place>\S+:\d+:\d+: )?(?P<severity>error|warning|note) (?P<rule>[a-z0-9-]+):", re.MULTILINE
)
_BAR = 20
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def say(text: str = "") -> None:
    """A line for people, where results go."""
    click.echo(text)


def complain(text: str) -> None:
    """A line beside the results."""
    click.echo(text, err=True)


def write_json(data: object, *, is_line: bool = False) -> None:
    """Data for programs, laid out or as one line."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=None if is_line else 2))


def write_raw(text: str) -> None:
    """Text that another program reads as it is."""
    click.echo(text, nl=False)


def show_diagnostics(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], *, to_errors: bool = False
) -> None:
    """Every fault with its place, the line and the way out, and a closing count."""
    click.echo(_HEADLINE.sub(_paint, to_text(diagnostics, sources)), nl=False, err=to_errors)


def diagnostics_as_data(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> dict[str, Any]:
    """The faults as JSON data, to stand beside other data."""
    data: dict[str, Any] = json.loads(to_json(diagnostics, sources))
    return data


def show_progress(share: float | None, text: str) -> None:
    """A bar with words, in place of the one before; None ends it. Only on a terminal: logs want no moving lines."""
    if not sys.stderr.isatty():
        return
    bar = "" if share is None else f"{'█' * int(share * _BAR):░<{_BAR}} {text}"
    click.echo(f"\r\x1b[K{bar}", err=True, nl=False)


def show_table(rows: Sequence[Sequence[str]], *, left: int = 1) -> None:
    """Rows under a first row of headings; the first `left` columns are words, the others numbers."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [
            cell.ljust(width) if column < left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        line = "  ".join(cells).rstrip()
        click.echo(click.style(line, bold=True) if number == 0 else line)


def good(text: str) -> str:
    """Something that went well."""
    return click.style(text, fg="green")


def bad(text: str) -> str:
    """Something that went wrong."""
    return click.style(text, fg="red", bold=True)


def faint(text: str) -> str:
    """Something beside the point."""
    return click.style(text, dim=True)


def plural(number: int, one: str, many: str = "") -> str:
    """`1 call`, `2 calls`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _paint(match: re.Match[str]) -> str:
    severity = match["severity"]
    place = click.style(match["place"] or "", bold=True)
    return f"{place}{click.style(severity, fg=_COLOURS[severity], bold=True)} {faint(match['rule'])}:"
