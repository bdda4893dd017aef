"""Coverage: what the call scripts of a flow reach, how they go on every target, and paths for what they leave out."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from ivr_author.usecases.keep_scripts import keep_generated_calls
from ivr_author.usecases.missing_paths import write_paths
from ivr_author.web.call.booth import Booth
from ivr_author.web.flow.coverage import CoverageDesk, targets_of
from ivr_author.web.flow.page import FlowPage, open_flow
from ivr_author.web.forms import take_only
from ivr_author.web.jobs import TooBusy, the_jobs
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room, the_studio
from ivr_author.web.way_words import way_in_words
from ivr_author.workspace.layout import calls_path

blueprint = Blueprint("flow_coverage", __name__)
ROOM = Room(blueprint, gettext("Coverage"), "flow_coverage.show", order=40, under="flows", tab_of="flow")


@blueprint.get("/flows/<flow_id>/coverage")
def show(flow_id: str) -> str:
    """What is reached, with whatever the jobs have found so far; with `find`, paths are looked for at once."""
    page = open_flow(flow_id)
    if page.flow is None:
        return page.show_broken()
    if not page.is_callable:
        return page.render("flow_coverage_broken.html")
    if page.shown.is_checking:
        # A program of all flows comes out of the check; to make one here takes seconds.
        return page.render("flow_coverage_wait.html", here=request.full_path)
    if "find" in request.args:
        desk = _desk(page)
        if desk.paths_job is None and desk.covered.missing_edges:
            with suppress(TooBusy):
                desk.start_paths()
    return _show(page)


def _desk(page: FlowPage) -> CoverageDesk:
    program = page.shown.program
    assert program is not None, "the flow can be called"
    return CoverageDesk(page.shown, program, page.flow_id, page.locale.id, the_jobs())


def _show(page: FlowPage, **more: object) -> str:
    desk = _desk(page)
    trials = desk.trials()
    return page.render(
        "flow_coverage.html",
        desk=desk,
        way=way_in_words,
        covered=desk.covered,
        missing=desk.missing,
        languages=desk.languages(),
        own=desk.own_scripts,
        calls_path=calls_path(page.flow_id),
        trials=trials,
        players=targets_of(trials),
        trials_job=desk.trials_job,
        paths_job=desk.paths_job,
        found=desk.found_paths(),
        paths=desk.paths(Booth.of(page.flow_id)),
        played=desk.played(),
        here=url_for("flow_coverage.show", flow_id=page.flow_id, locale=request.args.get("locale")),
        kept=request.args.get("kept", type=int) or 0,
        gone="gone" in request.args,
        busy="busy" in request.args,
        **more,
    )


@blueprint.post("/flows/<flow_id>/coverage/<task>")
def start(flow_id: str, task: str) -> Response | tuple[str, int]:
    """Begin or stop a task: `scripts` plays them on every target, `paths` looks for calls to what is missing."""
    page = open_flow(flow_id)
    if task not in ("scripts", "paths", "keep"):
        abort(404)
    take_only("stop", "path")
    if page.flow is None or not page.is_callable:
        return redirect(url_for("flow_coverage.show", flow_id=flow_id), 303)
    desk = _desk(page)
    if task == "keep":
        return _keep(page, desk)
    try:
        if "stop" in request.form:
            the_jobs().cancel(desk.trials_key if task == "scripts" else desk.paths_key)
        elif task == "scripts":
            desk.start_trials()
        else:
            desk.start_paths()
    except TooBusy:
        return redirect(_back(page, busy="1"), 303)
    return redirect(_back(page, _anchor=task), 303)


def _keep(page: FlowPage, desk: CoverageDesk) -> Response | tuple[str, int]:
    """Keep a path, or all of them, as call scripts."""
    found = desk.found_paths()
    wanted = request.form.get("path", "")
    paths = found.open_paths(desk.covered.missing_edges) if found is not None else ()
    chosen = [one for one in paths if wanted in ("all", str(one.number))]
    if not chosen:
        return redirect(_back(page, gone="1"), 303)
    written = write_paths(desk.program, chosen)
    result = keep_generated_calls(the_studio().keeper, page.shown.workspace, page.flow_id, written)
    if result.faults:
        return _show(page, keep_faults=result.faults), 422
    unkept = result.kept.fault.rule if result.kept is not None and result.kept.fault is not None else None
    return redirect(_back(page, kept=len(result.names), unkept=unkept, _anchor="paths"), 303)


def _back(page: FlowPage, **more: object) -> str:
    locale = request.args.get("locale")
    return url_for("flow_coverage.show", flow_id=page.flow_id, locale=locale, **more)  # type: ignore[arg-type]
