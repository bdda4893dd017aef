"""All notices with their state. One of them is shown by its tabs, `notice_*`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template

from ivr_author.notice.content import NoticeFile
from ivr_author.web.language import gettext
from ivr_author.web.notice.presenters import channels_of
from ivr_author.web.presenters import Counts, Readiness, count_faults, readiness_of
from ivr_author.web.rooms import Room, snapshot
from ivr_author.web.studio import Snapshot

blueprint = Blueprint("notices", __name__)
ROOM = Room(blueprint, gettext("Notices"), "notices.index", order=5)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in the list. `file` is None where it can't be read."""

    id: str
    file: NoticeFile | None
    channels: Sequence[str]
    letters: str
    counts: Counts
    readiness: list[Readiness]


@blueprint.get("/notices")
def index() -> str:
    """All notices."""
    shown = snapshot()
    desk = shown.notices
    return render_template(
        "notices.html",
        rows=[_row(shown, notice_id) for notice_id in desk.ids],
        shared=[one for one in shown.diagnostics if one.span and one.span.path.startswith("notices/_")],
        readiness=readiness_of(desk.stats.get("", {})),
        sources=shown.sources,
    )


def _row(shown: Snapshot, notice_id: str) -> NoticeRow:
    file = shown.notices.content.notices.get(notice_id)
    found = shown.notices.branches(notice_id)
    counts = [len(one.branches) for one in found]
    letters = f"{max(counts)}{'' if all(one.is_complete for one in found) else '+'}" if counts else ""
    return NoticeRow(
        id=notice_id,
        file=file,
        channels=list(channels_of(file)) if file else (),
        letters=letters,
        counts=count_faults(shown.faults_of_notice(notice_id)),
        readiness=readiness_of(shown.notices.stats.get(notice_id, {})),
    )


# One notice is shown by its tab Words; others link to it by this name.
blueprint.add_url_rule("/notices/<notice_id>", "show", build_only=True)
