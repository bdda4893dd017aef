"""Values as text to and from services, and that the ECMAScript of the VoiceXML target says the same of each."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
import quickjs
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ivr_author.core.value_types import Value, ValueType
from ivr_author.core.wire import MAX_MONEY, MAX_NUMBER, Malformed, as_type, from_wire, number_of, round_cents, to_wire
from ivr_author.targets.voicexml.runtime import application_script

HARNESS = """
function answer(text, type) {
  function list(items) { return { length: items.length, item: function (at) { return items[at]; } }; }
  var field = { getAttribute: function () { return "f"; }, firstChild: { nodeValue: text, nextSibling: null } };
  var root = {
    getAttribute: function () { return "ok"; },
    getElementsByTagName: function () { return list([field]); }
  };
  var call = { values: { v: "before" } };
  var result = ivr.take_answer({ documentElement: root }, { f: type }, { f: "v" }, call, { v: type });
  return JSON.stringify([result, call.values.v]);
}
function run(name, args) { return JSON.stringify(ivr[name].apply(ivr, JSON.parse(args))); }
"""


def engine() -> quickjs.Context:
    context = quickjs.Context()
    context.eval(application_script())
    context.eval(HARNESS)
    return context


CONTEXT = engine()
RUN: Callable[[str, str], str] = CONTEXT.get("run")
ANSWER: Callable[[str, str], str] = CONTEXT.get("answer")


def call(name: str, *arguments: object) -> Any:
    return json.loads(RUN(name, json.dumps(arguments)), parse_int=float)


NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-1e6, 1e6),
    st.integers(-(10**10), 10**10).map(lambda cents: cents / 1000),
    st.integers(-(2**40), 2**40).map(lambda whole: whole / 2**20),
)
VALUES = st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=20))
KINDS = st.sampled_from(list(ValueType))
TEXTS = st.one_of(
    st.text(max_size=12),
    st.text("0123456789.-+*#:/ \t\n\u00a0\ufeff\x85é😀", max_size=12),
    st.from_regex(r"\A-?[0-9]{1,16}(\.[0-9]{1,10})?\Z"),
    st.dates().map(str),
    st.from_regex(r"\A[0-9]{1,2}:[0-9]{2}\Z"),
    st.sampled_from(["true", "false", "True", "", " "]),
    st.integers(298, 302).map(lambda length: "😀" * length),
)


@settings(max_examples=300)
@given(VALUES, KINDS)
@example(2**-10, ValueType.NUMBER)
@example(1e21, ValueType.NUMBER)
@example(-1e-10, ValueType.NUMBER)
@example(0.9999999999, ValueType.NUMBER)
@example(1e300, ValueType.MONEY)
@example(-0.004, ValueType.MONEY)
@example(9999999999999.99, ValueType.MONEY)
def test_values_go_out_alike(value: Value, kind: ValueType) -> None:
    assert call("to_wire", value, kind.value) == to_wire(value, kind)


@settings(max_examples=300)
@given(VALUES, KINDS)
@example(1e307, ValueType.MONEY)
def test_variables_hold_alike(value: Value, kind: ValueType) -> None:
    held = as_type(value, kind)
    found = call("as_type", value, kind.value)
    assert found == held
    assert isinstance(found, bool) == isinstance(held, bool)


@settings(max_examples=500)
@given(TEXTS, KINDS)
@example("\u00a05", ValueType.NUMBER)
@example("x\x01y", ValueType.TEXT)
@example("\ufdd0", ValueType.TEXT)
@example("x" * 301, ValueType.NAME)
def test_answers_are_read_alike(text: str, kind: ValueType) -> None:
    try:
        expected: tuple[str, Value] = ("ok", as_type(from_wire(text, kind), kind))
    except Malformed:
        expected = ("failed", "before")
    result, value = json.loads(ANSWER(text, kind.value), parse_int=float)
    assert (result, value) == expected


@settings(max_examples=300)
@given(
    st.one_of(
        st.text("+0123456789@;:.siptelSIPTEL", max_size=24),
        st.from_regex(r"\A(tel:|sips?:)?\+?[0-9]{2,21}([@;?].{0,8})?\Z"),
    )
)
def test_numbers_are_found_in_addresses_alike(address: str) -> None:
    assert call("number_of", address) == number_of(address)


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("+18005550100", "+18005550100"),
        ("tel:+18005550100", "+18005550100"),
        ("sip:+18005550100@sbc.example.org;user=phone", "+18005550100"),
        ("SIPS:8005550100@10.0.0.1", "8005550100"),
        ("sip:robin@10.20.30.444", None),
        ("sip:desk12345@example.org", None),
        ("anonymous", None),
        ("+266696687", None),
        ("tel:+86282452253", None),
        ("", None),
        ("12", None),
    ],
)
def test_a_number_in_an_address(address: str, number: str | None) -> None:
    assert number_of(address) == number
    assert call("number_of", address) == number


@given(st.one_of(st.integers(-(10**14), 10**14).map(lambda cents: cents / 100), NUMBERS.filter(math.isfinite)))
def test_money_goes_out_and_comes_back(amount: float) -> None:
    held = as_type(amount, ValueType.MONEY)
    assert isinstance(held, float)
    text = to_wire(held, ValueType.MONEY)
    assert (text == "") == (abs(held) >= MAX_MONEY)
    if text:
        assert from_wire(text, ValueType.MONEY) == held


@given(st.integers(-(10**6), 10**6), st.integers(0, 999_999_999))
def test_numbers_go_out_and_come_back(whole: int, billionths: int) -> None:
    text = f"{whole}.{billionths:09d}"
    number = from_wire(text, ValueType.NUMBER)
    assert isinstance(number, float)
    assert float(to_wire(number, ValueType.NUMBER)) == pytest.approx(number, abs=1e-9)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, ValueType.MONEY, ""),
        (True, ValueType.BOOLEAN, "true"),
        (False, ValueType.BOOLEAN, "false"),
        (120.5, ValueType.MONEY, "120.50"),
        (-0.5, ValueType.MONEY, "-0.50"),
        (-0.001, ValueType.MONEY, "0.00"),
        (3.0, ValueType.NUMBER, "3"),
        (0.5, ValueType.NUMBER, "0.5"),
        (-0.0, ValueType.NUMBER, "0"),
        (MAX_NUMBER, ValueType.NUMBER, ""),
        (math.inf, ValueType.NUMBER, ""),
        (math.nan, ValueType.MONEY, ""),
        ("a b", ValueType.TEXT, "a b"),
    ],
)
def test_a_value_as_text(value: Value, kind: ValueType, text: str) -> None:
    assert to_wire(value, kind) == text


@pytest.mark.parametrize("cents", range(0, 2000, 7))
def test_whole_cents_stay_as_they_are(cents: int) -> None:
    assert round_cents(cents / 100) == cents / 100


def test_a_value_of_another_type_is_none() -> None:
    assert as_type("5", ValueType.NUMBER) is None
    assert as_type(True, ValueType.MONEY) is None
    assert as_type(5.0, ValueType.TEXT) is None
    assert as_type("true", ValueType.BOOLEAN) is None
    assert as_type(math.inf, ValueType.NUMBER) is None
    assert as_type(5, ValueType.NUMBER) == 5.0
