"""Entries by kind: valid ones with their values, flow keys, and what is too short, too long or not there."""

from __future__ import annotations

import json

import pytest

from ivr_author.core.entry import NO_INPUT, NO_MATCH, EntryResult, EntrySpec, classify_entry
from ivr_author.core.value_types import Value

CASE = EntrySpec("digits", 8, 8, "#", frozenset({"0", "9", "*"}))
SHORT = EntrySpec("digits", 1, 4, "#", frozenset({"0"}))
YES_NO = EntrySpec("yes_no", global_keys=frozenset({"0", "1"}))
DATE = EntrySpec("date", global_keys=frozenset({"0", "*"}))
AMOUNT = EntrySpec("amount", 1, 12, "#", frozenset({"0", "*"}))
MENU = EntrySpec("menu", global_keys=frozenset({"1", "2", "0", "#"}))


@pytest.mark.parametrize(
    ("keys", "spec", "value"),
    [
        ("12345678", CASE, "12345678"),
        ("00000000", CASE, "00000000"),
        ("0", SHORT, "0"),  # valid, so it is data and not the flow's key
        ("0123", SHORT, "0123"),
        ("42", EntrySpec("digits", 1, 4, numeric=True), 42.0),
        ("1", YES_NO, True),
        ("2", YES_NO, False),
        ("12232026", DATE, "2026-12-23"),
        ("02292028", DATE, "2028-02-29"),
        ("50", AMOUNT, 50.0),
        ("120*55", AMOUNT, 120.55),
        ("120*5", AMOUNT, 120.5),
        ("120*", AMOUNT, 120.0),
        ("*99", AMOUNT, 0.99),
        ("0", AMOUNT, 0.0),
    ],
)
def test_a_valid_entry_has_a_value(keys: str, spec: EntrySpec, value: Value) -> None:
    result = classify_entry(keys, False, spec)
    assert result == EntryResult("ok", value=value)
    assert type(result.value) is type(value)


@pytest.mark.parametrize(
    ("keys", "spec"),
    [("0", CASE), ("9", CASE), ("*", CASE), ("0", YES_NO), ("0", DATE), ("*", AMOUNT), ("1", MENU), ("#", MENU)],
)
@pytest.mark.parametrize("terminated", [True, False])
def test_a_whole_entry_that_is_a_flow_key_leads_on(keys: str, spec: EntrySpec, terminated: bool) -> None:
    assert classify_entry(keys, terminated, spec) == EntryResult("key", key=keys)


@pytest.mark.parametrize(
    ("keys", "spec"),
    [
        ("1234567", CASE),
        ("123456789", CASE),
        ("1234567*", CASE),
        ("00", CASE),
        ("5", CASE),
        ("3", YES_NO),
        ("11", YES_NO),
        ("02292027", DATE),
        ("13012026", DATE),
        ("00002026", DATE),
        ("12230000", DATE),
        ("1223202", DATE),
        ("1*2*3", AMOUNT),
        ("1*234", AMOUNT),
        ("1234567890123", AMOUNT),
        ("12345678901234", EntrySpec("amount", 1, 20)),  # cents would no longer be exact
        ("#", AMOUNT),
        ("5", MENU),
        ("12", MENU),
        ("١", SHORT),
        ("²", SHORT),
    ],
)
def test_anything_else_is_no_match(keys: str, spec: EntrySpec) -> None:
    assert classify_entry(keys, False, spec) is NO_MATCH


@pytest.mark.parametrize("spec", [CASE, YES_NO, DATE, AMOUNT, MENU])
@pytest.mark.parametrize("terminated", [True, False])
def test_nothing_before_the_terminator_or_silence_is_no_input(spec: EntrySpec, terminated: bool) -> None:
    assert classify_entry("", terminated, spec) is NO_INPUT


@pytest.mark.parametrize(("spec", "longest"), [(CASE, 8), (SHORT, 4), (YES_NO, 1), (DATE, 8), (AMOUNT, 12), (MENU, 1)])
def test_an_entry_is_complete_at_its_longest(spec: EntrySpec, longest: int) -> None:
    assert spec.longest == longest


def test_a_spec_is_plain_json() -> None:
    assert EntrySpec.from_json(json.loads(json.dumps(CASE.to_json()))) == CASE
    assert EntrySpec("menu").with_keys(["2", "1"]).to_json()["global_keys"] == ["1", "2"]
