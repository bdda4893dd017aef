"""CSV: what Excel writes is read, and what Excel would run is protected or refused."""

from __future__ import annotations

import csv
import io

import pytest

from ivr_author.exchange.delivery import DeliveredLine, Standing
from ivr_author.exchange.formats import csv as shelf_csv
from ivr_author.exchange.package import Package
from tests.exchange.packages import PACKAGES, one, package

HEAD = "id,source,translation,language\n"


def lines(text: str, encoding: str = "utf-8") -> tuple[DeliveredLine, ...]:
    delivery, faults = shelf_csv.read(text.encode(encoding), "in.csv")
    assert faults == []
    assert delivery is not None
    return delivery.lines


def refusal(raw: bytes) -> tuple[str, int, str]:
    delivery, faults = shelf_csv.read(raw, "in.csv")
    assert delivery is None
    (fault,) = faults
    assert fault.span is not None
    return fault.rule, fault.span.line, fault.message


@pytest.mark.parametrize("given", PACKAGES.values(), ids=PACKAGES)
def test_it_is_a_table(given: Package) -> None:
    raw = shelf_csv.write(given)
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    assert {len(row) for row in rows} == {11}
    assert rows[0][:4] == ["id", "source", "translation", "state"]


def test_a_row_says_what_a_translator_should_know() -> None:
    rows = list(csv.DictReader(io.StringIO(shelf_csv.write(package()).decode("utf-8-sig"))))
    late, letters = rows[3], rows[4]
    assert (late["id"], late["state"], late["earlier_source"]) == ("flows:main/late/text", "fuzzy", "Pay at {day}.")
    assert (letters["id"], letters["notes"], letters["translation"], letters["state"]) == (
        "flows:main/letters#0",
        "Plural form 0 (one): for 1",
        "",
        "missing",
    )


@pytest.mark.parametrize("text", ["=1+1", "+1 617", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''=1"])
def test_what_looks_like_a_formula_is_protected(text: str) -> None:
    raw = shelf_csv.write(one(f"{text} a", f"{text} b", has_markdown=False))
    row = next(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert row["source"] == f"'{text} a"
    assert row["translation"] == f"'{text} b"
    (line,) = lines(raw.decode("utf-8-sig"))
    assert (line.source, line.target, line.fault) == (f"{text} a", f"{text} b", "")


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK(""https://x.example"")', "+A1", "-A1", "@SUM(A1)", "＝1"])
def test_a_formula_is_refused_in_its_line(cell: str) -> None:
    text = f'{HEAD}flows:a,A,"{cell}",es\nflows:b,B,Be,es\n'
    assert [(line.span.line, bool(line.fault)) for line in lines(text)] == [(2, True), (3, False)]
    assert "formula" in lines(text)[0].fault


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_it_is_read_as_excel_writes_it(delimiter: str, encoding: str) -> None:
    text = 'ID;Source;translation;state;language\r\nflows:a/b#0;"A;\r\nb";Á;missing;es\r\n;;;;\r\nflows:c;C;Ce;;es\r\n'
    found = lines(text.replace(";\r\nb", "@").replace(";", delimiter).replace("@", ";\r\nb"), encoding)
    assert [(line.domain, line.id, line.source, line.target, line.span.line) for line in found] == [
        ("flows", "a/b#0", "A;\r\nb", "Á", 2),
        ("flows", "c", "C", "Ce", 5),
    ]


@pytest.mark.parametrize(
    ("raw", "rule", "line", "said"),
    [
        (b"", "delivery-format", 1, "lacks the columns id, source, translation, language"),
        (b"id,source,language\n", "delivery-format", 1, "lacks the column translation"),
        (f"{HEAD}flows:a,A,\xe1,es\n".encode("cp1252"), "delivery-charset", 2, "byte 0xE1 in line 2"),
        (f'{HEAD}flows:a,A,"b\n'.encode(), "delivery-syntax", 2, "unexpected end"),
        (f'{HEAD}flows:a,"A"b,c,es\n'.encode(), "delivery-syntax", 2, "expected after"),
        (f"{HEAD}flows:a,A,{'x' * 200_000},es\n".encode(), "delivery-syntax", 2, "field larger"),
        (f"{HEAD}flows:a,A,b,es\nflows:c,C,d,vi\n".encode(), "delivery-format", 3, "row 3 is of another language"),
    ],
)
def test_what_is_no_table_is_refused(raw: bytes, rule: str, line: int, said: str) -> None:
    found = refusal(raw)
    assert found[:2] == (rule, line)
    assert said in found[2]


@pytest.mark.parametrize(
    ("state", "translation", "standing"),
    [
        ("missing", "", Standing.NEW),
        ("missing", "A", Standing.NEW),
        ("translated", "A", Standing.DONE),
        ("missing", "Á", Standing.DONE),
        ("draft", "Á", Standing.DONE),
        ("Fuzzy ", "Á", Standing.DOUBTFUL),
        ("", "Á", Standing.DONE),
    ],
)
def test_words_where_there_were_none_are_a_translation(state: str, translation: str, standing: Standing) -> None:
    (line,) = lines(f"id,source,translation,language,state\nflows:a,A,{translation},es,{state}\n")
    assert line.standing is standing
