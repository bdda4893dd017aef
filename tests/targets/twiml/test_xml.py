"""Escaping: every text comes back as it went in, and none is taken for a slot."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ivr_author.targets.twiml.xml import (
    SLOT_PATTERN,
    clean,
    comment,
    escape_attribute,
    escape_text,
    slot,
    unescape_text,
)

TEXTS = st.text() | st.text(alphabet="<>&\"'⟦⟧0-!]\n\t ")


@given(TEXTS)
def test_text_is_read_back_by_an_xml_parser(text: str) -> None:
    element = etree.fromstring(f"<a>{escape_text(text)}</a>")
    # A parser makes every line end a line feed; in speech they are spaces anyway.
    assert (element.text or "") == clean(text).replace("\r\n", "\n").replace("\r", "\n")


@given(TEXTS)
def test_attribute_is_read_back_by_an_xml_parser(text: str) -> None:
    assert etree.fromstring(f'<a b="{escape_attribute(text)}"/>').get("b") == clean(text)


@given(TEXTS)
def test_unescaping_gives_back_the_text(text: str) -> None:
    assert unescape_text(escape_text(text)) == clean(text)


@given(TEXTS)
def test_no_text_is_a_slot(text: str) -> None:
    assert SLOT_PATTERN.search(escape_text(text)) is None
    assert SLOT_PATTERN.search(escape_attribute(text)) is None


def test_slot_is_found() -> None:
    match = SLOT_PATTERN.search(f"a{slot(12)}b")
    assert match is not None
    assert match[1] == "12"


@given(st.text(alphabet="-a>!"))
def test_comment_ends_where_it_should(text: str) -> None:
    etree.fromstring(f"<a>{comment(text)}</a>")
