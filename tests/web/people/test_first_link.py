"""What the terminal prints at the first start: a link that makes somebody the administrator, and none later."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ivr_author.people.roles import Role
from ivr_author.web import app as studio
from tests.web.accounts import House


def test_it_is_printed_until_there_is_an_administrator(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    studio._print_first_link(house.database, "http://127.0.0.1:8000")
    found = re.search(r"http://127\.0\.0\.1:8000(/link/\S{43})\n", capsys.readouterr().out)
    assert found
    studio._print_first_link(house.database, "http://127.0.0.1:8000")
    newer = re.search(r"(/link/\S{43})\n", capsys.readouterr().out)
    assert newer
    house.clock.at = studio.datetime.now(studio.UTC)
    house.visitor().get(found[1], 410)
    house.visitor().get(newer[1])
    house.add("root", Role.ADMINISTRATOR)
    house.visitor().get(newer[1], 410)
    studio._print_first_link(house.database, "http://127.0.0.1:8000")
    assert not capsys.readouterr().out


@pytest.mark.parametrize(
    ("host", "public_url", "why"),
    [
        ("0.0.0.0", "", "this machine only"),
        ("127.0.0.1", "http://studio.example.org", "not https"),
        ("127.0.0.1", "https://studio.example.org/path", "no address"),
        ("127.0.0.1", "ftp://studio.example.org", "no address"),
    ],
)
def test_doors_that_are_not_opened(house: House, host: str, public_url: str, why: str) -> None:
    with pytest.raises(studio.CannotServe, match=why):
        studio.serve(Path(), host, 0, house.database, public_url)
