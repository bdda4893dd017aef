"""English words by their syllables, from the CMU Pronouncing Dictionary as `make setup` brought it (tools/frontend.py).

Read at the first English score, in some 60 ms; no network is asked. Without the table the rule in `syllables` counts
alone, and scores say so.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_PACKAGED = files("ivr_author").joinpath("web/static/dictionary/syllables.z")
_CHECKOUT = files("ivr_author").joinpath("../static/dist/dictionary/syllables.z")


@cache
def english_syllables() -> Mapping[str, int]:
    """The least syllables of each word over its pronunciations; empty where the table is not there or is damaged."""
    if _PACKAGED.is_file():
        return _read(_PACKAGED.read_bytes())
    return _read(_CHECKOUT.read_bytes()) if _CHECKOUT.is_file() else {}


def _read(raw: bytes) -> Mapping[str, int]:
    table: dict[str, int] = {}
    try:
        for line in zlib.decompress(raw).decode("ascii").splitlines():
            count, *words = line.split(" ")
            table.update(dict.fromkeys(words, int(count)))
    except (zlib.error, ValueError):
        return {}
    return table
