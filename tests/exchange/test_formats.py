"""What every format of the shelf promises: exact round trips, nothing copied, no traceback whatever a file holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ivr_author.catalog.lookup import State
from ivr_author.exchange.delivery import DeliveredLine, Delivery, Standing
from ivr_author.exchange.format import Format
from ivr_author.exchange.format_shelf import all_formats, format_of
from ivr_author.exchange.package import Unit, lines_of
from tests.exchange.packages import one, package
from tests.exchange.test_pieces import TRICKY

ALL = pytest.mark.parametrize("exchange_format", all_formats().values(), ids=all_formats())


def delivered(exchange_format: Format, raw: bytes) -> Delivery:
    delivery, faults = exchange_format.read(raw, f"delivered{exchange_format.suffixes[0]}")
    assert faults == []
    assert delivery is not None
    return delivery


def only_line(exchange_format: Format, source: str, target: str, has_markdown: bool = True) -> DeliveredLine:
    return delivered(exchange_format, exchange_format.write(one(source, target, has_markdown))).lines[0]


@ALL
def test_a_package_comes_back_as_it_went(exchange_format: Format) -> None:
    given = package()
    delivery = delivered(exchange_format, exchange_format.write(given))
    assert (delivery.tag, delivery.source_tag, delivery.organisation) == ("es-US", "en-US", "Example & Sons")
    lines = [line for unit in given.units for line in lines_of(unit, "es")]
    assert [(got.domain, got.id, got.source, got.target, got.digest) for got in delivery.lines] == [
        (line.unit.domain, line.id, line.source, line.target, line.unit.digest) for line in lines
    ]
    assert not any(got.fault for got in delivery.lines)


@ALL
def test_states_go_out_and_come_back(exchange_format: Format) -> None:
    # Tables and PO have no drafts: what somebody wrote over one is none.
    draft = Standing.DONE if exchange_format.name in ("csv", "po", "xlsx") else Standing.DOUBTFUL
    expected = {
        State.MISSING: Standing.NEW,
        State.DRAFT: draft,
        State.FUZZY: Standing.DOUBTFUL,
        State.TRANSLATED: Standing.DONE,
        State.REVIEWED: Standing.DONE,
    }
    units = [
        Unit("flows", f"a/{state}", "Text", "", ("" if state is State.MISSING else "Texto",), state)
        for state in expected
    ]
    delivery = delivered(exchange_format, exchange_format.write(package(*units)))
    assert [line.standing for line in delivery.lines] == list(expected.values())


@ALL
def test_the_source_is_never_copied(exchange_format: Format) -> None:
    assert only_line(exchange_format, "Only here {key}", "").target == ""
    assert exchange_format.write(one("Only here {key}")).count(b"Only here") <= 1


@ALL
def test_tags_of_languages_are_bcp_47(exchange_format: Format) -> None:
    given = replace(package(), locale="pt_BR")
    assert delivered(exchange_format, exchange_format.write(given)).tag == "pt-BR"


@ALL
@given(TRICKY | st.text(max_size=12), TRICKY | st.text(max_size=12), st.booleans())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("{amount}", "{amount}", False)
@example("**{a}**", "[{a}](tel:1)", True)
@example("=1+1", "'=1+1", False)
@example("_x0041_ _x005F_", "\\u{41} \\u{5c}", False)
@example("\r\n \r \x85 \u2028", "\t x \t", False)
def test_any_text_comes_back(exchange_format: Format, source: str, target: str, has_markdown: bool) -> None:
    line = only_line(exchange_format, source or "x", target, has_markdown)
    assert (line.source, line.target) == (source or "x", target)


@ALL
def test_it_knows_its_own(exchange_format: Format) -> None:
    raw = exchange_format.write(package())
    assert format_of(raw, f"x{exchange_format.suffixes[0]}") is exchange_format


@ALL
@pytest.mark.parametrize(
    "raw", [b"", b"\0", b"\xff\xfe", b"\xff\xfea", b"PK\x03\x04", b"<", b"<a/>", b"a,b\n1,2", b'"']
)
def test_rubbish_is_refused_with_a_reason(exchange_format: Format, raw: bytes) -> None:
    delivery, faults = exchange_format.read(raw, "rubbish")
    assert delivery is None
    assert faults
    assert all(fault.span is not None and fault.span.path == "rubbish" and fault.hint for fault in faults)


@ALL
def test_a_file_cut_short_is_refused(exchange_format: Format) -> None:
    raw = exchange_format.write(package())
    for share in (0.3, 0.6, 0.95):
        delivery, faults = exchange_format.read(raw[: int(len(raw) * share)], "cut")
        whole = exchange_format.read(raw, "whole")[0]
        assert whole is not None
        assert faults or (delivery is not None and len(delivery.lines) < len(whole.lines))
