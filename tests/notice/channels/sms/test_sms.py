"""Text messages: their words, what they cost and what is simplified for it."""

from __future__ import annotations

import pytest

from ivr_author.notice.channel import CannotRender
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.channels.sms import drops
from ivr_author.notice.document import Box, Divider, Heading, Link, ListBlock, Run, Slot
from ivr_author.notice.model import FieldType
from tests.notice.channel_cases import BILL_VALUES, BILLS, document, part, render, say, table, value, words

NAME = Slot(0, FieldType.NAME, "name")


def text(made: object, *values: object) -> str:
    return part("sms", "text", made, *values)  # type: ignore[arg-type]


def test_is_on_the_shelf() -> None:
    assert CHANNELS["sms"].suffixes == {"text": ".txt"}


def test_blocks_are_lines() -> None:
    made = document(
        Heading(1, words("Pay now")),
        Box(("callout",), (say("Dear ", NAME, "."),)),
        Divider(),
        ListBlock(False, ((say("a"), ListBlock(True, ((say("b"),),))), (say("c"),))),
        table(["A", "B"], ["1", "2"]),
        say(
            Link("https://example.org/pay", words("Pay here")), " or ", Link("tel:18775550100", words("1-877-555-0100"))
        ),
    )
    assert text(made, value("name", "Ann")) == (
        "Pay now\nDear Ann.\n- a\n1. b\n- c\nPay here: https://example.org/pay or 1-877-555-0100"
    )


def test_tables_are_dropped_and_say_so() -> None:
    made = document(Box(("callout",), (table(["A"], ["1"]),)), say("x"))
    assert [(drop.what, drop.address) for drop in drops(made)] == [("table", "case/table")]
    assert list(drops(document(say("x")))) == []


def test_facts() -> None:
    rendering = render("sms", document(say("Dear ", NAME, ".")), value("name", "Zoë O’Connor"))
    assert rendering.facts == {"encoding": "UCS-2", "units": 18, "parts": 1, "left": 52, "guilty": ["ë", "’"]}


def test_author_punctuation_is_simplified_where_that_is_enough() -> None:
    made = document(say("“Don’t” wait… ", NAME))
    assert text(made, value("name", "Ann")) == '"Don\'t" wait... Ann'
    # The value needs the wide encoding anyway, so the author's words stay as they are; and values always do.
    assert text(made, value("name", "Núñez’")) == "“Don’t” wait… Núñez’"
    assert text(document(say("Dear ", NAME)), value("name", "O’Neil")) == "Dear O’Neil"


def test_letters_never_change() -> None:
    assert text(document(say("Su prima vencerá… ", NAME)), value("name", "Ann")) == "Su prima vencerá… Ann"


def test_right_to_left_values_stand_between_marks_where_they_need_them() -> None:
    made = document(say("عزيزي ", NAME, "، اتصل على ", Run("1-877-555-0100"), "."), locale="ar")
    assert text(made, value("name", "Ann 5.")) == "عزيزي \u2068Ann 5.\u2069، اتصل على \u20661-877-555-0100\u2069."
    # Letters of the text's own direction need none, and each mark would cost a unit of 70.
    assert text(made, value("name", "محمد علي")) == "عزيزي محمد علي، اتصل على \u20661-877-555-0100\u2069."


def test_marks_are_not_blamed_for_what_letters_do() -> None:
    guilty = render("sms", BILLS["ar"], *BILL_VALUES).facts["guilty"]
    assert "ع" in guilty
    assert not set(guilty) & set("\u200f\u2066\u2068\u2069")


def test_message_without_words_is_refused() -> None:
    with pytest.raises(CannotRender, match="no words"):
        text(document(table(["A"], ["1"])))
