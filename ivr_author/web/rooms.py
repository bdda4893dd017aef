"""A room of the studio: its pages, and its entry in the bar at the top. Each module of `views/` exports a `ROOM`."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app

from ivr_author.web.studio import Snapshot, Studio


@dataclass(frozen=True, slots=True)
class Room:
    """Pages under one blueprint; the shelf `views/` is what the bar and the tabs are made from.

    With a `title` it stands in the bar at the top (`in_workspace`: in the bar's menu of the workspace), or, where
    `tab_of` names another room's page (`flow`, `notice`), among the tabs of that page; `order` is its place there.
    Without a title it is a part of the room `under`.
    A tab's endpoint takes the id of the page (`flow_id`, `notice_id`).
    """

    blueprint: Blueprint
    title: str = ""
    endpoint: str = ""
    order: int = 0
    under: str = ""
    tab_of: str = ""
    in_workspace: bool = False


def the_studio() -> Studio:
    """The studio of this application."""
    studio = current_app.extensions["ivr_studio"]
    assert isinstance(studio, Studio), "create_app puts it there"
    return studio


def snapshot() -> Snapshot:
    """The workspace as it is now."""
    return the_studio().snapshot()
