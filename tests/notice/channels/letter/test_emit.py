"""Structure of letters: headings without gaps, lists in lists, tables, boxes, other languages inside."""

from __future__ import annotations

import pytest

from ivr_author.notice.channel import Member
from ivr_author.notice.channels.letter.letter import fill, find_drops, prepare
from ivr_author.notice.document import (
    Block,
    Box,
    Break,
    Cell,
    Divider,
    Emphasis,
    Foreign,
    Heading,
    Link,
    ListBlock,
    Slot,
    Strong,
    Table,
)
from ivr_author.notice.model import FieldType
from tests.notice.channel_cases import document, say, table, value, words
from tests.notice.channels.letter.letter_cases import setting
from tests.notice.channels.letter.pdf_reading import elements_of, faults_of, languages_of, letters_of, text_of

AMOUNT = Slot(0, FieldType.MONEY, "amount")


def made(*blocks: Block, locale: str = "en") -> bytes:
    letter = prepare(document(*blocks, say("Due: ", AMOUNT), locale=locale), setting(locale, windowed=False))
    data = fill(letter, Member((value("money", 1212.4),))).parts["pdf"]
    assert faults_of(data) == []
    return data


def headings(data: bytes) -> list[str]:
    return [element for element in elements_of(data) if element.startswith("H")]


@pytest.mark.parametrize(
    ("levels", "written"),
    [
        ([], ["H1"]),
        ([2, 3, 2], ["H1", "H2", "H3", "H2"]),
        ([3], ["H1", "H2"]),
        ([1, 3, 3, 1], ["H1", "H2", "H3", "H2"]),
        ([2, 1], ["H1", "H2", "H2"]),
    ],
)
def test_headings_skip_no_level(levels: list[int], written: list[str]) -> None:
    assert headings(made(*[Heading(level, words("Words")) for level in levels])) == written


def test_subject_is_the_main_heading_unless_the_words_have_one() -> None:
    assert "A notice" in text_of(made(Heading(2, words("Part"))))[0]
    assert "A notice" not in text_of(made(Heading(1, words("Title"))))[0]


def test_headings_of_nothing_are_left_out() -> None:
    assert headings(made(Heading(1, ()), Heading(2, words(" ")), Heading(2, words(Strong(()))))) == ["H1"]


def test_lists_stand_in_lists() -> None:
    inner = ListBlock(True, ((say("a"),), (say("b"),)))
    outer = ListBlock(False, ((say("one"), inner), (say("two"), say("more"), inner), (say("three"),)))
    elements = elements_of(made(outer, ListBlock(True, ())))
    assert elements.count("L") == 3
    assert elements.count("LI") == 7
    read = text_of(made(outer))[0]
    assert "1. a 2. b" in " ".join(read.split())


def test_table_has_a_header_with_cells_or_none() -> None:
    elements = elements_of(made(table(["Charge", "Amount"], ["Plan", AMOUNT], ["More", AMOUNT])))
    assert (elements.count("TH"), elements.count("TD"), elements.count("TR")) == (2, 4, 3)
    bare = elements_of(made(table(["", ""], ["Plan", AMOUNT])))
    assert "TH" not in bare
    assert "Table" in bare


def test_ragged_table_is_set() -> None:
    cell = Cell(words("x"))
    ragged = Table(("start", "end"), (cell,), ((cell, cell, cell), (cell,), ()))
    assert elements_of(made(ragged, Table((), (), ()))).count("TD") == 6


def test_header_is_repeated_on_the_next_page() -> None:
    rows = [[f"Row {number}", AMOUNT] for number in range(60)]
    pages = text_of(made(table(["Charge", "Sum"], *rows)))
    assert len(pages) > 1
    assert all("Charge Sum" in " ".join(page.split()) for page in pages)


def test_amounts_of_members_stand_under_each_other_by_their_ends() -> None:
    letters = letters_of(made(table(["Charge", "A wide tally"], ["Plan", AMOUNT])))[0]
    title = next(one.right for one in letters if one.character == "y" and one.top > 2.5)
    amount = next(one.right for one in letters if one.character == "0" and one.top > 2.5)
    assert amount == pytest.approx(title, abs=0.03)


def test_box_is_drawn_for_a_callout_only_and_holds_its_blocks() -> None:
    inside = (Heading(2, words("Act now")), say("Pay"), ListBlock(False, ((say("x"),),)))
    for roles in (("callout", "action"), ("appeal",)):
        data = made(Box(roles, inside), Divider())
        assert headings(data) == ["H1", "H2"]
        assert "Act now" in text_of(data)[0]


def test_words_in_another_language_are_marked() -> None:
    data = made(
        say(Foreign("en", words("Pay ", Strong(words("now"))))),
        say("ادفع ", Foreign("en", words("by mail"))),
        Heading(2, words(Foreign("es", words("Pague")))),
        locale="ar",
    )
    elements = elements_of(data)
    assert "P lang=en-US" in elements
    assert "H2 lang=es-US" in elements
    assert "en-US" in languages_of(made(say("ادفع ", Foreign("en", words("by mail"))), locale="ar"))
    assert "en-US" not in languages_of(made(say("ادفع ", "by mail"), locale="ar"))


def test_inlines_of_every_kind_are_set() -> None:
    content = words("a", Break(), Emphasis(words("b", Strong(words("c")))), Link("ftp://x", words("no link")))
    assert {"Em", "Strong"} <= {element.partition(" ")[0] for element in elements_of(made(say(*content)))}


def test_letter_drops_nothing() -> None:
    assert list(find_drops(document(table(["A"], ["b"])))) == []
