"""The players that a call can be put through: the reference, and every target on the shelf, by name."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import cast

from ivr_author import targets
from ivr_author.core.shelf import load_shelf
from ivr_author.ir.target import Target

REFERENCE = "reference"
"""The player that every target is held to; it plays the program itself."""

ALL = "all"
"""Asks for the reference and every target."""


def target_names() -> tuple[str, ...]:
    """The targets on the shelf, by name, without loading them."""
    return tuple(sorted(one.name for one in pkgutil.iter_modules(targets.__path__) if not one.name.startswith("_")))


def player_names() -> tuple[str, ...]:
    """The reference and the targets."""
    return (REFERENCE, *target_names())


def players_asked_for(name: str) -> tuple[str, ...]:
    """The players that a name stands for: itself, or all of them."""
    return player_names() if name == ALL else (name,)


@cache
def load_targets() -> Mapping[str, Target]:
    """The targets on the shelf, by name."""
    return cast(Mapping[str, Target], load_shelf(targets, "TARGET"))
