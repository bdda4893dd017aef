"""Data files in all the ways people save them: rows come as they were given, and a fault names its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.batch.lines import MAX_LINE_BYTES, UnreadableData, read_lines
from ivr_author.batch.rows import REJECTED, CellFault, Row, Table, guard_cell, open_table


def blocks_of(raw: bytes) -> Iterator[bytes]:
    """Small pieces, so that line ends and letters are cut in two."""
    size = max(7, len(raw) // 100)
    for start in range(0, len(raw), size):
        yield raw[start : start + size]


def table_of(raw: str | bytes, path: str = "members.csv", delimiter: str = "") -> Table:
    return open_table(blocks_of(raw.encode() if isinstance(raw, str) else raw), path, delimiter)


def rows_of(raw: str | bytes, path: str = "members.csv", delimiter: str = "") -> list[Row]:
    return list(table_of(raw, path, delimiter).rows)


def given_in(raw: str | bytes, path: str = "members.csv", delimiter: str = "") -> list[Any]:
    rows = rows_of(raw, path, delimiter)
    assert not any(row.faults for row in rows)
    return [dict(row.given) for row in rows]


def fault_of(raw: str | bytes, path: str = "members.csv") -> str:
    with pytest.raises(UnreadableData) as caught:
        rows_of(raw, path)
    diagnostic = caught.value.diagnostic
    return f"{diagnostic.span} {diagnostic.rule}: {diagnostic.message}"


NOT_WELL_FORMED = "members.csv:2:1 data-syntax: row 2 (line 2) is not well-formed CSV"
ZOE = [{"name": "Zoë D’Arcy-Peña", "amount": "212.40"}]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_delimiters_line_ends_and_marks_are_understood(line_end: str, delimiter: str, mark: str) -> None:
    lines = [delimiter.join(("name", "amount")), delimiter.join(("Zoë D’Arcy-Peña", "212.40"))]
    assert given_in(mark + line_end.join(lines) + line_end) == ZOE
    assert given_in(mark + line_end.join(lines)) == ZOE, "the last line may lack its end"


def test_a_delimiter_inside_quotes_is_none() -> None:
    assert given_in('"a,b,c,d";e\n1;2\n') == [{"a,b,c,d": "1", "e": "2"}]
    assert given_in("a;b,c\n1;2,3\n", delimiter=",") == [{"a;b": "1;2", "c": "3"}]


def test_one_column_needs_no_delimiter() -> None:
    assert given_in("name\nZoë\n\nAli\n") == [{"name": "Zoë"}, {"name": "Ali"}]


def test_a_quoted_cell_may_hold_line_ends_and_rows_are_counted_as_in_a_spreadsheet() -> None:
    rows = rows_of('name,address\r\nZoë,"1 Main St\r\nBoston"\r\n\r\nAli,"2 ""B"" St"\r\n')
    assert [(row.number, row.given["address"]) for row in rows] == [(2, "1 Main St\r\nBoston"), (4, '2 "B" St')]


def test_columns_without_a_name_and_empty_cells_past_the_header_are_left_out() -> None:
    assert given_in("name,amount,,\nZoë,1,,\nAli,2,,,,\n") == [
        {"name": "Zoë", "amount": "1"},
        {"name": "Ali", "amount": "2"},
    ]


@pytest.mark.parametrize("empty", ["", ",", ",,,,", " , ", '"",""', '" "', ";"])
def test_rows_of_empty_cells_are_counted_and_passed_over(empty: str) -> None:
    """Spreadsheets write them below the last row, as wide as somebody has ever been there."""
    header = "name,amount" if ";" not in empty else "name;amount"
    row = header.replace("name", "Ali").replace("amount", "2")
    rows = rows_of(f"{header}\n{empty}\n{row}\n{empty}\n{empty}\n")
    assert [(one.number, dict(one.given), one.faults) for one in rows] == [(3, {"name": "Ali", "amount": "2"}, ())]


@pytest.mark.parametrize(("row", "cells"), [("Zoë", 1), ("Zoë,1,2", 3)])
def test_a_row_with_other_cells_than_the_header_is_a_fault_of_that_row(row: str, cells: int) -> None:
    rows = rows_of(f"name,amount\nAli,1\n{row}\nEve,2\n")
    assert [bool(one.faults) for one in rows] == [False, True, False]
    assert rows[1].faults == (CellFault(f"the row has {cells} cells", expected="2, as in the header"),)
    assert rows[1].number == 3
    assert list(rows[1].cells) == row.split(",")


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "members.csv:1:1 data-empty: the file has no header"),
        (b",,\n1,2,3\n", "members.csv:1:1 data-empty: the file has no header"),
        (b"a,b\n1,\0\n", "members.csv:2:3 data-encoding: a NUL character at offset 6 (line 2)"),
        (
            "näme\nZoë\n".encode("latin-1"),
            "members.csv:1:2 data-encoding: the file is not UTF-8: byte 0xE4 at offset 1 (line 1)",
        ),
        (
            "ok\nää\n".encode() + "Zoë\n".encode("latin-1"),
            "members.csv:3:3 data-encoding: the file is not UTF-8: byte 0xEB at offset 10 (line 3)",
        ),
        ("a,b\n".encode("utf-16"), "members.csv:1:1 data-encoding: the file is written in UTF-16"),
        ("a,b\n".encode("utf-16-le"), "members.csv:1:2 data-encoding: a NUL character at offset 1 (line 1)"),
        (b'[{"a": 1}]', "members.csv:1:1 data-not-csv: this is JSON, not CSV"),
        (b'{"a": 1}\n', "members.csv:1:1 data-not-csv: this is JSON, not CSV"),
        (
            b"name,First Name,first_name\n",
            "members.csv:1:1 data-header: columns 2 and 3 are both named 'first_name'",
        ),
        (
            b'a,b\n1,2\n3,"4\n5,6\n',
            "members.csv:3:1 data-syntax: row 3 (line 3) is not well-formed CSV: unexpected end of data",
        ),
        (
            b'a,b\n1,"2"x\n',
            f"{NOT_WELL_FORMED}: ',' expected after '\"'",
        ),
        (b"a\n" + b"x" * 200_000, f"{NOT_WELL_FORMED}: field larger than field limit (131072)"),
        (
            ",".join(f"c{n}" for n in range(100_000)).encode(),
            "members.csv:1:1 data-too-many-columns: the file has 100,000 columns; 1,000 are allowed",
        ),
    ],
)
def test_a_fault_of_the_file_names_its_place(raw: bytes, fault: str) -> None:
    assert fault_of(raw) == fault


def test_a_line_without_end_is_not_read_into_memory() -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"x" * 100_000

    with pytest.raises(UnreadableData, match="line 1 is longer than 1,000,000 bytes"):
        list(read_lines(endless(), "members.csv"))
    assert taken <= MAX_LINE_BYTES // 100_000 + 1


def test_rows_are_read_as_they_are_asked_for() -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        yield b"name\n"
        while True:
            taken += 1
            yield b"Zo\xc3\xab\n" * 100

    rows = open_table(endless(), "members.csv").rows
    for _ in range(1000):
        next(rows)
    assert taken <= 11


# --- JSON Lines ---


def test_json_lines() -> None:
    raw = '\ufeff{"name": "Zoë", "amount": 212.4, "charges": [{"label": "Health"}], "due": null}\r\n\n{"name": "Ali"}'
    rows = rows_of(raw, "members.jsonl")
    assert [(row.number, dict(row.given)) for row in rows] == [
        (1, {"name": "Zoë", "amount": 212.4, "charges": [{"label": "Health"}], "due": None}),
        (3, {"name": "Ali"}),
    ]
    assert rows[1].cells == ('{"name": "Ali"}',)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"name": "Zoë"', "Expecting ',' delimiter at column 15"),
        ("[1]", "each line must hold an object"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": 1, "a": 2}', "given twice"),
        ('{"a": "\\ud800"}', "half of a character"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
        ('{"a": ' + "9" * 5_000 + "}", "Exceeds the limit"),
    ],
)
def test_a_bad_line_is_a_fault_of_that_line(line: str, said: str) -> None:
    rows = rows_of('{"name": "Ali"}\n' + line + '\n{"name": "Eve"}\n', "members.ndjson")
    assert [bool(row.faults) for row in rows] == [False, True, False]
    assert said in rows[1].faults[0].message
    assert rows[1].number == 2


def test_a_json_array_is_not_json_lines() -> None:
    assert "this is a JSON array, not JSON Lines" in fault_of('[{"a": 1}]', "members.json")


# --- cells for spreadsheets ---


@pytest.mark.parametrize(
    ("cell", "guarded"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-1+cmd|'/c calc'!A0", "'-1+cmd|'/c calc'!A0"),
        ("\t=1", "'\t=1"),
        ("'=1", "''=1"),
        ("-212.40", "-212.40"),
        ("+1 (877) 555-0100", "+1 (877) 555-0100"),
        ("O'Neil", "O'Neil"),
        ("", ""),
    ],
)
def test_cells_are_no_formulas(cell: str, guarded: str) -> None:
    assert guard_cell(cell) == guarded


@given(st.text(alphabet="'=+-@\t1a .(", max_size=8))
def test_a_guarded_cell_comes_back_as_it_was(cell: str) -> None:
    quoted = guard_cell(cell).replace('"', '""')
    row = rows_of(f'name,{REJECTED}\n"{quoted}",reason\n')[0]
    assert row.given["name"] == cell


def test_a_fault_is_said_in_one_line() -> None:
    fault = CellFault("`12,5` is no amount of money", "amount", "12,5", "12.50")
    assert str(fault) == "amount: `12,5` is no amount of money; expected: 12.50"
    assert str(CellFault("the letter has no room")) == "the letter has no room"
