"""The formats of the exchange, loaded from the shelf `formats`, and the one that a file is in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from ivr_author.core.shelf import load_shelf
from ivr_author.exchange import formats
from ivr_author.exchange.format import Format

FORMATS: Mapping[str, Format] = load_shelf(formats, "FORMAT", Format)
"""Every format by its name."""


def format_of(raw: bytes, path: str) -> Format | None:
    """The format that a file is in: by its content, else by its name; None where neither tells."""
    found = [one for one in FORMATS.values() if one.claims(raw)]
    suffix = PurePath(path).suffix.lower()
    found = found or [one for one in FORMATS.values() if suffix in one.suffixes]
    return next((one for one in found if suffix in one.suffixes), found[0] if found else None)
