"""Options that several commands share."""

from __future__ import annotations

from datetime import datetime

import click

from ivr_author.harness.targets import ALL, REFERENCE, player_names, target_names

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Time zones know these years; a day beside them would fall out of the calendar."""

TARGET = click.Choice(target_names())
"""A target."""

PLAYER = click.Choice(player_names())
"""The reference or a target."""

PLAYERS = click.Choice([*player_names(), ALL])
"""The reference, a target, or all of them."""


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


__all__ = ["ALL", "FIRST_YEAR", "LAST_YEAR", "PLAYER", "PLAYERS", "REFERENCE", "TARGET", "moment_with_offset"]
