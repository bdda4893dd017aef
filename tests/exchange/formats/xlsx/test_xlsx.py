"""XLSX: text cells of which only a translator's are unlocked, and workbooks from outside that can do no harm."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook

from ivr_author.exchange import sheet_input, table, xml_input
from ivr_author.exchange.delivery import DeliveredLine
from ivr_author.exchange.formats import xlsx
from ivr_author.exchange.package import Package
from tests.exchange.packages import PACKAGES, one, package

HEAD = ("id", "source", "translation", "language")


def book(*rows: tuple[object, ...]) -> bytes:
    made = Workbook()
    for row in (HEAD, *rows):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(raw: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """The archive with its parts changed, or left out, and with more."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name, part in more.items():
            new.writestr(name.replace("__", "/"), part)
    return out.getvalue()


def as_it_is(_: str, part: bytes) -> bytes:
    return part


def lines(raw: bytes) -> tuple[DeliveredLine, ...]:
    delivery, faults = xlsx.FORMAT.read(raw, "in.xlsx")
    assert faults == []
    assert delivery is not None
    return delivery.lines


def refusal(raw: bytes) -> tuple[str, str]:
    delivery, faults = xlsx.FORMAT.read(raw, "in.xlsx")
    assert delivery is None
    (fault,) = faults
    assert fault.span is not None
    assert fault.hint
    return fault.rule, fault.message


@pytest.mark.parametrize("given", PACKAGES.values(), ids=PACKAGES)
def test_it_is_a_workbook(given: Package) -> None:
    sheet = load_workbook(io.BytesIO(xlsx.write(given))).active
    assert sheet.title == given.tag
    assert sheet.max_column == 11
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_only_the_translation_and_its_state_are_unlocked() -> None:
    sheet = load_workbook(io.BytesIO(xlsx.write(one("=1+1", "=2+2", has_markdown=False)))).active
    assert sheet.protection.sheet
    headings, row = sheet.iter_rows()
    assert [heading.value for heading, cell in zip(headings, row, strict=True) if not cell.protection.locked] == [
        "translation",
        "state",
    ]
    assert all(cell.protection.locked for cell in headings)
    assert (row[1].value, row[1].data_type, row[1].number_format) == ("=1+1", "s", "@")
    assert sheet.column_dimensions["B"].width == 60


@pytest.mark.parametrize(("locale", "expected"), [("ar", True), ("es", False)])
def test_the_sheet_runs_as_its_language_does(locale: str, expected: bool) -> None:
    sheet = load_workbook(io.BytesIO(xlsx.write(package(locale=locale)))).active
    assert bool(sheet.sheet_view.rightToLeft) is expected
    assert (sheet["C2"].alignment.readingOrder == 2) is expected


def test_what_others_write_is_read() -> None:
    raw = book(("flows:a", "A", "Á", "es"), (None, None, None, None), ("flows:b", "B", "_x0041_ Be", "es"))
    assert [(line.id, line.source, line.target, line.span.line) for line in lines(raw)] == [
        ("a", "A", "Á", 2),
        ("b", "B", "A Be", 4),
    ]


def test_shared_strings_are_read_as_excel_writes_them() -> None:
    strings = [*HEAD, "flows:a", "A", "es"]
    shared = "".join(f"<si><t>{text}</t></si>" for text in strings)
    rich = "<si><r><t>r_x00F3_</t></r><r><rPr><b/></rPr><t xml:space='preserve'>t </t></r><rPh><t>x</t></rPh></si>"
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cells = [[0, 1, 2, 3], [4, 5, 7, 6], [4, 5, 99, 6]]
    written = ["".join(f'<c t="s"><v>{number}</v></c>' for number in row) for row in cells]
    rows = "".join(f"<row>{row}</row>" for row in written)
    sheet = f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>"
    parts = {SHEET: sheet.encode(), "xl/_rels/workbook.xml.rels": LINKS.encode()}
    raw = changed(FINE, lambda name, part: parts.get(name, part))
    raw = changed(raw, as_it_is, **{"xl/sharedStrings.xml": f"<sst {space}>{shared}{rich}</sst>".encode()})
    assert [(line.id, line.source, line.target, line.span.line) for line in lines(raw)] == [
        ("a", "A", "rót ", 2),
        ("a", "A", "", 3),
    ]


@pytest.mark.parametrize(
    ("value", "said"), [("=1+1", "formula"), ('=HYPERLINK("https://x.example")', "formula"), (45_000, "number")]
)
def test_a_cell_that_is_no_text_is_refused_in_its_line(value: object, said: str) -> None:
    first, second = lines(book(("flows:a", "A", value, "es"), ("flows:b", "B", "Be", "es")))
    assert said in first.fault
    assert (first.span.line, second.fault) == (2, "")


FINE = book(("flows:a", "A", "Á", "es"))
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
)
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
BAD: list[tuple[str, bytes, str, str]] = [
    ("no zip", b"PK\x03\x04 but no more", "delivery-syntax", "no workbook"),
    ("another zip", changed(FINE, lambda name, part: None, x=b"y"), "delivery-syntax", "no xl/workbook.xml"),
    ("no sheet", changed(FINE, lambda name, part: None if name == SHEET else part), "delivery-syntax", SHEET),
    ("macros", changed(FINE, as_it_is, xl__vbaProject_bin=b"x"), "delivery-content", "macros"),
    ("links", changed(FINE, as_it_is, xl__externalLinks__a=b"x"), "delivery-content", "links to other files"),
    ("objects", changed(FINE, as_it_is, xl__embeddings__a=b"x"), "delivery-content", "embedded objects"),
    ("entities", changed(FINE, lambda name, part: LAUGHS if name == SHEET else part), "delivery-doctype", "DOCTYPE"),
    (
        "broken",
        changed(FINE, lambda name, part: part[:-9] if name == SHEET else part),
        "delivery-syntax",
        "well-formed",
    ),
    ("columns", changed(FINE, lambda n, p: p.replace(b"language", b"tongue")), "delivery-format", "lacks"),
]


@pytest.mark.parametrize(("raw", "rule", "said"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_workbook_that_can_do_harm_is_refused(raw: bytes, rule: str, said: str) -> None:
    found = refusal(raw)
    assert found[0] == rule
    assert said in found[1]


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = changed(FINE, as_it_is, xl__media__a=b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    monkeypatch.setattr(sheet_input, "MAX_UNPACKED_BYTES", 10_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    rule, message = refusal(bomb)
    assert rule == "delivery-content"
    assert "50,0" in message


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    raw = changed(FINE, lambda name, part: part + b" " * 50_000_000 if name == SHEET else part)
    entry = raw.rindex(b"PK\x01\x02", 0, raw.rindex(SHEET.encode()))
    lie = raw[: entry + 24] + (100).to_bytes(4, "little") + raw[entry + 28 :]
    tracemalloc.start()
    try:
        assert refusal(lie)[0] == "delivery-syntax"
        # What the part unpacks to, however little it says, is 50 MB.
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def sheet_of(rows: str) -> bytes:
    return changed(FINE, lambda name, part: re.sub(b"(?s)<sheetData>.*</sheetData>", rows.encode(), part))


def test_a_small_file_of_many_cells_is_refused_before_it_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_input, "MAX_MARKS", 100_000)
    rule, message = refusal(sheet_of("<sheetData><row>" + "<c/>" * 200_000 + "</row></sheetData>"))
    assert rule == "delivery-content"
    assert "200,0" in message


def test_more_rows_than_a_workspace_can_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_ROWS", 3)
    row = b'<row r="2"></row>'
    raw = changed(FINE, lambda name, part: part.replace(b"</sheetData>", row * 3 + b"</sheetData>"))
    assert refusal(raw) == ("delivery-content", "the table has more than 3 rows")


def test_one_long_string_in_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_input, "MAX_CHARACTERS", 1_000_000)
    head = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEAD)
    cells = '<row><c t="s"><v>0</v></c></row>' * 300
    shared = f"<sst><si><t>{'long ' * 1000}</t></si></sst>".encode()
    raw = sheet_of(f"<sheetData><row>{head}</row>{cells}</sheetData>")
    raw = changed(raw, lambda name, part: None if name == STRINGS else part, **{STRINGS: shared})
    assert refusal(raw) == ("delivery-content", "the cells hold more than 1,000,000 characters together")


def test_damage_anywhere_is_no_traceback() -> None:
    for place in range(0, len(FINE), 97):
        spoiled = bytes([*FINE[:place], FINE[place] ^ 0x55, *FINE[place + 1 :]])
        delivery, faults = xlsx.FORMAT.read(spoiled, "in.xlsx")
        assert (delivery is None) == bool(faults)
