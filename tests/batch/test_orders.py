"""Orders: who a row is for, in which locale and print, under which safe and single file name; and their chunks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.batch import orders
from ivr_author.batch.orders import Order, OrderChunk, OrderForm, OrderTaker, Reject, cut_into_chunks
from ivr_author.batch.rows import CellFault, Row

FORM = OrderForm(locale="en", locales=("en", "es", "zh_Hant"), reference="account")


def row(number: int, faults: tuple[CellFault, ...] = (), **given: Any) -> Row:
    return Row(number, given, [str(one) for one in given.values()], faults)


def take(*rows: Row, form: OrderForm = FORM) -> list[Order | Reject]:
    taker = OrderTaker(form)
    return [taker.take(one) for one in rows]


def order_of(form: OrderForm = FORM, **given: Any) -> Order:
    taken = take(row(2, **given), form=form)[0]
    assert isinstance(taken, Order), taken
    return taken


def reason_for(form: OrderForm = FORM, **given: Any) -> str:
    taken = take(row(2, **given), form=form)[0]
    assert isinstance(taken, Reject), taken
    return "; ".join(map(str, taken.faults))


@pytest.mark.parametrize(
    ("form", "given", "key"),
    [
        (FORM, {"name": "Zoë"}, "2"),
        (FORM, {"account": "A-1"}, "A-1"),
        (FORM, {"ACCOUNT": " A-1 "}, "A-1"),
        (FORM, {"account": 17}, "17"),
        (FORM, {"account": "A-1", "key": "k"}, "k"),
        (OrderForm("en", ("en",), key="Case ID"), {"case_id": "c", "key": "k"}, "c"),
        (OrderForm("en", ("en",), taken=frozenset({"key"})), {"key": "k"}, "2"),
    ],
)
def test_the_key_is_the_column_asked_for_or_key_or_the_reference_or_the_row(
    form: OrderForm, given: dict[str, Any], key: str
) -> None:
    assert order_of(form, **given).key == key


@pytest.mark.parametrize("key", ["", "  ", "a\x00b", "line\nend", "x" * 201, None, 1.5, True, ["a"]])
def test_what_is_no_key(key: object) -> None:
    assert "expected: what names the member" in reason_for(key=key)


def test_a_key_comes_once() -> None:
    first, second, third = take(row(2, key="a"), row(3, key="b"), row(4, key="a"))
    assert isinstance(first, Order)
    assert isinstance(second, Order)
    assert isinstance(third, Reject)
    assert str(third.faults[0]) == "key: row 2 has the same key; expected: a key of its own"


@pytest.mark.parametrize(
    ("given", "locale"),
    [({}, "en"), ({"locale": ""}, "en"), ({"Locale": "es"}, "es"), ({"locale": "zh-hant"}, "zh_Hant")],
)
def test_the_locale_is_the_rows_or_the_batchs(given: dict[str, Any], locale: str) -> None:
    assert order_of(**given).locale == locale


def test_an_unknown_locale_is_a_fault_of_the_row() -> None:
    assert reason_for(locale="xx") == "locale: there is no locale `xx`; expected: one of en, es, zh_Hant"
    assert "no locale `../..`" in reason_for(locale="../..")


@pytest.mark.parametrize(("word", "large"), [("yes", True), ("X", True), (True, True), ("No", False), ("", False)])
def test_large_print_by_row(word: object, large: bool) -> None:
    assert order_of(large_print=word).large_print is large
    assert order_of(OrderForm("en", ("en",), large_print=True)).large_print
    assert not order_of(OrderForm("en", ("en",), large_print=True), **{"Large print": "no"}).large_print


def test_large_print_is_yes_or_no() -> None:
    assert reason_for(large_print="18pt") == "large_print: `18pt` is neither yes nor no; expected: yes or no"


def test_a_field_of_the_notice_is_no_instruction() -> None:
    form = OrderForm("en", ("en",), taken=frozenset({"locale", "largeprint"}))
    order = order_of(form, locale="Springfield", large_print="a picture")
    assert (order.locale, order.large_print) == ("en", False)


def test_a_faulty_row_stays_faulty() -> None:
    fault = CellFault("the row has 1 cells")
    assert take(row(7, (fault,), key="a")) == [Reject(7, ["a"], (fault,))]


# --- file names ---


@pytest.mark.parametrize(
    ("key", "start"),
    [
        ("M-1042", "M-1042"),
        ("../../etc/passwd", "__.._etc_passwd-"),
        ("/root", "_root-"),
        (".hidden", "_hidden-"),
        ("-rf", "_rf-"),
        ("Zoë", "Zo_-"),
        ("con", "_con-"),
        ("NUL.txt", "_NUL.txt-"),
        ("x" * 200, "x" * 64 + "-"),
    ],
)
def test_names_are_safe(key: str, start: str) -> None:
    name = order_of(key=key).name
    assert name.startswith(start)
    assert (name == key) is (start == key)


@given(st.lists(st.text(alphabet="aAbß/._-\u0130é", min_size=1, max_size=6), max_size=30))
def test_names_are_single_even_where_case_does_not_count(keys: list[str]) -> None:
    made = [one for one in take(*(row(n, key=key) for n, key in enumerate(keys))) if isinstance(one, Order)]
    assert len({one.name.lower() for one in made}) == len(made)
    assert all(one.name.isascii() and "/" not in one.name and one.name[0] not in ".-" for one in made)
    assert len({one.key for one in made}) == len(made)


def test_a_name_does_not_depend_on_what_follows() -> None:
    keys = ["a", "A", "a/", "b"]
    whole = take(*(row(n, key=key) for n, key in enumerate(keys)))
    for length in range(len(keys)):
        assert take(*(row(n, key=key) for n, key in enumerate(keys[:length]))) == whole[:length]


# --- chunks ---


def chunks_of(rows: list[Row], size: int) -> list[OrderChunk]:
    return list(cut_into_chunks(rows, FORM, size))


def test_chunks_hold_so_many_orders_and_the_rejects_among_them() -> None:
    bad = (CellFault("bad"),)
    rows = [row(2), row(3, bad), row(4), row(5), row(6, bad)]
    chunks = chunks_of(rows, 2)
    assert [[one.row for one in chunk.items] for chunk in chunks] == [[2, 4], [5]]
    assert [[one.row for one in chunk.rejects] for chunk in chunks] == [[3], [6]]
    assert [(chunk.number, chunk.bundle) for chunk in chunks] == [(0, 1), (1, 2)]
    assert [one.place for chunk in chunks for one in chunk.items] == [0, 1, 2]


def test_rejects_do_not_pile_up_and_leave_bundles_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "MAX_REJECTED", 3)
    bad = (CellFault("bad"),)
    rows = [row(2), *(row(n, bad) for n in range(3, 10)), row(10)]
    chunks = chunks_of(rows, 2)
    assert [(len(chunk.items), len(chunk.rejects), chunk.number) for chunk in chunks] == [
        (0, 3, 0),
        (0, 3, 1),
        (2, 1, 2),
    ]
    assert [chunk.bundle for chunk in chunks if chunk.items] == [1]


def test_no_rows_no_chunks() -> None:
    assert chunks_of([], 2) == []
