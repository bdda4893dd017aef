"""Rows of CSV and JSON Lines, one at a time, as they were given. What their values mean is `notice.data`'s.

A fault of the file as a whole is raised; a fault of one row comes in its place, and the next row follows.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ivr_author.batch.lines import UnreadableData, place, read_lines
from ivr_author.core.spreadsheet import guard, without_guard
from ivr_author.notice.declaration.data import plain_name
from ivr_author.notice.declaration.read_value import load_json

MAX_COLUMNS = 1_000
"""A notice has a few dozen fields; a file with more columns than this is something else."""

DELIMITERS = ",;\t|"
REJECTED = "rejected_because"
"""The column that `rejected.csv` has and other files do not; such a file may be mended and given again."""

REJECTED_COLUMNS = ("rejected_row", "rejected_column", REJECTED)
"""What `rejected.csv` has beside the columns of the data."""

_PUNCTUATION = re.compile(r"[-+ .()]")

RULES = {
    "data-empty": "A file with members' data has no rows",
    "data-header": "The first row of a CSV file does not name its columns rightly",
    "data-too-many-columns": "A file with members' data has more columns than any notice could need",
    "data-syntax": "A file with members' data is not well-formed CSV",
    "data-not-csv": "A file with members' data is of another kind than its name says",
}
"""Every rule id that this module can report, with its description."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with a row: in which column (empty: the whole row), the value that came, and what is expected."""

    message: str
    column: str = ""
    value: str = ""
    expected: str = ""

    def __str__(self) -> str:
        place = f"{self.column}: " if self.column else ""
        return f"{place}{self.message}{f'; expected: {self.expected}' if self.expected else ''}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row. `number` is as a spreadsheet counts (the header is 1), or the line. `cells` are for rejected.csv."""

    number: int
    given: Mapping[str, Any]
    cells: Sequence[str]
    faults: tuple[CellFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A data file: its columns as their author wrote them, and its rows as a stream. JSON Lines has one column."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    is_csv: bool


def open_table(blocks: Iterable[bytes], path: str, delimiter: str = "") -> Table:
    """A data file by its name's ending: .jsonl, .ndjson or .json is JSON Lines, all else CSV. Raises UnreadableData."""
    lines = read_lines(blocks, path)
    if path.lower().endswith((".jsonl", ".ndjson", ".json")):
        return Table(("json",), _json_rows(lines, path), is_csv=False)
    return _open_csv(lines, path, delimiter)


def _open_csv(lines: Iterator[str], path: str, delimiter: str) -> Table:
    first = next(lines, "")
    if first.lstrip().startswith(("{", "[")):
        hint = "name a JSON Lines file .jsonl; it has one object on each line"
        raise UnreadableData("data-not-csv", "this is JSON, not CSV", place(path, 1), hint)
    found = delimiter or _find_delimiter(first)
    records = _csv_records(_chain(first, lines), found, path)
    header = [name.strip() for name in next(records, (0, []))[1]]
    if not any(header):
        hint = "the first row names the columns; each other row is a member"
        raise UnreadableData("data-empty", "the file has no header", place(path, 1), hint)
    if len(header) > MAX_COLUMNS:
        message = f"the file has {len(header):,} columns; {MAX_COLUMNS:,} are allowed"
        raise UnreadableData("data-too-many-columns", message, place(path, 1), "leave out those that no notice uses")
    _check_names(header, path)
    return Table(tuple(header), _csv_rows(records, header), is_csv=True)


def _check_names(header: list[str], path: str) -> None:
    seen: dict[str, int] = {}
    for number, name in enumerate(header, start=1):
        if not plain_name(name):
            continue  # spreadsheets leave empty columns at the end
        earlier = seen.setdefault(plain_name(name), number)
        if earlier != number:
            message = f"columns {earlier} and {number} are both named {name!r}"
            raise UnreadableData("data-header", message, place(path, 1), "remove one, or give it another name")


def _find_delimiter(header: str) -> str:
    """The likeliest delimiter of a header: the one that stands most often outside quotes."""
    outside = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _csv_records(lines: Iterable[str], delimiter: str, path: str) -> Iterator[tuple[int, list[str]]]:
    """Records with their numbers as a spreadsheet counts them; blank ones are counted and left out."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = line = 0
    while True:
        number, line = number + 1, reader.line_num + 1
        try:
            record = next(reader, None)
        except csv.Error as failure:
            hint = "a quoted cell ends with a quote before the next delimiter; a quote inside is written twice"
            message = f"row {number} (line {line}) is not well-formed CSV: {failure}"
            raise UnreadableData("data-syntax", message, place(path, line), hint) from None
        if record is None:
            return
        if record:
            yield number, record


def _csv_rows(records: Iterator[tuple[int, list[str]]], header: list[str]) -> Iterator[Row]:
    width = len(header)
    columns = [(index, name) for index, name in enumerate(header) if name]
    was_rejected = REJECTED in header
    for number, record in records:
        if not any(cell.strip() for cell in record):
            continue  # spreadsheets write rows of empty cells below the last
        cells = [without_guard(cell) for cell in record] if was_rejected else record
        if len(cells) != width and not (len(cells) > width and not any(cells[width:])):
            fault = CellFault(f"the row has {len(cells)} cells", expected=f"{width}, as in the header")
            yield Row(number, {}, cells, (fault,))
            continue
        yield Row(number, {name: cells[index] for index, name in columns}, cells[:width])


def _json_rows(lines: Iterable[str], path: str) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text:
            continue
        if number == 1 and text.startswith("["):
            hint = "JSON Lines has one object on each line, without brackets and commas around them"
            raise UnreadableData("data-not-csv", "this is a JSON array, not JSON Lines", place(path, 1), hint)
        try:
            given = _read_object(text)
        except ValueError as failure:
            fault = CellFault(f"the line cannot be read: {_reason(failure)}", expected="a JSON object")
            yield Row(number, {}, (text,), (fault,))
        else:
            yield Row(number, given, (text,))


def _read_object(text: str) -> dict[str, Any]:
    given = load_json(text)
    if not isinstance(given, dict):
        raise ValueError("each line must hold an object, in braces")
    # Half of a surrogate pair can be written in JSON, and nowhere else.
    json.dumps(given, ensure_ascii=False).encode("utf-8")
    return given


def _reason(failure: ValueError) -> str:
    if isinstance(failure, json.JSONDecodeError):
        return f"{failure.msg} at column {failure.colno}"
    if isinstance(failure, UnicodeEncodeError):
        return "it holds half of a character (a surrogate)"
    return str(failure)


def guard_cell(cell: str) -> str:
    """A cell of a table for spreadsheets; plain numbers stay as they are."""
    is_number = cell[:1] in ("-", "+") and _PUNCTUATION.sub("", cell).isdecimal()
    return cell if is_number else guard(cell)


def _chain(first: str, rest: Iterable[str]) -> Iterator[str]:
    if first:
        yield first
    yield from rest
