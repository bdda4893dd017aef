"""A document as passages: kinds, values, what stands in another locale, and what is left out."""

from __future__ import annotations

from ivr_author.core.source import Span
from ivr_author.notice.channel import Member
from ivr_author.notice.document import (
    Box,
    Break,
    Cell,
    Divider,
    Document,
    Foreign,
    Heading,
    Link,
    ListBlock,
    Paragraph,
    Run,
    Slot,
    Strong,
    Table,
    Words,
)
from ivr_author.notice.model import FieldType
from ivr_author.notice.reading import passages_of
from ivr_author.notice.values import Value
from ivr_author.scoring.passage import PassageKind

SPAN = Span("notices/bill/notice.md.j2", 3, 1, 3, 9)
AMOUNT = Slot(0, FieldType.MONEY)
DOCUMENT = Document(
    "bill",
    "en",
    (Words("Your bill"),),
    (
        Heading(1, (Words("What you\nowe"),), "bill/text_1"),
        Paragraph((Words("Pay "), Strong((AMOUNT,)), Words(" to "), Run("711"), Break(), Words("now.")), "bill/text_2"),
        ListBlock(False, ((Paragraph((Link("https://x.org", (Words("Call us."),)),), "bill/text_3"),),)),
        Box(("callout",), (Paragraph((Words("Appeal."),), "bill/text_4"), Divider())),
        Table(("start",), (Cell((Words("Due"),)),), ((Cell((Words("May"),), "bill/text_5"),),)),
        Paragraph((Foreign("es", (Words("Hola."),)),), "bill/text_6"),
        Paragraph((Words("  "),), "bill/text_7"),
    ),
    (FieldType.MONEY,),
)  # fmt: skip
MEMBER = Member([Value(FieldType.MONEY, 1234.5)], {}, "")


def test_blocks_are_passages_with_their_kind_address_and_place() -> None:
    found = list(passages_of(DOCUMENT, MEMBER, spans={"bill/text_2": SPAN}))
    assert [(one.text, one.kind, one.address, one.locale) for one in found] == [
        ("Your bill", PassageKind.HEADING, "bill/subject", "en"),
        ("What you owe", PassageKind.HEADING, "bill/text_1", "en"),
        ("Pay $1,234.50 to 711\nnow.", PassageKind.PARAGRAPH, "bill/text_2", "en"),
        ("Call us.", PassageKind.ITEM, "bill/text_3", "en"),
        ("Appeal.", PassageKind.PARAGRAPH, "bill/text_4", "en"),
        ("Due", PassageKind.CELL, "", "en"),
        ("May", PassageKind.CELL, "bill/text_5", "en"),
        ("Hola.", PassageKind.PARAGRAPH, "bill/text_6", "es"),
    ]
    assert [one.span for one in found if one.span] == [SPAN]


def test_spoken_ones_are_prompts() -> None:
    assert {(one.kind, one.is_spoken) for one in passages_of(DOCUMENT, MEMBER, True)} == {(PassageKind.PROMPT, True)}
