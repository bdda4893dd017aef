"""CSV in UTF-8 with a byte order mark, by which Excel knows it. A cell that Excel would run as a formula is protected.

Read with commas, semicolons or tabs between cells: Excel writes what the country has.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from ivr_author.core.diagnostics import error
from ivr_author.core.source import Span
from ivr_author.core.spreadsheet import begins_formula, guard, without_guard
from ivr_author.exchange.decode import decode
from ivr_author.exchange.format import Format, Reading
from ivr_author.exchange.package import Package
from ivr_author.exchange.table import COLUMNS, Cell, Content, Row, read_rows, rows_of

_MARK = "\ufeff"
_DELIMITERS = (",", ";", "\t")


def write(package: Package) -> bytes:
    """The package as a table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    for row in rows_of(package):
        writer.writerow([guard(cell) for cell in row])
    return (_MARK + out.getvalue()).encode("utf-8", "surrogatepass")


def _read_cell(text: str) -> Cell:
    bare = without_guard(text)
    return Cell(text, Content.FORMULA) if bare == text and begins_formula(text) else Cell(bare)


def claims(raw: bytes) -> bool:
    """Whether it begins with our first column."""
    text = raw[:200].decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
    return re.match(rf'"?{COLUMNS[0]}"?[,;\t]', text) is not None


def read(raw: bytes, path: str) -> Reading:
    """The rows of the table."""
    text, faults = decode(raw, path)
    if text is None:
        return None, faults
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return read_rows(_rows(reader), path)
    except csv.Error as failure:
        line = reader.line_num
        message = f"this is no table: {failure}"
        return None, [error("delivery-syntax", message, Span(path, line, 1, line, 1), "save it as `CSV UTF-8`")]


def _rows(reader: Iterator[list[str]]) -> Iterator[Row]:
    line = 1
    for cells in reader:
        yield Row(line, tuple(_read_cell(cell) for cell in cells))
        line = reader.line_num + 1  # type: ignore[attr-defined] # a csv.reader; its type has no public name


FORMAT = Format("csv", "CSV", (".csv",), write, read, claims)
