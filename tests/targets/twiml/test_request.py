"""Forms as a phone platform sends them are read fast, and come to what any form comes to; any other is read slowly."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ivr_author
from ivr_author.answering.records import _KINDS
from ivr_author.targets.twiml.request import READ, Refusal, _usual, read_fields, read_incoming
from ivr_author.targets.twiml.signature import signed_text
from tests.benchmarks.bench_answer import FORM
from tests.targets.twiml.programs import request

SENT = {"CallSid": "CA1", "From": "+16175550123", "CallToken": '{"a":"b=c&d","e":"%2B"}', "City": "Añasco 東京", **FORM}
NAMES = st.sampled_from([*sorted(READ), "FromCity", "Called", "a b", "A", ""]) | st.text("ab=&%+\0é", max_size=3)
WORDS = st.text("1 +=&%2BbC3\0é東\n", max_size=8)
BODIES = (
    st.dictionaries(NAMES, WORDS, max_size=6).map(urlencode)
    | st.lists(st.tuples(NAMES, WORDS), max_size=6).map(urlencode)
    | st.text("DFrom=&%2B3Ed+é", max_size=30)
    | st.lists(st.sampled_from(["Digits", "To", "=", "&", "1", "%2B", "%2b", "%", "+"]), max_size=12).map("".join)
).map(str.encode)


def slowly(body: bytes) -> tuple[dict[str, str], str]:
    """What is read of a form, field by field, and what is signed of it."""
    fields = read_fields(body.decode())
    return {name: values[0] for name, values in fields.items() if name in READ}, signed_text(fields)


@given(BODIES)
def test_read_fast_or_slowly_it_is_the_same(body: bytes) -> None:
    assert _usual(body) in (None, slowly(body))


def test_what_a_phone_platform_sends_is_read_fast() -> None:
    body = urlencode(SENT).encode()
    found = _usual(body)
    assert found == slowly(body)
    assert found is not None
    assert found[0]["From"] == "+16175550123"
    assert set(found[0]) == READ & set(SENT)
    assert all(name + value in found[1] for name, value in SENT.items())


@pytest.mark.parametrize(
    "body",
    [
        *("", "Digits", "Digits&To=1=2", "Digits&1=To=2", "To=1&Digits=1&To=2"),
        *("=1&To=2&Digits=3", "D%69gits=1&To=2&From=3"),
    ],
)
def test_what_is_unusual_is_read_slowly(body: str) -> None:
    assert _usual(body.encode()) is None


def test_more_fields_than_usual_are_read_slowly() -> None:
    many = {f"Name{number}": str(number) for number in range(100)}
    body = urlencode({**many, "Digits": "7", "To": "8"}).encode()
    assert _usual(body) is None
    incoming = read_incoming(request("/step", body))
    assert incoming.parameters == {"Digits": "7", "To": "8"}
    assert "Name99" + "99" in incoming.signed


def test_first_value_counts_and_all_are_signed() -> None:
    incoming = read_incoming(request("/call?a=1", b"Digits=1&Digits=2&To=&x=3&x=3"))
    assert incoming.parameters == {"Digits": "1", "To": ""}
    assert incoming.repeated == {"Digits"}
    assert incoming.signed == "Digits1Digits2Tox3"


def test_query_is_read_where_nothing_is_posted() -> None:
    incoming = read_incoming(request(f"/call?To={quote_plus('+1617')}&Digits=1", None, "GET"))
    assert (incoming.parameters, incoming.signed) == ({"To": "+1617", "Digits": "1"}, "")


def test_what_no_platform_sends_is_refused() -> None:
    with pytest.raises(Refusal):
        read_incoming(request("/call", {}, "TRACE"))
    with pytest.raises(Refusal):
        read_incoming(request("/call", b"Digits=1&To=\xff"))
    with pytest.raises(Refusal):
        read_incoming(request("/call", b"{}", CONTENT_TYPE="application/json"))


def test_requests_at_one_address_are_told_apart() -> None:
    def digest(body: bytes) -> str:
        return read_incoming(request("/step", body)).digest()

    assert digest(b"Digits=1&To=2") == digest(b"To=2&Digits=1") != digest(b"Digits=1&To=3")


def test_every_parameter_that_is_asked_for_is_read() -> None:
    folder = Path(ivr_author.__file__).parent
    sources = [*folder.glob("targets/twiml/*.py"), folder / "answering" / "board.py"]
    asked = {
        name
        for source in sources
        if source.name != "play.py"
        for name in re.findall(r'(?:parameters|given)\.get\("(\w+)"', source.read_text())
    }
    assert {"CallSid", "Digits", "QueueResult", "RecordingUrl"} <= asked, "they are asked for in this way"
    assert asked | set(_KINDS) == READ
