"""A package as rows of cells and back, for those who have nothing but a spreadsheet. Files are left to the formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ivr_author.catalog.lookup import State
from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Span
from ivr_author.exchange.delivery import DeliveredLine, Delivery, Standing
from ivr_author.exchange.format import Reading
from ivr_author.exchange.package import Package, lines_of

COLUMNS = (
    *("id", "source", "translation", "state", "notes", "earlier_source", "max_characters"),
    *("source_language", "language", "workspace", "hash"),
)
OPEN_COLUMNS = ("translation", "state")
"""What a translator writes into."""

MAX_ROWS = 500_000
"""Rows of a table, empty ones too; a workspace of ten thousand texts has as many."""

_NEEDED = ("id", "source", "translation", "language")


class Content(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    FORMULA = "formula"
    NUMBER = "number"  # or a date, which spreadsheets keep as one


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it was read."""

    text: str
    content: Content = Content.TEXT


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the line of the file, or of the sheet, where it begins."""

    line: int
    cells: tuple[Cell, ...]


def rows_of(package: Package) -> Iterator[tuple[str, ...]]:
    """The headings, then a row for each unit or plural form."""
    yield COLUMNS
    for unit in package.units:
        for line in lines_of(unit, package.locale):
            yield (
                f"{unit.domain}:{line.id}",
                line.source,
                line.target,
                str(unit.state),
                "\n".join(line.notes),
                unit.previous,
                str(unit.max_characters or ""),
                package.source_tag,
                package.tag,
                package.organisation,
                unit.digest,
            )


def read_rows(rows: Iterable[Row], path: str) -> Reading:
    """The delivery in the rows of a table, whose first row names its columns in any order."""
    rows = iter(rows)
    headings = next(rows, Row(1, ()))
    places = {cell.text.strip().lower(): place for place, cell in reversed(list(enumerate(headings.cells)))}
    lacking = [name for name in _NEEDED if name not in places]
    if lacking:
        message = f"the first row lacks the column{'s' if len(lacking) > 1 else ''} {', '.join(lacking)}"
        span = Span(path, headings.line, 1, headings.line, 1)
        return None, [error("delivery-format", message, span, "keep the columns of the file that was sent")]
    lines = []
    about: dict[tuple[str, str, str], int] = {}
    for count, row in enumerate(rows, 2):
        if count > MAX_ROWS:
            span = Span(path, row.line, 1, row.line, 1)
            message = f"the table has more than {MAX_ROWS:,} rows"
            return None, [error("delivery-content", message, span, "delete the empty rows below it")]
        if any(cell.text.strip() for cell in row.cells):
            cells = {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}
            facts = tuple(_text(cells, name).strip() for name in ("language", "source_language", "workspace"))
            about.setdefault((facts[0], facts[1], facts[2]), row.line)
            lines.append(_read_row(cells, Span(path, row.line, 1, row.line, 1)))
    if len(about) > 1:
        return None, [_mixed(path, list(about.values())[1])]
    tag, source_tag, organisation = next(iter(about), ("", "", ""))
    return Delivery(path, tag, source_tag, organisation, tuple(lines)), []


def _mixed(path: str, line: int) -> Diagnostic:
    message = f"row {line} is of another language or workspace than the rows before it"
    return error("delivery-format", message, Span(path, line, 1, line, 1), "send one file for each")


def _text(cells: Mapping[str, Cell], name: str) -> str:
    return cells[name].text if name in cells else ""


def _read_row(cells: Mapping[str, Cell], span: Span) -> DeliveredLine:
    domain, _, line_id = _text(cells, "id").partition(":")
    source, target = _text(cells, "source"), _text(cells, "translation")
    content = cells["translation"].content if "translation" in cells else Content.TEXT
    fault = {
        Content.TEXT: "",
        Content.FORMULA: "the cell holds a formula, or begins like one: put an apostrophe before a text",
        Content.NUMBER: "the cell holds a number or a date: format it as text and write it again",
    }[content]
    state = _text(cells, "state").strip().lower()
    return DeliveredLine(
        domain, line_id, source, target, _standing(state, source, target), _text(cells, "hash").strip(), span, "", fault
    )


def _standing(state: str, source: str, target: str) -> Standing:
    """No tool keeps the states of a table: what was missing and has words now, somebody has translated."""
    if not target.strip() or (state == State.MISSING and target == source):
        return Standing.NEW
    return Standing.DOUBTFUL if state == State.FUZZY else Standing.DONE
