"""A room of the studio: its pages, and its entry in the bar at the top. Each module of `views/` exports a `ROOM`."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app

from ivr_author.web.studio import Snapshot, Studio


@dataclass(frozen=True, slots=True)
class Room:
    """Pages under one blueprint. Without a `title` it is a part of the room `under`; `order` is that of the bar."""

    blueprint: Blueprint
    title: str = ""
    endpoint: str = ""
    order: int = 0
    under: str = ""


def the_studio() -> Studio:
    """The studio of this application."""
    studio = current_app.extensions["ivr_studio"]
    assert isinstance(studio, Studio), "create_app puts it there"
    return studio


def snapshot() -> Snapshot:
    """The workspace as it is now."""
    return the_studio().snapshot()
