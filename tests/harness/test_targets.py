"""The shelf of targets decides what can be played; nothing lists them by hand."""

from __future__ import annotations

from ivr_author.harness.targets import load_targets, player_names, players_asked_for, target_names


def test_names_are_those_of_the_shelf() -> None:
    assert target_names() == tuple(load_targets())
    assert player_names() == ("reference", *target_names())
    assert [target.name for target in load_targets().values()] == list(target_names())


def test_all_stands_for_every_player() -> None:
    assert players_asked_for("all") == player_names()
    assert players_asked_for("twiml") == ("twiml",)
