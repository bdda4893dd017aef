"""Bundles for a print vendor: each letter as it is alone, with a bookmark, pages of its own, and a known beginning."""

from __future__ import annotations

from string import ascii_letters

import pytest

from ivr_author.notice.channel import Member
from ivr_author.notice.channels.letter.bundle import CannotBundle, bundle_letters
from ivr_author.notice.channels.letter.letter import Prepared, fill, prepare
from tests.notice.channel_cases import document, say, value
from tests.notice.channels.letter.letter_cases import RECIPIENT, member, plain, prepared, setting
from tests.notice.channels.letter.pdf_reading import Letter, bookmarks_of, elements_of, faults_of, letters_of, pages_of


def items() -> list[tuple[Prepared, Member]]:
    long = prepare(document(*[say("many words " * 60) for _ in range(12)]), setting())
    return [
        (prepared("en", assistance=True), member(key='1001 "} #panic("x")')),
        (prepare(plain("One page"), setting()), member(key="1002")),
        (long, member(key="1003")),
        (prepared("ar", large_print=True), member(key="")),
    ]


def places(page: list[Letter]) -> set[tuple[str, float, float]]:
    """Where the Latin letters are; PDFium makes up characters beside Arabic ones."""
    return {(one.character, round(one.left, 2), round(one.top, 2)) for one in page if one.character in ascii_letters}


@pytest.mark.parametrize("odd", [False, True])
def test_bundle_has_every_letter_with_its_bookmark_and_its_own_pages(odd: bool) -> None:
    rendering = bundle_letters(items(), odd=odd)
    data, starts = rendering.parts["pdf"], rendering.facts["starts"]
    assert faults_of(data) == []
    assert rendering.facts["pages"] == pages_of(data)
    alone = [fill(*item) for item in items()]
    pages = letters_of(data)
    for start, letter in zip(starts, alone, strict=True):
        own = letters_of(letter.parts["pdf"])
        assert [places(page) for page in pages[start - 1 : start - 1 + len(own)]] == [places(page) for page in own]
    counts = [letter.facts["pages"] for letter in alone]
    if odd:
        assert all(start % 2 for start in starts)
        empty = [number for number, page in enumerate(pages, 1) if not page]
        assert empty == [start + count for start, count in zip(starts, counts, strict=True) if count % 2][: len(empty)]
        assert empty
    else:
        assert list(starts) == [1 + sum(counts[:place]) for place in range(len(counts))]
        assert pages_of(data) == sum(counts)
    marks = [(title, page) for title, page in bookmarks_of(data) if page in starts]
    assert marks == list(zip(['1001 "} #panic("x")', "1002", "1003", "4"], starts, strict=True))


def test_letters_of_a_bundle_have_the_same_structure_as_alone() -> None:
    bundled = elements_of(bundle_letters(items()).parts["pdf"])
    alone = [element for item in items() for element in elements_of(fill(*item).parts["pdf"])[1:]]
    strip = [element.partition(" ")[0] for element in bundled[1:]]
    assert strip == [element.partition(" ")[0] for element in alone]


def test_bundle_of_one_twice_is_the_same_bytes() -> None:
    assert bundle_letters(items()[:1]).parts == bundle_letters(items()[:1]).parts


def test_fault_in_a_bundle_names_its_letters() -> None:
    bad = member(key="1009", recipient={**RECIPIENT, "name": value("name", "Ana \U0001f600")})
    worse = member(key="1010", recipient={**RECIPIENT, "address": value("address", ("a",) * 12)})
    with pytest.raises(CannotBundle) as caught:
        bundle_letters([*items(), (prepared(), bad), (prepared(), worse)])
    assert sorted(caught.value.faults) == [4, 5]
    assert "U+1F600" in caught.value.faults[4]
    assert "window" in caught.value.faults[5]
    assert "1009: " in str(caught.value)


def test_bundle_of_nothing_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least one letter"):
        bundle_letters([])
