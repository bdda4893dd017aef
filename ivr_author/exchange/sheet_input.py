"""The cells of a workbook from outside. Read as XML of a bounded size: no formula is computed, no link followed.

ECMA-376 part 1, 18.3 and 18.4.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Span
from ivr_author.core.zip_input import BROKEN, open_zip, read_part
from ivr_author.exchange.format import Reading
from ivr_author.exchange.table import Cell, Content, Row, read_rows
from ivr_author.exchange.xml_input import local_name, parse_xml

MAX_UNPACKED_BYTES = 200_000_000
"""What a workbook may unpack to; 50,000 messages are 44 MB. More is a mistake or a bomb."""

MAX_CHARACTERS = 200_000_000
"""In all cells together: many can hold the same string, which is kept once until it is read as the words of each."""

MAX_PARTS = 1_000
"""Files in a workbook; one with a sheet has a dozen."""

_WORKBOOK, _LINKS, _STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
_FORBIDDEN = (
    (re.compile(r"vba|macrosheets|activeX", re.IGNORECASE), "macros"),
    (re.compile(r"externalLinks|connections\.xml", re.IGNORECASE), "links to other files"),
    (re.compile(r"embeddings|oleObject", re.IGNORECASE), "embedded objects"),
)
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_COLUMNS, _MOST_CELLS = 100, 16_384
_SEND = "save it as an Excel workbook (.xlsx) without macros, or as `CSV UTF-8`"


class _Refused(Exception):
    """A workbook that is not read; carries what is said to people."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


def read_sheet(raw: bytes, path: str) -> Reading:
    """The delivery in the first sheet of a workbook."""
    try:
        rows = _open_rows(raw, path)
        return (None, [rows]) if isinstance(rows, Diagnostic) else read_rows(rows, path)
    except _Refused as refused:
        span = Span(path, 1, 1, 1, 1)
        return None, [error(refused.rule, str(refused), span, _SEND)]


def _open_rows(raw: bytes, path: str) -> Iterator[Row] | Diagnostic:
    try:
        archive = open_zip(io.BytesIO(raw), MAX_PARTS)
    except BROKEN as failure:
        raise _Refused("delivery-syntax", f"this is no workbook: {str(failure).lower()}") from failure
    with archive:
        _check_parts(archive)
        parts = {}
        for name in (_WORKBOOK, _LINKS, _STRINGS):
            root, fault = _parse(archive, name, path)
            if fault is not None:
                return fault
            parts[name] = root
        sheet, fault = _parse(archive, _first_sheet(parts[_WORKBOOK], parts[_LINKS]), path)
        if fault is not None:
            return fault
    strings = _read_strings(parts[_STRINGS])
    return _rows(sheet, strings) if sheet is not None else iter(())


def _check_parts(archive: zipfile.ZipFile) -> None:
    """The sizes are checked before anything is unpacked."""
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or size > MAX_UNPACKED_BYTES:
        said = f"{len(parts):,} parts with {size:,} bytes"
        raise _Refused("delivery-content", f"the workbook unpacks to {said}; {MAX_UNPACKED_BYTES:,} are allowed")
    for part in parts:
        for pattern, what in _FORBIDDEN:
            if pattern.search(part.filename):
                raise _Refused("delivery-content", f"the workbook has {what} ({part.filename[:60]})")
    if _WORKBOOK not in archive.namelist():
        raise _Refused("delivery-syntax", f"this is no workbook: there is no {_WORKBOOK} in it")


def _parse(archive: zipfile.ZipFile, name: str, path: str) -> tuple[etree._Element | None, Diagnostic | None]:
    """The root of a part; None for one that is not there, which only strings may be."""
    if name not in archive.namelist():
        if name == _STRINGS:
            return None, None
        raise _Refused("delivery-syntax", f"this is no workbook: there is no {name[:60]} in it")
    try:
        raw = read_part(archive, name)
    except BROKEN as failure:
        raise _Refused("delivery-syntax", f"{name} can't be unpacked: {str(failure).lower()[:100]}") from failure
    root, faults = parse_xml(raw, path)
    return root, faults[0] if faults else None


def _first_sheet(book: etree._Element | None, links: etree._Element | None) -> str:
    assert book is not None, "a part that is not there was refused"
    assert links is not None, "a part that is not there was refused"
    first = next((one for one in book.iter() if local_name(one) == "sheet"), None)
    # Names first: lxml looks each value up from the beginning, which of many attributes takes for ever.
    ids = [first.get(name) for name in first.attrib if str(name).endswith("}id")][:1] if first is not None else []
    targets = {str(one.get("Id")): str(one.get("Target")) for one in links}
    target = targets.get(str(ids[0]), "") if ids else ""
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _read_strings(root: etree._Element | None) -> list[str]:
    return [_text(one) for one in root] if root is not None else []


def _text(element: etree._Element) -> str:
    """The text of a string with its runs; how it is read aloud (`rPh`) is no part of it."""
    found = []
    for child in element:
        if local_name(child) == "t":
            found.append(child.text or "")
        elif local_name(child) == "r":
            found.append(_text(child))
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(found))


def _rows(sheet: etree._Element, strings: list[str]) -> Iterator[Row]:
    rows = (one for one in sheet.iter() if local_name(one) == "row")
    characters = 0
    for number, row in enumerate(rows, 1):
        cells: dict[int, Cell] = {}
        for place, element in enumerate(islice(row, _MOST_CELLS)):
            column = _column(str(element.get("r", "")), place)
            if column < _MOST_COLUMNS:
                cells[column] = _cell(element, strings)
        line = str(row.get("r", ""))
        empty = Cell("")
        found = tuple(cells.get(column, empty) for column in range(max(cells, default=-1) + 1))
        characters += sum(len(cell.text) for cell in cells.values())
        if characters > MAX_CHARACTERS:
            raise _Refused("delivery-content", f"the cells hold more than {MAX_CHARACTERS:,} characters together")
        yield Row(int(line) if re.fullmatch("[0-9]{1,7}", line) else number, found)


def _column(reference: str, place: int) -> int:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return place
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _cell(element: etree._Element, strings: list[str]) -> Cell:
    parts = {local_name(child): child for child in element}
    kind, value = element.get("t", "n"), (parts["v"].text or "") if "v" in parts else ""
    if "f" in parts:
        return Cell(value or "=", Content.FORMULA)
    if kind == "s":
        is_known = re.fullmatch("[0-9]{1,9}", value) is not None and int(value) < len(strings)
        return Cell(strings[int(value)] if is_known else "")
    if kind == "inlineStr":
        return Cell(_text(parts["is"]) if "is" in parts else "")
    if kind == "str":
        return Cell(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), value))
    return Cell(value, Content.NUMBER if value else Content.TEXT)
