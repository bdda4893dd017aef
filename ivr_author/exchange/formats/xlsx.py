"""A workbook for Excel and its like, with one sheet: cells are text, and only what a translator writes is unlocked.

Written by openpyxl. Read by `sheet_input`, which looks at nothing but the cells.
"""

from __future__ import annotations

import io
import re
from functools import partial

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, NamedStyle, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ivr_author.core.locale import find_locale
from ivr_author.exchange.format import Format
from ivr_author.exchange.package import Package
from ivr_author.exchange.sheet_input import read_sheet
from ivr_author.exchange.table import COLUMNS, OPEN_COLUMNS, rows_of

_WIDTHS = {"id": 28, "source": 60, "translation": 60, "notes": 40, "earlier_source": 40}
_NARROW = 14
# What XML can't carry, and what would be read as the writing of that. ECMA-376 part 1, 22.9.2.19 (ST_Xstring).
_ESCAPED = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|_(?=x[0-9A-Fa-f]{4}_)")
_AS_TEXT = "@"
_RIGHT_TO_LEFT = 2
_HEADING, _SHUT, _OPEN = "ivr heading", "ivr text", "ivr translation"


def write(package: Package) -> bytes:
    """The package as a workbook."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet), "a new workbook has a sheet"
    sheet.title = package.tag
    is_rtl = find_locale(package.locale).direction == "rtl"
    for style in _styles(is_rtl):
        book.add_named_style(style)
    styles = [_OPEN if name in OPEN_COLUMNS else _SHUT for name in COLUMNS]
    for number, row in enumerate(rows_of(package), 1):
        for column, (text, style_name) in enumerate(zip(row, styles, strict=True), 1):
            cell = sheet.cell(number, column)
            cell.value = escape(text)
            cell.data_type = "s"  # else a text that begins with `=` would be a formula
            cell.style = style_name if number > 1 else _HEADING
    for column, name in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, _NARROW)
    sheet.freeze_panes = "A2"
    sheet.sheet_view.rightToLeft = is_rtl
    sheet.protection.sheet = True
    # In openpyxl's words, False is what the protection lets people do.
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _styles(is_rtl: bool) -> tuple[NamedStyle, ...]:
    """Named, because openpyxl compares the parts of any other style with all that it knows, cell by cell."""
    direction = _RIGHT_TO_LEFT if is_rtl else 0
    look = partial(NamedStyle, number_format=_AS_TEXT)
    return (
        look(_HEADING, font=Font(bold=True), protection=Protection(locked=True)),
        look(_SHUT, alignment=Alignment(wrap_text=True, vertical="top"), protection=Protection(locked=True)),
        look(
            _OPEN,
            alignment=Alignment(wrap_text=True, vertical="top", readingOrder=direction),
            protection=Protection(locked=False),
        ),
    )


def escape(text: str) -> str:
    """The text as a cell can hold it."""
    return _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def claims(raw: bytes) -> bool:
    """Whether it is a zip archive that begins as workbooks do."""
    return raw.startswith(b"PK\x03\x04")


FORMAT = Format("xlsx", "XLSX", (".xlsx",), write, read_sheet, claims)
