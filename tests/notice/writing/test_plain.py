"""Documents as plain text: what stands where, and that right-to-left text keeps its order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ivr_author.notice.document import Block, Box, Break, Divider, Foreign, Heading, Inline, Link, ListBlock, Run, Slot
from ivr_author.notice.document import Strong as Bold
from ivr_author.notice.model import FieldType
from ivr_author.notice.values import Value
from ivr_author.notice.writing.holes import write_form
from ivr_author.notice.writing.plain import write_line, write_text
from tests.notice.channel_cases import say, table, value, words


def text(*blocks: Block, locale: str = "en", values: Sequence[Value] = ()) -> str:
    return write_form(write_text(blocks, locale)).fill(values)


def test_blocks_stand_apart() -> None:
    blocks = (say("One."), Box(("callout",), (say("Two."),)), Divider(), Heading(2, words("Three")), say("Four."))
    assert text(*blocks) == "One.\n\nTwo.\n\n----------\n\n\nThree\n\nFour."


def test_lists_are_signed_and_indented() -> None:
    inner = ListBlock(True, ((say("first"),), (say("second"),)))
    outer = ListBlock(False, ((say("a", Break(), "line"), inner), (say("b"), say("more"))))
    assert text(outer) == "* a\n  line\n  1. first\n  2. second\n* b\n\n  more"


def test_table_with_header_says_it_with_each_cell() -> None:
    made = table(["Charge", "For", "Amount"], ["Dental", "May", "$1"], ["Total", "", "$2"])
    assert text(made) == "Dental\n  For: May\n  Amount: $1\nTotal\n  Amount: $2"


def test_table_without_header_is_pairs() -> None:
    assert text(table(["", ""], ["Plan", "Silver"], ["Month", "May"])) == "Plan: Silver\nMonth: May"


@pytest.mark.parametrize(
    ("target", "shown", "expected"),
    [
        ("https://example.org/pay", "pay", "pay (https://example.org/pay)"),
        ("https://example.org/pay", "https://example.org/pay", "https://example.org/pay"),
        ("https://example.org/pay", "Example.org/pay", "Example.org/pay"),
        ("https://example.org/", "example.org", "example.org"),
        ("tel:+18775550100", "1-877-555-0100", "1-877-555-0100"),
        ("tel:+18775550100", "call us", "call us (+18775550100)"),
        ("mailto:help@example.org", "help@example.org", "help@example.org"),
        ("mailto:help@example.org", "write", "write (help@example.org)"),
    ],
)
def test_link_is_not_said_twice(target: str, shown: str, expected: str) -> None:
    assert text(say(Link(target, words(shown)))) == expected


def test_link_to_a_value_that_is_its_own_words_is_said_once() -> None:
    target, shown = Slot(0, FieldType.URL, "pay"), Slot(1, FieldType.URL, "pay")
    url = value("url", "https://example.org/k3v9")
    assert text(say(Link(target, (shown,))), values=(url, url)) == "https://example.org/k3v9"
    assert text(say(Link(target, words("pay"))), values=(url,)) == "pay (https://example.org/k3v9)"


def test_line_is_one_line() -> None:
    content = words("Pay ", Break(), Bold(words("now\r\nor")), " ", Link("https://example.org", words("here")))
    assert write_form(write_line(content, "en")).fill(()) == "Pay  now or here"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # In right-to-left text a number between marks, an address without: telephones take marks into the link.
        ((Slot(0, FieldType.MONEY), " مبلغ"), "\u2066$5.00\u2069 مبلغ"),
        (("على ", Run("1-877-555-0100")), "على \u20661-877-555-0100\u2069"),
        (("على ", Slot(1, FieldType.URL)), "على https://example.org/a"),
        # A line that would begin from the left is turned round by a mark.
        ((Run("Health Connector"), ": مبلغ"), "\u200fHealth Connector: مبلغ"),
        ((Slot(1, FieldType.URL), " مبلغ"), "\u200fhttps://example.org/a مبلغ"),
        ((Slot(0, FieldType.MONEY),), "\u200f\u2066$5.00\u2069"),
        # English in Arabic runs its own way, a line at a time: isolates end with the line.
        ((Foreign("en", words("a", Break(), "b")),), "\u200f\u2066a\u2069\n\u200f\u2066b\u2069"),
    ],
)
def test_right_to_left_text_keeps_its_order(content: Sequence[Inline | str], expected: str) -> None:
    values = (value("money", 5.0), value("url", "https://example.org/a"))
    assert text(say(*content), locale="ar", values=values) == expected


def test_left_to_right_text_has_no_marks_for_its_own() -> None:
    assert text(
        say("Call ", Run("1-877-555-0100"), " by ", Slot(0, FieldType.DATE)), values=(value("date", "2026-12-23"),)
    ) == ("Call 1-877-555-0100 by December 23, 2026")


def test_value_in_foreign_words_is_printed_in_their_locale() -> None:
    made = say(Foreign("en", words("Due ", Slot(0, FieldType.DATE), ".")))
    assert text(made, locale="es", values=(value("date", "2026-12-23"),)) == "Due December 23, 2026."
