"""Call flows: what is there, what is wrong with it, and how far its translations are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, render_template

from ivr_author.core.locale import Locale, find_locale
from ivr_author.flow.content import Bulletin, Content, Flow
from ivr_author.flow.nodes.bulletin import Bulletin as BulletinNode
from ivr_author.web.language import gettext
from ivr_author.web.presenters import Counts, Readiness, count_faults, readiness_of
from ivr_author.web.rooms import Room, snapshot
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
    return render_template(
        "flows.html",
        content=content,
        flows=_flow_rows(shown, now),
        faults=shown.diagnostics,
        readiness=readiness_of(shown.stats.get("", {})),
        bulletins=_bulletin_rows(content, now) if content else [],
    )


def _flow_rows(shown: Snapshot, now: datetime) -> list[FlowRow]:
    content = shown.content
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
                bulletins=_heard_bulletins(content, flow, now) if content and flow else [],
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


def _heard_bulletins(content: Content, flow: Flow, now: datetime) -> list[Bulletin]:
    """The bulletins that callers of a flow hear now."""
    nodes = [node for node in flow.nodes.values() if isinstance(node, BulletinNode)]
    heard = []
    for bulletin in content.bulletins.values():
        named = {name.value for name in bulletin.flows}
        for node in nodes:
            only = None if node.only is None else {name.value for name in node.only}
            concerns = bulletin.id in only if only is not None else not named or flow.id in named
            if concerns and bulletin_state(bulletin, now) == "on":
                heard.append(bulletin)
                break
    return heard


def bulletin_state(bulletin: Bulletin, now: datetime) -> str:
    """`off`, `on`, or on but `waiting` for its time or `over`."""
    if not bulletin.on:
        return "off"
    if bulletin.start is not None and now < bulletin.start:
        return "waiting"
    return "over" if bulletin.end is not None and now >= bulletin.end else "on"


def _bulletin_rows(content: Content, now: datetime) -> list[tuple[Bulletin, str]]:
    return [(bulletin, bulletin_state(bulletin, now)) for bulletin in content.bulletins.values()]
