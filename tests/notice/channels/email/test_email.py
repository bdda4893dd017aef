"""Emails: their three parts, their language, and what must not get into them."""

from __future__ import annotations

import re

import lxml.html
import pytest

from ivr_author.notice.channel import CannotRender
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.document import Break, Slot
from ivr_author.notice.model import FieldType
from tests.notice.channel_cases import BILL_RECIPIENT, BILL_VALUES, BILLS, document, part, render, say, value, words
from tests.web.markup import Markup


@pytest.mark.parametrize("locale", BILLS)
def test_html_is_well_formed_and_fetches_nothing(locale: str) -> None:
    html = part("email", "html", BILLS[locale], *BILL_VALUES)
    # Styles in elements and tables without <tbody> are what mail readers want.
    meant = ("has styles", "<tr> in <table>")
    assert [fault for fault in Markup(html).faults if not any(one in fault for one in meant)] == []
    assert not re.search(r"<(?:script|style|link|img|iframe|form)|url\(|src=", html)


@pytest.mark.parametrize(
    ("locale", "tag", "direction"), [("en", "en-US", "ltr"), ("es", "es-US", "ltr"), ("ar", "ar", "rtl")]
)
def test_language_stands_where_mail_readers_keep_it(locale: str, tag: str, direction: str) -> None:
    page = lxml.html.fromstring(part("email", "html", BILLS[locale], *BILL_VALUES))
    (cell,) = page.xpath("/html/body/table/tr/td | /html/body/table/tbody/tr/td")
    for element in (page, cell):
        assert (element.get("lang"), element.get("dir")) == (tag, direction)
    assert page.xpath("/html/body/table/@role") == ["presentation"]


def test_tables_of_the_layout_are_told_from_tables_of_data() -> None:
    page = lxml.html.fromstring(part("email", "html", BILLS["en"], *BILL_VALUES))
    data = page.xpath("//table[not(@role='presentation')]")
    assert [table.xpath(".//th/@scope") for table in data] == [["col", "col", "col"]]
    assert page.xpath("//table[@role='presentation']//table[not(@role)]") == data


def test_account_number_and_address_stay_out_of_what_we_add() -> None:
    rendering = render("email", document(say("Hello.")), recipient=BILL_RECIPIENT)
    for content in rendering.parts.values():
        assert b"00481516" not in content
        assert b"Centre Street" not in content


def test_subject_is_one_line_whatever_a_value_holds() -> None:
    subject = words("Bill\r\nX: ", Break(), Slot(0, FieldType.TEXT), Slot(1, FieldType.ADDRESS))
    hostile = "a\r\nBcc: evil@example.org\u2028b\u0085c\u000bd\u001ce"
    made = part(
        "email", "subject", document(say("x"), subject=subject), value("text", hostile), value("address", (hostile,))
    )
    assert len(made.splitlines()) == 1
    assert "Bcc: evil@example.org" in made


def test_without_a_subject_there_is_no_email() -> None:
    with pytest.raises(CannotRender, match="subject"):
        render("email", document(say("x"), subject=()))


def test_text_part_has_the_words_of_the_html() -> None:
    rendering = render("email", BILLS["en"], *BILL_VALUES)
    text = rendering.parts["text"].decode()
    page = lxml.html.fromstring(rendering.parts["html"].decode())
    for element in page.xpath(
        "//main | //h2 | //h3 | //p | //li | //td[not(descendant::p) and not(@lang)] | //th[position() > 1]"
    ):
        for line in filter(None, map(str.strip, "".join(element.itertext()).splitlines())):
            said = line.replace("Commonwealth Health Connector, P.O. Box 960189, Boston, MA 02196", "Boston, MA 02196")
            assert all(word in text for word in re.split(r" · |pay your bill|\s", said)), line


def test_parts_and_endings() -> None:
    assert (
        tuple(render("email", document(say("x"))).parts)
        == tuple(CHANNELS["email"].suffixes)
        == ("html", "text", "subject")
    )


def test_nothing_is_dropped() -> None:
    assert list(CHANNELS["email"].drops(BILLS["en"])) == []
