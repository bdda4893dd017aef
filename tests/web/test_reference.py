"""The reference of the studio names every room, and every reason for which a save makes no version."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ivr_author.core.shelf import load_shelf
from ivr_author.web import views
from ivr_author.web.app import create_app
from ivr_author.web.rooms import Room
from ivr_author.workspace import git, keeper

REFERENCE = (Path(views.__file__).parents[2] / "studio.md").read_text(encoding="utf-8")
ROOMS = [room for room in load_shelf(views, "ROOM", Room).values() if room.title]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.blueprint.name)
def test_room_is_described_at_its_address(repository: Path, room: Room) -> None:
    rules = create_app(repository).url_map.iter_rules(room.endpoint)
    addresses = {re.sub(r"<\w*:?\w+>", "ID", rule.rule) for rule in rules}
    listed = re.findall(r"^\| ([^|]+) \| `(/[^`]*)`", REFERENCE, re.MULTILINE)
    if room.title == "History" and room.tab_of:
        # Of one thing, as of all.
        return
    found = [address for title, address in listed if title == room.title]
    assert found, f"studio.md does not describe the room {room.title}"
    assert {one.rstrip("/") for one in found} & {one.rstrip("/") for one in addresses} or room.title == "Phone"


def test_every_reason_for_no_version_is_described() -> None:
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", REFERENCE, re.MULTILINE))
    assert listed == {*git.RULES, *keeper.RULES}
