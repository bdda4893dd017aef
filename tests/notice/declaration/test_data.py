"""Columns and keys find their fields however they are spelled, and every fault names its field."""

from __future__ import annotations

from ivr_author.core.source import Span
from ivr_author.notice.declaration.data import MemberReader, Place, read_member
from ivr_author.notice.model import Field, FieldType

HERE = Span("notices/a/notice.yaml", 1, 1, 1, 1)


def field(name: str, kind: str, *, optional: bool = False) -> Field:
    columns = {one: Field(one, FieldType.TEXT, HERE) for one in ("label", "note_2")} if kind == "list" else {}
    return Field(name, FieldType(kind), HERE, optional, fields=columns)


FIELDS = {
    "amount_due": field("amount_due", "money"),
    "due": field("due", "date", optional=True),
    "charges": field("charges", "list"),
    "plan2": field("plan2", "list", optional=True),
}
ROW = {"label": "a", "note_2": "b"}


def test_names_are_compared_without_case_spaces_and_punctuation() -> None:
    reader = MemberReader(FIELDS)
    for name in ("amount_due", "Amount due", "AMOUNT-DUE", " amountDue ", "\ufeffAmount_Due"):
        assert reader.find_place(name) == Place("amount_due")
    assert reader.find_place("Charges 1 Label") == reader.find_place("charges[1].label") == Place("charges", 1, "label")
    assert reader.find_place("charges_12_note_2") == Place("charges", 12, "note_2")
    assert reader.find_place("plan2_3_label") == Place("plan2", 3, "label")
    for name in ("charges_0_label", "charges_label", "charges_1_other", "charges_999_label", "amount", ""):
        assert reader.find_place(name) is None


def test_all_values_of_a_complete_row() -> None:
    values, faults = read_member(FIELDS, {"Amount due": "12.50", "charges": [ROW]})
    assert values == {"amount_due": 12.5, "due": None, "charges": (ROW,), "plan2": None}
    assert faults == []


def test_numbered_columns_are_rows_and_blank_ones_are_none() -> None:
    row = {"amount_due": "1", "charges_2_label": "c", "charges_2_note_2": "d"}
    row |= {"charges 1 label": "a", "charges 1 note 2": "b"}
    blank = {"charges_3_label": "", "charges_3_note_2": " "}
    assert read_member(FIELDS, row | blank)[0]["charges"] == (ROW, {"label": "c", "note_2": "d"})
    assert read_member(FIELDS, {"amount_due": "1", **blank}) == (
        {"amount_due": 1.0, "due": None, "charges": (), "plan2": None},
        [],
    )


def test_a_half_filled_row_is_a_fault_at_its_column() -> None:
    _, faults = read_member(FIELDS, {"amount_due": "1", "charges_1_label": "a", "charges_1_note_2": ""})
    assert [(one.field, one.rule) for one in faults] == [("charges[1].note_2", "missing-value")]


def test_what_is_missing_wrong_given_twice_or_too_much() -> None:
    values, faults = read_member(
        FIELDS, {"amount_due": "1", "AMOUNT DUE": "2", "due": "soon", "chargs": "", "x" * 500: 1}
    )
    assert [(one.field[:10], one.rule) for one in faults] == [
        ("amount_due", "ambiguous-value"),
        ("due", "wrong-value"),
        ("charges", "missing-value"),
        ("chargs", "additional-value"),
        ("xxxxxxxxxx", "additional-value"),
    ]
    assert faults[3].expected == "did you mean `charges`?"
    assert values == {"plan2": None}


def test_a_list_in_a_cell_and_in_columns_is_given_twice() -> None:
    both = {"amount_due": "1", "charges": "[]", "charges_1_label": "a", "charges_1_note_2": "b"}
    assert [one.rule for one in read_member(FIELDS, both)[1]] == ["ambiguous-value"]
    assert read_member(FIELDS, both | {"charges": ""})[1] == []
    assert read_member(FIELDS, both | {"charges_1_label": "", "charges_1_note_2": ""})[1] == []


def test_names_without_end_are_not_remembered() -> None:
    reader = MemberReader(FIELDS)
    for number in range(5_000):
        reader.find_place(f"x{number}")
    assert len(reader._places) <= 1_000
