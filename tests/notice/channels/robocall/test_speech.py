"""Robocalls as speech: what is said, what is left out, and that no value ever becomes markup."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ivr_author.notice.channel import Member, Rendering
from ivr_author.notice.channels.robocall import CHANNEL
from ivr_author.notice.channels.robocall.ssml import NAMESPACE
from ivr_author.notice.document import (
    Block,
    Box,
    Break,
    Cell,
    Divider,
    Document,
    Foreign,
    Heading,
    Link,
    ListBlock,
    Run,
    Slot,
    Strong,
    Table,
    Words,
)
from ivr_author.notice.model import FieldType
from ivr_author.notice.values import Value
from tests.notice.channels.robocall.robocalls import (
    BILL_VALUES,
    HOSTILE_NAMES,
    LETTERHEAD,
    bill,
    document,
    member,
    say,
    setting,
)

GREETING, GOODBYE = "This is a message from Health Connector for Robin Sample.", "Thank you. Goodbye."
TABLE = Table(("start",), (Cell((Words("What"),), "premium_bill/what"),), ((Cell((Words("Plan"),)),),))


def render(made: Document, one: Member) -> Rendering:
    return CHANNEL.fill(CHANNEL.prepare(made, setting(made.locale)), one)


def lines(*blocks: Block, values: tuple[Value, ...] = (), locale: str = "en") -> list[str]:
    """What is said between greeting and goodbye."""
    rendering = render(document(*blocks, locale=locale), member(*values))
    return rendering.parts["text"].decode().splitlines()[1:-1]


def test_values_are_spoken_as_words() -> None:
    rendering = render(bill(), member(*BILL_VALUES))
    assert rendering.parts["text"].decode().splitlines() == [
        GREETING,
        (
            "You owe $1,212.40 by December 23, 2026. Your account is 0 4 7 1 1. "
            "Call us at 8 0 0, 5 5 5, 0 1 0 0 {any time}."
        ),
        GOODBYE,
    ]
    assert list(rendering.parts) == list(CHANNEL.suffixes)


def test_the_document_is_ssml() -> None:
    rendering = render(bill("es"), member(*BILL_VALUES))
    root = etree.fromstring(rendering.parts["ssml"])
    assert root.tag == f"{{{NAMESPACE}}}speak"
    assert root.get("version") == "1.0"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "es-US"
    assert [etree.QName(one).localname for one in root] == ["p", "break", "p", "break", "p"]
    assert "".join(root.itertext()).split() == rendering.parts["text"].decode().split()
    assert "Usted debe $1,212.40 antes del 23 de diciembre de 2026." in rendering.parts["text"].decode()


@pytest.mark.parametrize("one", [member(name=None), member(name=""), member(name=" \u200f\n")])
def test_a_member_without_a_name_is_greeted_without_one(one: Member) -> None:
    text = render(document(say("Hello.")), one).parts["text"].decode()
    assert text.startswith("This is a message from Health Connector.\n")


def test_words_in_another_locale_are_marked() -> None:
    foreign = say(Foreign("en", (Words("Due on "), Slot(0, FieldType.DATE), Words("."))))
    rendering = render(document(foreign, locale="es"), member(Value(FieldType.DATE, "2026-12-23")))
    root = etree.fromstring(rendering.parts["ssml"])
    assert root.get("version") == "1.1", "lang is an element of SSML 1.1"
    (marked,) = root.iter(f"{{{NAMESPACE}}}lang")
    assert dict(marked.attrib) == {"{http://www.w3.org/XML/1998/namespace}lang": "en-US"}
    assert marked.text == "Due on December 23, 2026."


def test_blocks_become_lines() -> None:
    items = ((say("First"),), (say("Second ", Strong((Words("thing"),))), ListBlock(False, ((say("inner"),),))))
    assert lines(Heading(1, (Words("Your bill"),)), ListBlock(True, items), Divider(), say("One", Break(), "two")) == [
        "Your bill.",
        "1. First.",
        "2. Second thing.",
        "inner.",
        "One.",
        "two.",
    ]


@pytest.mark.parametrize(("locale", "end"), [("zh_Hans", "。"), ("km", "។"), ("hi", "।"), ("ru", ".")])
def test_an_end_mark_is_added_where_there_is_none(locale: str, end: str) -> None:
    assert lines(say("Abc"), say("Abc!"), say("Abc:"), locale=locale) == [f"Abc{end}", "Abc!", "Abc:"]


def test_tables_and_headings_above_nothing_are_left_out() -> None:
    made = document(
        Heading(1, (Words("Charges"),)),
        Heading(2, (Words("In all"),)),
        TABLE,
        Heading(1, (Words("Help"),)),
        say("Call us."),
        Heading(2, (Words("More"),)),
    )
    assert render(made, member()).parts["text"].decode().splitlines()[1:-1] == ["Help.", "Call us."]
    assert [(one.what, one.address) for one in CHANNEL.drops(made)] == [("table", "premium_bill/what")]


def test_a_sentence_that_only_names_an_address_becomes_ours() -> None:
    assert lines(say("Pay soon. Go to ", Run("https://example.org/pay"), ". Or see www.example.org. Thanks.")) == [
        "Pay soon. Go to our website. Thanks."
    ]
    assert lines(say("Ir a https://example.org."), locale="es") == ["Visite nuestro sitio web."]
    slot = Slot(0, FieldType.URL, "link")
    assert lines(say("Open ", slot, "."), values=(Value(FieldType.URL, "https://example.org/x"),)) == [
        "Go to our website."
    ]


def test_a_sentence_that_also_holds_a_value_keeps_it_and_says_the_host() -> None:
    values = (Value(FieldType.MONEY, 5.0), Value(FieldType.URL, "https://www.pay.example.org/a?b=c"))
    made = say("Pay ", Slot(0, FieldType.MONEY), " at ", Slot(1, FieldType.URL), " or https://example.org/pay now.")
    assert lines(made, values=values) == ["Pay $5.00 at pay.example.org or example.org now."]
    assert lines(say("Pay $5 at example.org/pay today.")) == ["Pay $5 at example.org today."]
    assert lines(say("Write to help@example.org.")) == ["Write to help@example.org."]


def test_links_speak_their_words() -> None:
    link = Link("https://example.org", (Words("our office"),))
    made = document(say("Visit ", link, "."))
    assert render(made, member()).parts["text"].decode().splitlines()[1:-1] == ["Visit our office."]
    assert [one.what for one in CHANNEL.drops(made)] == ["link"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (say("See https://example.org/a."), ["link"]),
        (say("Pay at ", Slot(0, FieldType.URL)), ["link"]),
        (say(Link("tel:+18005550100", (Words("Call 1-800-555-0100"),))), []),
        (say(Link("tel:+18005550100", (Words("Call us"),))), ["link"]),
        (say("It ends (", Run("45 CFR 155.430(b)"), ")."), ["citation"]),
        (Box(("rules",), (say("45 CFR 155.430"),)), ["citation"]),
        (Box(("callout",), (TABLE,)), ["table"]),
        (ListBlock(False, ((TABLE, say("a@example.org")),)), ["table"]),
    ],
)
def test_what_is_dropped_is_told(content: Block, what: list[str]) -> None:
    assert [one.what for one in CHANNEL.drops(document(content))] == what


def test_citations_in_brackets_and_in_their_box_are_not_spoken() -> None:
    assert lines(say("It ends (45 CFR 155.430(b); 42 USC 1396) soon."), Box(("rules",), (say("By law."),))) == [
        "It ends soon."
    ]
    assert lines(say("Under 45 CFR 155.430 it ends.")) == ["Under 45 CFR 155.430 it ends."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Call (800) 555-0100 now", "Call 8 0 0, 5 5 5, 0 1 0 0 now."),
        ("Call 1-800-555-0100 (TTY: 711).", "Call 8 0 0, 5 5 5, 0 1 0 0 (TTY: 7 1 1)."),
        ("You owe $711 or 711.50 or 1,711", "You owe $711 or 711.50 or 1,711."),
        ("Case 123-456-78901", "Case 123-456-78901."),
    ],
)
def test_phone_numbers_are_spoken_figure_by_figure(text: str, said: str) -> None:
    assert lines(say(text)) == [said]


def test_control_characters_in_the_words_do_not_reach_the_voice() -> None:
    assert lines(say("A\x00\x1b\u202eB\u2028C")) == ["A B C."]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_stay_words(name: str) -> None:
    quiet = etree.fromstring(render(bill(), member(*BILL_VALUES, name="Jo")).parts["ssml"])
    loud = etree.fromstring(render(bill(), member(*BILL_VALUES, name=name)).parts["ssml"])
    assert [one.tag for one in loud.iter()] == [one.tag for one in quiet.iter()]


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=60),
    st.sampled_from([kind for kind in FieldType if kind not in (FieldType.MONEY, FieldType.NUMBER, FieldType.BOOLEAN)]),
    st.sampled_from(["en", "es", "ar", "zh_Hans", "km"]),
)
def test_no_value_adds_an_element(text: str, kind: FieldType, locale: str) -> None:
    made = document(say("Before ", Slot(0, kind, "it"), " after."), locale=locale)
    raw = (text, text) if kind in (FieldType.ADDRESS, FieldType.LIST) else text
    rendering = render(made, member(Value(kind, raw), name=text))
    root = etree.fromstring(rendering.parts["ssml"])
    assert {etree.QName(one).localname for one in root.iter()} == {"speak", "p", "s", "break"}
    assert len(root) == 5
    said = "".join(root.itertext())
    assert not any(ord(letter) < 32 and letter != "\n" for letter in said)
    assert said.split() == rendering.parts["text"].decode().split()


def test_seconds_grow_with_what_is_said() -> None:
    short = render(bill(), member(*BILL_VALUES)).facts["seconds"]
    account = Value(FieldType.DIGITS, "04711" * 4)
    long = render(bill(), member(*BILL_VALUES[:2], account)).facts["seconds"]
    assert isinstance(short, int)
    assert 15 <= short <= 25
    assert long - short == 7, "15 further figures of one number, at 0.46 seconds"


def test_an_amount_of_markup_in_the_letterhead_stays_words() -> None:
    head = replace(LETTERHEAD, organisation="A & B <Health>")
    rendering = CHANNEL.fill(CHANNEL.prepare(document(say("Hi.")), setting("en", head)), member())
    assert "message from A & B <Health> for" in "".join(etree.fromstring(rendering.parts["ssml"]).itertext())
