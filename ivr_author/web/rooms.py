"""A room of the studio: its pages, and its entry in the bar at the top. Each module of `views/` exports a `ROOM`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, has_request_context, request

from ivr_author.web.studio import Snapshot, Studio

READING = ("GET", "HEAD")
HELD = "ivr_author.snapshot"
"""Where a request keeps the snapshot that it was answered from."""


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
    """The workspace as it is now. To a page that only reads, it is the same from its first line to its last."""
    if not has_request_context() or request.method not in READING:
        return the_studio().snapshot()
    held = request.environ.get(HELD)
    if not isinstance(held, Snapshot):
        held = request.environ[HELD] = the_studio().snapshot()
    return held


def office_zone() -> ZoneInfo:
    """The time zone of the workspace; UTC while its settings can't be read."""
    content = snapshot().content
    return ZoneInfo(content.settings.time_zone if content is not None else "UTC")


def on_office_clock(moment: datetime) -> datetime:
    """A moment as the workspace's clocks show it: what people read who may sit in different zones."""
    return moment.astimezone(office_zone())
