"""Rows of a form: as many as there are, each of the same columns, added and taken out by buttons that need no scripts.

A cell is named `LIST.NUMBER.COLUMN`; a button `_add` or `_remove` has the list, or the row, as its value.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ivr_author.web.numbers import whole_number

ADD, REMOVE = "_add", "_remove"
MOST_ROWS = 100

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its words, and what can be chosen in it (value and words; none: it is typed)."""

    key: str
    label: str
    options: Sequence[tuple[str, str]] = ()
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A list in a form: its name, its words, its columns and rows, and what is wrong, by cell (`hours.0.from`).

    `mark` begins the ids of its fields, where a page has two lists of one name.
    """

    name: str
    label: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    faults: Mapping[str, str]
    mark: str = ""


def sent_rows(form: Mapping[str, str], name: str, columns: Collection[str]) -> list[Row]:
    """The rows that were sent, in their order, after the button that was pressed: numbered anew from 0."""
    rows: dict[int, dict[str, str]] = {}
    for cell, typed in form.items():
        number, column = _place(cell, name, columns)
        if number is not None:
            rows.setdefault(number, dict.fromkeys(columns, ""))[column] = typed.strip()
    gone = form.get(REMOVE, "")
    kept: list[Row] = [rows[number] for number in sorted(rows) if f"{name}.{number}" != gone]
    if form.get(ADD) == name:
        kept.append(dict.fromkeys(columns, ""))
    return kept


def filled(rows: Sequence[Row]) -> list[tuple[int, Row]]:
    """The rows in which something stands, with their numbers."""
    return [(number, row) for number, row in enumerate(rows) if any(row.values())]


def is_row_button(form: Mapping[str, str]) -> bool:
    """Whether a button of rows was pressed, so that nothing is to be saved."""
    return ADD in form or REMOVE in form


def unknown_cells(form: Mapping[str, str], own: Collection[str], tables: Mapping[str, Collection[str]]) -> set[str]:
    """The names in a form that are neither its own fields nor cells of its lists."""
    return {
        cell
        for cell in form
        if cell not in (*own, ADD, REMOVE)
        and not any(_place(cell, name, columns)[0] is not None for name, columns in tables.items())
    }


def _place(cell: str, name: str, columns: Collection[str]) -> tuple[int | None, str]:
    start, _, rest = cell.partition(".")
    number, _, column = rest.partition(".")
    if start != name or column not in columns:
        return None, ""
    return whole_number(number, 0, MOST_ROWS - 1), column
