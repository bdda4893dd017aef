"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from ivr_author.cli.invocation import Invocation
from ivr_author.harness.targets import ALL, REFERENCE, player_names, target_names
from ivr_author.workspace.state import has_database

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Time zones know these years; a day beside them would fall out of the calendar."""

TARGET = click.Choice(target_names())
"""A target."""

PLAYER = click.Choice(player_names())
"""The reference or a target."""

PLAYERS = click.Choice([*player_names(), ALL])
"""The reference, a target, or all of them."""

with_database: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--database",
    "url",
    envvar="IVR_AUTHOR_DATABASE",
    metavar="URL",
    help="sqlite:////folder/file.db or postgresql://user@host/name. Default: .ivr/studio.db in the workspace; "
    "the environment variable IVR_AUTHOR_DATABASE says it too, and keeps passwords out of lists of processes.",
)


def names_database(invocation: Invocation, url: str | None) -> bool:
    """Whether there is a database of people to be opened: one is named, or the workspace has its own."""
    return bool(url) or has_database(invocation.root)


def moment_with_offset(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime | None:
    """A moment that is the same on every machine."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise click.BadParameter(f"{value!r} is no moment; write it with its offset, as 2026-12-23T10:00-05:00")
    return moment


__all__ = [
    "ALL",
    "FIRST_YEAR",
    "LAST_YEAR",
    "PLAYER",
    "PLAYERS",
    "REFERENCE",
    "TARGET",
    "moment_with_offset",
    "names_database",
    "with_database",
]
