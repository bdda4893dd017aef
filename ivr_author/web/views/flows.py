"""Call flows: what is there, what is wrong with it, and how far its translations are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, render_template

from ivr_author.core.locale import Locale, find_locale
from ivr_author.flow.content import Bulletin, Content, Flow
from ivr_author.usecases.bulletins import BulletinState, bulletins_now, flows_that_say, state_of
from ivr_author.web.language import gettext
from ivr_author.web.presenters import Counts, Readiness, count_faults, readiness_of
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.studio import Snapshot

blueprint = Blueprint("flows", __name__)
ROOM = Room(blueprint, gettext("Call flows"), "flows.index", order=10)


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A flow in the list. `flow` is None where its file can't be read."""

    id: str
    path: str
    flow: Flow | None
    counts: Counts
    readiness: list[Readiness]
    numbers: list[tuple[str, Locale | None]]
    bulletins: list[Bulletin]
    can_be_called: bool


@blueprint.get("/flows")
def index() -> str:
    """All flows."""
    now = datetime.now(UTC)
    shown = snapshot()
    content = shown.content
    bulletins = _bulletin_rows(shown, now)
    return render_template(
        "flows.html",
        content=content,
        flows=_flow_rows(shown, bulletins),
        faults=shown.diagnostics,
        readiness=readiness_of(shown.stats.get("", {})),
        bulletins=bulletins,
    )


def _flow_rows(shown: Snapshot, bulletins: list[tuple[Bulletin, str]]) -> list[FlowRow]:
    content = shown.content
    heard = _heard(content, bulletins)
    rows = []
    for flow_id, path in shown.flow_paths().items():
        flow = content.flows.get(flow_id) if content else None
        rows.append(
            FlowRow(
                id=flow_id,
                path=path,
                flow=flow,
                counts=count_faults(shown.faults_of(path)),
                readiness=readiness_of(shown.stats.get(flow_id, {})),
                numbers=_numbers(content, flow_id) if content else [],
                bulletins=heard.get(flow_id, []),
                can_be_called=shown.can_be_called(flow_id),
            )
        )
    # Those that answer a number stand first, as ivr.yaml lists them: there every call begins.
    answering = [one.flow.value for one in content.settings.numbers.values()] if content else []
    return sorted(rows, key=lambda row: (answering.index(row.id) if row.id in answering else len(answering), row.id))


def _numbers(content: Content, flow_id: str) -> list[tuple[str, Locale | None]]:
    return [
        (str(one.number), find_locale(one.locale.value) if one.locale else None)
        for one in content.settings.numbers.values()
        if one.flow.value == flow_id
    ]


def _bulletin_rows(shown: Snapshot, now: datetime) -> list[tuple[Bulletin, str]]:
    bulletins = bulletins_now(the_studio().root, shown.content) if shown.content else ()
    return [(bulletin, state_of(bulletin, now)) for bulletin in bulletins]


def _heard(content: Content | None, rows: list[tuple[Bulletin, str]]) -> dict[str, list[Bulletin]]:
    """The bulletins that callers hear now, by flow."""
    heard: dict[str, list[Bulletin]] = {}
    for one, state in rows:
        if content is not None and state == BulletinState.ON:
            for flow_id in flows_that_say(content, one):
                heard.setdefault(flow_id, []).append(one)
    return heard
