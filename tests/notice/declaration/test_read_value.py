"""Values are of their type or a fault that says what is expected, whatever they came in."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.core.source import Span
from ivr_author.notice.declaration.read_value import (
    EXPECTED,
    MAX_ROWS,
    MAX_TEXT_CHARACTERS,
    ValueFault,
    load_json,
    read_value,
    show_value,
)
from ivr_author.notice.model import Field, FieldType, Raw
from ivr_author.notice.values import UNPRINTABLE, Value, printed

HERE = Span("notices/a/notice.yaml", 1, 1, 1, 1)


def field(kind: str, *, optional: bool = False) -> Field:
    columns = {"label": Field("label", FieldType.TEXT, HERE), "amount": Field("amount", FieldType.MONEY, HERE)}
    return Field("it", FieldType(kind), HERE, optional, fields=columns if kind == "list" else {})


ROW: dict[str, Raw] = {"label": "x", "amount": 1.5}
GOOD: list[tuple[str, object, Raw]] = [
    ("money", "120.55", 120.55),
    ("money", "$1,234.50", 1234.5),
    ("money", "-$5", -5.0),
    ("money", "$-5.1", -5.1),
    ("money", " 7 ", 7.0),
    ("money", 0.1 + 0.2, 0.3),
    ("money", 12, 12.0),
    ("number", "1,250.5", 1250.5),
    ("number", -3, -3.0),
    ("date", "2026-12-23", "2026-12-23"),
    ("time", "9:05", "09:05"),
    ("phone", "(800) 555-0100", "+18005550100"),
    ("phone", "1.800.555.0100", "+18005550100"),
    ("phone", "800\u2011555\u20110100", "+18005550100"),
    ("phone", 8005550100, "+18005550100"),
    ("phone", "+44 20 7946 0958", "+44 20 7946 0958"),
    ("phone", "711", "711"),
    ("email", "Zoë.o'neil+x@exämple.org", "Zoë.o'neil+x@exämple.org"),
    ("url", "https://example.org/pay?x=1#y", "https://example.org/pay?x=1#y"),
    ("digits", "0012-3456 78", "0012-3456 78"),
    ("digits", 12345678, "12345678"),
    ("boolean", "YES", True),
    ("boolean", 0, False),
    ("boolean", True, True),
    ("text", " a\r\n\tb ", " a\r\n\tb "),
    ("text", "# {{ x }} <b> #let \u202e", "# {{ x }} <b> #let \u202e"),
    ("name", "Zoë D'Ángelo-Núñez", "Zoë D'Ángelo-Núñez"),
    ("address", "12 Main St | Apt 4 | Boston", ("12 Main St", "Apt 4", "Boston")),
    ("address", "12 Main St\r\n\r\nBoston | MA", ("12 Main St", "Boston | MA")),
    ("address", ["| a | b |", "c"], ("| a | b |", "c")),
    ("list", [], ()),
    ("list", '[{"label": "x", "amount": "1.50"}]', (ROW,)),
]


@pytest.mark.parametrize(("kind", "given_", "wanted"), GOOD)
def test_good_values(kind: str, given_: object, wanted: Raw) -> None:
    read = read_value(field(kind), given_)
    assert read == wanted
    assert type(read) is type(wanted)


BAD: dict[str, list[object]] = {
    "money": [
        *("1,23", "120,55", "1.234,50", "--5", "-$-5", "1.2.3", "1.555", "five", "1e3", "١٢", "9" * 400),
        *(True, [], {}, 1.555, float("nan"), float("inf"), 1e13, 10**400),
    ],
    "number": ["1.1234567", "1e3", "$5", "0x10", False, 1e15],
    "date": ["12/23/2026", "2026-02-30", "20261223", "1026-01-01", "2026-12-23T00:00", 20261223],
    "time": ["24:00", "5:30 PM", "0530", 530],
    "phone": ["abc", "555", "+", "800-555-0100 x12", "1" * 16, True, 1.5],
    "email": [
        *("ana", "a@b", "a@b.c\nBcc: d@e.f", "<a@b.co>", "a b@c.de", "a@b..co", "a@b.co, c@d.ef"),
        *("a" * 65 + "@b.co", "a@" + "b." * 150 + "co"),
    ],
    "url": [
        *("example.org", "javascript:alert(1)", "https://a@b.org", "https://", "ftp://a.org", "https://a.org\\x"),
        *("https://-a.org", "https://a..org", "https://a.org:999999"),
        *("https://a.org/a b", "https://a.org/\u202ex", 'https://a.org/"x', "https://a.org/" + "x" * 500),
    ],
    "digits": ["A-123", "12--34", "1" * 301, 1.0, True],
    "boolean": ["maybe", 2, 1.0, []],
    "text": ["a\0b", "\x1b[2J", "\x92", "\ud800", "\ufdd0", "\U0010ffff", "x" * (MAX_TEXT_CHARACTERS + 1), 5, []],
    "name": ["a\nBcc: b", "a\tb", "a\u2028b", "x" * 301, 5],
    "address": ["a | b | c | d | e | f | g | h", ["a", 5], ["a\nb"], {}, 5],
    "list": [
        *("[1]", "[{}]", "{}", "no", "[" * 5_000, '[{"label": 1}]', [{}], 5, [[]]),
        '[{"label": "x", "amount": NaN}]',
        '[{"label": "x", "label": "y", "amount": 1}]',
        [{"label": "x", "amount": 1, "more": 2}],
        [{"label": "x", "amount": 1}] * (MAX_ROWS + 1),
    ],
}


@pytest.mark.parametrize(("kind", "given_"), [(kind, one) for kind, all_ in BAD.items() for one in all_])
def test_bad_values(kind: str, given_: object) -> None:
    fault = read_value(field(kind), given_)
    assert isinstance(fault, ValueFault)
    assert fault.message
    assert fault.expected
    assert len(fault.given) < 70
    assert (fault.message + fault.given).isprintable()


@pytest.mark.parametrize("kind", [str(kind) for kind in FieldType])
@pytest.mark.parametrize("nothing", [None, "", " \t\n"])
def test_nothing_is_none_or_missing(kind: str, nothing: object) -> None:
    assert read_value(field(kind, optional=True), nothing) is None
    fault = read_value(field(kind), nothing)
    assert isinstance(fault, ValueFault)
    assert (fault.rule, fault.field) == ("missing-value", "it")


def test_an_address_of_blank_lines_is_nothing() -> None:
    assert read_value(field("address", optional=True), ["", " "]) is None
    fault = read_value(field("address"), ["", " "])
    assert isinstance(fault, ValueFault)
    assert fault.rule == "missing-value"


def test_a_fault_in_a_list_names_the_row_and_the_column() -> None:
    rows = [{"label": "a", "amount": 1}, {"label": "b", "amount": "1,5"}]
    fault = read_value(field("list"), rows)
    assert isinstance(fault, ValueFault)
    assert (fault.field, fault.given) == ("it[2].amount", "1,5")
    assert fault.expected == EXPECTED[FieldType.MONEY]


def test_every_type_says_what_it_expects() -> None:
    assert set(EXPECTED) == set(FieldType)


@given(st.text(max_size=50))
def test_text_comes_out_as_typed_or_not_at_all(text: str) -> None:
    read = read_value(field("text", optional=True), text)
    if isinstance(read, ValueFault):
        assert any(UNPRINTABLE.match(one) or ord(one) >= 0xFDD0 for one in text)
    else:
        assert read == (text if text.strip() else None)


@given(
    st.sampled_from(FieldType),
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.text(alphabet="0123456789.,$-+@:/ |"),
        st.lists(st.text(), max_size=3),
        st.dictionaries(st.text(), st.text(), max_size=3),
    ),
)
def test_any_value_of_any_kind_is_read_or_refused_and_can_be_printed(kind: FieldType, given_: object) -> None:
    read = read_value(field(str(kind)), given_)
    if isinstance(read, ValueFault):
        assert (read.message + read.given).isprintable()
    elif kind is not FieldType.LIST:
        assert printed(Value(kind, read), "es") != ""


def test_a_value_is_shown_short_and_harmless() -> None:
    assert show_value("a\x1b[2J\u202e") == "a\\u001b[2J\\u202e"
    assert show_value("x" * 1000) == "x" * 60 + "..."
    assert show_value({"a": 1}) == "an object"
    assert show_value([1, 2]) == "a list of 2"


LONG = "1" * (sys.get_int_max_str_digits() + 1)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, LONG, "[NaN]", '{"a": 1, "a": 2}', "", "{"])
def test_json_that_python_would_take_or_choke_on_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        load_json(text)
