"""Addresses and beginnings of addresses."""

from __future__ import annotations

import pytest

from ivr_author.catalog.addresses import AddressChoice

THERE = ["main/welcome/prompt", "main/closed/prompt", "mainly/x/prompt", "texts/star"]


@pytest.mark.parametrize(
    ("named", "chosen"),
    [
        ([], THERE),
        (["texts/star"], ["texts/star"]),
        (["main/*"], THERE[:2]),
        (["main/closed/*", "texts/*"], [THERE[1], THERE[3]]),
        (["main"], []),
        (["main*"], []),
        (["*"], []),
    ],
)
def test_what_is_chosen(named: list[str], chosen: list[str]) -> None:
    choice = AddressChoice(named)
    assert [address for address in THERE if address in choice] == chosen


def test_what_matches_nothing_is_told() -> None:
    named = ["texts/star", "main/*", "main/gone/*", "text/star", "main"]
    assert AddressChoice(named).unmatched(THERE) == ("main/gone/*", "text/star", "main")
    assert AddressChoice([]).unmatched(THERE) == ()
