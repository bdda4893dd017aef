"""Options that several commands share."""

from __future__ import annotations

import click

from ivr_author.harness.targets import ALL, REFERENCE, player_names, target_names

TARGET = click.Choice(target_names())
"""A target."""

PLAYER = click.Choice(player_names())
"""The reference or a target."""

PLAYERS = click.Choice([*player_names(), ALL])
"""The reference, a target, or all of them."""

__all__ = ["ALL", "PLAYER", "PLAYERS", "REFERENCE", "TARGET"]
