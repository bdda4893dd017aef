"""Web pages: whole, self-contained, with one heading and whom to ask."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re

import lxml.html
import pytest

from ivr_author.notice.channel import Member
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.document import Heading, Slot
from ivr_author.notice.model import FieldType
from tests.notice.channel_cases import (
    BILL_RECIPIENT,
    BILL_VALUES,
    BILLS,
    LETTERHEAD,
    document,
    part,
    render,
    say,
    setting,
    value,
    words,
)
from tests.web.markup import Markup


def page(made: object, *values: object) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(part("web", "html", made, *values))  # type: ignore[arg-type]


@pytest.mark.parametrize("locale", BILLS)
def test_page_is_well_formed_and_fetches_nothing(locale: str) -> None:
    html = render("web", BILLS[locale], *BILL_VALUES, recipient=BILL_RECIPIENT).parts["html"].decode()
    assert Markup(html).faults == []
    assert not re.search(r"<(?:script|link|img|iframe|form|object)|@import|url\(|src=| style=| on\w+=", html)


def test_policy_allows_its_own_stylesheet_alone() -> None:
    made = page(BILLS["en"], *BILL_VALUES)
    (policy,) = made.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = made.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in policy


@pytest.mark.parametrize(
    ("locale", "tag", "direction"), [("en", "en-US", "ltr"), ("es", "es-US", "ltr"), ("ar", "ar", "rtl")]
)
def test_page_says_its_language(locale: str, tag: str, direction: str) -> None:
    made = page(BILLS[locale], *BILL_VALUES)
    assert (made.get("lang"), made.get("dir")) == (tag, direction)


def test_subject_is_title_and_heading() -> None:
    made = page(BILLS["en"], *BILL_VALUES)
    assert made.findtext(".//title") == "Your premium of $212.40 is due December 23, 2026"
    assert [heading.text_content() for heading in made.xpath("//h1")] == [made.findtext(".//title")]


def test_heading_of_the_words_is_the_only_one_of_level_1() -> None:
    made = page(document(Heading(1, words("Pay now")), say("x"), subject=words("Subject")))
    assert [heading.text for heading in made.xpath("//h1")] == ["Pay now"]
    assert made.findtext(".//title") == "Subject"


def test_page_without_subject_has_the_notices_title() -> None:
    made = page(document(say("x"), subject=()))
    assert made.findtext(".//title") == "Premium bill"
    assert made.xpath("//h1") == []


def test_date_and_account_stand_above_if_the_member_has_them() -> None:
    def about(recipient: dict[str, object]) -> list[str]:
        html = render("web", document(say("x")), recipient=recipient).parts["html"].decode()  # type: ignore[arg-type]
        return [line.text_content() for line in lxml.html.fromstring(html).xpath("//ul[@class='about']/li")]

    assert about(dict(BILL_RECIPIENT)) == ["Date: December 1, 2026", "Case number: 00481516"]
    assert about({"reference": value("digits", "7"), "date": value("date", None)}) == ["Case number: 7"]
    assert about({}) == []


def test_foot_says_whom_to_ask() -> None:
    made = page(BILLS["es"], *BILL_VALUES)
    lines = [line.text_content() for line in made.xpath("//footer/p")]
    assert lines == [
        "¿Tiene preguntas? Llame al 1-877-555-0100 (TTY:\u00a0711).",
        "www.example.org",
        "help@example.org",
        "Commonwealth Health Connector, P.O. Box 960189, Boston, MA 02196",
    ]
    assert made.xpath("//footer//a/@href") == ["tel:+18775550100", "https://www.example.org", "mailto:help@example.org"]


def test_foot_does_without_what_the_letterhead_lacks() -> None:
    bare = dataclasses.replace(LETTERHEAD, tty="", website="ftp://x.example", email="", address=())
    channel = CHANNELS["web"]
    rendering = channel.fill(channel.prepare(document(say("x")), setting(letterhead=bare)), Member(()))
    foot = lxml.html.fromstring(rendering.parts["html"].decode()).xpath("//footer")[0]
    assert [line.text_content() for line in foot] == [
        "1-877-555-0100",
        "ftp://x.example",
        "Commonwealth Health Connector",
    ]
    assert foot.xpath(".//a/@href") == ["tel:+18775550100"]


def test_values_come_out_in_their_slots() -> None:
    made = document(say("Dear ", Slot(1, FieldType.NAME), ": ", Slot(0, FieldType.MONEY)), subject=words("S"))
    paragraph = page(made, value("money", 5.0), value("name", "Zoë O’Connor-Núñez")).xpath("//main/p")[0]
    assert paragraph.text_content() == "Dear Zoë O’Connor-Núñez: $5.00"


def test_same_input_same_bytes() -> None:
    first, second = (render("web", BILLS["ar"], *BILL_VALUES, recipient=BILL_RECIPIENT) for _ in range(2))
    assert first.parts == second.parts


def test_nothing_is_dropped() -> None:
    assert list(CHANNELS["web"].drops(BILLS["en"])) == []
