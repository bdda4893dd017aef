"""Markdown tables as test cases: every row a case that an author can read and add without reading Python.

One space on either side of a cell belongs to the table. `\\u200b` and the like stand for characters that nobody can
see, `\\|` for a bar, `\\n` for the end of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Row:
    """One row by its columns, the line where it stands, and the heading above its table."""

    path: Path
    line: int
    heading: str
    cells: dict[str, str]


def read_tables(path: Path) -> Iterator[Row]:
    """The rows of all tables of a file."""
    columns: list[str] = []
    heading = ""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("#"):
            heading = line.lstrip("# ").strip()
        if not line.startswith("|"):
            columns = []
            continue
        cells = [plain(cell) for cell in _BAR.split(line.strip().removeprefix("|").removesuffix("|"))]
        if not columns:
            columns = cells
        elif not all(set(cell) <= set("-: ") for cell in cells):
            assert len(cells) == len(columns), f"{path.name}:{number} has {len(cells)} cells for {len(columns)} columns"
            yield Row(path, number, heading, dict(zip(columns, cells, strict=True)))


def plain(cell: str) -> str:
    """What a cell says."""
    bare = cell.removeprefix(" ").removesuffix(" ") if cell.strip() else ""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), bare).replace("\\|", "|").replace("\\n", "\n")
