"""The formats of the exchange, loaded from the shelf `formats`, and the one that a file is in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import PurePath

from ivr_author.core.shelf import load_shelf, shelf_names
from ivr_author.exchange import formats
from ivr_author.exchange.format import Format

FORMAT_NAMES = shelf_names(formats)
"""The name of every format."""


@cache
def all_formats() -> Mapping[str, Format]:
    """Every format by its name. Loaded when they are first needed: most commands need no spreadsheets."""
    return load_shelf(formats, "FORMAT", Format)


def format_of(raw: bytes, path: str) -> Format | None:
    """The format that a file is in: by its content, else by its name; None where neither tells."""
    found = [one for one in all_formats().values() if one.claims(raw)]
    suffix = PurePath(path).suffix.lower()
    found = found or [one for one in all_formats().values() if suffix in one.suffixes]
    return next((one for one in found if suffix in one.suffixes), found[0] if found else None)
