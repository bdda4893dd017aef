"""The players that a call can be put through: the reference, and every target on the shelf, by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ivr_author import targets
from ivr_author.core.shelf import ShelfOnDemand, shelf_names
from ivr_author.ir.target import Target

REFERENCE = "reference"
"""The player that every target is held to; it plays the program itself."""

ALL = "all"
"""Asks for the reference and every target."""


def target_names() -> tuple[str, ...]:
    """The targets on the shelf, by name, without loading them."""
    return shelf_names(targets)


def player_names() -> tuple[str, ...]:
    """The reference and the targets."""
    return (REFERENCE, *target_names())


def players_asked_for(name: str) -> tuple[str, ...]:
    """The players that a name stands for: itself, or all of them."""
    return player_names() if name == ALL else (name,)


@cache
def load_targets() -> Mapping[str, Target]:
    """The targets on the shelf, by name. One that nobody takes is not loaded: a service that answers needs its own."""
    return ShelfOnDemand(targets, "TARGET")
