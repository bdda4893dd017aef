"""What callers hear differently since a revision that is chosen from the workspace's history; as a page and a text."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, render_template, request, url_for
from markupsafe import Markup

from ivr_author.call.transcript import Event
from ivr_author.catalog.compare import Run, word_difference
from ivr_author.changes.model import SENTENCES, Change, Group, GroupKind, Report, is_alike, message_of
from ivr_author.changes.write import MOST_PATHS, shortened, to_markdown
from ivr_author.core.locale import find_locale
from ivr_author.harness.targets import load_targets
from ivr_author.usecases.changes import compare_since, default_of
from ivr_author.web.export_page import digest_of, result_of, start
from ivr_author.web.jobs import Job
from ivr_author.web.language import gettext
from ivr_author.web.links import link_of, source_link
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.studio import Snapshot
from ivr_author.workspace.exports import Export, list_exports
from ivr_author.workspace.layout import SETTINGS
from ivr_author.workspace.revision import Revision, list_revisions

blueprint = Blueprint("export_changes", __name__)
ROOM = Room(blueprint, under="export")

LONGEST_NAME = 200
"""Of a revision that an address names."""

MOST_EXPORTS = 20
"""To choose from, beside the last one of each target."""

KINDS = {
    GroupKind.FLOW: gettext("Call flow"),
    GroupKind.BULLETIN: gettext("Bulletin"),
    GroupKind.CALENDAR: gettext("Calendar"),
    GroupKind.SETTINGS: gettext("Settings"),
    GroupKind.NOTICE: gettext("Notice"),
}
COUNTS = {
    "stale": gettext("Translations out of date now"),
    "missing": gettext("Texts without a translation"),
    "mended": gettext("Translations in use again"),
    "recordings_stale": gettext("Recordings of earlier words"),
    "recordings_missing": gettext("Texts that lost their recording"),
    "recordings_new": gettext("Texts with a new recording"),
}


@blueprint.get("/export/changes")
def show() -> str:
    """The account, or how far it is."""
    revisions = list_revisions(the_studio().root)
    last, earlier = _exports_in_order(list_exports(the_studio().root))
    exported = {one.name for one in (*last, *earlier)}
    since = request.args.get("since", "").strip()[:LONGEST_NAME] or default_of(revisions)
    shown = snapshot()
    job = _compare(shown, since, _head(revisions)).seen() if since else None
    report = result_of(job)
    return render_template(
        "export_changes.html",
        targets=load_targets(),
        revisions=revisions,
        exports=last + earlier,
        last_exports=last,
        exported=exported,
        known=exported | {one.name for one in revisions},
        since=since,
        job=job,
        report=report if isinstance(report, Report) else None,
        kinds=KINDS,
        columns=_columns(report) if isinstance(report, Report) else {},
        is_alike=is_alike,
        sentence=sentence,
        event_words=event_words,
        place_link=lambda place: link_of_place(shown, place),
        shortened=shortened,
        most_paths=MOST_PATHS,
        runs=runs,
        link=lambda group, change=None: link_of_change(shown, group, change),
        locale_of=find_locale,
        link_of=lambda span: link_of(shown, span),
        sources=shown.sources,
    )


@blueprint.get("/export/changes.md")
def text() -> Response:
    """The same as Markdown, for a change request."""
    revisions, shown = list_revisions(the_studio().root), snapshot()
    since = request.args.get("since", "").strip()[:LONGEST_NAME] or default_of(revisions)
    if not since:
        abort(404, gettext("There is no earlier revision to compare with."))
    job = _compare(shown, since, _head(revisions))
    job.finished.wait()
    report = result_of(job)
    if not isinstance(report, Report):
        abort(404, job.error or gettext("The comparison was stopped. Try again."))
    headers = {"Content-Disposition": 'attachment; filename="changes.md"'}
    return Response(to_markdown(report, since), mimetype="text/markdown", headers=headers)


def _exports_in_order(exports: Sequence[Export]) -> tuple[list[Export], list[Export]]:
    """The last export of each target, and the earlier ones; newest first."""
    last: dict[str, Export] = {}
    for one in exports:
        last.setdefault(one.target, one)
    return list(last.values()), [one for one in exports if one not in last.values()][:MOST_EXPORTS]


def _head(revisions: Sequence[Revision]) -> str:
    return next((one.commit for one in revisions if not one.is_tag), "")


def _compare(shown: Snapshot, since: str, head: str) -> Job:
    """The task; a name such as `HEAD~1` means another commit after the next one."""
    root, workspace = the_studio().root, shown.workspace
    key = f"changes/{digest_of(shown)}/{head}/{since}"
    return start(key, lambda progress: compare_since(root, workspace, since, progress))


def sentence(change: Change) -> Markup:
    """A change in the reader's language, its parts marked."""
    parts = {
        name: Markup("<bdi>{}</bdi>").format(value)
        for name, value in (("label", change.label), ("before", change.before), ("after", change.after))
    }
    return Markup.escape(gettext(SENTENCES[change.kind])).format(**parts)


def event_words(event: Event) -> Markup:
    """What a caller does or meets, in the reader's language."""
    parts = {name: Markup("<bdi>{}</bdi>").format(value) for name, value in event.items()}
    return Markup.escape(gettext(message_of(event))).format(**parts)


def link_of_place(shown: Snapshot, place: str) -> str:
    """Where a node, as `flow/node`, is looked at; empty where it is gone."""
    name, _, node = place.partition("/")
    flow = shown.content.flows.get(name) if shown.content else None
    return url_for("flow.show", flow_id=name, _anchor=f"n-{node}") if flow is not None and node in flow.nodes else ""


def _columns(report: Report) -> dict[str, str]:
    """The counts that some language has, with their titles."""
    return {name: title for name, title in COUNTS.items() if any(getattr(one, name) for one in report.languages)}


def runs(before: str, now: str) -> tuple[Run, ...]:
    """How one text became the other."""
    return word_difference(before, now)


def link_of_change(shown: Snapshot, group: Group, change: Change | None = None) -> str:
    """Where what changed is looked at; empty for what is gone."""
    if group.is_gone:
        return ""
    match group.kind:
        case GroupKind.FLOW:
            flow = shown.content.flows.get(group.id) if shown.content else None
            if flow is None:
                return ""
            node = change.node if change is not None and change.node in flow.nodes else ""
            return url_for("flow.show", flow_id=group.id, _anchor=f"n-{node}" if node else None)
        case GroupKind.NOTICE:
            known = group.id in shown.notices.ids
            return url_for("notices.show", notice_id=group.id) if known else source_link(f"notices/{group.id}.yaml")
        case GroupKind.CALENDAR:
            return url_for("calendars.show", calendar_id=group.id)
        case GroupKind.BULLETIN:
            return source_link(f"flows/bulletins/{group.id}.yaml")
        case GroupKind.SETTINGS:
            return source_link(SETTINGS)
